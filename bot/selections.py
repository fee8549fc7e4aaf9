"""What stands in a digest: chosen with the eyes of the whole group, from what the week holds. What
waits for an answer comes first, and nobody's week is counted (domain B7).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.visibility import Room, eyes_of
from storage.asks import loop_closures_since, waiting_asks
from storage.cycles import StageMove, moves_since, remarks_at
from storage.digests import Digest, omissions_of, subjects_left_out, subjects_told
from storage.experiments import experiments_by_ids
from storage.notices import authors_of, notices_since
from storage.people import members_greeted_since
from storage.reflections import lines_since
from storage.workshops import next_slots

OPENING, ASKS, MOVES, LINES, SESSIONS, NOTICES, PEOPLE, NEXT = (
    "opening", "asks", "moves", "lines", "sessions", "notices", "people", "next",
)  # fmt: skip
# In their order, and how many of each at most.
MOST = {OPENING: 1, ASKS: 3, MOVES: 5, LINES: 5, SESSIONS: 3, NOTICES: 3, PEOPLE: 8, NEXT: 2}
LINE_SECTIONS = (OPENING, LINES)
# So many are looked at, of which some may have been told or left out.
LOOKED_AT, MOVES_LOOKED_AT = 100, 2000
# Sessions that begin so soon; or when there is less to tell than this, the next, whenever it is.
SOON, QUIET_BELOW = timedelta(days=14), 3
# What was saved while the last digest was put together may not have been in sight of it.
OVERLAP = timedelta(minutes=10)
# What happened that is only told with the words that were said about it, or not at all.
_ONLY_WITH_WORDS, _NEVER = {"noted"}, {"handed_over", "merged"}


@dataclass(frozen=True)
class Chosen:
    """What stands in a section, by its id."""

    section: str
    subject_id: int


def choose(db: Session, digest: Digest, *, now: datetime) -> list[Chosen]:
    """What would stand in it, in its order, were it to go out now."""
    left_out = {(each.section, each.subject_id) for each in omissions_of(db, digest.id)}
    since = digest.since - OVERLAP
    with eyes_of(db, Room()):
        lines = lines_since(db, since, limit=LOOKED_AT)
        notices = notices_since(db, since, limit=LOOKED_AT)
        signed = authors_of(db, notices, named=True)
        candidates = {
            **_candidates(db, since),
            SESSIONS: _sessions(db, now, until=now + SOON),
            LINES: [each.id for each in lines],
            NOTICES: [each.id for each in notices],
        }
        found = {
            section: [each for each in _untold(db, section, ids) if (section, each) not in left_out]
            for section, ids in candidates.items()
        }
        coming = [each for each in _sessions(db, now) if (SESSIONS, each) not in left_out]
    heard = _by_different_people(found[LINES], {each.id: each.author_id for each in lines})
    found[OPENING], found[LINES] = heard[:1], heard[1:]
    by = {notice_id: author.id for notice_id, author in signed.items()}
    found[NOTICES] = _by_different_people(found[NOTICES], by)
    if is_quiet(_in_order(found)) and not found[SESSIONS]:
        found[SESSIONS] = coming[:1]
    return _in_order(found)


def is_quiet(chosen: Collection[Chosen]) -> bool:
    """True when little happened. What is coming has not happened."""
    return sum(each.section != SESSIONS for each in chosen) < QUIET_BELOW


def omission_of(section: str) -> str:
    """A line is left out wherever it would stand."""
    return LINES if section == OPENING else section


def _candidates(db: Session, since: datetime) -> Mapping[str, Sequence[int]]:
    """What there is besides lines and notices, the first choice first."""
    return {
        ASKS: [each.id for each in waiting_asks(db, limit=LOOKED_AT)],
        MOVES: [each.id for each in _telling_moves(db, since)],
        PEOPLE: [each.id for each in members_greeted_since(db, since, limit=LOOKED_AT)],
        NEXT: [each.id for each in loop_closures_since(db, since, limit=LOOKED_AT)],
    }


def _in_order(found: Mapping[str, Sequence[int]]) -> list[Chosen]:
    return [
        Chosen(section, each) for section, most in MOST.items() for each in found[section][:most]
    ]


def _sessions(db: Session, now: datetime, *, until: datetime | None = None) -> list[int]:
    """Those that one can still sign up to, the next first."""
    coming = next_slots(db, since=now, until=until, limit=LOOKED_AT)
    return [each.workshop_id for each in coming]


def _untold(db: Session, section: str, ids: Sequence[int]) -> Sequence[int]:
    """But for asks, which wait until somebody helps, and sessions, which come: nothing is told
    twice, and what was left out once stays out.
    """
    if section in {ASKS, SESSIONS}:
        return ids
    sections = LINE_SECTIONS if section == LINES else (section,)
    known = {*subjects_told(db, sections, ids), *subjects_left_out(db, section, ids)}
    return [each for each in ids if each not in known]


def _telling_moves(db: Session, since: datetime) -> list[StageMove]:
    """One of each experiment: the newest that has words to it, or that it is new; those of which
    there is less to tell come last.
    """
    moves = moves_since(db, since, limit=MOVES_LOOKED_AT)
    readable = experiments_by_ids(db, [each.experiment_id for each in moves])
    moves = [each for each in moves if each.experiment_id in readable and each.kind not in _NEVER]
    with_words = remarks_at(db, [each.id for each in moves])
    telling = _first_of_each(each for each in moves if each.id in with_words)
    telling |= _first_of_each((each for each in moves if each.kind == "began"), telling)
    others = (each for each in moves if each.kind not in _ONLY_WITH_WORDS)
    rest = _first_of_each(others, telling)
    newest_first = sorted(telling.values(), key=lambda each: each.id, reverse=True)
    return [*newest_first, *rest.values()]


def _first_of_each(
    moves: Iterable[StageMove], besides: Collection[int] = ()
) -> dict[int, StageMove]:
    """By experiment, but for those `besides`."""
    first: dict[int, StageMove] = {}
    for each in moves:
        if each.experiment_id not in besides:
            first.setdefault(each.experiment_id, each)
    return first


def _by_different_people(ids: Sequence[int], by: Mapping[int, int]) -> list[int]:
    """The newest of each person first."""
    heard: set[int | None] = set()
    first: list[int] = []
    again: list[int] = []
    for each in ids:
        author = by.get(each)
        (again if author in heard else first).append(each)
        heard.add(author)
    return [*first, *again]
