"""Who can see what, in words: the people are named."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from templates import plain, words
from templates.blocks import OPTION

if TYPE_CHECKING:
    from storage.people import Member

Audiences = Mapping[str, Sequence["Member"]]


def level_options(audiences: Audiences, ref: str = "") -> dict[str, str]:
    """The options of *Who can see this?*, by level, for the levels that have people in them."""
    said = words("visibility/levels")
    fixed = {"only_me": said.only_me, "group": said.group}
    return {
        level: fixed.get(level) or naming(level, [each.name for each in people], ref)
        for level, people in audiences.items()
    }


def who_can_read(audiences: Audiences, level: str, ref: str = "") -> str:
    """The beginning of a sentence: "Tom and Priya, who are on E-14 with you,"."""
    people = [each.name for each in audiences.get(level, ())]
    return plain(words("visibility/levels").readers(level, people, 0, ref))


def naming(level: str, names: Sequence[str], ref: str) -> str:
    """As many names as an option has room for (slack-facts §1.4)."""
    said = words("visibility/levels")
    about = [ref] if level == "circle" else []
    for shown in range(len(names), 0, -1):
        text = plain(getattr(said, level)(names[:shown], len(names) - shown, *about))
        if len(text) <= OPTION:
            break
    return text
