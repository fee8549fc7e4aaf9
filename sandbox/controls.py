"""What the page's drawer shows and sets of the workspace itself: its time, its plan, its people's
standing, its connections, and faults at will.

What people do in the workspace is in acts.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sandbox.acting import happenings, switches
from sandbox.acting.targets import Impossible
from sandbox.api.table import METHODS
from sandbox.faults import make_fault
from sandbox.sockets import Sockets
from sandbox.states import State
from sandbox.workspaces import Workspace

Json = dict[str, Any]
Body = Mapping[str, Any]

_MOST_TIMES = 99
# What can go wrong besides the methods of the Web API (faults.py).
_ELSEWHERE = ("response_url", "upload", "event", "trigger", "ack")
_PROFILE = ("name", "title", "zone", "team")


def describe_controls(workspace: Workspace) -> Json:
    # Asked of the bot, too, which looks into its database: nobody should wait for that.
    next_due = workspace.clock.next_due()
    with workspace.lock:
        return {
            "plan": workspace.plan,
            "people": [
                {
                    "id": user.id,
                    "name": user.name,
                    "guest": user.guest,
                    "deactivated": user.deleted,
                    "team": user.team,
                    "zone": user.zone,
                }
                for user in workspace.users.values()
                if not user.bot
            ],
            "methods": [*sorted(METHODS), *_ELSEWHERE],
            "faults": [
                {"method": method, **asdict(fault)} for method, fault in workspace.faults.list()
            ],
            "connections": workspace.sockets.connections if workspace.sockets else 0,
            "next_due": next_due,
        }


def _advance(state: State, body: Body) -> None:
    happenings.advance(state, float(body["seconds"]))


def _jump(state: State, body: Body) -> None:
    switches.jump_to(state, float(body["moment"]))


def _set_plan(state: State, body: Body) -> None:
    switches.set_plan(state, body["plan"])


def _set_guest(state: State, body: Body) -> None:
    switches.set_guest(state, state.user(body["user"]).id, body["guest"])


def _set_deactivated(state: State, body: Body) -> None:
    user = state.user(body["user"]).id
    switches.set_deactivated(state, user, deactivated=bool(body["deactivated"]))


def _change_profile(state: State, body: Body) -> None:
    details = {name: str(body[name]) for name in _PROFILE if name in body}
    happenings.change_profile(state, state.user(body["user"]).id, **details)


def _add_fault(workspace: Workspace, body: Body) -> None:
    workspace.faults.add(str(body["method"]), make_fault(body["kind"], body), _times(body))


def _times(body: Body) -> int:
    times = int(body.get("times", 1))
    if not 0 < times <= _MOST_TIMES:
        raise Impossible(f"Once at least, and {_MOST_TIMES} times at most.")
    return times


def _drop_fault(workspace: Workspace, body: Body) -> None:
    workspace.faults.drop(str(body["method"]), make_fault(body["kind"], body))


def _cut(workspace: Workspace, _body: Body) -> None:
    _sockets(workspace).cut()


def _refresh(workspace: Workspace, _body: Body) -> None:
    _sockets(workspace).refresh()


def _sockets(workspace: Workspace) -> Sockets:
    if workspace.sockets is None or not workspace.sockets.connections:
        raise Impossible("Nothing is connected by Socket Mode.")
    return workspace.sockets


def _clear_journal(state: State, _body: Body) -> None:
    state.journal.clear()


VERBS: dict[str, Callable[[Workspace, Body], None]] = {
    "advance": _advance,
    "jump": _jump,
    "set_plan": _set_plan,
    "set_guest": _set_guest,
    "set_deactivated": _set_deactivated,
    "change_profile": _change_profile,
    "fault": _add_fault,
    "drop_fault": _drop_fault,
    "cut": _cut,
    "refresh": _refresh,
    "clear_journal": _clear_journal,
}
