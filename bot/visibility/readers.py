"""Who reads: a member, the room, anybody at all, or the clock; and whose eyes a session has."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from storage.people import Member

ONLY_ME = "only_me"
FACILITATORS = "facilitators"
CIRCLE = "circle"
GROUP = "group"
PUBLIC = "public"


@dataclass(frozen=True)
class Person:
    """A member who reads."""

    member_id: int
    facilitator: bool = False


@dataclass(frozen=True)
class Room:
    """The noticeboard as a reader: everyone in the group at once."""


@dataclass(frozen=True)
class Everybody:
    """The public: anyone at all."""


@dataclass(frozen=True)
class Keeper:
    """Nobody at all: the clock, which ends what is past its time, and tells nobody what it saw."""


Reader = Person | Room | Everybody | Keeper


class NoReaderError(Exception):
    """A query touched people's words in a session that was opened for nobody."""


def person(member: Member) -> Person:
    return Person(member.id, member.facilitator)


def read_as(db: Session, reader: Reader) -> None:
    """From here on this session reads with `reader`'s eyes."""
    db.info["reader"] = reader


@contextmanager
def eyes_of(db: Session, reader: Reader) -> Iterator[None]:
    """For a moment, what this other reader may read: to know whether they may."""
    before = db.info.get("reader")
    read_as(db, reader)
    try:
        yield
    finally:
        db.info["reader"] = before
