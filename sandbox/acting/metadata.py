"""What apps leave for each other beside a message: events about its metadata."""

from typing import Any

from sandbox.acting.envelopes import send
from sandbox.messages import Post
from sandbox.states import State

Json = dict[str, Any]


def announce_metadata(state: State, post: Post, before: Json | None, now: Json | None) -> None:
    """Posted, updated or deleted, by what was there before and is now. As Slack does, only the
    event types that the manifest names are told (its `metadata_subscriptions`).
    """
    if before == now or state.bot not in state.conversations[post.channel].members:
        return
    there = now or before or {}
    if not {"*", there["event_type"]} & set(state.manifest.metadata_types):
        return
    what = "posted" if before is None else "deleted" if now is None else "updated"
    event: Json = {
        "type": f"message_metadata_{what}",
        "app_id": state.app["app"],
        "bot_id": state.app["bot"],
        "user_id": post.user,
        "team_id": state.team,
        "channel_id": post.channel,
        "message_ts": post.ts,
    }
    if before is not None:
        event["previous_metadata"] = before
    if now is not None:
        event["metadata"] = now
    else:
        with state.lock:
            event["event_ts"] = event["deleted_ts"] = state.stamp()
    send(state, event["type"], "metadata.message:read", event, state.conversations[post.channel])
