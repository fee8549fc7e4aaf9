"""The weekly digest: once for each of its days, whatever happens to the clock, to the settings or
to us. What stands in it is in selections, its days in schedules.

Whoever changes anything about it holds the programme's row meanwhile: of two who try at the same
instant, in two copies of Commons, the second sees what the first did.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.deliveries import DIGEST, occasion, refresh, show, show_home
from bot.hours import local_day
from bot.schedules import ONE_DAY, ONE_WEEK, Schedule
from bot.selections import choose
from storage.deliveries import delivery_by_occasion, want_messages
from storage.digests import (
    Digest,
    DigestItem,
    DigestPreview,
    carry_over,
    current_digest,
    digest_breaks,
    digest_days,
    digests_about,
    digests_with,
    newest_digest_passed,
    newest_digest_sent,
    previews_of,
)
from storage.people import facilitators
from storage.programme import Programme, locked_programme, programme

COMING, HELD, SENT, PASSED = "coming", "held", "sent", "passed"
PREVIEW = "digests.preview"
# However the settings change: never more than weekly, and none just before the next.
APART, TOO_CLOSE = timedelta(days=4), timedelta(days=2)
# Nothing of one is shown so long before it goes out: a preview comes the day before.
AHEAD = timedelta(days=2)


def keep_going(db: Session, *, now: datetime) -> None:
    """For the clock: whatever is due of the digest by now is done. Done twice it is done once."""
    group = locked_programme(db)
    if room_of(group) is None:
        return
    schedule = schedule_of(db, group)
    digest = current_digest(db) or _open_first(db, group, now)
    if digest.state == HELD and schedule.preview_at(schedule.day_after(digest.for_day)) <= now:
        digest = _pass(db, digest, schedule, now)
    if digest.state == COMING and digest.due_at <= now:
        digest = _go_out(db, digest, schedule, now)
    if digest.state == COMING and schedule.preview_at(digest.for_day) <= now:
        _preview(db, digest, now)


def wants_a_look(db: Session, *, now: datetime) -> bool:
    """False while there is nothing to do: the clock asks every few seconds."""
    group = programme(db)
    if room_of(group) is None:
        return False
    digest = current_digest(db)
    if digest is None:
        return True
    if now < digest.due_at - AHEAD:
        return False
    schedule = schedule_of(db, group)
    if digest.state == HELD:
        return schedule.preview_at(schedule.day_after(digest.for_day)) <= now
    if schedule.preview_at(digest.for_day) > now:
        return False
    return digest.due_at <= now or bool(_without_preview(db, digest))


def room_of(group: Programme) -> str | None:
    """The channel that it goes to."""
    return group.digest_channel or group.noticeboard


def schedule_of(db: Session, group: Programme) -> Schedule:
    return Schedule(
        weekday=group.digest_weekday,
        hour=group.digest_hour,
        zone=group.digest_zone or _zone_of_first(db) or "UTC",
        country=group.digest_country or "",
        breaks=tuple((each.first, each.last) for each in digest_breaks(db)),
    )


def follow(
    db: Session, sections: Collection[str], subject_ids: Collection[int], *, now: datetime
) -> None:
    """Something changed, or was taken back: where it stands in a digest, that is brought up to
    date.
    """
    for digest_id in digests_with(db, sections, subject_ids):
        refresh(db, DIGEST, digest_id, now=now)


def follow_experiment(db: Session, experiment_id: int, *, now: datetime) -> None:
    """The same for all that is told of an experiment."""
    for digest_id in digests_about(db, experiment_id):
        refresh(db, DIGEST, digest_id, now=now)


def is_overtaken(db: Session, *, now: datetime) -> bool:
    """The next one is due as well: it tells of everything, so that what was not said by now is not
    said a moment before it. We were down for a week; the courier is up before the clock.
    """
    following = current_digest(db)
    return following is not None and following.state == COMING and following.due_at <= now


def send(db: Session, digest: Digest, schedule: Schedule, now: datetime) -> Digest:
    """It goes out: what stands in it is settled now. Returns the one that comes next."""
    _give_up_unsaid(db, digest, now)
    digest.since = _since(db) or digest.since
    chosen = choose(db, digest, now=now)
    db.add_all(
        DigestItem(
            digest_id=digest.id,
            position=position,
            section=each.section,
            subject_id=each.subject_id,
        )
        for position, each in enumerate(chosen)
    )
    digest.state, digest.sent_at = SENT, now
    db.flush()
    show(db, DIGEST, digest.id, now=now)
    following = _open_next(db, digest, schedule, now)
    changed(db, digest, now=now)
    return following


def move(db: Session, digest: Digest, schedule: Schedule, now: datetime) -> None:
    """The settings changed: it comes on the first day that they give it from now on. One that is
    held past its day stays what it is, for a facilitator to let go.
    """
    if digest.state == HELD and digest.due_at <= now:
        changed(db, digest, now=now)
        return
    day = _next_day(db, schedule, local_day(now, schedule.zone) - ONE_DAY, besides=digest.id)
    while schedule.at(day) <= now:
        day = _next_day(db, schedule, day, besides=digest.id)
    digest.for_day, digest.due_at = day, schedule.at(day)
    digest.since = _since(db) or digest.due_at - ONE_WEEK
    db.flush()
    changed(db, digest, now=now)


def changed(db: Session, digest: Digest, *, now: datetime) -> None:
    """What facilitators see of it follows."""
    shown = [occasion(PREVIEW, each.id) for each in previews_of(db, digest.id)]
    want_messages(db, shown, to=(), now=now)
    for member in facilitators(db):
        show_home(db, member, now=now)


def _go_out(db: Session, digest: Digest, schedule: Schedule, now: datetime) -> Digest:
    """When it could not go out on its day, the latest that was missed goes out for all, unless the
    next is so close that it may as well tell everything.
    """
    day = schedule.latest(digest.for_day, now)
    if day not in digest_days(db, since=day, besides=digest.id):
        digest.for_day, digest.due_at = day, schedule.at(day)
    if schedule.at(schedule.day_after(day)) - now < TOO_CLOSE:
        return _pass(db, digest, schedule, now)
    return send(db, digest, schedule, now)


def _pass(db: Session, digest: Digest, schedule: Schedule, now: datetime) -> Digest:
    """It does not go out: the next covers it, with what facilitators said about it."""
    digest.state = PASSED
    db.flush()
    following = _open_next(db, digest, schedule, now)
    carry_over(db, digest.id, following.id)
    changed(db, digest, now=now)
    return following


def _open_first(db: Session, group: Programme, now: datetime) -> Digest:
    """From the first one on the zone is as it was then, wherever somebody travels."""
    group.digest_zone = group.digest_zone or _zone_of_first(db)
    schedule = schedule_of(db, group)
    day = _next_day(db, schedule, local_day(now, schedule.zone) - ONE_DAY)
    while schedule.at(day) <= now:
        day = _next_day(db, schedule, day)
    digest = _open(db, day, schedule)
    changed(db, digest, now=now)
    return digest


def _open_next(db: Session, before: Digest, schedule: Schedule, now: datetime) -> Digest:
    day = _next_day(db, schedule, before.for_day)
    while before.state == SENT and schedule.at(day) <= now:
        day = _next_day(db, schedule, day)
    return _open(db, day, schedule)


def _open(db: Session, day: date, schedule: Schedule) -> Digest:
    due_at = schedule.at(day)
    since = _since(db) or due_at - ONE_WEEK
    digest = Digest(for_day=day, state=COMING, since=since, due_at=due_at)
    db.add(digest)
    db.flush()
    return digest


def _next_day(db: Session, schedule: Schedule, after: date, *, besides: int | None = None) -> date:
    """The first day after `after` that has a digest, none had one yet, and is not too close to the
    last.
    """
    taken = digest_days(db, since=after, besides=besides)
    last = newest_digest_sent(db)
    day = schedule.day_after(after)
    while day in taken or (last is not None and _is_close(last, day, schedule)):
        day = schedule.day_after(day)
    return day


def _is_close(last: Digest, day: date, schedule: Schedule) -> bool:
    return last.sent_at is not None and day - local_day(last.sent_at, schedule.zone) < APART


def _since(db: Session) -> datetime | None:
    """Since when there is something to tell: since the last that went out. None before the first,
    which tells of a week.
    """
    last = newest_digest_sent(db)
    if last is not None:
        return last.sent_at
    passed = newest_digest_passed(db)
    return passed.since if passed is not None else None


def _give_up_unsaid(db: Session, following: Digest, now: datetime) -> None:
    """What Slack never took of the last one is told by this one: one digest, not two at once when
    the channel opens again.
    """
    last = newest_digest_sent(db)
    if last is None:
        return
    post = delivery_by_occasion(db, occasion(DIGEST, last.id))
    if post is not None and post.put_up_at is None:
        last.state = PASSED
        carry_over(db, last.id, following.id)
        refresh(db, DIGEST, last.id, now=now)


def _preview(db: Session, digest: Digest, now: datetime) -> None:
    for member_id in _without_preview(db, digest):
        preview = DigestPreview(digest_id=digest.id, member_id=member_id)
        db.add(preview)
        db.flush()
        show(db, PREVIEW, preview.id, member_id=member_id, now=now)


def _without_preview(db: Session, digest: Digest) -> list[int]:
    """The facilitators who were not shown it yet."""
    shown = {each.member_id for each in previews_of(db, digest.id)}
    return [each.id for each in facilitators(db) if each.id not in shown]


def _zone_of_first(db: Session) -> str | None:
    """Where the first facilitator lives, once Slack said so."""
    known = [each.time_zone for each in facilitators(db) if each.profiled_at is not None]
    return known[0] if known else None
