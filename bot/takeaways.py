"""What stays with people after a session, which is a reflection of theirs, and what they will try,
which comes back to them as their own words.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import refresh
from bot.errors import Refusal
from bot.signups import COMES, LEFT, READS
from bot.workshops import CANCELLED, DRAFT, OPEN, may_hold
from bot.writeups import SENT
from storage.intentions import (
    Intention,
    intention_by_origin,
    newest_intention_of,
    remove_intention,
)
from storage.people import Member
from storage.reflections import Reflection
from storage.signups import Signup, signup_by_id, signup_of, signups_to_come, workshops_come_to
from storage.workshops import Workshop, slot_by_id, slots_of, workshop_by_id

ASKED = "takeaways.asked"  # what stays with you? Its subject is a sign-up
AFTER_A_SESSION = "session"  # the set of questions
MOST_SESSIONS = 20
SOON = timedelta(days=2)


def sessions_for(db: Session, by: Member, *, now: datetime) -> Sequence[Workshop]:
    """Those that they could write about, the newest first: they came, or read the notes."""
    return workshops_come_to(db, by.id, before=now, limit=MOST_SESSIONS)


def session_for(
    db: Session, by: Member, workshop_id: int | None, *, before: int | None = None, now: datetime
) -> Workshop | None:
    """The session that a reflection of theirs may be about; None for none. Raises Refusal for one
    that they were not at, unless it was about that `before`.
    """
    if workshop_id is None:
        return None
    workshop = workshop_by_id(db, workshop_id)
    if workshop is not None and (workshop_id == before or was_there(db, by, workshop, now=now)):
        return workshop
    raise Refusal("takeaways.not_there", field="about")


def was_there(db: Session, by: Member, workshop: Workshop, *, now: datetime) -> bool:
    """They came, held it, presented, or asked for the notes; and it has begun."""
    if workshop.state in {DRAFT, CANCELLED}:
        return False
    slots = {each.id: each for each in slots_of(db, workshop.id) if each.state != CANCELLED}
    signup = signup_of(db, workshop.id, by.id)
    if signup is not None and signup.state == COMES:
        mine = slots.get(signup.slot_id or 0)
        return mine is not None and mine.starts_at <= now
    has_part = signup is not None and signup.state == READS
    has_part = has_part or workshop.presenter_id == by.id or may_hold(db, by, workshop.id)
    return has_part and any(each.starts_at <= now for each in slots.values())


def intention_follows(
    db: Session, by: Member, reflection: Reflection, words: str, *, now: datetime
) -> None:
    """What they will try, said in a reflection about a session, is kept for them alone; without
    `words` it is kept no more.
    """
    if reflection.origin is None:
        return
    intention = intention_by_origin(db, reflection.origin)
    if not words or reflection.workshop_id is None:
        if intention is not None:
            remove_intention(db, intention.id)
        return
    if intention is None:
        intention = Intention(member_id=by.id, created_at=now, origin=reflection.origin)
        db.add(intention)
    intention.words, intention.workshop_id = words, reflection.workshop_id
    db.flush()


def question_follows(db: Session, by: Member, workshop_id: int | None, *, now: datetime) -> None:
    """They wrote, or took it back: what they were asked says so."""
    signup = signup_of(db, workshop_id, by.id) if workshop_id is not None else None
    if signup is not None:
        for kind in (ASKED, SENT):
            refresh(db, kind, signup.id, now=now)


def let_go(db: Session, by: Member, signup_id: int, *, now: datetime) -> None:
    """*Not this time*: they are not asked again."""
    signup = own(db, by, signup_id)
    signup.let_go = True
    db.flush()
    question_follows(db, by, signup.workshop_id, now=now)


def own(db: Session, by: Member, signup_id: int) -> Signup:
    signup = signup_by_id(db, signup_id)
    if signup is None or signup.member_id != by.id or signup.state == LEFT:
        raise Refusal("takeaways.not_there")
    return signup


def last_intention(db: Session, member: Member, *, but_of: int | None = None) -> Intention | None:
    """What they last said they would try, at any session but this. Theirs alone."""
    return newest_intention_of(db, member.id, but_of=but_of)


def comes_back(db: Session, member: Member, *, now: datetime) -> tuple[Workshop, Intention] | None:
    """What they wanted to try, where a session of theirs is near."""
    for signup in signups_to_come(db, member.id, limit=MOST_SESSIONS):
        slot = slot_by_id(db, signup.slot_id or 0)
        if signup.state != COMES or slot is None or slot.ends_at <= now:
            continue
        workshop = workshop_by_id(db, signup.workshop_id)
        intention = last_intention(db, member, but_of=signup.workshop_id)
        is_near = slot.starts_at <= now + SOON and workshop is not None and workshop.state == OPEN
        return (workshop, intention) if is_near and workshop and intention else None
    return None
