"""What the killed Commons has to say: a post on the noticeboard, a line under it, a letter, a talk
of two. What is said is which it is and how often it was asked for. The digest is the real one.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import Claimed, occasion, show
from handlers import Composer
from storage.people import Member
from templates.blocks import Message, message, section

POST, LINE, LETTER, TALK = "kills.post", "kills.line", "kills.letter", "kills.talk"
KINDS = (POST, LINE, LETTER, TALK)
TAKEN_DOWN = 7  # each so many-th comes down when it is asked for again


def compose(db: Session, taken: Claimed, now: datetime) -> Message | None:
    del db, now
    text = words(taken.kind, taken.subject_id, taken.wanted)
    return None if text is None else message(text, section(text))


COMPOSERS: dict[str, Composer] = dict.fromkeys(KINDS, compose)


def words(kind: str, number: int, wanted: int) -> str | None:
    """What stands in Slack in the end; None when it is taken down."""
    if wanted > 1 and number % TAKEN_DOWN == 0 and kind != POST:
        return None
    return f"{kind} {number}, asked for {wanted} times"


def want(db: Session, kind: str, number: int, people: list[Member], *, now: datetime) -> None:
    """Say it, or say it again in other words."""
    one, other = people[number % len(people)], people[(number + 1) % len(people)]
    if kind == LINE:
        show(db, kind, number, now=now, under=occasion(POST, number))
    elif kind == LETTER:
        show(db, kind, number, now=now, member_id=one.id)
    elif kind == TALK:
        show(db, kind, number, now=now, member_id=one.id, with_id=other.id)
    else:
        show(db, kind, number, now=now)
