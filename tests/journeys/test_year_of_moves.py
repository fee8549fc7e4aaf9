"""Twelve months of one experiment: every way from stage to stage, every pause, every end."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from sandbox.vocabulary import Person
from tests.journeys.chapters import Chapters
from tests.journeys.years import SAFETY, Writer, Year, put_down, window

STAGES = {
    "idea": "Just an idea",
    "understand": "Understanding what is going on",
    "co_design": "Deciding with others what to try",
    "explore": "Trying it",
    "embed": "Making it the usual way",
}
IDEA, UNDERSTAND, DECIDE, TRY, USUAL = STAGES.values()
# From each stage to each other one, and both ways from trying back to understanding: what is
# said, the question of a new turn, and what the thread of the card tells.
WALK = [
    (UNDERSTAND, "A porter asked us why.", "", "On to understanding"),
    (DECIDE, "Nobody had drawn the corridor.", "", "On to deciding with others"),
    (TRY, "The ward drew it with chalk.", "", "On to trying it"),
    (USUAL, "Chalk is in the cupboard now.", "", "On to making it the usual way"),
    (UNDERSTAND, "", "Who rubs the chalk out?", "A new question, and a second turn: Who rubs"),
    (TRY, "Cleaners, for good reasons.", "", "Ahead to trying it"),
    (UNDERSTAND, "", "What would cleaners draw?", "A new question, and a third turn: What would"),
    (TRY, "They drew the bins.", "", "Ahead to trying it"),
    (UNDERSTAND, "Bins were moved overnight.", "", "Back to understanding"),
    (USUAL, "Night staff had done it for years.", "", "Ahead to making it the usual way"),
    (TRY, "Weekends differ.", "", "Back to trying it"),
    (DECIDE, "Nobody asked Sunday visitors.", "", "Back to deciding with others"),
    (USUAL, "Sunday visitors chose lamps.", "", "Ahead to making it the usual way"),
    (DECIDE, "Lamps hum.", "", "Back to deciding with others"),
    (UNDERSTAND, "Humming matters at night.", "", "Back to understanding"),
    (IDEA, "What if lamps were quiet?", "", "Back to an idea"),
    (DECIDE, "A school has quiet lamps.", "", "Ahead to deciding with others"),
    (IDEA, "Its caretaker retired.", "", "Back to an idea"),
    (TRY, "We borrowed two of them.", "", "Ahead to trying it"),
    (IDEA, "Both broke at once.", "", "Back to an idea"),
    (USUAL, "Torches were there all along.", "", "Ahead to making it the usual way"),
    (IDEA, "Batteries run out, too.", "", "Back to an idea"),
]
ADDED = {
    "On to understanding": "Porters, cleaners, visitors.",
    "On to trying it": "Chalk on one corridor.",
}
ASKED = {
    "On": "What makes you ready to move on?",
    "Ahead": "What do you already know about the system?",
    "Back": "What did you find out?",
    "A": "What did you find out?",
}
REASONS = {
    "It became how we work": "it became how we work",
    "We learned what we needed": "we learned what we needed",
    "It was not helping": "it was not helping",
    "Someone could be hurt": "someone could be hurt",
    "Money, people or permission changed": "money, people or permission changed",
    "Another experiment carries it on": "another one carries it on",
    "Others carry it on": "others carry it on",
    "We drifted apart (fine to say)": "we drifted apart",
}


@pytest.fixture
def amina(year: Year, chapters: Chapters) -> Writer:
    """On whose experiment's card the year is told."""
    chapters.goes_on(year, begins)
    return year.person("amina")


def begins(year: Year) -> None:
    put_down(year.person("amina"), "Corridors without signs").closes()
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Amina")


