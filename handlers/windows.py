"""Where a window appears: opened over a message or Home, pushed over another window, or in its
place. Also how a window remembers what it is about.
"""

import re
import time
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import Refusal
from templates.blocks import View, memory_of


def origin_of(view: Mapping[str, Any]) -> str:
    """What is saved from a form bears this: the same save twice is one."""
    return f"{view['id']}:{view['callback_id']}"


# Bolt looks for an acknowledgement every 0.01 s (its thread_runner.py), and forgets it when the
# boundary of errors returns: what comes after one gives it the time to have looked.
BOLT_LOOKS = 0.05


def is_window(body: Mapping[str, Any]) -> bool:
    return bool(body.get("view", {}).get("type") == "modal")


def is_full(body: Mapping[str, Any]) -> bool:
    """True where no window goes on top (slack-facts §1.1): there are three. The second stands on
    the first, its root.
    """
    below = body.get("view", {}).get("previous_view_id")
    return bool(below) and below != body["view"].get("root_view_id")


def show_over(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """A window of its own; closing it brings back what was there. On a full stack, in the place of
    the one that was clicked in.
    """
    if is_full(body):
        show_instead(client, body, view)
        return
    open_view = client.views_push if is_window(body) else client.views_open
    open_view(trigger_id=body["trigger_id"], view=view)


def show_instead(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """In the place of the window that was clicked in, if it was one; over it, if it is one that
    stays (a list of many things).
    """
    stays = is_window(body) and about(body["view"]).get("stays") and not is_full(body)
    if stays:
        client.views_push(trigger_id=body["trigger_id"], view=view)
        return
    if not is_window(body):
        client.views_open(trigger_id=body["trigger_id"], view=view)
        return
    client.views_update(view_id=body["view"]["id"], view=view)


def show_again(client: WebClient, body: Mapping[str, Any], view: View) -> None:
    """The form that was clicked in, drawn anew; what is typed stays where the ids do. When it was
    drawn anew since that click, by a quicker one, it stays as it is.
    """
    before = body["view"]
    try:
        client.views_update(view_id=before["id"], hash=before["hash"], view=view)
    except SlackApiError as error:
        if error.response["error"] != "hash_conflict":
            raise


def show_afterwards(client: WebClient, view_id: str, view: View) -> None:
    """In a window that says already what was saved: more of it. Whoever closed it has no need."""
    time.sleep(BOLT_LOOKS)  # or this overtakes the acknowledgement that draws the window
    try:
        client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response["error"] not in {"not_found", "view_not_found"}:
            raise


def about(view: Mapping[str, Any]) -> dict[str, Any]:
    """What the window was told to remember (its private_metadata)."""
    return memory_of(view)


def clicked_value(body: Mapping[str, Any]) -> int:
    """The id that the clicked button carries. Raises Refusal for anything else: a payload can be
    forged, and an old button may carry what means nothing any more.
    """
    return as_id(str(body["actions"][0].get("value", "")))


def clicked_code(body: Mapping[str, Any]) -> str:
    """The code that the clicked button carries, of what the group keeps as data. Raises Refusal as
    `clicked_value`.
    """
    code = str(body["actions"][0].get("value", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,24}", code):
        raise Refusal("errors.nothing_there")
    return code


def as_id(value: str) -> int:
    """What a button carries, or the chosen option of a menu. Raises Refusal as `clicked_value`."""
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise Refusal("errors.nothing_there")
    return int(value)
