"""What facilitators decide about the digest: when and where it comes out, what is added to it or
left out, whether it goes out at all. Nobody else does, whatever a button says.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.countries import country_code
from bot.deliveries import DIGEST, refresh, release_all
from bot.digests import (
    COMING,
    HELD,
    changed,
    keep_going,
    move,
    schedule_of,
    send,
)
from bot.errors import Refusal
from bot.rights import must_facilitate
from bot.selections import MOST, Chosen, omission_of
from bot.zones import is_zone
from storage.digests import (
    Digest,
    DigestBreak,
    DigestNote,
    Omission,
    break_by_id,
    current_digest,
    digest_breaks,
    digest_by_id,
    note_by,
    omissions_of,
    remove_note,
    remove_omissions,
)
from storage.people import Member
from storage.programme import Programme, locked_programme

LONGEST_BREAK, MOST_BREAKS = timedelta(days=366), 20
WEEKDAYS, HOURS = range(7), range(24)


@dataclass(frozen=True)
class Arrangement:
    """Where the digest goes, and when: see Programme. `country` is what somebody typed; with ""
    no holidays count.
    """

    channel: str
    weekday: int
    hour: int
    zone: str
    country: str


def hold(db: Session, by: Member, digest_id: int, *, now: datetime) -> Digest:
    """It waits until somebody lets it go. Twice is once."""
    digest = _to_come(db, by, digest_id)
    digest.state = HELD
    changed(db, digest, now=now)
    return digest


def let_go(db: Session, by: Member, digest_id: int, *, now: datetime) -> Digest:
    """It goes out after all: on its day, or now when that is over. Twice is once."""
    digest = _to_come(db, by, digest_id)
    digest.state = COMING
    if digest.due_at <= now:
        return send_now(db, by, digest_id, now=now)
    changed(db, digest, now=now)
    return digest


def send_now(db: Session, by: Member, digest_id: int, *, now: datetime) -> Digest:
    """It goes out now, and not on its day."""
    digest = _to_come(db, by, digest_id)
    send(db, digest, schedule_of(db, locked_programme(db)), now)
    return digest


def add_line(db: Session, by: Member, digest_id: int, words: str, *, now: datetime) -> Digest:
    """A line of theirs comes first in it, with their name; each facilitator has one."""
    digest = _to_come(db, by, digest_id)
    note = note_by(db, digest.id, by.id)
    if note is None:
        note = DigestNote(digest_id=digest.id, author_id=by.id, written_at=now)
        db.add(note)
    note.words = words
    changed(db, digest, now=now)
    return digest


def take_line_out(db: Session, by: Member, digest_id: int, *, now: datetime) -> Digest:
    """Their own line, also out of one that is out already. Twice is once."""
    must_facilitate(by)
    locked_programme(db)
    digest = digest_by_id(db, digest_id)
    if digest is None:
        raise Refusal("digests.over")
    remove_note(db, digest.id, by.id)
    refresh(db, DIGEST, digest.id, now=now)
    changed(db, digest, now=now)
    return digest


def leave_out(
    db: Session,
    by: Member,
    digest_id: int,
    *,
    shown: Collection[Chosen],
    left_out: Collection[Chosen],
    now: datetime,
) -> Digest:
    """Of what was `shown`, this is left out and the rest is not. What somebody else left out
    meanwhile stays so.
    """
    digest = _to_come(db, by, digest_id)
    if not {each.section for each in left_out} <= MOST.keys() or not {*left_out} <= {*shown}:
        raise Refusal("experiments.unknown_choice")
    already = {(each.section, each.subject_id) for each in omissions_of(db, digest.id)}
    for each in {Chosen(omission_of(one.section), one.subject_id) for one in left_out}:
        if (each.section, each.subject_id) not in already:
            omission = Omission(
                digest_id=digest.id, section=each.section, subject_id=each.subject_id
            )
            db.add(omission)
    for each in {*shown} - {*left_out}:
        remove_omissions(db, digest.id, omission_of(each.section), [each.subject_id])
    db.flush()
    changed(db, digest, now=now)
    return digest


def arrange(db: Session, by: Member, arrangement: Arrangement, *, now: datetime) -> Digest | None:
    """When and where it comes out from now on. What was due before that went out by what was so
    then; the one that comes next moves. None while there is none.
    """
    group = _settings(db, by)
    _check(arrangement)
    country = _country(arrangement.country)
    keep_going(db, now=now)
    group.digest_channel, group.changed_at = arrangement.channel, now
    group.digest_weekday, group.digest_hour = arrangement.weekday, arrangement.hour
    group.digest_zone, group.digest_country = arrangement.zone, country
    release_all(db, now=now)
    return _follow_settings(db, group, now)


def add_break(db: Session, by: Member, first: date, last: date, *, now: datetime) -> Digest | None:
    """No digest comes out on these days. The same days twice are one break."""
    group = _settings(db, by)
    if last < first:
        raise Refusal("digests.backwards", field="last")
    if last - first > LONGEST_BREAK:
        raise Refusal("digests.too_long_a_break", field="last")
    breaks = digest_breaks(db)
    if len(breaks) >= MOST_BREAKS:
        raise Refusal("digests.too_many_breaks", field="first")
    keep_going(db, now=now)
    if (first, last) not in {(each.first, each.last) for each in breaks}:
        db.add(DigestBreak(first=first, last=last))
    return _follow_settings(db, group, now)


def remove_break(db: Session, by: Member, break_id: int, *, now: datetime) -> Digest | None:
    """Digests come out on these days again. Twice is once."""
    group = _settings(db, by)
    keep_going(db, now=now)
    found = break_by_id(db, break_id)
    if found is not None:
        db.delete(found)
    return _follow_settings(db, group, now)


def for_facilitators(db: Session, by: Member, digest_id: int) -> Digest:
    """The one that is to come, to be looked at. Raises Refusal for anyone but a facilitator, and
    for one that is out or was passed.
    """
    must_facilitate(by)
    digest = current_digest(db)
    if digest is None or digest.id != digest_id:
        raise Refusal("digests.over")
    return digest


def _to_come(db: Session, by: Member, digest_id: int) -> Digest:
    """As `for_facilitators`, while nobody else changes anything about it."""
    locked_programme(db)
    return for_facilitators(db, by, digest_id)


def _settings(db: Session, by: Member) -> Programme:
    must_facilitate(by)
    return locked_programme(db)


def _check(arrangement: Arrangement) -> None:
    """Slack's client offers what there is; a forged save may hold anything."""
    if arrangement.weekday not in WEEKDAYS or arrangement.hour not in HOURS:
        raise Refusal("experiments.unknown_choice")
    if not is_zone(arrangement.zone):
        raise Refusal("digests.unknown_zone", field="other_zone")


def _country(typed: str) -> str | None:
    code = country_code(typed) if typed else None
    if typed and code is None:
        raise Refusal("digests.unknown_country", field="country")
    return code


def _follow_settings(db: Session, group: Programme, now: datetime) -> Digest | None:
    db.flush()
    digest = current_digest(db)
    if digest is None:  # until now it had nowhere to go
        keep_going(db, now=now)
        return current_digest(db)
    move(db, digest, schedule_of(db, group), now)
    return digest
