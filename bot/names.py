"""The names that groups give to what they keep as data: on one line, each once, with a code."""

import re
from collections.abc import Collection, Iterable

from bot.searches import fold

LONGEST_CODE = 24


def one_line(text: str) -> str:
    return " ".join(text.split())


def already(name: str, names: Iterable[str]) -> str:
    """Which of `names` reads the same, whatever the case and the accents; "" where none does."""
    return next((each for each in names if fold(each) == fold(name)), "")


def code_for(name: str, taken: Collection[str], *, otherwise: str) -> str:
    """A short name for the code, made of the long one; names in other scripts get a number."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") or otherwise
    code, number = slug[:LONGEST_CODE].strip("_"), 1
    while code in taken:
        number += 1
        code = f"{slug[: LONGEST_CODE - len(str(number)) - 1].strip('_')}_{number}"
    return code
