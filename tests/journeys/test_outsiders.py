"""Forged buttons, outsiders, and what went away while somebody looked: each gets a sentence, and
nothing is written by half.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.sights import Home, Message, Window
from sandbox.vocabulary import Person
from tests.journeys.conftest import Written
from tests.journeys.years import SAFETY, Writer, Year, put_down, window

FORGED = ["999999", "9" * 30, "1:nothing; drop"]
MY_FAULT = "it is my fault"
ANSWERED_BY_HOME = {"whereabouts.right"}  # it asks again
TRY, UNDERSTAND = "Trying it", "Understanding what is going on"


def buttons_of(surface: Message | Window | Home) -> Iterator[dict[str, Any]]:
    """The buttons that carry something."""
    for block in surface.blocks:
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        yield from (each for each in elements if each.get("type") == "button" and "value" in each)


@pytest.mark.parametrize("who", ["amina", "wanjiru"])
def test_a_forged_button_gets_a_sentence_and_changes_nothing(
    year: Year, amina: Writer, who: str, written: Written
) -> None:
    amina.types("/reflect Words.").fills(about="1", line="One line.", visibility="group").saves()
    amina.closes()
    year.goes_by()
    year.board.expects(text="A line from Amina")
    somebody, before = year.person(who), written()
    ways: list[Callable[[], Message | Window | Home]] = [
        lambda: year.card("E-1"),
        lambda: year.card("E-1").thread[0],
        lambda: somebody.opens_home().home,
        lambda: window(somebody.types("/experiment E-1")),
        lambda: window(somebody.types("/experiment list")),
        lambda: window(somebody.clicks("Read on", on=year.card("E-1").thread[0])),
    ]
    for way in ways:
        for at in range(len(list(buttons_of(way())))):
            for value in FORGED:
                while somebody.window is not None:
                    somebody.closes(everything=True)
                surface = way()
                forged = list(buttons_of(surface))[at]
                kept, forged["value"] = forged["value"], value
                somebody.clicks(forged["text"]["text"], on=surface, index=0)
                forged["value"] = kept
                if forged["action_id"] in ANSWERED_BY_HOME:
                    continue
                told = window(somebody).text if somebody.window else somebody.expects().shown
                assert MY_FAULT not in told, (forged["action_id"], value)
    assert written() == before


def consists_of(amina: Writer, *people: str) -> None:
    while amina.window is not None:
        amina.closes(everything=True)
    amina.types("/experiment E-1").clicks("People").fills(people=list(people)).saves()
    amina.closes(everything=True)


# What somebody on an experiment may be about to save.
BEGUN: dict[str, Callable[[Person], Person]] = {
    "edit": lambda who: who.clicks("Edit").fills(title="Mine now"),
    "add": lambda who: who.clicks("Add to it").fills(place="Porto."),
    "move": lambda who: who.clicks("Where is it now?").fills({"Where is it now?": UNDERSTAND}),
    "try": lambda who: (
        who.clicks("Where is it now?").fills({"Where is it now?": TRY}).fills(SAFETY)
    ),
    "rest": lambda who: who.clicks("Rest").fills(words="Because."),
    "end": lambda who: who.clicks("End").fills(reason="It was not helping"),
    "people": lambda who: who.clicks("People").fills(people=["amina", "tom", "ana"]),
    "hand over": lambda who: who.clicks("Someone else to talk to").fills(asked="Priya"),
    "carry on": lambda who: who.clicks("Carry on in another").fills(other="E-2 · Rooms"),
    "belongs": lambda who: who.clicks("Belongs with …").fills(
        other="E-2 · Rooms", how="Both are in the same place"
    ),
    "reflect": lambda who: who.clicks("Reflect on this").fills(answer_1="Words."),
}


def test_taken_off_while_a_form_is_open_a_sentence_stands_in_it(
    year: Year, amina: Writer, written: Written
) -> None:
    tom = year.person("tom")
    put_down(year.person("jonas"), "Rooms").closes()
    for what, begins in BEGUN.items():
        consists_of(amina, "amina", "tom", "priya")
        begins(tom.types("/experiment E-1"))
        consists_of(amina, "amina", "priya")
        before = written()
        tom.saves()

        said = next(iter(window(tom).errors.values()))
        assert ("Only the people on E-1 can change it." in said) != (what == "reflect")
        assert ("You cannot write about E-1 any more" in said) == (what == "reflect")
        assert written() == before
        tom.closes(everything=True)
    year.goes_by()
    year.person("priya").expects(text="You are on E-1 now")
    year.board.expects(text="E-2")


def test_a_form_of_ones_own_saves_nothing_of_anothers(
    year: Year, amina: Writer, written: Written
) -> None:
    """A forged save: the form was opened for the one and names the other."""
    jonas = year.person("jonas")
    put_down(amina, "Rooms").closes()
    put_down(jonas, "Doors").closes()
    jonas.types("/experiment E-3").clicks("People").fills(people=["jonas", "priya"]).saves()
    jonas.closes(everything=True)
    before = written()
    for begins in [begins for what, begins in BEGUN.items() if what != "reflect"]:
        begins(jonas.types("/experiment E-3"))
        body = window(jonas).open_view.body
        known = json.loads(body["private_metadata"])
        body["private_metadata"] = json.dumps({**known, "experiment": 1})
        jonas.saves()

        assert "Only the people on E-1 can change it." in next(iter(window(jonas).errors.values()))
        jonas.closes(everything=True)
    assert written() == before
    year.goes_by()
    for ref in ("E-2", "E-3"):
        year.board.expects(text=ref)
    year.person("priya").expects(text="You are on E-3 now")


def test_taken_off_while_reading_every_button_answers(
    year: Year, amina: Writer, written: Written
) -> None:
    tom = year.person("tom")
    amina.types("/reflect Between the two of us.").fills(about="1", visibility="circle").saves()
    amina.closes()
    tom.types("/experiment E-1").clicks("Open")
    assert "Between the two of us." in window(tom).text
    consists_of(amina, "amina")
    before = written()
    for button in ("Thank you", "Same here", "Tell me more"):
        tom.clicks(button)
        assert "it is for others now. You could ask them." in window(tom).text
        tom.closes()
    tom.closes()
    for button in ("Edit", "Where is it now?", "Rest", "End", "Add to it", "People",
                   "Someone else to talk to", "Belongs with …"):  # fmt: skip
        tom.clicks(button)
        assert "Only the people on E-1 can change it." in window(tom).text
        tom.closes()
    tom.clicks("Open")
    assert "There is nothing here that you can open." in window(tom).text
    tom.closes().clicks("Leave it")
    assert "You are not on E-1 any more, so there is nothing to leave." in window(tom).text
    assert written() == before
    year.goes_by()
    assert "Between the two of us." not in year.comes_across("tom")


def test_taken_back_while_somebody_answers_it(year: Year, amina: Writer, written: Written) -> None:
    amina.types("/reflect Words.").fills(about="1", line="One line.", visibility="group").saves()
    amina.closes()
    year.goes_by()
    line = year.board.expects(text="A line from Amina")
    wanjiru, mikko = year.person("wanjiru"), year.person("mikko")
    wanjiru.clicks("Tell me more", on=line).fills(words="Which one?")
    mikko.clicks("Same question here", on=year.card("E-1")).fills(words="Here, too.")
    amina.types("/reflect list").clicks("Open").clicks("Take it back").closes(everything=True)
    amina.types("/experiment E-1").clicks("Edit")
    amina.fills(visibility="Tom, who is on E-1 with you").saves().closes(everything=True)
    before = written()

    wanjiru.saves()
    assert "That was taken back by the one who wrote it" in str(window(wanjiru).errors)
    assert window(wanjiru).field("words").value == "Which one?"
    mikko.saves()
    assert "E-1 is not open to you any more" in str(window(mikko).errors)
    card = year.card("E-1")  # not carried down yet
    mikko.closes().clicks("Open", on=card)
    mikko.expects(shown="E-1 was taken back by Amina")
    assert written() == before
    year.goes_by()
    assert year.board.messages == []
