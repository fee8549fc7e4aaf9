"""Members: whoever has met Commons. Nobody is stored before that."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Date, Select, String, Time, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.rows import Row, UtcDateTime
from storage.statements import once

USUAL_REMINDERS = ("day", "start")  # mockups §6: the day before, the link at the start, no more
# Working hours, and which days are the weekend (0 is Monday), until somebody says otherwise.
USUAL_HOURS, USUAL_WEEKEND = (time(9), time(17)), (5, 6)
WAYS = ("leading", "supporting", "listening")  # of taking part


class Member(Row):
    """A person of the group. Name, title ("a coastal council") and zone are what Slack said of
    them at `profiled_at`. `keeps_drafts` is their own setting. `direct` is the channel of their
    messages with Commons, once it was opened. `greeting` is whether the digest may say that they
    came: `yes` (said at `greeted_at`), `no`, or "" while they have not said. `reminders` are those
    of sessions that they want: `week`, `day`, `hour`, `start`. `feed` is the secret in the address
    of their calendar, None where they have none.

    `time_zone` is the one in use: `own_zone` where they overruled Slack, else `slack_zone`, the
    last that Slack said and we know. `confirmed_zone` is the one that they said is right, or were
    shown. `country` is None until chosen, and "" for nobody's holidays. `rhythm` is how often they
    may be written to unasked; `wrote_at` and `wrote_before_at` are the last two times that they
    were. `unwanted` are kinds of messages that they do without; from `paused_at` on, all. Until
    `away_until` they hear nothing. `taking_part` is for the facilitators: `leading`, `supporting`,
    `listening`, or "". `gone_at` is when they left this Slack, None while they are in it.
    """

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64))
    facilitator: Mapped[bool]
    keeps_drafts: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    profiled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    direct: Mapped[str | None] = mapped_column(String(32))
    greeting: Mapped[str] = mapped_column(String(8), default="")
    greeted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    reminders: Mapped[list[str]] = mapped_column(JSON, default=lambda: list(USUAL_REMINDERS))
    feed: Mapped[str | None] = mapped_column(String(64), unique=True)
    slack_zone: Mapped[str] = mapped_column(String(64), default="")
    own_zone: Mapped[str | None] = mapped_column(String(64))
    confirmed_zone: Mapped[str] = mapped_column(String(64), default="")
    works_from: Mapped[time] = mapped_column(Time, default=USUAL_HOURS[0])
    works_until: Mapped[time] = mapped_column(Time, default=USUAL_HOURS[1])
    weekend: Mapped[list[int]] = mapped_column(JSON, default=lambda: list(USUAL_WEEKEND))
    country: Mapped[str | None] = mapped_column(String(8))
    away_until: Mapped[date | None] = mapped_column(Date)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rhythm: Mapped[str] = mapped_column(String(16), default="as_it_comes")
    unwanted: Mapped[list[str]] = mapped_column(JSON, default=list)
    taking_part: Mapped[str] = mapped_column(String(16), default="")
    wrote_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wrote_before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@once
def _by_slack_id(slack_id: Any) -> Select[Member]:
    return select(Member).where(Member.slack_id == slack_id)


@once
def _locked(slack_id: Any) -> Select[Member]:
    # key_share: rows of others may meanwhile come to refer to the member.
    return select(Member).where(Member.slack_id == slack_id).with_for_update(key_share=True)


@once
def _by_ids(member_ids: Any) -> Select[Member]:
    return select(Member).where(Member.id.in_(member_ids))


@once
def _facilitators() -> Select[Member]:
    return select(Member).where(Member.facilitator).order_by(Member.id)


def member_by_slack_id(db: Session, slack_id: str) -> Member | None:
    return _by_slack_id.scalar(db, slack_id=slack_id)


def member_by_feed(db: Session, secret: str) -> Member | None:
    return db.scalar(select(Member).where(Member.feed == secret))


def locked_member(db: Session, slack_id: str) -> Member | None:
    """The member, with whatever else they are doing at this instant made to wait."""
    return _locked.scalar(db, slack_id=slack_id)


def lock_member(db: Session, member_id: int) -> Member:
    """As `locked_member`, by its number."""
    found = select(Member).where(Member.id == member_id)
    return db.scalars(found.with_for_update(key_share=True)).one()


def member_if_free(db: Session, member_id: int) -> Member | None:
    """As `lock_member`, without waiting: None while they, or something for them, are being written
    at this instant.
    """
    found = select(Member).where(Member.id == member_id)
    found = found.with_for_update(key_share=True, skip_locked=True)
    return db.scalar(found.execution_options(populate_existing=True))


def add_member(db: Session, slack_id: str, *, name: str, now: datetime) -> None:
    """Add a member, unless someone added the same one at the same instant."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    newcomer = insert(Member).values(
        slack_id=slack_id,
        name=name,
        title="",
        time_zone="UTC",
        facilitator=False,
        keeps_drafts=True,
        greeting="",
        reminders=list(USUAL_REMINDERS),
        slack_zone="",
        confirmed_zone="",
        works_from=USUAL_HOURS[0],
        works_until=USUAL_HOURS[1],
        weekend=list(USUAL_WEEKEND),
        rhythm="as_it_comes",
        unwanted=[],
        taking_part="",
        created_at=now,
    )
    db.execute(newcomer.on_conflict_do_nothing())


def members_by_ids(db: Session, ids: Sequence[int]) -> dict[int, Member]:
    if not ids:
        return {}
    return {each.id: each for each in _by_ids.scalars(db, member_ids=ids)}


def members_greeted_since(db: Session, since: datetime, *, limit: int) -> Sequence[Member]:
    """Who said from `since` on that the group may hear that they came, first come first."""
    greeted = select(Member).where(Member.greeted_at >= since, Member.greeting == "yes")
    return db.scalars(greeted.order_by(Member.greeted_at, Member.id).limit(limit)).all()


def zones_of_members(db: Session) -> Sequence[str]:
    """The time zones that people of the group live in."""
    return db.scalars(select(Member.time_zone).distinct().order_by(Member.time_zone)).all()


def members_in_zones(db: Session, zones: Collection[str]) -> Sequence[Member]:
    if not zones:
        return []
    there = select(Member).where(Member.time_zone.in_(zones))
    return db.scalars(there.order_by(Member.id)).all()


def members_who_say_how(db: Session, *, after: date) -> Sequence[Member]:
    """Who said how they take part, or that they are away until some day `after` this one."""
    said = select(Member).where(or_(Member.taking_part != "", Member.away_until > after))
    return db.scalars(said.order_by(func.lower(Member.name), Member.id)).all()


def zones_known(db: Session) -> Sequence[str]:
    """As `zones_of_members`, of those of whom Slack said where they are."""
    known = select(Member.time_zone).where(Member.profiled_at.is_not(None)).distinct()
    return db.scalars(known.order_by(Member.time_zone)).all()


def all_members(db: Session) -> Sequence[Member]:
    return db.scalars(select(Member).order_by(Member.id)).all()


def facilitators(db: Session) -> Sequence[Member]:
    return _facilitators.scalars(db)
