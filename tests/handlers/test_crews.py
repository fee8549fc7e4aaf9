"""Threads that work while there is something to do, and go when there is nothing."""

import threading
from collections import deque
from collections.abc import Callable

from handlers.crews import Crew


def test_everything_is_done_by_so_many_at_once() -> None:
    waiting = deque(range(40))
    most, at_once = [0], [0]
    lock, gate = threading.Lock(), threading.Barrier(4)

    def work(call_another: Callable[[], None]) -> bool:
        try:
            number = waiting.popleft()
        except IndexError:
            return False
        call_another()
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        if number < 4:
            gate.wait(5)  # returns only when four are at it
        with lock:
            at_once[0] -= 1
        return True

    crew = Crew("test", 4, work)
    crew.call()
    crew.rest()

    assert list(waiting) == []
    assert most == [4]


def test_whoever_is_called_while_looking_looks_again() -> None:
    looks: list[int] = []

    def work(call_another: Callable[[], None]) -> bool:
        looks.append(1)
        if len(looks) == 1:
            call_another()  # something came at the very moment when this one found nothing
        return False

    crew = Crew("test", 1, work)
    crew.call()
    crew.rest()

    assert len(looks) == 2


def test_one_that_stumbles_stops_nothing() -> None:
    looks: list[int] = []

    def work(call_another: Callable[[], None]) -> bool:
        del call_another
        looks.append(1)
        raise ValueError

    crew = Crew("test", 2, work)
    crew.call()
    crew.rest()
    crew.call()
    crew.rest()

    assert len(looks) == 2


def test_rest_is_not_for_ever() -> None:
    hold = threading.Event()
    crew = Crew("test", 1, lambda _: hold.wait(5) and False)
    crew.call()
    crew.rest(0.01)
    hold.set()
    crew.rest()
