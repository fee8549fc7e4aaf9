"""Check-ins: how it is going, said by anyone on an experiment, read by whom they chose."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import turns
from bot.audiences import audiences, starting_level
from bot.errors import Refusal
from bot.teams import for_team
from bot.visibility import CIRCLE, ONLY_ME
from storage.checkins import CheckIn, check_in_by_id, check_in_by_origin, remove_check_in
from storage.experiments import Experiment
from storage.people import Member

# Words, in no order, of which none is better than another (domain B5).
FEELS = ("moving", "slow", "stuck", "turning", "resting", "ending")
NOTHING_NEW = "nothing_new"


@dataclass(frozen=True)
class Said:
    """What somebody says of how it goes. Without a level it is read by the people on it."""

    feel: str
    noticed: str = ""
    will_try: str = ""
    visibility: str = ""


def say(
    db: Session, by: Member, experiment_id: int, said: Said, *, origin: str | None, now: datetime
) -> CheckIn:
    """Note how it goes. The same window, or the same click, twice is one.

    Raises Refusal for anyone who is not on it (any more).
    """
    saved = check_in_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    experiment = for_team(db, by, experiment_id)
    level = said.visibility or first_level(db, by, experiment)
    if said.feel not in (*FEELS, NOTHING_NEW):
        raise Refusal("checkins.unknown_choice", field="feel")
    if level not in audiences(db, by, experiment):
        raise Refusal("checkins.unknown_choice", field="visibility")
    check_in = CheckIn(
        author_id=by.id,
        experiment_id=experiment.id,
        feel=said.feel,
        noticed=said.noticed,
        will_try=said.will_try,
        stage=experiment.stage,
        visibility=level,
        shared_at=now,
        created_at=now,
        updated_at=now,
        origin=origin,
    )
    db.add(check_in)
    db.flush()
    turns.answered(db, check_in, now=now)
    return check_in


def narrow(db: Session, by: Member, check_in_id: int, *, now: datetime) -> CheckIn:
    """*Only me*: nobody else reads it any more. Raises Refusal for anybody else's."""
    check_in = own(db, by, check_in_id)
    check_in.visibility, check_in.updated_at = ONLY_ME, now
    return check_in


def take_back(db: Session, by: Member, check_in_id: int, *, now: datetime) -> None:
    """*Undo*: it is gone. Raises Refusal for anybody else's."""
    check_in = own(db, by, check_in_id)
    turns.taken_back(db, check_in, now=now)
    remove_check_in(db, check_in.id)


def own(db: Session, by: Member, check_in_id: int) -> CheckIn:
    check_in = check_in_by_id(db, check_in_id)
    if check_in is None or check_in.author_id != by.id:
        raise Refusal("checkins.nothing_there")
    return check_in


def first_level(db: Session, by: Member, experiment: Experiment) -> str:
    """The people on it, if there are others; else nobody else (domain (g))."""
    return starting_level(audiences(db, by, experiment), safe=CIRCLE, last=None)
