"""When two people change the same thing: what each of them touched, and what only one did."""

from collections.abc import Mapping
from hashlib import blake2s


def mark(words: str) -> str:
    """What a form remembers of an answer it was opened with: enough to see that it changed."""
    return blake2s(words.encode(), digest_size=4).hexdigest()


def marks(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: mark(words) for name, words in answers.items()}


def merged(
    mine: Mapping[str, str], theirs: Mapping[str, str], opened_with: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Mine, with theirs where I touched nothing (by the marks that my form was opened with); and
    the names of what both of us changed, to different words.
    """
    touched = [name for name in mine if mark(mine[name]) != opened_with.get(name)]
    both = [
        name
        for name in touched
        if mark(theirs[name]) != opened_with.get(name) and theirs[name] != mine[name]
    ]
    return {**theirs, **{name: mine[name] for name in touched}}, both
