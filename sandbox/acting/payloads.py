"""Slack's payloads for what a person does: commands, clicks, shortcuts, saved and closed windows.

Sending them and understanding the answer is in interactions.py; events are in events.py.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.acting import words
from sandbox.acting.targets import Entries, entries_of
from sandbox.channels import Conversation
from sandbox.kit.elements import Place
from sandbox.kit.entries import raw_value, stateful
from sandbox.kit.rules import options_of
from sandbox.kit.views import state_values
from sandbox.manifests import Command, Shortcut
from sandbox.messages import Post
from sandbox.states import State
from sandbox.windows import OpenView, describe_view

Json = dict[str, Any]

# What an element says of itself in an action, besides its ids and its value.
_ECHOED = (
    "text", "value", "style", "placeholder", "initial_option", "initial_options", "initial_user",
    "initial_users", "initial_conversation", "initial_conversations", "initial_channel",
    "initial_channels", "initial_date", "initial_time", "initial_date_time", "confirm", "url",
)  # fmt: skip


def command_payload(
    state: State, user: str, channel: Conversation, command: Command, text: str
) -> Json:
    """slack-facts §2.1. Slack has no thread_ts here: commands cannot be used in threads."""
    return {
        "token": "sandbox",
        "team_id": state.team,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": channel.payload_name,
        "user_id": user,
        "user_name": state.users[user].handle,
        "command": command.name,
        "text": _escaped(state, text) if command.should_escape else text,
        "api_app_id": state.app["app"],
        "is_enterprise_install": "false",
        "response_url": respond_url(state, user, channel.id),
        "trigger_id": state.triggers.issue(user),
    }


def message_click(state: State, user: str, post: Post, action: Json) -> Json:
    """slack-facts §2.2: the message itself is absent when it is ephemeral."""
    entries = entries_of(post, user)
    values = state_values({"blocks": post.all_blocks}, entries.values, entries.offered)
    return {
        **_interaction(state, user, "block_actions"),
        **_standing(state, post, action["block_id"]),
        "trigger_id": state.triggers.issue(user),
        "state": {"values": values},
        "response_url": respond_url(state, user, post.channel, post.ts),
        "actions": [action],
    }


def suggestion(state: State, user: str, target: OpenView | Post, place: Place, query: str) -> Json:
    """slack-facts §2.6: somebody types into an external menu. There is no trigger in it."""
    block_id = place.block["block_id"]
    if isinstance(target, OpenView):
        where = _opened(state, target)
    else:
        where = _standing(state, target, block_id)
    return {
        **_interaction(state, user, "block_suggestion"),
        **where,
        "block_id": block_id,
        "action_id": place.element["action_id"],
        "value": query,
    }


def _standing(state: State, post: Post, block_id: str) -> Json:
    """Where a message is, and the message itself unless it is ephemeral (slack-facts §2.2)."""
    channel = state.conversations[post.channel]
    container: Json = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": post.channel,
        "is_ephemeral": post.ephemeral_to is not None,
    }
    if post.thread_ts is not None:
        container["thread_ts"] = post.thread_ts
    attachment = post.attachment_of(block_id)
    if attachment is not None:
        container |= {"type": "message_attachment", "attachment_id": attachment["id"]}
        container["is_app_unfurl"] = attachment.get("is_app_unfurl", False)
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.payload_name},
    }
    if attachment is not None and container["is_app_unfurl"]:
        container["app_unfurl_url"] = attachment["app_unfurl_url"]
        where["app_unfurl"] = attachment
    return where if post.ephemeral_to is not None else {**where, "message": state.describe(post)}


def _opened(state: State, view: OpenView) -> Json:
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": describe_view(view, state.app),
    }


def message_shortcut(state: State, user: str, shortcut: Shortcut, post: Post) -> Json:
    """slack-facts §2.7: unlike any other interaction, it does not name the app."""
    channel = state.conversations[post.channel]
    payload = {
        **_interaction(state, user, "message_action"),
        "callback_id": shortcut.callback_id,
        "action_ts": state.stamp(),
        "trigger_id": state.triggers.issue(user),
        "response_url": respond_url(state, user, post.channel),
        "channel": {"id": channel.id, "name": channel.payload_name},
        "message_ts": post.ts,
        "message": state.describe(post),
    }
    del payload["api_app_id"]
    return payload


def shortcut(state: State, user: str, shortcut: Shortcut) -> Json:
    """slack-facts §2.7: it stands nowhere, so that there is no channel to answer in."""
    payload = {
        **_interaction(state, user, "shortcut"),
        "callback_id": shortcut.callback_id,
        "action_ts": state.stamp(),
        "trigger_id": state.triggers.issue(user),
    }
    del payload["api_app_id"]
    return payload


def view_click(state: State, user: str, view: OpenView, action: Json) -> Json:
    return {
        **_interaction(state, user, "block_actions"),
        **_opened(state, view),
        "trigger_id": state.triggers.issue(user, view.body["type"]),
        "actions": [action],
    }


def view_submission(state: State, user: str, view: OpenView) -> Json:
    """slack-facts §7.2: `team` is the submitter's own, also where the app is not installed."""
    team = state.users[user].team
    return {
        **_interaction(state, user, "view_submission"),
        # The domain of another workspace is known to nobody here.
        **({"team": {"id": team, "domain": team.lower()}} if team else {}),
        "trigger_id": state.triggers.issue(user, view.body["type"]),
        "view": describe_view(view, state.app),
        "response_urls": list(_response_urls(state, user, view)),
    }


def _response_urls(state: State, user: str, view: OpenView) -> Iterator[Json]:
    """slack-facts §2.1: one for each conversation that was chosen in a menu with
    response_url_enabled.
    """
    for place in stateful(view.body):
        chosen = raw_value(place, view.values)
        if place.element.get("response_url_enabled") and chosen:
            yield {
                "block_id": place.block["block_id"],
                "action_id": place.element["action_id"],
                "channel_id": chosen,
                "response_url": respond_url(state, user, chosen),
            }


def view_closed(state: State, user: str, view: OpenView, *, cleared: bool) -> Json:
    """slack-facts §2.4: without trigger, and without what was typed."""
    return {
        **_interaction(state, user, "view_closed"),
        "view": describe_view(view, state.app, state=False),
        "is_cleared": cleared,
    }


def describe_action(place: Place, entries: Entries, value: Any, at: str) -> Json:
    """The one action of a click (slack-facts §2.2); `value` chooses in an overflow menu."""
    element, block_id = place.element, place.block["block_id"]
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": at,
        **{name: element[name] for name in _ECHOED if name in element},
    }
    if element["type"] == "overflow":
        chosen = [option for option in options_of(element) if option["value"] == value]
        action["selected_option"] = chosen[0] if chosen else None
        return action
    states = state_values({"blocks": [place.block]}, entries.values, entries.offered)
    return {**action, **states.get(block_id, {}).get(element["action_id"], {})}


def respond_url(state: State, user: str, channel: str, ts: str | None = None) -> str:
    return f"{state.origin}/respond/{state.triggers.give_address(user, channel, ts)}"


def _interaction(state: State, user: str, kind: str) -> Json:
    handle, team = state.users[user].handle, state.users[user].team or state.team
    return {
        "type": kind,
        "user": {"id": user, "username": handle, "name": handle, "team_id": team},
        "api_app_id": state.app["app"],
        "token": "sandbox",
        "team": {"id": state.team, "domain": state.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _escaped(state: State, text: str) -> str:
    """slack-facts §2.1: with should_escape, typed names of people and channels become marks."""
    return words.write_text(state, words.read_leaves(state, text), str)
