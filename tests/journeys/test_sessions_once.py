"""Sessions when people are impatient, not the ones, or forge: every button twice, by somebody
without the right, and with values that were never there. Each gets a sentence; nothing is written
by half, and nobody is told twice.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Commons
from sandbox.sights import Message
from sandbox.workspaces import Workspace
from storage.ideas import Idea
from storage.notes import Note
from storage.signups import Signup
from storage.workshops import Role, Slot
from templates.calendars.views import ADDRESS
from templates.changes.views import FINE
from templates.ideas import views as ideas
from templates.notes import views as notes
from templates.notes import writeups
from templates.runsheets import views as sheets
from templates.signups import views as signups
from templates.stories import views as stories
from templates.takeaways import views as takeaways
from templates.workshops import checks, kinds, lists, views
from tests.journeys.chapters import Chapters
from tests.journeys.conftest import Written
from tests.journeys.programmes import Programme
from tests.journeys.test_a_programme import DESIGN, DESIGN_KIND, signs_up
from tests.journeys.test_once_and_by_whom import FORGED, MY_FAULT, Rules, hears

SOON = datetime(2027, 1, 14, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
OF_SESSIONS = (
    signups.SIGN_UP, signups.CHANGE, signups.JUST_NOTES, signups.TAKE, signups.LEAVE,
    signups.NO_NOTES, ideas.OFFER, stories.LAY_OUT, stories.CHANGE, stories.SHARE,
    stories.TAKE_BACK, stories.READ, takeaways.WRITE, notes.READ, writeups.WRITE,
    writeups.HAND_ON, writeups.DECIDE, views.OPEN,
)  # fmt: skip
OF_HOLDERS = (
    checks.CHECK, checks.CHANGE, checks.THROW_AWAY, checks.CANCEL,
    checks.CHANGE_HOLDERS, checks.CHANGE_TIMES, sheets.OPEN, ideas.RELEASE,
)  # fmt: skip
OF_TIMES = (
    notes.ADD, sheets.GIVE, sheets.TAKE_HOST, sheets.TAKE_TIMEKEEPER, sheets.TAKE_NOTE_TAKER,
    sheets.TAKE_FRIEND,
)  # fmt: skip
OF_ROLES = (
    sheets.GLADLY, sheets.RATHER_NOT, sheets.GIVE_BACK, sheets.TAKE_AWAY, writeups.NOT_NOW,
)  # fmt: skip
OF_SIGNUPS = (signups.COME, signups.LET_GO, takeaways.LET_GO)
OF_IDEAS = (
    ideas.OPEN, ideas.CHANGE, ideas.TAKE_BACK, ideas.KEEP, ideas.PUT_DOWN, ideas.TALK, ideas.CHOOSE,
)  # fmt: skip
OF_NOTES = (notes.CHANGE, notes.TAKE_BACK)
ELSEWHERE = (
    FINE, ideas.LIST, ideas.MORE, ideas.OFFER_EXPERIMENT, views.NEW, views.LIST, views.KINDS,
    lists.PAST, lists.LATER, kinds.NEW_KIND, kinds.EDIT_KIND, kinds.PUT_AWAY_KIND,
    kinds.BRING_BACK_KIND, kinds.KIND_CHANGES, ADDRESS,
)  # fmt: skip


@pytest.fixture
def programme(commons: Commons, workspace: Workspace, chapters: Chapters) -> Iterator[Programme]:
    programme = Programme(commons, workspace)
    chapters.goes_on(programme, begins)
    yield programme
    programme.goes_by()
    with workspace.lock:
        for post in workspace.posts.everything():
            post.expected = True
            assert MY_FAULT not in Message(workspace, post).shown


def begins(programme: Programme) -> None:
    """One session with a place, someone who waits, an idea that is chosen, and a note."""
    people = map(programme.person, ("amina", "tom", "jonas", "priya", "mikko", "wanjiru"))
    amina, tom, jonas, *_ = [each.opens_home() for each in people]
    programme.opens(jonas, DESIGN_KIND, DESIGN, SOON, places=2)
    amina.clicks("Offer your idea", on=programme.post(DESIGN)).fills(words="Chalk.").saves()
    jonas.opens_home().clicks("Look", on="home").clicks("Choose for a session").saves()
    jonas.closes(everything=True)
    for handle in ("tom", "priya"):
        signs_up(programme, handle, DESIGN)
    programme.until(SOON - HOUR / 2)
    tom.clicks("Open", on=programme.post(DESIGN)).clicks("Add a note")
    tom.fills(words="Doors.").saves()
    for somebody in (amina, tom, jonas):
        hears(somebody)
    programme.goes_by()


@pytest.fixture
def rules(commons: Commons, programme: Programme) -> Rules:
    return Rules(commons, programme)


def ids(commons: Commons) -> list[tuple[tuple[str, ...], Any]]:
    """Every button there is, with what there is."""
    with commons.database.engine.connect() as connection:
        slot, offered, noted = (
            connection.scalars(select(each.__table__.c.id)).one() for each in (Slot, Idea, Note)
        )
        roles = [(OF_ROLES, each) for each in connection.scalars(select(Role.__table__.c.id))]
        parts = [(OF_SIGNUPS, each) for each in connection.scalars(select(Signup.__table__.c.id))]
    ways = [*OF_HOLDERS, *OF_SESSIONS]
    return [
        (tuple(ways), 1), (OF_TIMES, slot), *roles, *parts, (OF_IDEAS, offered), (OF_NOTES, noted),
    ]  # fmt: skip


def panels(rules: Rules, rows: list[tuple[tuple[str, ...], Any]]) -> list[Any]:
    """A message has room for so many buttons (25 in a block, 50 blocks)."""
    return [rules.panel((ways[at : at + 20], it)) for ways, it in rows for at in range(0, 40, 20)
            if ways[at : at + 20]]  # fmt: skip


def test_whoever_has_no_part_in_it_may_look_and_no_more(
    programme: Programme, commons: Commons, rules: Rules, written: Written
) -> None:
    wanjiru = programme.person("wanjiru")
    before = written()
    for panel in panels(rules, ids(commons)):
        for label in panel.buttons:
            if label.startswith((signups.JUST_NOTES, signups.NO_NOTES)):
                continue
            wanjiru.clicks(label, on=panel)
            said = hears(wanjiru)
            assert MY_FAULT not in said, label
            assert "Doors." not in said, label
            assert "meet.example" not in said, label
    assert written() == before


def test_a_forged_button_changes_nothing(
    programme: Programme, rules: Rules, written: Written
) -> None:
    before = written()
    every = (*OF_SESSIONS, *OF_HOLDERS, *OF_TIMES, *OF_ROLES, *OF_SIGNUPS, *OF_IDEAS, *OF_NOTES,
             *ELSEWHERE)  # fmt: skip
    for panel in panels(rules, [(every[at : at + 20], value) for value in FORGED
                                for at in range(0, len(every), 20)]):  # fmt: skip
        for handle in ("jonas", "tom"):
            somebody = programme.person(handle)
            for label in panel.buttons:
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
    assert written() == before


@pytest.mark.parametrize("hours", [-0.4, 30])
def test_every_button_twice_is_once(
    programme: Programme, commons: Commons, rules: Rules, written: Written, hours: float
) -> None:
    programme.until(SOON + hours * HOUR)
    for panel in panels(rules, ids(commons)):
        for label in panel.buttons:
            for handle in ("jonas", "tom", "amina"):
                somebody = programme.person(handle)
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
                once = written()
                somebody.clicks(label, on=panel)
                assert MY_FAULT not in hears(somebody), (handle, label)
                assert written() == once, (handle, label)
    programme.goes_by()
    for said in programme.inboxes.values():
        assert {n for each, n in Counter(said).items() if not each.startswith("file")} <= {1}
