"""What a kind of session supplies, and each session then has of its own: the plan, what may leave
the room, what is recorded, what is in place, and how many may come. As people write it in forms,
and as it is kept.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol, TypedDict

from bot.errors import Refusal
from bot.names import one_line
from storage.kinds import Part

RULES = ("no_names", "stays_here", "open")
RECORDINGS = ("none", "talk_only", "all")
ACCESS = ("captions", "slides", "breaks", "interpreter", "phone_in")
NO_LIMIT = ""  # what stands in a form where any number may come

MOST_PARTS, LONGEST_PART, MOST_MINUTES, MOST_PLACES = 40, 120, 720, 500
_PART = re.compile(r"([0-9]{1,3})\s+(\S.*)")
_PLACES = re.compile(r"[0-9]{1,4}")


class Supplies(TypedDict):
    agenda: list[Part]
    sharing_rule: str
    recording: str
    access: list[str]
    places: int | None


class Supplied(Protocol):
    """A kind, or a session."""

    agenda: list[Part]
    sharing_rule: str
    recording: str
    access: list[str]
    places: int | None


def supplies_of(row: Supplied) -> Supplies:
    return {
        "agenda": [{**each} for each in row.agenda],
        "sharing_rule": row.sharing_rule,
        "recording": row.recording,
        "access": list(row.access),
        "places": row.places,
    }


def supply(row: Supplied, given: Supplies) -> None:
    row.agenda, row.access = given["agenda"], given["access"]
    row.sharing_rule, row.recording = given["sharing_rule"], given["recording"]
    row.places = given["places"]


def written(given: Supplies) -> dict[str, str]:
    """As it stands in forms: the plan one part a line, places "" where there is no limit."""
    return {
        "agenda": "\n".join(f"{each['minutes']} {each['title']}" for each in given["agenda"]),
        "sharing_rule": given["sharing_rule"],
        "recording": given["recording"],
        "access": ",".join(given["access"]),
        "places": NO_LIMIT if given["places"] is None else str(given["places"]),
    }


def read_supplies(answers: Mapping[str, str]) -> Supplies:
    """What `written` writes, filled in by somebody. Raises Refusal at the field."""
    if answers["sharing_rule"] not in RULES or answers["recording"] not in RECORDINGS:
        raise Refusal("experiments.unknown_choice")
    return {
        "agenda": read_plan(answers["agenda"]),
        "sharing_rule": answers["sharing_rule"],
        "recording": answers["recording"],
        "access": _read_access(answers["access"]),
        "places": _read_places(answers["places"]),
    }


def read_plan(text: str) -> list[Part]:
    """One part a line: its minutes, then what it is. Raises Refusal that names the line."""
    lines = [one_line(each) for each in text.splitlines()]
    parts = [_part(line, number) for number, line in enumerate(lines, start=1) if line]
    if not parts:
        raise Refusal("workshops.plan_empty", field="agenda")
    if len(parts) > MOST_PARTS:
        raise Refusal("workshops.plan_many", field="agenda", most=MOST_PARTS)
    if length(parts) > MOST_MINUTES:
        raise Refusal("workshops.plan_long", field="agenda", hours=MOST_MINUTES // 60)
    return parts


def length(agenda: Sequence[Part]) -> int:
    """In minutes."""
    return sum(each["minutes"] for each in agenda)


def _part(line: str, number: int) -> Part:
    found = _PART.fullmatch(line)
    if found is None or not int(found[1]):
        raise Refusal("workshops.plan_line", field="agenda", line=number)
    if len(found[2]) > LONGEST_PART:
        raise Refusal("workshops.plan_words", field="agenda", line=number, letters=LONGEST_PART)
    return {"minutes": int(found[1]), "title": found[2]}


def _read_access(text: str) -> list[str]:
    chosen = set(filter(None, text.split(",")))
    if not chosen <= set(ACCESS):
        raise Refusal("experiments.unknown_choice", field="access")
    return [each for each in ACCESS if each in chosen]


def _read_places(text: str) -> int | None:
    if text == NO_LIMIT:
        return None
    if not _PLACES.fullmatch(text) or not 0 < int(text) <= MOST_PLACES:
        raise Refusal("workshops.places_number", field="places", most=MOST_PLACES)
    return int(text)
