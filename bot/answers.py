"""What people answer to the group's questions, with their names or without: as told in the form."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import QUESTION, refresh, show_home
from bot.errors import Refusal
from bot.hours import local_day
from bot.questions import STANDING, is_for_everyone
from bot.rounds import UNASKED, begin
from storage.people import Member
from storage.questions import OPEN, Answer, Asked, Question, Round, locked_question, question_by_id
from storage.rounds import (
    answer_of,
    asked_of,
    keep_answer,
    locked_round,
    open_round_of,
    remove_answer,
    round_by_id,
)

LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Said:
    """`choice` is one of those that are offered, "" where there are none."""

    choice: str
    words: str


def new_key() -> str:
    """Drawn by lot, when the form is opened: the same save twice is one, and what is kept without
    a name has nothing that leads back to anybody.
    """
    return secrets.token_hex(16)


def round_for(db: Session, by: Member, round_id: int, *, now: datetime) -> Round:
    """One that they may answer now. Raises Refusal."""
    one = round_by_id(db, round_id)
    if one is None:
        raise Refusal("questions.unknown")
    return _open_for(db, by, one, now)


def round_to_tell_in(db: Session, by: Member, question_id: int, *, now: datetime) -> Round | None:
    """For those who tell of their own accord: the round that is open, or None for a new one."""
    question = _told_anytime(question_by_id(db, question_id))
    one = open_round_of(db, question.id)
    return one if one is not None and _is_open(one, now) and may_answer(db, by, one) else None


def may_answer(db: Session, by: Member, one: Round) -> bool:
    """Who was asked; and anybody, where everyone is: they may have come later."""
    if asked_of(db, one.id, by.id) is not None:
        return True
    question = question_by_id(db, one.question_id)
    return question is not None and (is_for_everyone(question) or question.code == STANDING)


def may_still_answer(db: Session, by: Member, one: Round) -> bool:
    """What is without a name is answered once."""
    if not may_answer(db, by, one):
        return False
    asked = asked_of(db, one.id, by.id)
    return not (one.anonymous and asked is not None and asked.answered)


def answer(db: Session, by: Member, round_id: int, said: Said, *, key: str, now: datetime) -> Round:
    """Kept, with their name or without. With it, it can be changed while the round is open. Raises
    Refusal once that has closed, for what was not offered, and for a second one without a name.
    """
    one = locked_round(db, round_id, to_answer=True)
    if one is None:
        raise Refusal("questions.unknown")
    _open_for(db, by, one, now, wrote=bool(said.words))
    _check(one, said)
    asked = asked_of(db, one.id, by.id)
    if asked is None:
        asked = Asked(round_id=one.id, member_id=by.id)
        db.add(asked)
    if one.anonymous:
        _keep_without_name(db, one, asked, said, key)
    else:
        _keep(db, one, by, said)
    asked.answered, asked.let_go = True, False
    _changed(db, by, asked, now)
    return one


def choose(db: Session, by: Member, round_id: int, choice: str, *, now: datetime) -> Round:
    """One tap, with their name; words that they wrote before stay. Raises Refusal as `answer`."""
    known = answer_of(db, round_id, by.id)
    said = Said(choice, known.words if known is not None else "")
    return answer(db, by, round_id, said, key="", now=now)


def answer_unasked(
    db: Session, by: Member, question_id: int, said: Said, *, key: str, now: datetime
) -> Round:
    """How this space works can be told at any time; with their name, where nobody else is asked.
    Raises Refusal for any other question, and as `answer`.
    """
    question = _told_anytime(locked_question(db, question_id))
    one = round_to_tell_in(db, by, question_id, now=now)
    if one is None:
        one = begin(db, question, state=UNASKED, now=now)
    return answer(db, by, one.id, said, key=key, now=now)


def take_back(db: Session, by: Member, round_id: int, *, now: datetime) -> Round:
    """The question is as it was before. Raises Refusal for what is not theirs (any more)."""
    one = locked_round(db, round_id, to_answer=True)
    asked = asked_of(db, round_id, by.id)
    if one is None or asked is None:
        raise Refusal("questions.unknown")
    _open_for(db, by, one, now)
    if one.anonymous:
        raise Refusal("questions.nobody_knows", wrote=False)
    mine = answer_of(db, one.id, by.id)
    if mine is not None:
        remove_answer(db, mine.key)
    asked.answered = False
    _changed(db, by, asked, now)
    return one


def let_go(db: Session, by: Member, round_id: int, *, now: datetime) -> None:
    """*Not this time*: nothing more is said of it. What they answered stays."""
    asked = asked_of(db, round_id, by.id)
    if asked is None:
        raise Refusal("questions.unknown")
    if not asked.answered:
        asked.let_go = True
    _changed(db, by, asked, now)


def _open_for(db: Session, by: Member, one: Round, now: datetime, *, wrote: bool = False) -> Round:
    if not may_answer(db, by, one):
        raise Refusal("questions.not_asked")
    if not _is_open(one, now):
        closed = local_day(one.closes_at, by.time_zone)
        raise Refusal("questions.has_closed", field="words", day=closed, wrote=wrote)
    return one


def _is_open(one: Round, now: datetime) -> bool:
    return one.state in OPEN and now < one.closes_at


def _told_anytime(question: Question | None) -> Question:
    if question is None or question.code != STANDING or question.asks_at is None:
        raise Refusal("questions.not_asked_any_more")
    return question


def _check(one: Round, said: Said) -> None:
    if said.choice not in (one.choices or [""]):
        raise Refusal("questions.unknown_choice", field="choice")
    if not one.choices and not said.words:
        raise Refusal("forms.empty", field="words")
    if len(said.words) > LONGEST_ANSWER:
        raise Refusal("forms.too_long", field="words", limit=LONGEST_ANSWER, length=len(said.words))


def _keep(db: Session, one: Round, by: Member, said: Said) -> None:
    mine = answer_of(db, one.id, by.id)
    if mine is None:
        mine = Answer(key=new_key(), round_id=one.id, member_id=by.id)
        db.add(mine)
    mine.choice, mine.words = said.choice, said.words


def _keep_without_name(db: Session, one: Round, asked: Asked, said: Said, key: str) -> None:
    """Their own row says that they answered, and this one what; nothing leads from one to the
    other.
    """
    if not keep_answer(db, key or new_key(), one.id, choice=said.choice, words=said.words):
        return  # the same save, come twice
    if asked.answered:  # nor is this one kept: what is refused is undone
        raise Refusal("questions.nobody_knows", field="words", wrote=True)


def _changed(db: Session, by: Member, asked: Asked, now: datetime) -> None:
    db.flush()
    refresh(db, QUESTION, asked.id, now=now)
    show_home(db, by, now=now)
