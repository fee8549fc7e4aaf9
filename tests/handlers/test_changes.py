"""What changed about a session, as people in three parts of the world get it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject

from bot.app import Commons
from bot.calendars import calendars_follow
from bot.changes import ADDED, CANCELLED, CHANGED, MOVED, tell
from bot.visibility import Keeper, read_as
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.signups import signups_of
from storage.workshops import Role, slots_of
from tests.handlers import Deliver
from tests.handlers.seats import STARTS, Sessions

DAYS, HOURS, MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MORNING = datetime(2027, 1, 5, 10, tzinfo=UTC)  # a Tuesday, nine days before
BUTTONS = ["Fine", "Let it go"]


@pytest.fixture
def sessions(commons: Commons, workspace: Workspace) -> Sessions:
    workspace.clock.advance(MORNING.timestamp() - workspace.clock.now())
    return Sessions(commons, workspace)


@pytest.fixture
def amina(workspace: Workspace) -> Person:
    return workspace.person("amina")


class Hosts:
    """What Jonas does to the session; deciding how is another capability's."""

    def __init__(self, commons: Commons, sessions: Sessions, workspace: Workspace) -> None:
        self._commons, self._sessions, self._workspace = commons, sessions, workspace

    def moves(self, by: timedelta, position: int = 1) -> None:
        with self._commons.database.transaction() as db:
            read_as(db, Keeper())
            slot = self._sessions.slot(db, position)
            was = slot.starts_at
            slot.starts_at, slot.ends_at = slot.starts_at + by, slot.ends_at + by
            before, after = at(was), at(slot.starts_at)
            self._told(db, MOVED, before, after, slot=slot)

    def cancels(self, position: int | None, reason: str) -> None:
        with self._commons.database.transaction() as db:
            read_as(db, Keeper())
            workshop = self._sessions.workshop(db)
            slots = slots_of(db, workshop.id)
            going = [each for each in slots if position in {None, each.position}]
            for each in going:
                each.state = "cancelled"
            one = None if position is None else going[0]
            if one is None:
                workshop.state = "cancelled"
            self._told(db, CANCELLED, at(going[0].starts_at), {"reason": reason}, slot=one)
            for part in signups_of(db, workshop.id):
                if one is not None and part.slot_id == one.id:
                    part.state = "reading"
            self._calendars(db)

    def adds(self, position: int) -> None:
        with self._commons.database.transaction() as db:
            read_as(db, Keeper())
            slot = self._sessions.slot(db, position)
            self._told(db, ADDED, {}, at(slot.starts_at), slot=slot)

    def changes(self, **values: tuple[str, str]) -> None:
        with self._commons.database.transaction() as db:
            read_as(db, Keeper())
            workshop = self._sessions.workshop(db)
            for name, (_, value) in values.items():
                if name not in {"link", "lasts"}:
                    setattr(workshop, name, value)
            before = {name: was for name, (was, _) in values.items()}
            self._told(db, CHANGED, before, {name: new for name, (_, new) in values.items()})

    def waits(self, minutes: int = 3) -> None:
        self._workspace.clock.advance(minutes * 60)
        self._sessions.carries()

    def _told(self, db: Any, what: str, before: Any, after: Any, *, slot: Any = None) -> None:
        jonas = self._sessions.member(db, self._workspace.person("jonas"))
        workshop, now = self._sessions.workshop(db), self._sessions.now
        tell(db, jonas, workshop, what, slot=slot, before=before, after=after, now=now)
        self._calendars(db)

    def _calendars(self, db: Any) -> None:
        workshop = self._sessions.workshop(db)
        ids = [each.member_id for each in signups_of(db, workshop.id)]
        calendars_follow(db, workshop, ids, now=self._sessions.now)


@pytest.fixture
def jonas(commons: Commons, sessions: Sessions, workspace: Workspace) -> Hosts:
    return Hosts(commons, sessions, workspace)


def at(moment: datetime) -> dict[str, str]:
    return {"starts_at": moment.isoformat()}


def said(message: Message) -> list[str]:
    """Its lines, without the title and the buttons."""
    return message.shown.splitlines()[1 : len(message.shown.splitlines()) - len(message.buttons)]


def event(message: Message) -> Any:
    [file] = message.files
    return vobject.readOne(file.content.decode()).vevent


