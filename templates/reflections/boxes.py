"""What stands in the boxes of somebody who reflects: read from an open window, kept as a draft,
put together with what was begun before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from templates import words
from templates.blocks import memory_of
from templates.forms import Choice, Form, Text, peek, read

if TYPE_CHECKING:
    from storage.prompts import Prompt
    from storage.reflections import Answered

LONGEST, LONGEST_LINE = 3000, 240
MOST_BOXES = 20  # of Slack's 100 blocks
_ANSWER = re.compile(r"answer_\d+")


@dataclass(frozen=True)
class Box:
    """One question, or none, with room to write."""

    question: str
    hint: str = ""


@dataclass(frozen=True)
class Unsaved:
    """What stands in the form, whole or not: what is drawn again, and what a draft keeps. It is
    `about` an experiment, or about a `session`, or about neither.
    """

    way: str
    answers: Sequence[str] = ()
    line: str = ""
    about: int = 0
    level: str = ""
    session: int = 0

    def __bool__(self) -> bool:
        return bool(self.line or any(self.answers))


@dataclass(frozen=True)
class Remembered:
    """What the window remembers besides. `line` and `level` are those that have no place in the
    form as it is; `named` are the people whom it named, by level; `holds` the windows whose
    drafts it was begun with; `reflection` and `revision` what it edits.
    """

    way: str = ""
    line: str = ""
    level: str = ""
    named: Mapping[str, Sequence[int]] = field(default_factory=dict)
    holds: Sequence[str] = ()
    round: int = 0
    reflection: int = 0
    revision: int = 0
    asked: str = ""
    title: str = ""


def boxes_for(prompts: Sequence["Prompt"], count: int) -> list[Box]:
    """The boxes of a set, and as many more as have words in them."""
    said = words("reflections/form")
    asked = [Box(each["question"], each["hint"]) for each in prompts] or [Box(str(said.write))]
    return [*asked, *(Box(str(said.before)) for _ in range(count - len(asked)))][:MOST_BOXES]


def boxes_in(view: Mapping[str, Any]) -> list[Box]:
    """As they are asked in a window that is open."""
    return [
        Box(each["label"]["text"], each.get("hint", {}).get("text", ""))
        for each in view["blocks"]
        if each["type"] == "input" and _ANSWER.fullmatch(each["element"]["action_id"])
    ]


def name_of(box: int) -> str:
    return f"answer_{box + 1}"


def remembered(view: Mapping[str, Any]) -> Remembered:
    return Remembered(**memory_of(view))


def unsaved(view: Mapping[str, Any]) -> Unsaved:
    """What stands in an open window."""
    known = remembered(view)
    given = peek(_form_in(view), view["state"]["values"])
    answers = [given.pop(name_of(box)) for box in range(len(boxes_in(view)))]
    return Unsaved(
        way=known.way,
        answers=without_blanks(answers),
        line=given.get("line", known.line),
        about=_id(given.get("about", "")),
        level=given.get("visibility", "") or known.level,
        session=_session(given.get("about", "")),
    )


def answers_in(view: Mapping[str, Any]) -> list["Answered"]:
    """The answers that were given, each with its question as it was asked. Raises Refusal for one
    that is too long.
    """
    said = words("reflections/form")
    given = read(_form_in(view), view["state"]["values"])
    unasked = {said.write, said.before}
    return [
        {"question": "" if box.question in unasked else box.question, "words": given[name_of(at)]}
        for at, box in enumerate(boxes_in(view))
        if given[name_of(at)]
    ]


def without_blanks(answers: Sequence[str]) -> list[str]:
    """Up to the last one that has words in it."""
    filled = [at for at, each in enumerate(answers) if each]
    return list(answers[: filled[-1] + 1]) if filled else []


def spread(text: str) -> list[str]:
    """Words in as many boxes as they need, cut between words where there are any."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > LONGEST and len(parts) < MOST_BOXES - 1:
        at = max(rest.rfind(" ", 0, LONGEST), rest.rfind("\n", 0, LONGEST))
        at = at if at > 0 else LONGEST
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def together(now: Unsaved, began: Unsaved) -> Unsaved:
    """What stands in the form, and in the same boxes what was begun before; what there is no room
    for gets boxes of its own.
    """
    answers = list(now.answers)
    homeless: list[str] = []
    for at, each in enumerate(began.answers):
        answers += [""] * (at + 1 - len(answers))
        both = "\n\n".join(filter(None, (answers[at], each)))
        if len(both) <= LONGEST:
            answers[at] = both
        else:
            homeless.append(each)
    lines = [now.line, began.line] if now.line != began.line else [now.line]
    line = " ".join(filter(None, lines))
    if len(line) > LONGEST_LINE:
        line = now.line
        homeless.append(began.line)
    is_about = now if now.about or now.session else began
    return replace(
        now,
        answers=[*answers, *homeless],
        line=line,
        about=is_about.about,
        session=is_about.session,
        level="",
    )


def draft_words(one: Unsaved) -> dict[str, Any]:
    """What a draft keeps; nothing when nothing stands there. Who may read is chosen anew."""
    return {**asdict(replace(one, level="")), "answers": list(one.answers)} if one else {}


def from_draft(kept: Mapping[str, Any]) -> Unsaved:
    return Unsaved(**kept)


def session_option(workshop_id: int) -> str:
    """A session, among what a page may be about."""
    return f"s{workshop_id}"


def _session(value: str) -> int:
    return _id(value[1:]) if value.startswith("s") else 0


def _id(value: str) -> int:
    return int(value) if re.fullmatch(r"\d{1,9}", value) else 0


def _form_in(view: Mapping[str, Any]) -> Form:
    """The inputs of an open window, as they are there."""
    names = [each["element"]["action_id"] for each in view["blocks"] if each["type"] == "input"]
    fixed: Form = {
        "line": Text(LONGEST_LINE, optional=True),
        "about": Choice(optional=True),
        "visibility": Choice("radio_buttons", optional=True),
    }
    return {name: fixed.get(name) or Text(LONGEST, multiline=True, optional=True) for name in names}