def says_where(somebody: Person, stage: str, said: str = "", question: str = "") -> Person:
    """*Where is it now?*, by whichever name the button has; and the three answers if asked."""
    somebody.types("/experiment E-1")
    ways = ("Where is it now?", "Wake it", "Take it up again")
    [way] = [each for each in window(somebody).buttons if each in ways]
    somebody.clicks(way).fills({"Where is it now?": stage, "words": said})
    if "could_be_hurt" in [each.block_id for each in window(somebody).fields]:
        somebody.fills(SAFETY)
    if question:
        somebody.fills(question=question)
    return somebody


def told(year: Year, *lines: str) -> None:
    """The thread says so, quietly."""
    year.goes_by()
    for line in lines:
        assert year.board.expects(shown=line).rings == []


def thread(year: Year) -> list[str]:
    return [each.shown for each in year.card("E-1").thread]


def ways_walked(stages: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise([IDEA, *stages]))


def test_a_year_goes_every_way_from_stage_to_stage(year: Year, amina: Writer) -> None:
    every = {(one, other) for one in STAGES.values() for other in STAGES.values() if one != other}
    assert ways_walked([stage for stage, *_ in WALK]) == every
    for stage, said, question, line in WALK:
        year.goes_by(days=16)
        says_where(amina, stage, said, question)
        assert window(amina).field("words").label == ASKED[line.split()[0]]
        amina.saves()
        assert window(amina).title == "E-1 has moved"
        if line in ADDED:
            amina.clicks("Add to it")
            amina.fills({window(amina).labels[0]: ADDED[line]}).saves()
        amina.closes(everything=True)
        told(year, f"↳ {line}")

    assert len(thread(year)) == len(WALK), "one line each"
    for (_, said, *_), line in zip(WALK, thread(year), strict=True):
        assert said in line
    card = year.card("E-1")
    assert "trying → idea → usual way → idea" in card.shown
    assert "What would cleaners draw?" in card.shown
    assert "Now  Just an idea" in card.shown
    tom = year.person("tom").clicks("Open", on=card).clicks("Earlier turns")
    assert window(tom).title == "E-1, turn 2"
    assert "Who rubs the chalk out?" in window(tom).text
    assert "understanding → trying" in window(tom).text
    assert "Anybody hangs up the old sign." in window(tom).text
    tom.clicks("The turn before")
    assert window(tom).title == "E-1, turn 1"
    assert "What happens where nobody explains anything?" in window(tom).text
    assert "idea → understanding → deciding → trying → usual way" in window(tom).text
    for added in ADDED.values():
        assert added in window(tom).text


def test_it_ends_for_each_of_eight_reasons_and_begins_again(year: Year, amina: Writer) -> None:
    """From work and from rest by turns, and to another stage each time."""
    orders = set()
    for at, (reason, ended) in enumerate(REASONS.items()):
        year.goes_by(days=20)
        if at % 2:
            amina.types("/experiment E-1").clicks("Rest").fills(wake_on=None).saves()
            amina.closes(everything=True)
            told(year, "↳ Resting for now.")
        amina.types("/experiment E-1").clicks("End")
        orders.add(tuple(window(amina).options("Which fits best?")))
        amina.fills(reason=reason, words=f"Said at the end, number {at}.").saves()
        assert "Would you write a few lines on what you know now?" in window(amina).text
        assert window(amina).buttons == ["Not now", "Write a few lines"]
        amina.clicks("Not now").closes(everything=True)
        told(year, f'↳ Ended: {ended}: "Said at the end, number {at}."')
        assert f"Now  Ended: {ended}" in year.card("E-1").shown
        year.goes_by(days=20)
        stage = list(STAGES.values())[at % 5]
        says_where(amina, stage, f"Brought back, number {at}.")
        assert window(amina).field("words").label == "What brings you back?"
        amina.saves().closes(everything=True)
        told(year, f'"Brought back, number {at}."')

    assert len(orders) > 1, "none of them is always first"
    assert len(thread(year)) == 8 + 8 + 4
    card = year.card("E-1")
    assert "Now  Deciding with others what to try" in card.shown


