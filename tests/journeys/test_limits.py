"""Too many words and one save too many: each gets a sentence, and nothing is written by half."""

from collections.abc import Callable

import pytest

from sandbox.vocabulary import Person
from tests.journeys.conftest import Written
from tests.journeys.years import SAFETY, Writer, Year, put_down, window

MY_FAULT = "it is my fault"
TRY, UNDERSTAND = "Trying it", "Understanding what is going on"


def fills_up(somebody: Person, letter: str) -> None:
    """Every box on top, to its last letter."""
    for field in window(somebody).fields:
        if field.type == "plain_text_input":
            length = field.place.element.get("max_length", 3000)
            somebody.fills({field.block_id: (letter * length)[:length]})


def saves_full(somebody: Person, letter: str) -> None:
    fills_up(somebody, letter)
    title = window(somebody).title
    somebody.saves()
    assert window(somebody).errors == {}, title
    assert MY_FAULT not in window(somebody).text, title


def all_details(somebody: Person) -> Person:
    for stage in ("Trying it", "Making it the usual way", "Deciding with others what to try",
                  "Understanding what is going on"):  # fmt: skip
        try:
            somebody.chooses(stage, on="window", action_id="details.more")
        except AssertionError:
            continue
    return somebody


# Each way into a form of an experiment's window, in an order in which one can go through them.
FORMS: list[Callable[[Person], Person]] = [
    lambda who: who.clicks("Edit"),
    lambda who: all_details(who.clicks("Add to it")),
    lambda who: who.clicks("Where is it now?").fills({"Where is it now?": UNDERSTAND}),
    lambda who: who.clicks("Where is it now?").fills({"Where is it now?": TRY}).fills(SAFETY),
    lambda who: who.clicks("Rest"),
    lambda who: who.clicks("End").fills(reason="It was not helping"),
    lambda who: who.clicks("Take it up again"),
]


@pytest.mark.parametrize("letter", ["🎉", "<&> long "])
def test_every_box_of_every_form_takes_all_that_fits(year: Year, letter: str) -> None:
    amina, jonas = year.person("amina"), year.person("jonas")
    amina.types("/experiment").fills(stage=TRY, visibility="Everyone in the group")
    for _ in ("the five answers", "the three"):
        saves_full(amina, letter)
    amina.closes()
    for opens in FORMS:
        opens(amina.types("/experiment E-1"))
        saves_full(amina, letter)
        amina.closes(everything=True)
    year.goes_by()
    for shown in ("What matters", "A new question", "Ahead to", "Resting", "Ended", "Taken up"):
        year.board.expects(shown=shown)
    jonas.clicks("Same question here", on=year.card("E-1"))
    saves_full(jonas, letter)
    jonas.closes()
    amina.types("/reflect").chooses("I am stuck", on="window", action_id="reflections.way")
    amina.fills(about="1", visibility="Everyone in the group")
    saves_full(amina, letter)
    year.goes_by()
    amina.closes().expects(text="Jonas has the same question as E-1")
    jonas.clicks("Tell me more", on=year.board.expects(text="A line from Amina"))
    saves_full(jonas, letter)
    jonas.closes()
    year.goes_by()
    year.board.expects(text="Jonas would like to hear more")
    for handle in ("amina", "jonas"):
        year.comes_across(handle)
        year.finds(handle, (letter * 80)[:80])


def test_one_letter_more_is_told_under_its_box(amina: Writer, written: Written) -> None:
    """Slack's own client stops before; another may not."""
    for opens in FORMS[:-1]:
        opens(amina.types("/experiment E-1"))
        before = written()
        boxes = [each for each in window(amina).fields if each.type == "plain_text_input"]
        for each in boxes:
            length = each.place.element.pop("max_length")
            amina.fills({each.block_id: "w" * (length + 1)}).saves()
            assert list(window(amina).errors) == [each.label]
            amina.fills({each.block_id: "w"})
        assert written() == before
        amina.closes(everything=True)


def test_every_save_twice_is_one(year: Year, amina: Writer, written: Written) -> None:
    """As an impatient client sends it: what is stored then is what one save stores."""
    jonas, tom, mikko = map(year.person, ("jonas", "tom", "mikko"))
    put_down(jonas, "Rooms without agendas").closes()

    def twice(somebody: Person, *tables: str) -> None:
        before = written()
        somebody.saves(times=2)
        assert MY_FAULT not in window(somebody).text
        assert window(somebody).errors == {}
        after = written()
        # When its people are asked next follows each change of it: one turn, by a constraint.
        more = {each: len(after[each]) - len(before[each]) for each in after if each != "turns"}
        assert {each: n for each, n in more.items() if n} == dict.fromkeys(tables, 1)
        somebody.closes(everything=True)

    mikko.types("/experiment Night visits by day").fills(
        purpose="p", question="q", stage=UNDERSTAND, visibility="Only me for now"
    )
    twice(mikko, "experiments", "teammates", "stage_moves")
    amina.types("/experiment E-1").clicks("Edit").fills(title="Corridors")
    twice(amina)
    amina.types("/experiment E-1").clicks("Where is it now?")
    twice(amina.fills({"Where is it now?": UNDERSTAND, "words": "Once."}), "stage_moves", "remarks")
    twice(amina.types("/experiment E-1").clicks("Add to it").fills(actors="Porters."), "details")
    twice(amina.types("/experiment E-1").clicks("Rest"), "stage_moves")
    amina.types("/experiment E-1").clicks("People").fills(people=["amina", "tom", "priya"])
    twice(amina, "teammates", "proposals")
    amina.types("/experiment E-1").clicks("Someone else to talk to").fills(asked="Tom")
    twice(amina, "proposals")
    amina.types("/experiment E-1").clicks("Carry on in another")
    twice(amina.fills(other="E-2 · Rooms without agendas"), "proposals")
    amina.types("/experiment E-1").clicks("Belongs with …")
    amina.fills(other="E-2 · Rooms without agendas", how="Both are in the same place")
    twice(amina, "links")
    twice(mikko.types("/experiment E-1").clicks("Same question here"), "same_questions")
    amina.types("/reflect Only once.").fills(about="1", line="One line.", visibility="circle")
    twice(amina, "reflections", "lines")
    amina.types("/reflect list").clicks("Open").clicks("Edit").fills(answer_1="Changed once.")
    twice(amina)
    year.goes_by()
    mikko.clicks("Tell me more", on=year.board.expects(text="A line from Amina"))
    twice(mikko, "talks")
    jonas.opens_home().clicks("Our questions", on="home").clicks("Edit", index=1)
    twice(jonas.fills(questions="And then?"), "prompt_changes")
    amina.types("/experiment E-1").clicks("End").fills(reason="It was not helping")
    twice(amina, "stage_moves")
    year.goes_by()
    for text in ("E-2, an experiment by Jonas", "E-1 moved", "E-1 is resting", "E-1 has ended",
                 "Mikko would like to hear more"):  # fmt: skip
        year.board.expects(text=text)
    amina.expects(text="Mikko has the same question")
    year.person("priya").expects(text="You are on E-1 now")
    assert tom.messages[1:] == [], "nothing is asked of what has ended"
    assert jonas.messages == []
