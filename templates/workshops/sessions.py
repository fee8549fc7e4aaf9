"""A session as its reader may know it, and what is said of it wherever it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from templates import plain, words
from templates.dates import span

if TYPE_CHECKING:
    from bot.signups import Places
    from storage.experiments import Experiment
    from storage.people import Member
    from storage.workshops import Slot, Workshop

FEW = 3  # places left: it is said that there are not many


@dataclass(frozen=True)
class Time:
    """One of its times, and how many places there are, where that is of use."""

    slot: "Slot"
    places: "Places | None" = None


@dataclass(frozen=True)
class Seen:
    """A session with all that belongs to it. `kind` is its kind's name, "" where there is none;
    `experiment` is what it is about, if the reader may read that.
    """

    workshop: "Workshop"
    times: Sequence[Time]
    kind: str = ""
    holders: Sequence["Member"] = ()
    presenter: "Member | None" = None
    experiment: "Experiment | None" = None


def heading(seen: Seen) -> str:
    said = words("workshops/session")
    return plain(said.heading(kind_of(seen), seen.workshop.title))


def kind_of(seen: Seen) -> str:
    return seen.kind or str(words("workshops/session").a_kind)


def brings(seen: Seen) -> str:
    """Whose work it is about; "" while that is open."""
    experiment = seen.experiment
    return plain(
        words("workshops/session").brings(
            seen.presenter.name if seen.presenter else "",
            experiment.ref if experiment else "",
            experiment.title if experiment else "",
        )
    )


def foot(seen: Seen) -> str:
    """Who holds it, what is recorded and what is in place, in a line."""
    workshop, names = seen.workshop, [each.name for each in seen.holders]
    said = words("workshops/session").foot(names, workshop.recording, workshop.access)
    return plain(said)


def can_sign_up(seen: Seen, now: datetime) -> bool:
    """True while one of its times is still to begin."""
    is_open = seen.workshop.state == "open"
    return is_open and any(_standing(each.slot, now) == "" for each in seen.times)


def time_lines(seen: Seen, zone: str, now: datetime, *, only: "Slot | None" = None) -> list[str]:
    """Its times as the clock in that zone shows them, each with how it stands; or one of them."""
    said, state = words("workshops/session"), seen.workshop.state
    lines = []
    for each in seen.times:
        slot = each.slot
        # Of what is over or cancelled as a whole that is said once, and elsewhere.
        apart = state in {"draft", "open"} or (state == "happened" and slot.state == "cancelled")
        when = span(slot.starts_at, slot.ends_at, zone, now=now)
        if only is None or slot.id == only.id:
            lines.append(plain(said.time(when, how_it_stands(each, now) if apart else "")))
    return lines


def how_it_stands(time: Time, now: datetime) -> str:
    """How a time is, and whether there is room; "" when there is nothing to say about it."""
    said: Any = words("workshops/session")
    standing, places = _standing(time.slot, now), time.places
    if standing:
        return str(said.standings[standing])
    if places is None or places.limit is None:
        return ""
    if places.is_full:
        return plain(said.full(places.waiting))
    free = places.limit - places.coming
    return plain(said.free(free)) if free <= FEW else ""


def _standing(slot: "Slot", now: datetime) -> str:
    if slot.state == "cancelled":
        return "cancelled"
    if slot.state == "over" or slot.ends_at <= now:
        return "over"
    return "begun" if slot.starts_at <= now else ""
