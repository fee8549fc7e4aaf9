"""Time in the workspace: real time, and as far ahead of it as somebody moved it."""

from sandbox.clock import Chore, Clock
from sandbox.workspaces import Workspace


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
