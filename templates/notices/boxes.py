"""What stands in the form *Ask or offer*: read from an open window, kept as a draft, put together
with what was begun before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from templates.blocks import memory_of
from templates.forms import LONGEST, Choice, Form, Text, peek, read

LONGEST_WORDS, LONGEST_MORE, LONGEST_LINK = 240, 800, 1000
ASK = "ask"
GROUP, UNNAMED = "group", "unnamed"
WITH_LINK = ("event", "resource", "offer", "news")
HOW_LONG = "notices.how_long"


@dataclass(frozen=True)
class Unsaved:
    """What stands in the form, whole or not. `who` is one choice for an ask: `group`, `unnamed`,
    `facilitators`, or `circle:14`.
    """

    kind: str = ASK
    words: str = ""
    more: str = ""
    link: str = ""
    wish: str = ""
    days: str = ""
    who: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.more or self.link)


@dataclass(frozen=True)
class Remembered:
    """What the window remembers besides. `link`, `wish` and `who` are those that have no place in
    the form as it is; `named` are the people whom it named, by choice; `holds` the windows whose
    drafts it was begun with; `notice`, `revision` and `opened` (marks) what it edits.
    """

    kind: str = ASK
    link: str = ""
    wish: str = ""
    who: str = ""
    named: Mapping[str, Sequence[int]] = field(default_factory=dict)
    holds: Sequence[str] = ()
    round: int = 0
    notice: int = 0
    revision: int = 0
    opened: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    title: str = ""


def inputs_for(kind: str, *, chooses: bool, tells: bool = False, key: str = "") -> Form:
    """Its inputs; `chooses` when there is more than one choice of who sees an ask."""
    form: dict[str, Text | Choice] = {
        "words": Text(LONGEST_WORDS, tells=tells, key=key),
        "more": Text(LONGEST_MORE, multiline=True, optional=True, tells=tells, key=key),
    }
    if kind in WITH_LINK:
        form["link"] = Text(LONGEST_LINK, optional=True, tells=tells, key=key)
    if kind == ASK:
        form["wish"] = Choice(key=key)
    if kind == ASK and chooses:
        form["who"] = Choice("radio_buttons", key=key)
    return form


def remembered(view: Mapping[str, Any]) -> Remembered:
    return Remembered(**memory_of(view))


def unsaved(view: Mapping[str, Any]) -> Unsaved:
    """What stands in an open window."""
    known, state = remembered(view), view["state"]["values"]
    return _put_together(view, known, peek(_form_in(view, known), state))


def written(view: Mapping[str, Any]) -> Unsaved:
    """What is to be saved. Raises Refusal for words that are missing or too many."""
    known, state = remembered(view), view["state"]["values"]
    given = {**_NOWHERE, **read(_form_in(view, known), state)}
    return _put_together(view, known, given)


def spread(text: str) -> Unsaved:
    """Words that somebody typed elsewhere: the first box holds a line, the second the rest."""
    typed = text.strip()
    first, _, rest = typed.partition("\n")
    if len(first) > LONGEST_WORDS:
        at = first.rfind(" ", 0, LONGEST_WORDS)
        at = at if at > 0 else LONGEST_WORDS
        first, rest = first[:at], typed[at:]
    return Unsaved(words=" ".join(first.split()), more=rest.strip()[:LONGEST])


def has_room_for(text: str) -> bool:
    """Whether `spread` has boxes for all of it."""
    return len(text.strip()) <= LONGEST


def together(now: Unsaved, began: Unsaved) -> Unsaved:
    """What stands in the form, with what was begun before; what there is no room for is in the
    larger box, to be shortened by the one who wrote it.
    """
    if not now:
        return began
    homeless = [began.words] if now.words and began.words != now.words else []
    homeless += [began.link] if now.link and began.link != now.link else []
    more = "\n\n".join(filter(None, (now.more, *homeless, began.more)))
    return replace(
        now, words=now.words or began.words, link=now.link or began.link, more=more[:LONGEST]
    )


def draft_words(one: Unsaved) -> dict[str, Any]:
    """What a draft keeps; nothing when nothing stands there. Who may read is chosen anew."""
    return asdict(replace(one, who="")) if one else {}


def from_draft(kept: Mapping[str, Any]) -> Unsaved:
    return Unsaved(**kept)


# What is not in a form that is saved is not saved, though the window may remember it.
_NOWHERE = {"link": "", "wish": "", "who": GROUP}


def _put_together(view: Mapping[str, Any], known: Remembered, given: Mapping[str, Any]) -> Unsaved:
    chosen = peek({HOW_LONG: Choice()}, view["state"]["values"])[HOW_LONG]
    return Unsaved(
        kind=known.kind,
        words=given["words"],
        more=given["more"],
        link=given.get("link", known.link),
        wish=given.get("wish", "") or known.wish,
        days=chosen,
        who=given.get("who", "") or known.who,
    )


def _form_in(view: Mapping[str, Any], known: Remembered) -> Form:
    """The inputs of an open window, as they are there."""
    names = {each["element"]["action_id"] for each in view["blocks"] if each["type"] == "input"}
    form = inputs_for(known.kind, chooses=True)
    return {name: each for name, each in form.items() if name in names}
