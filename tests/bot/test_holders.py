"""Who holds a session when somebody who did has left Slack."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot import holders
from bot.deliveries import occasion
from bot.visibility import Keeper, read_as
from bot.workshops import holders_of
from storage.calendars import entries_of
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.people import Member
from storage.workshops import Role, roles_of, slots_of
from tests.cast import NOW, a_session, join

FIRST, SECOND = NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12)


def cast(db: Session) -> tuple[Member, Member, Member]:
    read_as(db, Keeper())
    jonas, leila = join(db, "jonas", facilitator=True), join(db, "leila", facilitator=True)
    return jonas, leila, join(db, "amina")


def test_those_who_hold_it_too_go_on(database: Database) -> None:
    with database.transaction() as db:
        jonas, _, amina = cast(db)
        workshop = a_session(db, jonas, FIRST)
        [slot] = slots_of(db, workshop.id)
        db.add(Role(slot_id=slot.id, member_id=amina.id, role="facilitator"))
        db.flush()
        holders.gone_from_slack(db, jonas, now=NOW)

        assert holders_of(db, workshop) == [amina]
        assert delivery_by_occasion(db, occasion("workshops.post", workshop.id)) is not None


def test_alone_with_it_a_facilitator_takes_it_over_and_hears_it(database: Database) -> None:
    with database.transaction() as db:
        jonas, leila, amina = cast(db)
        workshop, other = a_session(db, amina, FIRST, SECOND), a_session(db, jonas, FIRST)
        holders.gone_from_slack(db, amina, now=NOW)
        holders.gone_from_slack(db, amina, now=NOW)

        assert holders_of(db, workshop) == [jonas]
        assert holders_of(db, other) == [jonas], "nobody else's changes hands"
        first, _ = roles_of(db, [each.id for each in slots_of(db, workshop.id)])
        given = delivery_by_occasion(db, occasion(holders.GIVEN, first.id))
        assert given is not None
        assert given.member_id == jonas.id
        assert [each.state for each in entries_of(db, workshop.id, [jonas.id])] == ["standing"] * 2
        assert leila.facilitator


def test_the_only_facilitator_stays_named(database: Database) -> None:
    with database.transaction() as db:
        jonas, leila, _ = cast(db)
        leila.facilitator = False
        db.flush()
        workshop = a_session(db, jonas, FIRST)
        holders.gone_from_slack(db, jonas, now=NOW)

        assert holders_of(db, workshop) == [jonas], "a session without anybody would be worse"
