"""How the group is set up: for now, where its noticeboard is."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.deliveries import release_all, show_home
from bot.doorway import open_doorway
from bot.errors import Refusal
from bot.rights import must_facilitate
from storage.people import Member
from storage.programme import Programme, programme


def settle_in(db: Session, team: str) -> bool:
    """This database is of this Slack workspace, from the first start on; True for that one.

    Raises Refusal when it is another's: people and channels of one mean nothing in the other.
    """
    group = programme(db)
    if group.team is None:
        group.team = team
        return True
    if group.team != team:
        raise Refusal("programme.other_workspace", theirs=group.team, ours=team)
    return False


def preset_noticeboard(db: Session, channel: str, *, now: datetime) -> None:
    """The settings name a noticeboard: it counts until a facilitator chooses another."""
    group = programme(db)
    if group.changed_at is None:
        _move(db, group, channel, now=now)
        release_all(db, now=now)


def settings_for(db: Session, reader: Member) -> Programme:
    """The group's settings. Raises Refusal for anyone but a facilitator."""
    must_facilitate(reader)
    return programme(db)


def choose_noticeboard(db: Session, by: Member, channel: str, *, now: datetime) -> None:
    """From now on cards go up there; what stands elsewhere stays, and is edited where it stands.

    Raises Refusal for anyone but a facilitator.
    """
    group = settings_for(db, by)
    _move(db, group, channel, now=now)
    group.changed_at = now
    release_all(db, now=now)
    show_home(db, by, now=now)


def _move(db: Session, group: Programme, channel: str, *, now: datetime) -> None:
    """Where the noticeboard is, the doorway is."""
    if group.noticeboard != channel or group.doorway == 0:
        group.noticeboard = channel
        open_doorway(db, now=now)
