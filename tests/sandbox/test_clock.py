"""Time in the workspace: real time, and as far ahead of it as somebody moved it."""

import math
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.acting import happenings, switches
from sandbox.acting.targets import Impossible
from sandbox.clock import Chore, Clock
from sandbox.workspaces import Workspace

DIVIDER = {"type": "divider"}


def test_now_is_real_time_plus_the_offset() -> None:
    clock = Clock(real=lambda: 1000.0)

    clock.advance(86_400)

    assert clock.now() == 87_400
    assert clock.offset == 86_400


def test_a_jump_goes_in_strides_and_lets_others_act_between_them() -> None:
    clock = Clock(real=lambda: 0.0)
    seen: list[float] = []
    clock.on_stride.append(lambda: seen.append(clock.now()))

    clock.advance(2000)

    assert seen == [900, 1800, 2000]


def test_what_is_due_at_a_stride_may_ask_for_strides_itself() -> None:
    clock = Clock(real=lambda: 0.0)
    seen: list[float] = []
    clock.on_stride.append(lambda: seen.append(clock.now()))
    clock.on_stride.append(lambda: clock.advance(10) if len(seen) == 1 else None)

    clock.advance(900)

    assert seen == [900, 910]


def test_a_moved_clock_shortens_no_deadline() -> None:
    ticks = [0.0]
    clock = Clock(real=lambda: 0.0, ticks=lambda: ticks[0])
    deadline = clock.deadline(3)

    clock.advance(604_800)
    assert clock.left(deadline) == 3

    ticks[0] = 3.5
    assert clock.left(deadline) == 0


def test_stamps_rise_even_when_time_stands_still(workspace: Workspace) -> None:
    workspace.clock = Clock(real=lambda: 1_800_000_000.0)

    stamps = [workspace.stamp() for _ in range(3)]

    assert stamps == ["1800000000.000000", "1800000000.000001", "1800000000.000002"]


def test_stamps_follow_the_moved_clock_and_never_go_back(workspace: Workspace) -> None:
    workspace.clock = Clock(real=lambda: 1_800_000_000.0)
    workspace.clock.advance(3600)
    assert workspace.stamp() == "1800003600.000000"

    workspace.clock.offset = 0.0

    assert workspace.stamp() == "1800003600.000001"


def test_a_jump_stops_at_what_is_due_on_the_way_and_does_it_in_order() -> None:
    clock = Clock(real=lambda: 0.0)
    done: list[tuple[str, float]] = []
    late, early = [700.5], [100.0, 650.0]

    def keep(name: str, due: list[float]) -> Chore:
        def run() -> None:
            done.append((name, clock.now()))
            due.pop(0)

        return Chore(run, lambda: due[0] if due else None)

    clock.chores.extend([keep("late", late), keep("early", early)])
    clock.advance(2000)

    assert done == [("early", 100.0), ("early", 650.0), ("late", 700.5)]
    assert clock.now() == 2000
    assert not clock.is_due()


def test_what_cannot_be_done_now_stops_nobody() -> None:
    clock = Clock(real=lambda: 0.0)
    tries: list[float] = []
    clock.chores.append(Chore(lambda: tries.append(clock.now()), lambda: 10.0))

    clock.advance(20)

    assert len(tries) == 2
    assert clock.now() == 20


@pytest.mark.parametrize("seconds", [-5.0, math.nan, math.inf, -math.inf, 4e8])
def test_time_goes_on_and_not_for_ever(workspace: Workspace, seconds: float) -> None:
    before = workspace.clock.offset
    with pytest.raises(Impossible, match="forward only, and ten years at most"):
        happenings.advance(workspace, seconds)
    assert workspace.clock.offset == before


def test_a_jump_to_a_moment(workspace: Workspace) -> None:
    workspace.clock = Clock(real=lambda: 1_800_000_000.0)

    switches.jump_to(workspace, 1_800_003_600.0)

    assert workspace.clock.now() == 1_800_003_600.0
    with pytest.raises(Impossible, match="forward only"):
        switches.jump_to(workspace, 1_800_000_000.0)


def test_a_jump_to_what_is_due_next(workspace: Workspace) -> None:
    clock = workspace.clock = Clock(real=lambda: 0.0)
    due = [5000.0, 9000.0]
    clock.chores.append(Chore(due.clear, lambda: due[0] if due else None))
    assert clock.next_due() == 5000.0

    assert switches.jump_to_next(workspace).timestamp() == 5000.0

    assert (clock.now(), due) == (5000.0, [])
    with pytest.raises(Impossible, match="Nothing is due"):
        switches.jump_to_next(workspace)


def test_while_somebody_jumps_nobody_else_does_what_is_due() -> None:
    """The server's tick, meanwhile: it goes on, and nothing is done twice."""
    clock = Clock(real=lambda: 0.0)
    due, done = [10.0], []

    def run() -> None:
        ticking = Thread(target=clock.catch_up)
        ticking.start()
        ticking.join(5)
        assert not ticking.is_alive()
        done.append(clock.now())
        due.clear()

    clock.chores.append(Chore(run, lambda: due[0] if due else None))
    clock.advance(20)

    assert done == [10.0]


def test_ten_act_at_once_while_the_clock_jumps(
    workspace: Workspace, app: App, client: WebClient, plug_in: Callable[[], object]
) -> None:
    """Acts wait for the app, the app calls back, and each stride has something due that waits for
    the app as well: nobody waits for ever.
    """

    @app.command("/experiment")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        client.views_publish(user_id=body["user_id"], view={"type": "home", "blocks": [DIVIDER]})
        ack(f"Done, {body['text']}")

    app.event("user_change")(lambda: None)
    plug_in()
    start = workspace.clock.now()
    due = [start + hour * 3600 for hour in range(1, 6)]

    def change() -> None:
        due.pop(0)
        workspace.person("jonas").becomes(title=f"{len(due)} to go")

    workspace.clock.chores.append(Chore(change, lambda: due[0] if due else None))
    people = [user.id for user in workspace.users.values() if not user.bot][:10]
    threads = [
        Thread(target=workspace.person(user).types, args=(f"/experiment {user}", "noticeboard"))
        for user in people
    ]
    for thread in threads:
        thread.start()
    workspace.clock.advance(6 * 3600)
    for thread in threads:
        thread.join(10)

    assert not any(thread.is_alive() for thread in threads)
    assert due == []
    assert [workspace.person(each).sees[0].text for each in people] == [
        f"Done, {each}" for each in people
    ]
    assert all(workspace.person(each).has_home for each in people)


def test_what_cannot_be_done_now_holds_nothing_else_up() -> None:
    clock = Clock(real=lambda: 0.0)
    due = [10.0]
    clock.chores.append(Chore(lambda: None, lambda: 5.0))
    clock.chores.append(Chore(due.clear, lambda: due[0] if due else None))

    clock.advance(10)

    assert due == []


def test_a_stride_ends_where_those_who_look_for_themselves_want_it_to() -> None:
    clock = Clock(real=lambda: 0.0)
    due, seen = [100.0, 1000.0], []
    clock.stops.append(lambda: next((each for each in due if each > clock.now()), None))
    clock.on_stride.append(lambda: seen.append(clock.now()))
    assert clock.next_due() == 100.0

    clock.advance(1200)

    assert seen == [100.0, 1000.0, 1200.0]
