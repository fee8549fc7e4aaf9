"""What is noted at a session, by those who were there, for everyone who signed up. What is written
up of it afterwards is in writeups.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.signups import COMES, READS, WAITS
from bot.workshops import CANCELLED, DRAFT, may_hold, readable
from storage.notes import Note, note_by_id, note_by_origin, remove_note
from storage.people import Member
from storage.signups import signup_of
from storage.workshops import Slot, Workshop, slot_by_id

THREAD = "notes.thread"  # under the announcement; its subject is one time
LONGEST = 3000
EARLY = timedelta(hours=1)  # who takes notes may come a little before


def may_read(db: Session, member: Member, workshop: Workshop) -> bool:
    """Everyone who signed up, at whichever time, or asked for the notes; who holds it, and who
    presents.
    """
    return _is_in(db, member, workshop, COMES, WAITS, READS)


def may_add(db: Session, member: Member, workshop: Workshop) -> bool:
    return _is_in(db, member, workshop, COMES)


def to_read(db: Session, by: Member, workshop_id: int) -> Workshop:
    """Raises Refusal for who did not sign up."""
    workshop = readable(db, workshop_id)
    if not may_read(db, by, workshop):
        raise Refusal("notes.for_those_signed_up")
    return workshop


def to_note(db: Session, by: Member, slot_id: int, *, now: datetime) -> tuple[Workshop, Slot]:
    """The session and its time, for one who may add a note to it. Raises Refusal."""
    slot = slot_by_id(db, slot_id)
    if slot is None:
        raise Refusal("workshops.gone")
    workshop = to_read(db, by, slot.workshop_id)
    if not may_add(db, by, workshop):
        raise Refusal("notes.only_who_comes")
    if CANCELLED in {slot.state, workshop.state}:
        raise Refusal("notes.no_such_time")
    if workshop.state == DRAFT or now < slot.starts_at - EARLY:
        raise Refusal("notes.not_yet")
    return workshop, slot


def add(
    db: Session, by: Member, slot_id: int, words: str, *, origin: str | None, now: datetime
) -> Note:
    """A note of one time. The same window saved twice is one."""
    saved = note_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    workshop, slot = to_note(db, by, slot_id, now=now)
    note = Note(
        workshop_id=workshop.id,
        slot_id=slot.id,
        author_id=by.id,
        words=_checked(words),
        created_at=now,
        origin=origin,
    )
    db.add(note)
    db.flush()
    return note


def change(db: Session, by: Member, note_id: int, words: str) -> Note:
    note = own(db, by, note_id)
    note.words = _checked(words)
    db.flush()
    return note


def take_back(db: Session, by: Member, note_id: int) -> int:
    """It is gone. Returns the session that it was of."""
    note = own(db, by, note_id)
    workshop_id = note.workshop_id
    remove_note(db, note.id)
    return workshop_id


def own(db: Session, by: Member, note_id: int) -> Note:
    """Raises Refusal for anybody else's."""
    note = note_by_id(db, note_id)
    if note is None or note.author_id != by.id:
        raise Refusal("notes.not_yours")
    return note


def _checked(words: str) -> str:
    if not words.strip():
        raise Refusal("forms.empty", field="words")
    if len(words) > LONGEST:
        raise Refusal("forms.too_long", field="words", limit=LONGEST, length=len(words))
    return words


def _is_in(db: Session, member: Member, workshop: Workshop, *states: str) -> bool:
    signup = signup_of(db, workshop.id, member.id)
    if signup is not None and signup.state in states:
        return True
    return workshop.presenter_id == member.id or may_hold(db, member, workshop.id)