@pytest.mark.parametrize("stage", [UNDERSTAND, TRY])
def test_rested_over_the_summer_it_wakes_in_any_stage(
    year: Year, amina: Writer, stage: str
) -> None:
    year.comes("06-18")
    amina.types("/experiment E-1").clicks("Rest")
    amina.fills(wake_on="2027-09-01", words="Everybody is at the sea.").saves()
    amina.closes(everything=True)
    told(year, '↳ Resting until 1 September: "Everybody is at the sea."')
    year.comes("09-01", "08:59")
    assert amina.messages == [], "not before nine in London"
    year.comes("09-01", "09:01")
    asked = amina.expects(text="You asked me to come back to E-1 today")
    assert "Corridors without signs" in asked.shown

    amina.clicks("Where is it now?", on=asked).fills({"Where is it now?": stage})
    if stage == TRY:
        amina.fills(SAFETY)
    amina.fills(words="We are back, and browner.").saves().closes()
    told(year, "We are back, and browner.")
    assert f"Now  {stage}" in year.card("E-1").shown
    assert "It rests no more." in asked.shown


def test_the_morning_is_the_leads_own_also_after_the_clocks_changed(year: Year) -> None:
    """Newfoundland puts its clocks forward on 14 March, London on the 28th."""
    siobhan = year.person("siobhan").opens_home()
    put_down(siobhan, "Corridors without signs").closes()
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Siobhán")
    year.comes("02-01", zone="America/St_Johns")
    siobhan.types("/experiment E-1").clicks("Rest").fills(wake_on="2027-03-22").saves()
    siobhan.closes(everything=True)
    told(year, "Resting until 22 March")

    year.comes("03-22", "08:58", zone="America/St_Johns")
    assert siobhan.messages == []
    year.comes("03-22", "09:01", zone="America/St_Johns")
    siobhan.expects(text="You asked me to come back to E-1 today")
    year.comes("12-31")
    assert len(siobhan.messages) == 1, "nobody is asked twice"


def test_whoever_moves_far_west_meanwhile_is_asked_all_the_same(year: Year) -> None:
    """Nine on that day in Auckland is the afternoon of the day before in Bogotá."""
    mere = year.person("mere").opens_home()
    put_down(mere, "Corridors without signs").closes()
    mere.types("/experiment E-1").clicks("Rest").fills(wake_on="2027-03-22").saves()
    mere.closes(everything=True).becomes(zone="America/Bogota")
    year.goes_by()
    for line in ("E-1, an experiment by Mere", "E-1 is resting"):
        year.board.expects(text=line)
    for day in ("03-20", "03-21", "03-22", "03-23"):
        year.comes(day, "23:00", zone="America/Bogota")
    mere.expects(text="You asked me to come back to E-1 today")
    assert len(mere.messages) == 1


def test_handed_over_while_it_rests_the_new_one_is_asked_in_their_morning(
    year: Year, amina: Writer
) -> None:
    priya = year.person("priya").opens_home()
    amina.types("/experiment E-1").clicks("People").fills(people=["amina", "priya"]).saves()
    amina.closes(everything=True)
    year.goes_by()
    priya.expects(text="You are on E-1 now")
    year.comes("06-18")
    amina.types("/experiment E-1").clicks("Rest").fills(wake_on="2027-09-01").saves()
    amina.closes(everything=True)
    told(year, "Resting until 1 September")
    amina.types("/experiment E-1").clicks("Someone else to talk to").fills(asked="Priya").saves()
    amina.closes(everything=True)
    year.goes_by()
    priya.clicks("Yes, I will", on=priya.expects(text="A question about E-1"))
    year.goes_by()
    amina.expects(text="An answer about E-1")
    told(year, "There is someone else to talk to now")

    year.comes("09-01", "08:59", zone="Asia/Kolkata")
    before = len(priya.messages)
    year.comes("09-01", "09:01", zone="Asia/Kolkata")
    assert len(priya.messages) == before + 1
    priya.expects(text="You asked me to come back to E-1 today")
    year.comes("09-02")
    assert len(amina.messages) == 1, "and nobody else"
