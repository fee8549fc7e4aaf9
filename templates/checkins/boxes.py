"""What stands in the form of a check-in: read from an open window, kept as a draft, put together
with what was begun before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from templates.blocks import memory_of
from templates.forms import Choice, Form, Text, peek, read

LONGEST_NOTICED, LONGEST_TRY, LONGEST_LINE = 500, 300, 240
_BOXES = {"noticed": LONGEST_NOTICED, "will_try": LONGEST_TRY, "line": LONGEST_LINE}


@dataclass(frozen=True)
class Unsaved:
    """What stands in the form, whole or not; `about` is an experiment."""

    about: int = 0
    feel: str = ""
    noticed: str = ""
    will_try: str = ""
    line: str = ""
    level: str = ""

    def __bool__(self) -> bool:
        return bool(self.noticed or self.will_try or self.line)


@dataclass(frozen=True)
class Remembered:
    """What the window remembers besides: the experiment, where it does not ask which (`about`); the
    word that a tap said (`feel`); the people whom it named, by level; the windows whose drafts it
    was begun with; the check-in that it changes, with `revision` and `opened` (marks); and whether
    it shows what they said `last` time.
    """

    about: int = 0
    feel: str = ""
    named: Mapping[str, Sequence[int]] = field(default_factory=dict)
    holds: Sequence[str] = ()
    round: int = 0
    check_in: int = 0
    revision: int = 0
    opened: Mapping[str, str] = field(default_factory=dict)
    last: bool = False
    asked: str = ""
    title: str = ""

    @property
    def edits(self) -> bool:
        """What was said in words is changed; a tap gets its first ones."""
        return bool(self.check_in) and not self.feel


def inputs_for(known: Remembered, about: int, *, tells: bool = False) -> Form:
    """Its inputs. Levels are other ones for each experiment."""
    key = str(known.round or "")
    form: dict[str, Text | Choice] = {}
    if not known.about:
        form["about"] = Choice(tells=True, key=key)
    if not known.feel:
        form["feel"] = Choice(key=key)
    for name, limit in _BOXES.items():
        is_long = name != "line"
        form[name] = Text(limit, multiline=is_long, optional=True, tells=tells, key=key)
    form["visibility"] = Choice(key=f"{about}.{key}")
    return form


def remembered(view: Mapping[str, Any]) -> Remembered:
    return Remembered(**memory_of(view))


def unsaved(view: Mapping[str, Any]) -> Unsaved:
    """What stands in an open window."""
    known = remembered(view)
    return _put_together(known, peek(inputs_for(known, 0), view["state"]["values"]))


def written(view: Mapping[str, Any]) -> Unsaved:
    """What is to be saved. Raises Refusal for a word that is missing, or words that are too
    many.
    """
    known = remembered(view)
    return _put_together(known, read(inputs_for(known, 0), view["state"]["values"]))


def together(now: Unsaved, began: Unsaved) -> Unsaved:
    """What stands in the form, and in the same boxes what was begun before; too long is for its
    writer to shorten.
    """
    return replace(
        now,
        feel=now.feel or began.feel,
        noticed=_both("\n\n", now.noticed, began.noticed),
        will_try=_both("\n\n", now.will_try, began.will_try),
        line=_both(" ", now.line, began.line),
    )


def draft_words(one: Unsaved) -> dict[str, Any]:
    """What a draft keeps; nothing when nothing stands there. Who may read is chosen anew."""
    return asdict(replace(one, level="")) if one else {}


def from_draft(kept: Mapping[str, Any]) -> Unsaved:
    return Unsaved(**kept)


def _put_together(known: Remembered, given: Mapping[str, Any]) -> Unsaved:
    return Unsaved(
        about=known.about or _id(given.get("about", "")),
        feel=known.feel or given.get("feel", ""),
        noticed=given["noticed"],
        will_try=given["will_try"],
        line=given["line"],
        level=given["visibility"],
    )


def _both(between: str, *texts: str) -> str:
    return between.join(dict.fromkeys(each for each in texts if each))


def _id(value: str) -> int:
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else 0
