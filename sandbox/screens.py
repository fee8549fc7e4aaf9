"""What one person sees of a workspace, as the JSON that the page draws.

What they do is in acts.py; nothing here changes anything, and nothing is drawn.
"""

from dataclasses import asdict
from typing import Any

from sandbox.channels import Conversation
from sandbox.journal import Entry
from sandbox.messages import Post
from sandbox.people import User
from sandbox.states import State
from sandbox.windows import OpenView, describe_view

Json = dict[str, Any]

MOST_MESSAGES = 200


def describe_screen(state: State, user: str, whole: str = "") -> Json:
    """`whole` is the room of which also the earlier messages are wanted."""
    with state.lock:
        home = state.windows.homes.get(user)
        ours = not state.users[user].team  # the others have neither (slack-facts §0.8)
        return {
            "revision": state.revision,
            "clock": {"now": state.clock.now(), "offset": state.clock.offset},
            "app": {
                "name": state.manifest.name,
                "user": state.bot,
                # People of other organisations have none of it (slack-facts §7.2).
                "home": state.manifest.home_tab and not state.users[user].team,
                "handle": state.users[state.bot].handle,
                "connected": state.transport.connected,
            },
            "workspace": {"name": state.name, "domain": state.domain},
            "me": _person(state.users[user]),
            "people": [_person(person) for person in state.users.values()],
            "visible": [person.id for person in state.visible_people(user)],
            "commands": [
                {
                    "command": command.name,
                    "description": command.description,
                    "usage_hint": command.usage_hint,
                }
                for command in (state.manifest.commands if ours else ())
            ],
            "shortcuts": [asdict(one) for one in (state.manifest.shortcuts if ours else ())],
            "rooms": [
                _room(state, room, user, 0 if room.id == whole else MOST_MESSAGES)
                for room in state.conversations.values()
                if user in room.members
            ],
            "elsewhere": _elsewhere(state, user),
            "home": {**describe_view(home, state.app), "values": home.values} if home else None,
            "windows": [_window(view) for view in state.windows.stacks.get(user, [])],
            "notes": [
                {"id": note, "text": text} for note, text in state.notes.get(user, {}).items()
            ],
        }


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "handle": user.handle,
        "name": user.name,
        "title": user.title,
        "zone": user.zone or "UTC",
        "bot": user.bot,
        **{name: each for name, each in _standing(user).items() if each},
    }


def _standing(user: User) -> Json:
    return {"guest": user.guest, "deactivated": user.deleted, "team": user.team}


def _elsewhere(state: State, user: str) -> list[Json]:
    """The public channels that they could join. Guests have to be invited, others see none."""
    person = state.users[user]
    if person.guest or person.team:
        return []
    return [
        {"id": room.id, "name": room.name, "kind": room.kind, "purpose": room.purpose}
        for room in state.conversations.values()
        if room.kind == "channel" and not room.archived and user not in room.members
    ]


def _room(state: State, room: Conversation, user: str, most: int) -> Json:
    seen = state.posts.seen_by(room.id, user)
    shown = [post for post in seen if not post.is_reply or post.broadcast]
    read_until = state.read_until.get((user, room.id), "")
    described: Json = {
        "id": room.id,
        "name": room.name,
        "kind": room.kind,
        "purpose": room.purpose,
        "archived": room.archived,
        "shared": bool(room.teams),
        "bookmarks": [
            {name: each[name] for name in ("id", "title", "link")} for each in room.bookmarks
        ],
        "unread": sum(post.ts > read_until and post.user != user for post in seen),
        "earlier": max(0, len(shown) - most) if most else 0,
        "messages": [_message(state, post, user) for post in shown[-most:]],
    }
    if room.kind == "dm":
        other = room.other_than(user)
        described |= {"with": other, "name": state.users[other].name}
    if room.kind == "group":
        others = [state.users[member] for member in room.members if member != user]
        names = ", ".join(other.display_name for other in others)
        described |= {"name": names, "purpose": "", "size": len(others)}
    return described


def _message(state: State, post: Post, user: str) -> Json:
    own = not post.is_reply and post.ephemeral_to is None
    replies = state.posts.thread(post.channel, post.ts) if own else []
    asides = state.posts.asides(post.channel, post.ts, user) if own else []
    return {
        "ts": post.ts,
        "user": post.user,
        "bot": post.bot,
        "text": post.text,
        "blocks": post.blocks,
        "values": post.values.get(user, {}),
        "files": [{name: each[name] for name in ("id", "name", "title")} for each in post.files],
        "edited": post.edited is not None,
        "ephemeral": post.ephemeral_to is not None,
        "thread_ts": post.thread_ts,
        "replies": [_message(state, reply, user) for reply in replies],
        "asides": [_message(state, aside, user) for aside in asides],
        "deleted": post.deleted,
        **{name: each for name, each in _rarely(post).items() if each},
    }


def _rarely(post: Post) -> Json:
    """What most messages have none of, and most states need not say."""
    reactions = [{"name": name, "users": users} for name, users in post.reactions.items()]
    return {"attachments": post.attachments, "reactions": reactions, "subtype": post.subtype}


def describe_entry(entry: Entry) -> Json:
    """A line of the inspector; `ok` is None while there is no answer."""
    return {
        "number": entry.number,
        "at": entry.at,
        "direction": entry.direction,
        "name": entry.name,
        "ok": entry.ok,
        "error": str((entry.answer or {}).get("error", "")),
        "remarks": [*entry.remarks, *_refused_for(entry.answer or {})],
    }


def _refused_for(answer: Json) -> list[str]:
    """The validator's sentences, as they stand in Slack's answers (slack-facts §1.7)."""
    metadata = answer.get("response_metadata") or {}
    return [str(each) for each in metadata.get("messages") or answer.get("errors") or ()]


def _window(view: OpenView) -> Json:
    return {
        "id": view.id,
        **{name: _plain(view.body.get(name)) for name in ("title", "submit", "close")},
        "blocks": view.blocks,
        "values": view.values,
        "errors": view.errors,
        "note": view.note,
    }


def _plain(text: Json | None) -> str | None:
    return str(text["text"]) if text else None
