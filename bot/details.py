"""Details: what a team adds to its card as the stages ask for it (domain B3). Nothing here is asked
for, and everything can be changed at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.teams import for_team
from bot.versions import mark
from storage.details import Detail, detail, details_of
from storage.people import Member

# What each stage asks, the first two of them first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "idea": ("place", "kind", "scales"),
    "understand": ("actors", "heard", "factors", "trust", "changed_view"),
    "co_design": (
        "designed_with",
        "try",
        "options",
        "hunch",
        "smallest",
        "freedom",
        "signals_grow",
        "signals_stop",
        "noticing",
        "look_again",
    ),
    "explore": ("tried", "adapted", "whose_view", "okay_from"),
    "embed": ("becoming_normal", "system_ask", "who_should_hear"),
}
OFFERED = 2
KINDS = ("test", "probe", "unsure")
SCALES = ("person", "team", "organisation", "place", "country")
# What its people are shown as blank, by stage, because nobody else would ask (domain (e) 5).
NOT_TO_FORGET = {
    "co_design": ("designed_with",),
    "explore": ("designed_with", "whose_view"),
    "embed": ("designed_with", "whose_view"),
}
_ALL = {field for fields in FIELDS.values() for field in fields}


@dataclass(frozen=True)
class Both:
    """What two people wrote at once: nothing was saved, and one of them chooses."""

    theirs: Mapping[str, str]


def add(
    db: Session,
    by: Member,
    experiment_id: int,
    cycle: int,
    mine: Mapping[str, str],
    *,
    opened_with: Mapping[str, str],
    now: datetime,
) -> Both | None:
    """Save the answers that were changed since the form was `opened_with` theirs (marks); "" takes
    one away. Where someone else changed the same ones meanwhile, both versions, and nothing saved.

    Raises Refusal for anyone not on its team, and for what is not offered.
    """
    experiment = for_team(db, by, experiment_id)
    if not 1 <= cycle <= experiment.cycle:
        raise Refusal("errors.nothing_there")
    for field, words in mine.items():
        _check(field, words)
    theirs = details_of(db, experiment.id, cycle)
    wanted = {
        field: words
        for field, words in mine.items()
        if words != theirs.get(field, "") and mark(words) != opened_with.get(field)
    }
    both = {
        field: theirs.get(field, "")
        for field in wanted
        if field in opened_with and mark(theirs.get(field, "")) != opened_with[field]
    }
    if both:
        return Both(both)
    for field, words in wanted.items():
        _write(db, by, experiment.id, cycle, field, words, now)
    return None


def _check(field: str, words: str) -> None:
    """Slack's client offers what there is; a forged save may hold anything."""
    chosen = {"kind": KINDS, "scales": SCALES}.get(field)
    given = words.split(",") if words else []
    if field not in _ALL or (chosen is not None and not set(given) <= set(chosen)):
        raise Refusal("experiments.unknown_choice", field=field)


def _write(
    db: Session,
    by: Member,
    experiment_id: int,
    cycle: int,
    field: str,
    words: str,
    now: datetime,
) -> None:
    known = detail(db, experiment_id, cycle, field)
    if known is not None:
        known.words, known.changed_by, known.changed_at = words, by.id, now
        return
    db.add(
        Detail(
            experiment_id=experiment_id,
            cycle=cycle,
            field=field,
            words=words,
            changed_by=by.id,
            changed_at=now,
        )
    )
