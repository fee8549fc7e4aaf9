"""The acts of the page, by their verbs: each is one of the interactions, or something at will.

The page itself and how it hears of changes are in page.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.acting import happenings, interactions, shortcuts
from sandbox.acting.targets import Impossible, On
from sandbox.faults import KINDS
from sandbox.states import State
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace

Body = Mapping[str, Any]


def act(workspace: Workspace, body: Body) -> dict[str, Any]:
    """Does it, waits for the app, and says in a sentence what was not possible."""
    verb = _VERBS.get(str(body.get("verb")))
    if verb is None:
        return _refuse(f"Nobody can {body.get('verb')!r} here.")
    try:
        verb(workspace, workspace.person(str(body.get("as"))), body)
    except Impossible as reason:
        return _refuse(str(reason))
    except (KeyError, TypeError, ValueError) as missing:
        return _refuse(f"That was not understood: {missing}")
    return {"ok": True}


def _refuse(sentence: str) -> dict[str, Any]:
    return {"ok": False, "error": sentence}


def _say(state: State, person: Person, body: Body) -> None:
    interactions.say(state, person.id, body["room"], body["text"], body.get("thread_ts"))


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


def _advance(state: State, _person: Person, body: Body) -> None:
    happenings.advance(state, float(body["seconds"]))


def _dismiss(state: State, person: Person, body: Body) -> None:
    happenings.dismiss(state, person.id, body["note"])


def _fault(workspace: Workspace, _person: Person, body: Body) -> None:
    kind, times = body["kind"], int(body.get("times", 1))
    if kind in KINDS:
        workspace.faults.add(body["method"], KINDS[kind](), times)
        return
    if workspace.sockets is None or kind not in _SOCKET_FAULTS:
        raise Impossible(f"There is no fault called {kind!r}.")
    for _ in range(times):
        _SOCKET_FAULTS[kind](workspace)


def _cut(workspace: Workspace) -> None:
    if workspace.sockets is not None:
        workspace.sockets.cut()


def _duplicate(workspace: Workspace) -> None:
    if workspace.sockets is not None:
        workspace.sockets.duplicate_next_event()


_SOCKET_FAULTS: dict[str, Callable[[Workspace], None]] = {
    "cut": _cut,
    "duplicates_event": _duplicate,
}

_VERBS: dict[str, Callable[[Workspace, Person, Body], None]] = {
    "say": _say,
    "click": _click,
    "shortcut": _shortcut,
    "save": _save,
    "close": _close,
    "read": _read,
    "archive": _archive,
    "home": _home,
    "advance": _advance,
    "fault": _fault,
    "dismiss": _dismiss,
}
