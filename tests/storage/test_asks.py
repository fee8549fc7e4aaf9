"""Asks as rows: read with their notice, and who helps or declined by whom it concerns."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Everybody, Keeper, Reader, Room, guard_sessions, person, read_as
from storage.asks import (
    Ask,
    Help,
    LoopClosure,
    Watch,
    ask_of,
    asks_held_by_nobody,
    asks_to_look_after,
    asks_to_tell_of,
    help_by,
    help_by_id,
    helps_with,
    invitations_for,
    locked_ask,
    loop_closure_by_origin,
    loop_closure_of,
    open_asks_by_host,
    remove_help,
    waiting_asks,
    watch_by_id,
    watch_of,
)
from storage.database import Database
from storage.notices import Byline, Notice, notice_by_id
from storage.people import Member
from tests.cast import NOW, join

guard_sessions()
DAY = timedelta(days=1)


def asks(
    db: Session,
    by: Member,
    *,
    visibility: str = "group",
    state: str = "open",
    host: Member | None = None,
    unnamed: bool = False,
    since: int = 0,
) -> Notice:
    """An ask as rows, `since` so many days ago."""
    read_as(db, Keeper())
    notice = Notice(
        kind="ask",
        words="How?",
        more="",
        link="",
        visibility=visibility,
        carrier_id=host.id if host is not None and unnamed else None,
        state="settled" if state == "closed" else "standing",
        shared_at=NOW,
        stands_until=NOW + 14 * DAY,
        folded="how?",
        created_at=NOW - since * DAY,
        updated_at=NOW,
    )
    db.add(notice)
    db.flush()
    ask = Ask(notice_id=notice.id, wish="ideas", state=state, open_since=NOW - since * DAY)
    ask.host_id = host.id if host is not None else None
    ask.closed_at = NOW - since * DAY if state == "closed" else None
    db.add_all((ask, Byline(notice_id=notice.id, member_id=by.id, unnamed=unnamed)))
    db.flush()
    return notice


def part(
    db: Session, notice: Notice, member: Member, state: str, *, by: Member | None = None
) -> Help:
    found = Help(notice_id=notice.id, member_id=member.id, state=state, words="", since=NOW)
    found.asked_by = by.id if by is not None else None
    db.add(found)
    db.flush()
    return found


def test_an_ask_is_read_with_its_notice(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, leila = join(db, "amina"), join(db, "tom"), join(db, "leila", facilitator=True)
        quiet, loud = asks(db, amina, visibility="facilitators"), asks(db, amina)
        readers: dict[str, Reader] = {
            "amina": person(amina),
            "tom": person(tom),
            "leila": person(leila),
            "room": Room(),
            "everybody": Everybody(),
        }
        seen = {}
        for name, reader in readers.items():
            read_as(db, reader)
            seen[name] = [each.id for each in (quiet, loud) if locked_ask(db, each.id)]

        assert seen == {
            "amina": [quiet.id, loud.id],
            "tom": [loud.id],
            "leila": [quiet.id, loud.id],
            "room": [loud.id],
            "everybody": [],
        }


def test_a_part_in_it_is_known_to_those_whom_it_concerns(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, leila = join(db, "amina"), join(db, "tom"), join(db, "leila", facilitator=True)
        mikko, notice = join(db, "mikko"), asks(db, amina)
        said_no = part(db, notice, tom, "declined", by=leila)
        known = {}
        for reader in (amina, tom, leila, mikko):
            read_as(db, person(reader))
            known[reader.name] = help_by_id(db, said_no.id) is not None
        read_as(db, Room())

        assert known == {"Amina": True, "Tom": True, "Leila": True, "Mikko": False}
        assert helps_with(db, notice.id) == []


def test_whoever_was_asked_reads_what_they_were_asked(database: Database) -> None:
    """In a query that joins the two, as well."""
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        quiet, other = asks(db, amina, visibility="facilitators"), asks(db, amina)
        asked = part(db, quiet, tom, "asked")
        asked.asked_by = join(db, "leila", facilitator=True).id
        db.flush()
        read_as(db, person(tom))

        assert notice_by_id(db, quiet.id) == quiet
        assert invitations_for(db, tom.id, limit=3) == [asked]
        joined = select(Notice).join(Help, Help.notice_id == Notice.id)
        assert db.scalars(joined).all() == [quiet]
        asked.state = "declined"
        db.flush()
        assert notice_by_id(db, quiet.id) is None
        assert invitations_for(db, tom.id, limit=3) == []
        assert notice_by_id(db, other.id) == other


def test_one_part_each_and_its_id_never_comes_back(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        notice = asks(db, amina)
        first = part(db, notice, tom, "given_back")
        before = first.id
        remove_help(db, first)
        again = part(db, notice, tom, "helping")
        assert again.id > before
        assert help_by(db, notice.id, tom.id) is again
    with pytest.raises(IntegrityError), database.transaction() as db:
        read_as(db, Keeper())
        part(db, notice, tom, "asked")


def test_what_waits_and_with_whom(database: Database) -> None:
    with database.transaction() as db:
        amina, leila = join(db, "amina"), join(db, "leila", facilitator=True)
        jonas = join(db, "jonas")
        first = asks(db, amina, host=leila, since=2)
        second = asks(db, amina, host=leila, since=5)
        asks(db, amina, host=leila, state="talking")
        hosted, lost = asks(db, amina, host=jonas), asks(db, amina)
        carried = asks(db, amina, host=jonas, unnamed=True)

        assert waiting_asks(db, limit=2) == [second, first], "whoever asked first comes first"
        assert open_asks_by_host(db) == {leila.id: 2, jonas.id: 2}
        alone = list(asks_held_by_nobody(db))
        assert alone == [hosted.id, lost.id, carried.id]


def test_what_a_facilitator_looks_after(database: Database) -> None:
    with database.transaction() as db:
        amina, leila = join(db, "amina"), join(db, "leila", facilitator=True)
        tom = join(db, "tom")
        old, quiet = asks(db, amina, since=3), asks(db, amina, visibility="facilitators")
        asks(db, amina, since=2)
        asks(db, leila, since=9)
        asks(db, amina, visibility="circle", since=9)
        in_hand, left = asks(db, amina, since=9), asks(db, amina, since=9)
        part(db, in_hand, tom, "asked", by=leila)
        known = ask_of(db, left.id)
        assert known is not None
        known.left = True
        db.flush()
        read_as(db, person(leila))

        def found(asked_since: timedelta) -> list[int]:
            since = NOW - 3 * DAY
            rows = asks_to_look_after(
                db, but_of=leila.id, since=since, asked_since=NOW - asked_since, limit=9
            )
            return [each.id for each in rows]

        assert found(DAY) == [old.id, quiet.id]
        assert found(timedelta()) == [in_hand.id, old.id, quiet.id]


def test_the_newest_turn_counts(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        notice = asks(db, amina)
        assert watch_of(db, notice.id) is None
        turns = [Watch(notice_id=notice.id, member_id=amina.id, due_at=NOW) for _ in range(2)]
        for each in turns:
            db.add(each)
            db.flush()

        assert watch_of(db, notice.id) is turns[1]
        assert watch_by_id(db, turns[0].id) is turns[0]


def test_what_one_could_tell_of(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, leila = join(db, "amina"), join(db, "tom"), join(db, "leila", facilitator=True)
        helped, alone = (asks(db, amina, state="closed", since=15) for _ in range(2))
        part(db, helped, tom, "helping")
        part(db, alone, tom, "given_back")
        between = (NOW - 30 * DAY, NOW - 14 * DAY)
        read_as(db, person(amina))
        alone.state = "expired"
        assert asks_to_tell_of(db, amina.id, between=between, limit=3) == [helped]
        told = LoopClosure(
            notice_id=helped.id, words="It went.", visibility="circle", shared_at=NOW, origin="o"
        )
        db.add(told)
        db.flush()

        assert asks_to_tell_of(db, amina.id, between=between, limit=3) == []
        assert loop_closure_by_origin(db, "o") is told
        for reader, reads in ((amina, True), (tom, True), (leila, False)):
            read_as(db, person(reader))
            assert (loop_closure_of(db, helped.id) is not None) is reads, reader.name
