"""The group's questions: what facilitators ask of everyone or of some, data that they may change.
Each time that one is asked is a round (bot/rounds.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict

from sqlalchemy.orm import Session

from bot.cycles import STAGES
from bot.errors import Refusal
from bot.hours import MORNING, at_hour, local_day
from bot.names import already, one_line
from bot.rights import must_facilitate
from storage.people import WAYS, Member
from storage.questions import (
    Question,
    locked_question,
    members_concerned,
    number_of_questions,
    question_by_code,
    question_by_origin,
)
from storage.rounds import open_round_of

# How often: in whole weeks, so that it comes on the same day of the week.
RHYTHMS: dict[str, timedelta | None] = {
    "once": None,
    "monthly": timedelta(weeks=4),
    "quarterly": timedelta(weeks=13),
}
DAYS, USUAL_DAYS = (3, 5, 7, 10, 14, 21, 30), 10
LONGEST_QUESTION, LONGEST_CHOICE = 300, 75
FEWEST_CHOICES, MOST_CHOICES = 2, 10
FEWEST_UNNAMED = 5  # the smallest group of which anything is said together (domain (g))
MOST_ASKED = 20  # again and again, by all facilitators together
FARTHEST = timedelta(days=366)
STANDING = "space"  # the one that can be answered at any time, unasked
SETTLED = timedelta(weeks=4)  # a group has been going for so long when it is first asked


class Planted(TypedDict):
    """A question as the templates give it."""

    code: str
    words: str
    rhythm: str


@dataclass(frozen=True)
class Wording:
    """What people are asked, and how: how it will look to them."""

    words: str
    choices: tuple[str, ...]
    anonymous: bool
    days: int


@dataclass(frozen=True)
class Asking:
    """Whom and when: `stages` and `ways` both empty, everyone. `first` is the day on which it is
    asked next, None for not any more.
    """

    stages: tuple[str, ...]
    ways: tuple[str, ...]
    rhythm: str
    first: date | None


def plant_questions(db: Session, questions: Sequence[Planted], *, now: datetime) -> None:
    """Put in those that this group has never had, once. What it changed or ended stays so."""
    for each in questions:
        if question_by_code(db, each["code"]) is not None:
            continue
        row = Question(
            code=each["code"],
            words=each["words"],
            choices=[],
            anonymous=False,
            stages=[],
            ways=[],
            rhythm=each["rhythm"],
            days=USUAL_DAYS,
            asks_at=now + SETTLED,
            created_at=now,
            updated_at=now,
        )
        db.add(row)
    db.flush()


def standing_question(db: Session) -> Question | None:
    """The one that can be answered unasked, while the group asks it."""
    question = question_by_code(db, STANDING)
    return question if question is not None and question.asks_at is not None else None


def read_wording(words: str, choices: str, *, anonymous: bool, days: int) -> Wording:
    """As it would be set. Raises Refusal at the field."""
    if len(words) > LONGEST_QUESTION:
        raise Refusal("questions.long_question", field="words", letters=LONGEST_QUESTION)
    if days not in DAYS:
        raise Refusal("questions.unknown_choice", field="days")
    return Wording(words, read_choices(choices), anonymous, days)


def read_choices(text: str) -> tuple[str, ...]:
    """One a line; none at all for a question that wants words. Raises Refusal."""
    choices = tuple(filter(None, map(one_line, text.splitlines())))
    if len(choices) == 1 or len(choices) > MOST_CHOICES:
        raise Refusal(
            "questions.how_many", field="choices", fewest=FEWEST_CHOICES, most=MOST_CHOICES
        )
    for number, each in enumerate(choices):
        # In UTF-16 units, as Slack counts: it stands on a button.
        if len(each.encode("utf-16-le")) > 2 * LONGEST_CHOICE:
            raise Refusal("questions.long_choice", field="choices", letters=LONGEST_CHOICE)
        if already(each, choices[:number]):
            raise Refusal("questions.same_choice", field="choices", choice=each)
    return choices


def question_to_change(db: Session, by: Member, question_id: int) -> Question:
    """For a facilitator; others who change or ask it at this instant wait. Raises Refusal for
    anyone else, and for one that there is not.
    """
    must_facilitate(by)
    question = locked_question(db, question_id)
    if question is None:
        raise Refusal("questions.unknown")
    return question


def set_up(
    db: Session, by: Member, wording: Wording, asking: Asking, *, origin: str, now: datetime
) -> Question:
    """A new question. Saved twice it is one. Raises Refusal for anyone but a facilitator, for a day
    that has passed or is too far away, where there are many already, and where few would be asked
    without their names.
    """
    must_facilitate(by)
    saved = question_by_origin(db, origin)
    if saved is not None:
        return saved
    if number_of_questions(db) >= MOST_ASKED:
        raise Refusal("questions.enough", most=MOST_ASKED)
    if asking.first is None:
        raise Refusal("forms.nothing_chosen", field="first")
    question = Question(created_by=by.id, created_at=now, origin=origin)
    _check_enough(db, wording, asking)
    _set(question, wording, asking, by, now)
    db.add(question)
    db.flush()
    return question


def change(
    db: Session, by: Member, question_id: int, wording: Wording, asking: Asking, *, now: datetime
) -> Question:
    """From the next time on it is asked so. Raises Refusal as `set_up` does, and for another day
    while people are still being asked: what they answer without their names would be read sooner,
    of those who were quick.
    """
    question = question_to_change(db, by, question_id)
    before = question.asks_at
    _check_enough(db, wording, asking)
    _set(question, wording, asking, by, now)
    if question.asks_at != before:
        _check_open(db, question, by)
    db.flush()
    return question


def ask_no_more(db: Session, by: Member, question_id: int, *, now: datetime) -> Question:
    """It is not asked again; what is open stays so until it closes. Raises Refusal for anyone but
    a facilitator.
    """
    question = question_to_change(db, by, question_id)
    if question.asks_at is not None:
        question.asks_at, question.updated_at = None, now
        db.flush()
    return question


def asked_next(question: Question, *, now: datetime) -> datetime | None:
    """When it is asked after now: in its own step, whatever was missed. None: not again."""
    step = RHYTHMS[question.rhythm]
    if step is None or question.asks_at is None:
        return None
    return question.asks_at + max(1, (now - question.asks_at) // step + 1) * step


def people_concerned(db: Session, question: Question) -> Sequence[int]:
    """Whom it would be asked now: ids. Nobody where they are too few to be asked without names."""
    concerned = members_concerned(db, stages=question.stages, ways=question.ways)
    return () if question.anonymous and len(concerned) < FEWEST_UNNAMED else concerned


def is_for_everyone(question: Question) -> bool:
    return not question.stages and not question.ways


def _set(question: Question, wording: Wording, asking: Asking, by: Member, now: datetime) -> None:
    _check(asking)
    asks_at = _asks_at(question, asking.first, by.time_zone, now)
    question.words, question.choices = wording.words, list(wording.choices)
    question.anonymous, question.days = wording.anonymous, wording.days
    question.stages, question.ways = list(asking.stages), list(asking.ways)
    question.rhythm, question.asks_at, question.updated_at = asking.rhythm, asks_at, now


def _check_enough(db: Session, wording: Wording, asking: Asking) -> None:
    """Of few it could be made out who said what, however it is kept."""
    if not wording.anonymous:
        return
    if len(members_concerned(db, stages=asking.stages, ways=asking.ways)) < FEWEST_UNNAMED:
        raise Refusal("questions.too_few", field="whom")


def _check(asking: Asking) -> None:
    """What no menu of ours offers was forged."""
    if not {*asking.stages} <= {*STAGES} or not {*asking.ways} <= {*WAYS}:
        raise Refusal("questions.unknown_choice", field="whom")
    if asking.rhythm not in RHYTHMS:
        raise Refusal("questions.unknown_choice", field="rhythm")


def _check_open(db: Session, question: Question, by: Member) -> None:
    with db.no_autoflush:
        begun = open_round_of(db, question.id)
    if begun is None or begun.state != "open" or question.asks_at is None:
        return
    if question.asks_at < begun.closes_at:
        day = local_day(begun.closes_at, by.time_zone)
        raise Refusal("questions.asked_now", field="first", day=day)


def _asks_at(question: Question, first: date | None, zone: str, now: datetime) -> datetime | None:
    """In the morning of that day where the facilitator is; each member's peace says when exactly
    they hear it.
    """
    if first is None:
        return None
    known = question.asks_at
    if known is not None and local_day(known, zone) == first:
        return known
    if first < local_day(now, zone):
        raise Refusal("questions.day_is_over", field="first")
    if first > local_day(now + FARTHEST, zone):
        raise Refusal("questions.too_far", field="first")
    return max(now, at_hour(first, MORNING, zone))