def test_a_moved_date_in_three_parts_of_the_world(
    sessions: Sessions, workspace: Workspace, jonas: Hosts
) -> None:
    """It is 10:00 in London and 23:00 in Auckland, where they hear it in the morning."""
    amina, mere = workspace.person("amina"), workspace.person("mere")
    siobhan = workspace.person("siobhan").becomes(zone="America/New_York")
    people = (amina, mere, siobhan)
    for each in people:
        sessions.signs_up(each)
    uids = {each.id: event(each.expects(shown="Open the file")).uid.value for each in people}
    jonas.moves(7 * DAYS)
    jonas.waits()

    told = amina.expects(shown="Moved")
    when = "Thursday 21 January, 08:00 to 11:00, London time"
    assert said(told) == [f"Moved: now {when} (was the 14th). Your place moved with it."]
    assert (told.text, told.buttons) == ("Moved: Whose idea shall we work on?", BUTTONS)
    brought = {amina.id: amina.expects(shown="brings your calendar up to date")}
    assert mere.messages[1:] == siobhan.messages[1:] == []

    jonas.waits(4 * 60)  # 09:00 in New York
    assert "Thursday 21 January, 03:00 to 06:00, New York time (was the 14th)" in (
        siobhan.expects(shown="Moved").shown
    )
    brought[siobhan.id] = siobhan.expects(shown="up to date")
    jonas.waits(6 * 60)  # and in Auckland
    assert "Thursday 21 January, 21:00 to Friday 00:00, Auckland time (was the 14th)" in (
        mere.expects(shown="Moved").shown
    )
    brought[mere.id] = mere.expects(shown="up to date")
    for who, message in brought.items():
        entry = event(message)
        assert (entry.uid.value, entry.sequence.value) == (uids[who], "1")
        assert entry.dtstart.value == STARTS + 7 * DAYS


def test_fine_takes_the_question_away(
    sessions: Sessions, jonas: Hosts, amina: Person, deliver: Deliver
) -> None:
    signed_up(sessions, amina)
    jonas.moves(HOURS)
    jonas.waits()
    told = amina.expects(shown="(was 08:00)")
    amina.expects(shown="up to date")
    amina.clicks("Fine", on=told)
    deliver()

    assert (told.buttons, told.shown.splitlines()[-1]) == ([], "Noted, thank you.")


def test_somebody_elses_fine_is_a_sentence(sessions: Sessions, jonas: Hosts, amina: Person) -> None:
    signed_up(sessions, amina)
    jonas.moves(HOURS)
    jonas.waits()
    told = amina.expects(shown="(was 08:00)")
    amina.expects(shown="up to date")
    block = told.blocks[-1]
    block["elements"][0]["value"] = "99"
    amina.clicks("Fine", on=told)

    assert "for somebody else" in amina.expects(shown="That message").shown


def test_what_changed_is_told_before_the_calendar_file_comes(
    sessions: Sessions, jonas: Hosts, amina: Person
) -> None:
    sessions.signs_up(amina)
    amina.expects(shown="Open the file")
    jonas.moves(DAYS)
    jonas.waits()
    assert [bool(each.files) for each in amina.messages[-2:]] == [False, True]
    amina.expects(text="Moved: Whose idea shall we work on?")
    amina.expects(shown="brings your calendar up to date")


def test_the_other_time_moved(sessions: Sessions, jonas: Hosts, amina: Person) -> None:
    signed_up(sessions, amina)
    jonas.moves(DAYS, position=2)
    jonas.waits()

    told = amina.expects(shown="One of its times moved: now Friday 15 January")
    assert said(told)[0].endswith("Your own time stays as it is.")
    assert told.buttons == ["Fine", "Open"]


def test_who_waits_and_who_reads_along(
    sessions: Sessions, workspace: Workspace, jonas: Hosts, amina: Person
) -> None:
    tom = workspace.person("tom")
    sessions.signs_up(amina, state="waiting")
    sessions.signs_up(tom, state="reading")
    jonas.moves(20 * DAYS)
    jonas.waits()

    waits = amina.expects(shown="Moved: now Wednesday 3 February")
    assert said(waits)[0].endswith("(was 14 January). Your place in the queue moved with it.")
    assert waits.buttons == BUTTONS
    assert tom.expects(shown="(was 14 January).").buttons == ["Fine", "Open"]


