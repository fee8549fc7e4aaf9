"""Check-ins, questions and settings when people are impatient, late, not the ones, or forge: every
button twice, by somebody without the right, with values that were never there, and after the thing
ended. Each gets a sentence, and is one row and one message.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import Commons
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.checkins import CheckIn
from storage.people import Member
from storage.questions import Question, Round
from storage.turns import Turn
from templates.checkins import pages
from templates.checkins import views as asked
from templates.people import disclosures, whereabouts
from templates.people import views as people
from templates.questions import heard, lists, told
from templates.questions import views as questions
from tests.journeys.chapters import Chapters
from tests.journeys.conftest import Written
from tests.journeys.test_once_and_by_whom import FORGED, MY_FAULT, Rules, hears
from tests.journeys.test_sessions_once import panels
from tests.journeys.years import Year, put_down

DAY = 24 * 60 * 60
OF_TURNS = (*asked.TAPS, asked.NO_THANKS, asked.FINE, asked.EVERY_TWO_WEEKS, asked.STOP)
OF_CHECK_INS = (
    asked.SAY_MORE, asked.ASK_GROUP, asked.TALK, asked.ONLY_ME, pages.READ, pages.EDIT,
    pages.AS_IT_IS, pages.TAKE_LINE_BACK, asked.UNDO, pages.TAKE_BACK,
)  # fmt: skip
OF_EXPERIMENTS = (asked.OPEN, asked.LAST_TIME, pages.LIST)
OF_ROUNDS = (
    questions.ANSWER, questions.LET_GO, questions.TAKE_BACK, lists.ANSWER_HERE, heard.READ,
    heard.TELL, told.EARLIER_TOLD,
)  # fmt: skip
OF_QUESTIONS = (
    questions.TELL_US, lists.EDIT, lists.MORE, heard.TIMES, lists.ASK_NOW, lists.ASK_NO_MORE,
)  # fmt: skip
CHOICES = tuple(questions.numbered(questions.CHOOSE))
OF_ONESELF = (
    people.MY_SETTINGS, people.HOURS, people.MESSAGES, people.AWAY, people.REST, people.PAUSE,
    people.GO_ON, people.COME_BACK, whereabouts.RIGHT, whereabouts.CHANGE, disclosures.OPEN,
    disclosures.WHO, lists.LIST, lists.NEW, told.ALL_TOLD,
)  # fmt: skip
EVERY = (*OF_TURNS, *OF_CHECK_INS, *OF_EXPERIMENTS, *OF_ROUNDS, *OF_QUESTIONS, *CHOICES)


class Asked(Year):
    """A group that is asked how it goes."""

    def beats(self) -> None:
        with self.commons.database.transaction() as db:
            db.execute(update(Member).values(unwanted=[]))
        self.commons.heartbeat.tick(self.commons.clock.now())


@pytest.fixture
def year(commons: Commons, workspace: Workspace, chapters: Chapters) -> Iterator[Asked]:
    year = Asked(commons, workspace)
    chapters.goes_on(year, begins)
    yield year
    year.goes_by()
    with workspace.lock:
        for post in workspace.posts.everything():
            said = Message(workspace, post)
            post.expected = True
            assert MY_FAULT not in said.shown


def begins(year: Asked) -> None:
    """Amina is asked about E-1 and E-2, on which Tom is, too; everyone is asked two questions."""
    for each in ("amina", "priya", "tom", "wanjiru", "mikko", "jonas"):
        year.person(each).opens_home()
    jonas = year.person("jonas").clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    amina = year.person("amina")
    for number, name in enumerate(("Corridors", "Rooms"), start=1):
        put_down(amina, name).closes()
        amina.types(f"/experiment E-{number}").clicks("People")
        amina.fills(people=["amina", "tom"]).saves().closes(everything=True)
    asks(jonas, "Which one?", "With names, for the facilitators")
    asks(jonas, "Which one now?", "Without names")
    for days in (1, 13, 1, 1):
        year.goes_by(days=days)


def asks(jonas: Person, words: str, named: str) -> None:
    jonas.opens_home().clicks("Questions to the group", on="home").clicks("A new question")
    jonas.fills(words=words, choices="This\nThat", named=named, days="30 days").saves().saves()
    jonas.closes(everything=True)


@pytest.fixture
def rules(commons: Commons, year: Asked) -> Rules:
    return Rules(commons, year)


def ids(commons: Commons) -> list[tuple[tuple[str, ...], Any]]:
    """Every button there is, with what there is."""

    def all_of(row: Any) -> list[int]:
        with commons.database.engine.connect() as connection:
            return list(connection.scalars(select(row.__table__.c.id)))

    return [
        *((OF_TURNS, each) for each in all_of(Turn)),
        *((OF_CHECK_INS, each) for each in all_of(CheckIn)),
        (OF_EXPERIMENTS, 1),
        *((OF_ROUNDS, each) for each in all_of(Round)),
        *(
            ((choice,), f"{each}:{at}")
            for each in all_of(Round)
            for at, choice in enumerate(CHOICES)
        ),
        *((OF_QUESTIONS, each) for each in all_of(Question)),
        (OF_ONESELF, ""),
    ]


def test_a_forged_button_changes_nothing(year: Asked, rules: Rules, written: Written) -> None:
    before = written()
    rows = [(EVERY[at : at + 20], value) for value in (*FORGED, "1:9", "0:0", "monthly:1", "٣")
            for at in range(0, len(EVERY), 20)]  # fmt: skip
    for panel in panels(rules, rows):
        for handle in ("jonas", "mikko"):
            somebody = year.person(handle)
            for label in panel.buttons:
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
    assert written() == before


def test_who_has_no_part_in_it_may_look_and_no_more(
    year: Asked, commons: Commons, rules: Rules, written: Written
) -> None:
    amina, wanjiru = year.person("amina"), year.person("wanjiru")
    amina.types("/checkin E-1 the clerks knew").fills(feel="Stuck").saves().closes()
    before = written()
    rows = [each for each in ids(commons) if each[0] in (OF_TURNS, OF_CHECK_INS, OF_EXPERIMENTS)]
    for panel in panels(rules, rows):
        for label in panel.buttons:
            wanjiru.clicks(label, on=panel)
            heard_of = hears(wanjiru)
            assert MY_FAULT not in heard_of, label
            assert "the clerks knew" not in heard_of, label
            assert heard_of, label
    assert written() == before
    wanjiru.types("/checkin E-1 they all knew")
    assert "You are not on E-1" in wanjiru.expects(shown="they all knew").shown


def test_every_button_twice_is_once(
    year: Asked, commons: Commons, rules: Rules, written: Written
) -> None:
    amina = year.person("amina")
    amina.types("/checkin E-1 the clerks knew").fills(feel="Stuck", line="They knew.").saves()
    amina.closes()
    for panel in panels(rules, ids(commons)):
        for label in panel.buttons:
            for handle in ("amina", "tom", "jonas"):
                somebody = year.person(handle)
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
                once = written()
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
                assert written() == once, (handle, label)


@pytest.mark.parametrize("how", ["ended", "lapsed", "resting"])
def test_old_buttons_say_why(
    year: Asked, commons: Commons, rules: Rules, written: Written, how: str
) -> None:
    amina = year.person("amina")
    old = ids(commons)
    if how == "ended":
        amina.types("/experiment E-1").clicks("End").fills(reason="It was not helping").saves()
    elif how == "resting":
        amina.types("/experiment E-1").clicks("Rest").saves()
    if amina.window:
        amina.closes(everything=True)
    year.goes_by(days=15 if how == "lapsed" else 0)
    for panel in panels(rules, [each for each in old if each[0] in (OF_TURNS, OF_EXPERIMENTS)]):
        for label in panel.buttons:
            amina.clicks(label, on=panel)
            assert MY_FAULT not in hears(amina), label
            once = written()
            amina.clicks(label, on=panel)
            assert MY_FAULT not in hears(amina), label
            assert written() == once, label
    year.goes_by()
