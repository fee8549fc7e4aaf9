"""Saves that no form of ours sends: a box that is missing, an option that was never offered, a day
that is none. Each is taken without it, or refused with a sentence in the form, which stays open.
"""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.transports import FIRST, Retry
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.handlers import errors, title, value
from tests.journeys import test_check_ins_once
from tests.journeys.conftest import Written
from tests.journeys.test_check_ins_once import Asked
from tests.journeys.test_once_and_by_whom import MY_FAULT
from tests.journeys.years import window

year = test_check_ins_once.year

NOT_SAVED = "Press Save again in a minute"
NEVER_OFFERED = ("", "Mars/Olympus", "../../etc/passwd", "999999999", "٣", "9" * 30, "XX", "public")
NO_DAYS = ("9999-12-31", "0001-01-01", "2027-02-30", "x")
HALF = "\ud800"  # of an emoji
FORGED: dict[str, list[dict[str, Any]]] = {
    "static_select": [{"selected_option": {"value": each}} for each in NEVER_OFFERED],
    "radio_buttons": [{"selected_option": {"value": each}} for each in NEVER_OFFERED],
    "checkboxes": [{"selected_options": [{"value": each}]} for each in ("stage:", ":", "7", "x")],
    "timepicker": [{"selected_time": each} for each in (None, "25:00", "x", "")],
    "datepicker": [{"selected_date": each} for each in (None, *NO_DAYS)],
    "plain_text_input": [{"value": each} for each in (None, "x" * 3000, "a\0b", f"a{HALF}b")],
}


class Forger:
    """The next save says something that the form does not offer, or leaves a box out."""

    def __init__(self, workspace: Workspace) -> None:
        self._inner = workspace.transport
        self.connected, self.rests = True, self._inner.rests
        self.late, self.retries = self._inner.late, self._inner.retries
        self.block = ""
        self.said: dict[str, Any] | None = None

    def send(self, kind: Any, payload: Any, retry: Retry = FIRST) -> Any:
        values = payload.get("view", {}).get("state", {}).get("values", {})
        if payload.get("type") == "view_submission" and self.block in values:
            if self.said is None:
                del values[self.block]
            else:
                for each in values[self.block].values():
                    each.update(self.said)
        return self._inner.send(kind, payload, retry)

    def rest(self) -> None:
        self._inner.rest()


def asks_new(jonas: Person) -> Person:
    jonas.clicks("Questions to the group", on="home").clicks("A new question")
    return jonas.fills(words="Why?")


def changes(what: str) -> Callable[[Person], Person]:
    return lambda it: it.clicks("My settings", on="home").clicks(what)


FORMS: dict[str, tuple[str, Callable[[Person], Person]]] = {
    "check-in": ("amina", lambda it: it.types("/checkin E-1 words").fills(feel="Stuck")),
    "which": ("amina", lambda it: it.types("/checkin words").fills(feel="Stuck")),
    "answer": ("tom", lambda it: it.opens_home().clicks("Answer", on="home", index=0)),
    "unasked": ("tom", lambda it: it.opens_home().clicks("Tell us", on="home").fills(words="Yes.")),
    "question": ("jonas", asks_new),
    "whom": ("jonas", lambda it: asks_new(it).saves()),
    "hours": ("amina", changes("Change hours")),
    "messages": ("amina", changes("Change messages")),
    "rest": ("amina", changes("Change the rest")),
    "place": ("amina", changes("Change place")),
    "away": ("amina", changes("I'll be away")),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_forged_save_is_refused_or_taken_without_it(
    year: Asked, written: Written, form: str
) -> None:
    handle, opens = FORMS[form]
    somebody = opens(year.person(handle))
    year.workspace.transport = forger = Forger(year.workspace)
    fields = [(each.block_id, each.type) for each in window(somebody).fields]
    for block, kind in fields:
        for said in (None, *FORGED[kind]):
            while somebody.window is not None:
                somebody.closes(everything=True)
            opens(somebody)
            name, before = title(somebody), written()
            forger.block, forger.said = block, said
            somebody.saves()
            forger.block = ""
            told = " ".join(errors(somebody))
            assert NOT_SAVED not in told, (block, said)
            assert MY_FAULT not in window(somebody).text, (block, said)
            assert told or title(somebody) != name, (block, said)
            assert not told or written() == before, (block, said)


def test_a_day_beyond_all_calendars_can_be_taken_back(year: Asked) -> None:
    jonas = asks_new(year.person("jonas")).saves().fills(first="9999-12-31").saves()
    assert errors(jonas) == ["That is more than a year away. Please choose a nearer day."]
    jonas.clicks("Change it").saves()

    assert title(jonas) == "Check, then set it"
    assert value(jonas, "first") == "9999-12-31"
