"""A session as handlers' tests need it: as rows, with who comes, and what follows from that.
Signing up is another capability's.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.app import Commons
from bot.calendars import calendars_follow
from bot.reminders import reminders_follow
from bot.visibility import Keeper, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.people import Member
from storage.signups import Signup, signup_of
from storage.workshops import Slot, Workshop, slots_of, workshop_by_id
from tests.cast import a_session
from tests.handlers import member
from tests.handlers.boards import PAST_THE_LEASE, later

STARTS = datetime(2027, 1, 14, 8, tzinfo=UTC)  # a Thursday, 10:00 in Helsinki


class Sessions:
    """One session, at two times, held by Jonas."""

    def __init__(self, commons: Commons, workspace: Workspace, **more: Any) -> None:
        self._commons, self._workspace = commons, workspace
        with commons.database.transaction() as db:
            read_as(db, Keeper())
            jonas = member(db, workspace, "jonas")
            starts = (STARTS, STARTS + timedelta(hours=12))
            given = {"link": "https://meet.example/1", "at": commons.clock.now(), **more}
            self.id = a_session(db, jonas, *starts, **given).id

    @property
    def now(self) -> datetime:
        return self._commons.clock.now()

    def signs_up(
        self, somebody: Person, *, state: str = "coming", position: int = 1, carries: bool = True
    ) -> None:
        with self._commons.database.transaction() as db:
            read_as(db, Keeper())
            slot = self.slot(db, position) if state in {"coming", "waiting"} else None
            self._part(db, somebody, state, slot)
            self.follow(db, somebody)
        if carries:
            self.carries()

    def follow(self, db: Session, *people: Person) -> None:
        workshop = self.workshop(db)
        ids = [self.member(db, each).id for each in people]
        calendars_follow(db, workshop, ids, now=self.now)
        reminders_follow(db, workshop, ids, now=self.now)

    def carries(self) -> int:
        return self._commons.courier.deliver()

    def looks_again(self) -> None:
        """What nobody knows of is looked into, when its lease has lapsed."""
        self._workspace.clock.advance(2)
        other = later(self._commons.settings, self._workspace, PAST_THE_LEASE)
        other.courier.deliver()
        other.stop()

    def workshop(self, db: Session) -> Workshop:
        found = workshop_by_id(db, self.id)
        assert found is not None
        return found

    def slot(self, db: Session, position: int = 1) -> Slot:
        return slots_of(db, self.id)[position - 1]

    def member(self, db: Session, somebody: Person) -> Member:
        return member(db, self._workspace, somebody.handle)

    def member_id(self, handle: str) -> int:
        with self._commons.database.transaction() as db:
            return member(db, self._workspace, handle).id

    def _part(self, db: Session, somebody: Person, state: str, slot: Slot | None) -> Signup:
        member_id = self.member(db, somebody).id
        part = signup_of(db, self.id, member_id)
        if part is None:
            part = Signup(
                workshop_id=self.id,
                member_id=member_id,
                coming_as="take_part",
                created_at=self.now,
                updated_at=self.now,
            )
            db.add(part)
        part.state, part.slot_id, part.updated_at = state, slot.id if slot else None, self.now
        db.flush()
        return part
