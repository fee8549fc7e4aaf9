"""What is said to one person alone, where they clicked or typed: everybody else sees nothing."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient

from templates.blocks import Message


def answer_alone(
    client: WebClient,
    respond: Respond,
    body: Mapping[str, Any],
    said: Message,
    *,
    replaces: bool = False,
) -> None:
    """In a thread it is posted there: an address to answer to (`response_url`) knows of the channel
    only. With `replaces`, an earlier answer of ours gives way to this one.
    """
    container = body.get("container", {})
    replaces = replaces and bool(container.get("is_ephemeral"))
    if container.get("thread_ts") and not replaces:
        client.chat_postEphemeral(
            channel=container["channel_id"],
            user=body["user"]["id"],
            thread_ts=container["thread_ts"],
            text=said.text,
            blocks=said.blocks,
        )
        return
    respond(
        text=said.text,
        blocks=said.blocks,
        response_type="ephemeral",
        replace_original=replaces,
    )