def test_several_changes_are_one_message(sessions: Sessions, jonas: Hosts, amina: Person) -> None:
    signed_up(sessions, amina)
    jonas.moves(7 * DAYS)
    jonas.changes(title=("Whose idea shall we work on?", "*Whose* idea?"))
    jonas.changes(recording=("none", "talk_only"), sharing_rule=("no_names", "open"))
    jonas.moves(DAYS)
    jonas.waits()

    told = amina.expects(shown="Moved: now Friday 22 January, 08:00")
    assert said(told)[1:] == [
        "It is called *Whose* idea? now (was Whose idea shall we work on?).",
        "Recording: the talk only, not what is said afterwards (was: none).",
        "What may leave the room: anything, with names (was: what was said, not who said it).",
    ]
    assert len(amina.expects(shown="up to date").files) == 1
    assert told.rings == []


def test_there_and_back_again_nobody_hears(sessions: Sessions, jonas: Hosts, amina: Person) -> None:
    signed_up(sessions, amina)
    jonas.moves(7 * DAYS)
    jonas.moves(-7 * DAYS)
    jonas.waits()

    amina.expects(shown="up to date")  # the file's number rose
    assert len(amina.messages) == 2


def test_a_cancelled_session(
    sessions: Sessions, workspace: Workspace, jonas: Hosts, amina: Person
) -> None:
    tom = workspace.person("tom")
    signed_up(sessions, amina)
    sessions.signs_up(tom, state="waiting")
    jonas.cancels(None, "Leila & I are <ill>.")
    jonas.waits()

    told = amina.expects(text="Cancelled: Whose idea shall we work on?")
    assert said(told) == [
        "This session will not take place.",
        "Leila & I are <ill>.",
    ]
    assert told.buttons == ["Fine", "Open"]
    assert event(amina.expects(shown="take it out")).status.value == "CANCELLED"
    assert tom.expects(text="Cancelled").files == []


def test_a_cancelled_time_while_the_other_stands(
    sessions: Sessions, jonas: Hosts, amina: Person
) -> None:
    signed_up(sessions, amina)
    jonas.cancels(1, "")
    jonas.waits()

    told = amina.expects(text="Cancelled")
    assert said(told) == [
        "Thursday 14 January, 08:00 to 11:00, London time: this time will not take place.",
        "There is another time: Thursday 14 January, 20:00 to 23:00, London time.",
    ]
    assert told.buttons == ["Fine", "Sign up"]
    assert event(amina.expects(shown="take it out")).sequence.value == "1"


def test_a_link_is_told_to_who_comes(
    sessions: Sessions, workspace: Workspace, jonas: Hosts, amina: Person
) -> None:
    tom = workspace.person("tom")
    signed_up(sessions, amina)
    sessions.signs_up(tom, state="waiting")
    jonas.changes(link=("https://meet.example/0", "https://meet.example/1"))
    jonas.waits()

    told = amina.expects(shown="The link for joining is another one now.")
    assert told.buttons == ["Join link", "Fine", "Open"]
    assert "meet.example" not in told.shown + told.text
    assert tom.messages == []


def test_who_left_meanwhile_hears_nothing(sessions: Sessions, jonas: Hosts, amina: Person) -> None:
    signed_up(sessions, amina)
    jonas.moves(7 * DAYS)
    sessions.signs_up(amina, state="left")
    amina.expects(shown="take it out")
    jonas.waits()

    assert len(amina.messages) == 2


def signed_up(sessions: Sessions, somebody: Person) -> None:
    sessions.signs_up(somebody)
    somebody.expects(shown="Open the file to put it")


def test_a_presenter_without_a_place_hears_that_the_link_is_another(
    commons: Commons, sessions: Sessions, workspace: Workspace, jonas: Hosts
) -> None:
    tom = workspace.person("tom")
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        workshop = sessions.workshop(db)
        presents = sessions.member(db, tom)
        workshop.presenter_id = presents.id
        slot = sessions.slot(db, 1)
        db.add(Role(slot_id=slot.id, member_id=presents.id, role="presenter"))
    jonas.changes(link=("https://meet.example/0", "https://meet.example/1"))
    jonas.waits()
    tom.expects(shown="The link for joining is another one now.")


def test_a_new_time_and_how_long_it_takes_are_told(
    sessions: Sessions, workspace: Workspace, jonas: Hosts
) -> None:
    tom = workspace.person("tom")
    sessions.signs_up(tom, state="reading")
    jonas.adds(2)
    jonas.changes(lasts=("180", "210"))
    jonas.waits()
    told = tom.expects(text="Changed: Whose idea shall we work on?")
    assert told.buttons == ["Fine", "Sign up"]
    new, longer = said(told)
    assert new.startswith("It takes place a second time: Thursday 14 January, 20:00 to 23:00, Lond")
    assert longer == "It takes 3 hours 30 minutes now (was 3 hours)."
