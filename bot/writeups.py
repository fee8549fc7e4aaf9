"""What is written up of a session by whoever holds it. Where somebody presented, nothing of it is
sent around, and nothing learned becomes the group's, before they said yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.hours import at_work, week_of
from bot.signups import COMES, READS, WAITS
from bot.visibility import Keeper, eyes_of
from bot.workshops import (
    CANCELLED,
    DRAFT,
    HOLDS,
    announcement_follows,
    readable,
    to_hold,
)
from storage.notes import (
    Learning,
    Writeup,
    learnings_of,
    remove_learnings,
    writeup_of,
)
from storage.people import Member, members_by_ids
from storage.signups import signups_of
from storage.workshops import Role, Workshop, locked_workshop, role_by_id, roles_of, slots_of

HOW = "notes.how"  # how was it? To one who holds it; its subject is their role
OFFERED = "notes.offered"  # to the presenter; its subject is the session
UNANSWERED = "notes.unanswered"  # to who wrote it; as above
SENT = "notes.sent"  # the notes are there; its subject is a sign-up
MINE, ASKED, OUT = "draft", "offered", "sent"  # the states of what is written up
GROUPS, KEPT_BACK = "group", "withdrawn"  # of a learning, besides draft and offered
LONGEST, LONGEST_LEARNING, LONGEST_CONTEXT = 3000, 240, 400
MOST_LEARNINGS = 5
A_WEEK, A_FORTNIGHT = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True)
class Written:
    """What stands in the form: the notes, what was learned (one sentence each), and where and when
    that was true.
    """

    words: str
    learnings: Sequence[str] = ()
    context: str = ""


def is_over(db: Session, workshop: Workshop, *, now: datetime) -> bool:
    """All of its times that took place are over."""
    slots = [each for each in slots_of(db, workshop.id) if each.state != CANCELLED]
    if workshop.state in {DRAFT, CANCELLED} or not slots:
        return False
    return all(each.ends_at <= now for each in slots)


def to_write(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Workshop:
    """For who holds it, once it is over. Raises Refusal, also where it was sent around and is the
    presenter's to correct.
    """
    workshop = to_hold(db, by, workshop_id)
    if not is_over(db, workshop, now=now):
        raise Refusal("notes.not_over_yet")
    writeup = writeup_of(db, workshop.id)
    if writeup is not None and writeup.state == OUT and not may_send(by, workshop):
        raise Refusal("notes.presenters_now", who=presenter_of(db, workshop).name)
    return workshop


def write(db: Session, by: Member, workshop_id: int, written: Written, *, now: datetime) -> Writeup:
    """Keep what was written; nothing is sent by it."""
    _check(written)
    workshop = to_write(db, by, workshop_id, now=now)
    writeup = writeup_of(db, workshop.id)
    if writeup is None:
        writeup = Writeup(workshop_id=workshop.id, state=MINE, written_by=by.id)
        db.add(writeup)
    writeup.words, writeup.updated_at = written.words, now
    db.flush()
    _put_learnings(db, by, workshop, writeup, written, now)
    _messages_follow(db, workshop, now=now)
    return writeup


def may_send(by: Member, workshop: Workshop) -> bool:
    """Nobody but who presented, where somebody did."""
    return workshop.presenter_id in {None, by.id}


def pass_on(db: Session, by: Member, workshop_id: int, *, now: datetime) -> Writeup:
    """To the presenter first, where there is one; else to everyone who signed up. Twice is once."""
    workshop = to_hold(db, by, workshop_id)
    writeup = _written(db, workshop)
    if may_send(by, workshop):
        _send(db, by, workshop, writeup, now=now)
    elif writeup.state == MINE:
        _offer(db, workshop, writeup, now=now)
    return writeup


def to_decide(db: Session, by: Member, workshop_id: int) -> tuple[Workshop, Writeup]:
    """For the presenter. Raises Refusal for everybody else."""
    workshop = readable(db, workshop_id)
    writeup = writeup_of(db, workshop.id)
    if workshop.presenter_id != by.id or writeup is None:
        raise Refusal("notes.not_for_you")
    return workshop, writeup


def decide(
    db: Session,
    by: Member,
    workshop_id: int,
    words: str,
    learnings: Mapping[int, str],
    *,
    now: datetime,
) -> Writeup:
    """The presenter's yes, in their words: it goes to everyone who signed up. What has no words any
    more (or was not shown to them) is kept back.
    """
    if locked_workshop(db, workshop_id) is None:
        raise Refusal("workshops.gone")
    workshop, writeup = to_decide(db, by, workshop_id)
    _check(Written(words, [each for each in learnings.values() if each]))
    writeup.words, writeup.updated_at = words, now
    for each in learnings_of(db, workshop.id):
        said = learnings.get(each.id, "")
        each.state = GROUPS if said else KEPT_BACK
        each.words, each.updated_at = said or each.words, now
    _send(db, by, workshop, writeup, now=now)
    return writeup


def not_now(db: Session, by: Member, role_id: int, *, now: datetime) -> None:
    """Who holds it would rather not write it up now: they are not asked again."""
    role = role_by_id(db, role_id)
    if role is None or role.member_id != by.id or role.role != HOLDS:
        raise Refusal("notes.not_for_you")
    role.answered_at = role.answered_at or now
    db.flush()
    refresh(db, HOW, role.id, now=now)


def presenter_of(db: Session, workshop: Workshop) -> Member:
    """Raises LookupError where nobody presents."""
    if workshop.presenter_id is None:
        raise LookupError(f"Nobody presents at session {workshop.id}.")
    return members_by_ids(db, [workshop.presenter_id])[workshop.presenter_id]


def first_roles(roles: Sequence[Role]) -> dict[int, Role]:
    """Who holds a session, each with the one role by which they are asked about it."""
    held: dict[int, Role] = {}
    for each in roles:
        if each.role == HOLDS:
            held.setdefault(each.member_id, each)
    return held


def _offer(db: Session, workshop: Workshop, writeup: Writeup, *, now: datetime) -> None:
    writeup.state, writeup.updated_at = ASKED, now
    for each in learnings_of(db, workshop.id):
        each.state, each.updated_at = ASKED, now
    db.flush()
    presenter = presenter_of(db, workshop)
    writer = members_by_ids(db, [writeup.written_by])[writeup.written_by]
    at, then = at_work(now, week_of(presenter)), at_work(now + A_WEEK, week_of(writer))
    show(db, OFFERED, workshop.id, member_id=presenter.id, at=at, now=now)
    show(db, UNANSWERED, workshop.id, member_id=writer.id, at=then, now=now)
    _messages_follow(db, workshop, now=now)


def _send(db: Session, by: Member, workshop: Workshop, writeup: Writeup, *, now: datetime) -> None:
    if writeup.state != OUT:
        writeup.state, writeup.sent_at = OUT, now
        with eyes_of(db, Keeper()):
            signups = [
                each
                for each in signups_of(db, workshop.id)
                if each.state in {COMES, WAITS, READS} and each.member_id != by.id
            ]
        people = members_by_ids(db, [each.member_id for each in signups])
        for each in signups:
            at = at_work(now, week_of(people[each.member_id]))
            until = at + A_FORTNIGHT
            show(db, SENT, each.id, member_id=each.member_id, at=at, expires_at=until, now=now)
    for learning in learnings_of(db, workshop.id):
        if learning.state in {MINE, ASKED}:
            learning.state, learning.updated_at = GROUPS, now
    db.flush()
    announcement_follows(db, workshop, now=now)
    _messages_follow(db, workshop, now=now)


def _put_learnings(
    db: Session, by: Member, workshop: Workshop, writeup: Writeup, written: Written, now: datetime
) -> None:
    """Those that are written as before stay the same ones; what was kept back stays that."""
    there = [each for each in learnings_of(db, workshop.id) if each.state != KEPT_BACK]
    known = {each.words: each for each in there}
    remove_learnings(db, [each.id for each in there if each.words not in written.learnings])
    state = GROUPS if writeup.state == OUT else writeup.state
    for words in dict.fromkeys(written.learnings):
        learning = known.get(words)
        if learning is None:
            learning = Learning(
                workshop_id=workshop.id,
                experiment_id=workshop.experiment_id,
                words=words,
                written_by=by.id,
                state=state,
                created_at=now,
            )
            db.add(learning)
        learning.context, learning.updated_at = written.context, now
    db.flush()


def _messages_follow(db: Session, workshop: Workshop, *, now: datetime) -> None:
    for kind in (OFFERED, UNANSWERED):
        refresh(db, kind, workshop.id, now=now)
    roles = roles_of(db, [each.id for each in slots_of(db, workshop.id)])
    for each in first_roles(roles).values():
        refresh(db, HOW, each.id, now=now)


def _written(db: Session, workshop: Workshop) -> Writeup:
    writeup = writeup_of(db, workshop.id)
    if writeup is None:
        raise Refusal("notes.nothing_written")
    return writeup


def _check(written: Written) -> None:
    if not written.words.strip():
        raise Refusal("forms.empty", field="words")
    if len(written.words) > LONGEST:
        length = len(written.words)
        raise Refusal("forms.too_long", field="words", limit=LONGEST, length=length)
    if written.context and not written.learnings:
        raise Refusal("notes.true_of_what", field="context")
    if len(written.learnings) > MOST_LEARNINGS:
        raise Refusal("notes.too_many", field="learnings", most=MOST_LEARNINGS)
    for each in written.learnings:
        if len(each) > LONGEST_LEARNING:
            raise Refusal(
                "notes.long_learning", field="learnings", limit=LONGEST_LEARNING, begins=each[:40]
            )
