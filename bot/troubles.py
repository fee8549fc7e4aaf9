"""What facilitators are told when something does not go as it should."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import tell_facilitators, troubles_change
from storage.deliveries import Delivery, held_deliveries
from storage.people import Member
from storage.troubles import Stumble, forget_stumble, stumble_over, stumbles


@dataclass(frozen=True)
class Troubles:
    """What Slack refused (`held`), what of that is being tried `again`, and which of the clock's
    jobs fail.
    """

    held: Sequence[Delivery] = ()
    again: Sequence[Delivery] = ()
    stumbles: Sequence[Stumble] = ()


def troubles_for(db: Session, reader: Member) -> Troubles:
    """What a facilitator should know about; nothing for anyone else."""
    if not reader.facilitator:
        return Troubles()
    waiting = held_deliveries(db)
    return Troubles(
        held=[each for each in waiting if each.held],
        again=[each for each in waiting if not each.held],
        stumbles=stumbles(db),
    )


def stumbled(db: Session, job: str, *, reference: str, now: datetime) -> None:
    """A job of the clock keeps failing."""
    if stumble_over(db, job, reference=reference, now=now):
        tell_facilitators(db, now=now)


def goes_again(db: Session, job: str, *, now: datetime) -> None:
    """A job of the clock does what it should."""
    if forget_stumble(db, job):
        troubles_change(db, now=now)
