"""The acts of the page, by their verbs: each is one of the interactions.

What one sets about the workspace itself is in controls.py; the page itself and how it hears of
changes are in page.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox import controls
from sandbox.acting import happenings, interactions, sayings, shortcuts, suggestions
from sandbox.acting.targets import Impossible, On
from sandbox.states import State
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace

Json = dict[str, Any]
Body = Mapping[str, Any]


def act(workspace: Workspace, body: Body) -> Json:
    """Does it, waits for the app, and says in a sentence what was not possible."""
    name = str(body.get("verb"))
    if name not in _VERBS and name not in controls.VERBS:
        return _refuse(f"Nobody can {body.get('verb')!r} here.")
    try:
        told = _do(workspace, name, body)
    except Impossible as reason:
        return _refuse(str(reason))
    except (KeyError, TypeError, ValueError) as missing:
        return _refuse(f"That was not understood: {missing}")
    return {"ok": True, **(told or {})}


def _do(workspace: Workspace, name: str, body: Body) -> Json | None:
    person = workspace.person(str(body.get("as")))
    if name in controls.VERBS:
        controls.VERBS[name](workspace, body)
        return None
    if workspace.users[person.id].deleted:
        raise Impossible(f"{person.name} was deactivated, and can do nothing here.")
    return _VERBS[name](workspace, person, body)


def _refuse(sentence: str) -> Json:
    return {"ok": False, "error": sentence}


def _say(state: State, person: Person, body: Body) -> None:
    interactions.say(
        state,
        person.id,
        body["room"],
        body["text"],
        body.get("thread_ts"),
        broadcast=bool(body.get("broadcast")),
        files=body.get("files", ()),
    )


def _click(state: State, person: Person, body: Body) -> None:
    interactions.click(
        state,
        person.id,
        On(**body["on"]),
        body["block_id"],
        body["action_id"],
        value=body.get("value"),
        values=body.get("values"),
    )


def _shortcut(state: State, person: Person, body: Body) -> None:
    on = On(**body["on"]) if body.get("on") else None
    shortcuts.use(state, person.id, body["callback_id"], on)


def _save(state: State, person: Person, body: Body) -> None:
    interactions.save(state, person.id, body["view"], body.get("values"))


def _close(state: State, person: Person, body: Body) -> None:
    everything = bool(body.get("everything"))
    interactions.close(state, person.id, body["view"], everything=everything)


def _read(state: State, person: Person, body: Body) -> None:
    happenings.mark_read(state, person.id, body["room"])


def _archive(state: State, person: Person, body: Body) -> None:
    happenings.archive(state, person.id, body["room"], archived=bool(body["archived"]))


def _home(state: State, person: Person, _body: Body) -> None:
    interactions.open_home(state, person.id)


def _dismiss(state: State, person: Person, body: Body) -> None:
    happenings.dismiss(state, person.id, body["note"])


def _edit(state: State, person: Person, body: Body) -> None:
    sayings.edit(state, person.id, body["room"], body["ts"], body["text"])


def _delete(state: State, person: Person, body: Body) -> None:
    sayings.delete(state, person.id, body["room"], body["ts"])


def _react(state: State, person: Person, body: Body) -> None:
    sayings.react(state, person.id, body["room"], body["ts"], body["name"])


def _join(state: State, person: Person, body: Body) -> None:
    happenings.join(state, person.id, body["room"])


def _leave(state: State, person: Person, body: Body) -> None:
    happenings.leave(state, person.id, body["room"])


def _suggest(state: State, person: Person, body: Body) -> Json:
    on = On(**body["on"])
    place = (body["block_id"], body["action_id"])
    return {"options": suggestions.suggest(state, person.id, on, *place, body["query"])}


_VERBS: dict[str, Callable[[Workspace, Person, Body], Json | None]] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "click": _click,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "save": _save,
    "close": _close,
    "read": _read,
    "join": _join,
    "leave": _leave,
    "archive": _archive,
    "home": _home,
    "dismiss": _dismiss,
}
