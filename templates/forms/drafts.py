"""What a form says of drafts, whichever form it is."""

from templates import words
from templates.blocks import Block, button, context, section


def begun_lines(began: str, other: str, *, begin_anew: str, bring_back: str) -> list[Block]:
    """Since when what stands there was begun, and what else was; "" where there is none. The ids
    of the two buttons are the form's own.
    """
    said = words("forms/drafts")
    out = []
    if began:
        out.append(section(said.began(began), button(said.begin_anew, begin_anew)))
    if other:
        out.append(section(said.began_other(other), button(said.bring_back, bring_back)))
    return out


def kept_line(*, tells: bool) -> list[Block]:
    """That a draft is kept, where it is."""
    return [context(words("forms/drafts").keeps_draft)] if tells else []
