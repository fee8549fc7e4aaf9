"""Each time that a question is asked: it opens, closes by itself, and what was heard is told to
everyone who was asked. Nobody is reminded of it. What people answer is in bot/answers.py.

Whoever needs several rows locks the member first, then the question, then the round.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import (
    QUESTION,
    TOLD_BACK,
    Letter,
    occasion,
    refresh,
    show,
    show_homes,
    show_letters,
)
from bot.errors import Refusal
from bot.hours import at_work, local_day, week_of
from bot.questions import asked_next, people_concerned, question_to_change
from bot.rights import must_facilitate
from storage.deliveries import want_messages
from storage.people import Member, facilitators, members_by_ids
from storage.questions import (
    OPEN,
    Asked,
    Closing,
    Question,
    Round,
    locked_question,
    questions_due,
)
from storage.rounds import (
    asked_in,
    closings_of,
    locked_round,
    open_round_of,
    round_by_id,
    rounds_due,
)

ASKED, UNASKED, CLOSED, TOLD = *OPEN, "closed", "told"
CLOSES = "questions.closed"  # told to each facilitator; its subject is a closing
NEWS_FOR = timedelta(days=30)  # what was heard is told so long; it stands with the group for good


def due(db: Session, *, now: datetime) -> tuple[Sequence[int], Sequence[int]]:
    """What the clock has to do: the questions to ask, and the rounds to close."""
    return questions_due(db, now), rounds_due(db, now)


def ask_due(db: Session, question_id: int, *, now: datetime) -> None:
    """Ask what is due, once, however long it has been; whoever comes second finds it done."""
    question = locked_question(db, question_id)
    if question is None or question.asks_at is None or question.asks_at > now:
        return
    question.asks_at = asked_next(question, now=now)
    if people_concerned(db, question):  # so few may be left that it is better not asked
        _ask(db, question, now)


def ask_now(db: Session, by: Member, question_id: int, *, now: datetime) -> Round:
    """Raises Refusal for anyone but a facilitator, and while people are being asked already. What
    was to come before it closes came with this.
    """
    question = question_to_change(db, by, question_id)
    if question.anonymous and not people_concerned(db, question):
        raise Refusal("questions.too_few")
    known = open_round_of(db, question.id)
    if known is not None and known.state == ASKED:
        raise Refusal("questions.asked_now", day=local_day(known.closes_at, by.time_zone))
    begun = _ask(db, question, now)
    if question.asks_at is not None and question.asks_at <= begun.closes_at:
        question.asks_at = asked_next(question, now=begun.closes_at)
        db.flush()
    return begun


def begin(db: Session, question: Question, *, state: str, now: datetime) -> Round:
    """A round of it, with its words as they are now. Of its own accord people tell with their
    names: without them, one who tells alone would be easy to make out.
    """
    begun = Round(
        question_id=question.id,
        words=question.words,
        choices=list(question.choices),
        anonymous=question.anonymous and state == ASKED,
        state=state,
        opened_at=now,
        closes_at=now + timedelta(days=question.days),
        heard="",
        changes="",
    )
    db.add(begun)
    db.flush()
    return begun


def close_due(db: Session, round_id: int, *, now: datetime) -> None:
    """As `ask_due`."""
    one = locked_round(db, round_id)
    if one is not None and one.state in OPEN and one.closes_at <= now:
        _close(db, one, now)


def round_to_tell(db: Session, by: Member, round_id: int) -> Round:
    """Raises Refusal for anyone but a facilitator, and while it is open."""
    must_facilitate(by)
    one = locked_round(db, round_id)
    if one is None:
        raise Refusal("questions.unknown")
    if one.state in OPEN:
        raise Refusal("questions.still_open", day=local_day(one.closes_at, by.time_zone))
    return one


def tell(
    db: Session, by: Member, round_id: int, *, heard: str, changes: str, now: datetime
) -> Round:
    """Everyone who was asked hears what was heard and what changes; said anew, what stands
    follows. Raises Refusal as `round_to_tell`, and without the words.
    """
    one = round_to_tell(db, by, round_id)
    for field, words in {"heard": heard, "changes": changes}.items():
        if not words:
            raise Refusal("forms.empty", field=field)
    one.heard, one.changes = heard, changes
    asked = asked_in(db, one.id)
    if one.told_at is None:
        one.state, one.told_at, one.told_by = TOLD, now, by.id
        db.flush()
        show_letters(db, _letters(db, TOLD_BACK, asked, now, now + NEWS_FOR), now=now)
    else:
        db.flush()
        want_messages(db, [occasion(TOLD_BACK, each.id) for each in asked], to=(), now=now)
    _closings_follow(db, one, now)
    show_homes(db, facilitators(db), now=now)
    return one


def told_round(db: Session, round_id: int) -> Round | None:
    one = round_by_id(db, round_id)
    return one if one is not None and one.told_at is not None else None


def _ask(db: Session, question: Question, now: datetime) -> Round:
    """Everyone whom it concerns at this moment is asked; their peace says when they hear it."""
    earlier = open_round_of(db, question.id)
    if earlier is not None:
        _close(db, earlier, now)
    begun = begin(db, question, state=ASKED, now=now)
    asked = [Asked(round_id=begun.id, member_id=each) for each in people_concerned(db, question)]
    db.add_all(asked)
    db.flush()
    show_letters(db, _letters(db, QUESTION, asked, now, begun.closes_at), now=now)
    return begun


def _close(db: Session, one: Round, now: datetime) -> None:
    one.state, one.closes_at = CLOSED, min(one.closes_at, now)
    for host in facilitators(db):
        closing = Closing(round_id=one.id, member_id=host.id)
        db.add(closing)
        db.flush()
        at = at_work(now, week_of(host))
        show(db, CLOSES, closing.id, member_id=host.id, at=at, now=now)
    stands = [occasion(QUESTION, each.id) for each in asked_in(db, one.id)]
    want_messages(db, stands, to=(), now=now)
    show_homes(db, facilitators(db), now=now)


def _letters(
    db: Session, kind: str, asked: Sequence[Asked], now: datetime, until: datetime
) -> list[Letter]:
    """To everyone who was asked and is in this Slack."""
    people = members_by_ids(db, [each.member_id for each in asked])
    here = [each for each in asked if people[each.member_id].gone_at is None]
    return [Letter(kind, each.id, each.member_id, at=now, expires_at=until) for each in here]


def _closings_follow(db: Session, one: Round, now: datetime) -> None:
    for each in closings_of(db, one.id):
        refresh(db, CLOSES, each.id, now=now)
