"""Experiments that ask something close: words in common that anyone can see, and nothing else. No
machine reads what people wrote (domain (e) 12).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.searches import fold
from storage.experiments import Experiment, experiments_by_ids, newest_shared_words
from storage.people import Member
from storage.reflections import Line, newest_lines
from storage.teams import those_with

LOOKED_AT = 200  # the newest: the cost does not grow with all that is stored
FEWEST_WORDS = 2  # one word in common says too little
MOST_WORDS = 3  # shown
_WORD = re.compile(r"[^\W\d_]{4,}")
# A word that many use says little: so many of those looked at, or this part of them.
_OFTEN, _OFTEN_PART = 3, 0.2
# Small words of the language in which the forms ask. Others become common by being common.
_SMALL = """
    about after again also been before being between both change changes could does doing done down
    during each ever every first from happen happens have having here into just know like make makes
    many more most much must need needs never only other over same should some such than that their
    them then there these they this those through together under until upon very want wants well
    were what when where whether which while will with without would your yours
"""


@dataclass(frozen=True)
class Close:
    """Another experiment, and the words that both use, the rarest first."""

    experiment: Experiment
    words: Sequence[str]


def close_to(db: Session, by: Member, experiment: Experiment, *, limit: int = 3) -> Sequence[Close]:
    """Those of others, open to the group, that use the same rarer words; the closest first."""
    text = f"{experiment.title}\n{experiment.purpose}\n{experiment.question}"
    return close_to_words(db, by, text, but=experiment.id, limit=limit)


def close_to_words(
    db: Session, by: Member, text: str, *, but: int | None = None, limit: int = 3
) -> Sequence[Close]:
    """The same for any text; experiments that `by` is on are left out, and the one of the id
    `but`.
    """
    mine = _words_of(text)
    newest = newest_shared_words(db, limit=LOOKED_AT)
    own = those_with(db, by.id, list(newest)) | {but}
    others = {each: folded for each, folded in newest.items() if each not in own}
    closest = _closest(mine, others, limit)
    found = experiments_by_ids(db, list(closest))
    return [Close(found[each], words) for each, words in closest.items()]


def lines_close_to(
    db: Session, by: Member, text: str, *, limit: int = 3
) -> Sequence[tuple[Line, Sequence[str]]]:
    """The same among the lines that others wrote for the group."""
    newest = {
        each.id: each for each in newest_lines(db, limit=LOOKED_AT) if each.author_id != by.id
    }
    folded = {each: fold(line.words) for each, line in newest.items()}
    closest = _closest(_words_of(text), folded, limit)
    return [(newest[each], words) for each, words in closest.items()]


def _closest(
    mine: Mapping[str, str], folded: Mapping[int, str], limit: int
) -> dict[int, Sequence[str]]:
    """Of texts by their ids, those that use the same rarer words, and which; the closest first."""
    others = {each: frozenset(map(_stem, _WORD.findall(text))) for each, text in folded.items()}
    used = Counter(word for found in others.values() for word in found & mine.keys())
    often = max(_OFTEN, _OFTEN_PART * len(others))
    weights = {word: math.log1p(len(others) / n) for word, n in used.items() if n <= often}
    scored = [(_shared(found, weights), each) for each, found in others.items()]
    close = [(words, each) for words, each in scored if len(words) >= FEWEST_WORDS]
    close.sort(key=lambda it: (-sum(weights[word] for word in it[0]), -it[1]))
    return {each: [mine[word] for word in words[:MOST_WORDS]] for words, each in close[:limit]}


def _shared(found: frozenset[str], weights: Mapping[str, float]) -> list[str]:
    return sorted(found & weights.keys(), key=lambda word: (-weights[word], word))


def _words_of(text: str) -> dict[str, str]:
    """By what they are compared by, the words as they were written."""
    written = _WORD.findall(unicodedata.normalize("NFC", text))
    small = set(_SMALL.split())
    stems = {_stem(fold(each)): each.lower() for each in reversed(written)}
    return {stem: word for stem, word in stems.items() if word not in small}


def _stem(folded: str) -> str:
    """Visits and visit are one word. Nothing cleverer: people see which words they were."""
    return folded[:-1] if folded.endswith("s") and len(folded) > len("news") else folded
