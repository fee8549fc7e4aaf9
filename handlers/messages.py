"""What somebody typed into Slack, as they typed it: Slack escapes it, and marks who is meant."""

import re
from html import unescape

from sqlalchemy.orm import Session

from storage.people import member_by_slack_id
from templates import words

_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def as_typed(db: Session, text: str) -> str:
    """Words without Slack's marks: people are their names, and links their text."""

    def spell(found: re.Match[str]) -> str:
        sign, meant, label = found[1], found[2], found[3]
        if sign == "@":
            known = member_by_slack_id(db, meant)
            name = known.name if known is not None else ""
            return name or label or str(words("reflections/form").somebody)
        if sign == "!" and not label:
            return f"@{meant}"
        return f"{'#' if sign == '#' else ''}{label or meant}"

    return unescape(_MARK.sub(spell, text))
