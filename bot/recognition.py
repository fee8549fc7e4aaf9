"""Could someone be recognised? A soft look at what is about to be saved: it reads the words here
and now, keeps nothing, and only ever asks.
"""

import re
from collections.abc import Iterable, Iterator

# Titles before a name, in the languages of people we know.
_TITLES = (
    "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Sir", "Madam", "Mister", "Herr", "Frau",
    "Monsieur", "Madame", "Mme", "Mlle", "Señor", "Señora", "Sra", "Sr", "Senhor", "Senhora",
    "Signor", "Signora", "Rouva", "Mevrouw", "Meneer", "Mzee", "Bwana", "Bibi",
)  # fmt: skip
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# Whose birthday it could be: dates of these years are seldom dates of work.
_YEAR = r"(?:19\d\d|20[01]\d)"
_SIGNS = (
    re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w{2,}"),  # an e-mail address
    re.compile(r"(?<![\w.,])\+?\d(?:[ ./()-]{0,2}\d){6,}(?!\w)"),  # a phone or case number
    re.compile(rf"\b(?:{'|'.join(_TITLES)})\b\.?\s+[A-ZÀ-ÖØ-Þ][\w'\u2019-]*"),  # Mrs Hale
    re.compile(r"\bD\.?O\.?B\b", re.IGNORECASE),
    re.compile(r"\b(?:born|birthday|date of birth)\b[^.\n]{0,20}\d", re.IGNORECASE),
    re.compile(rf"\b\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR}|[3-9]\d)\b"),  # 3.4.1987
    re.compile(rf"\b{_YEAR}-\d\d-\d\d\b"),
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}\b", re.IGNORECASE),
)
# Long numbers that tell of nobody: a day of work, a span of years, a sum.
_INNOCENT = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:20)?2\d|202\d-\d\d-\d\d|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d"
    r"|\d{1,3}(?:[ .]\d{3})+"
)
_AROUND = 30


def identifying(texts: Iterable[str]) -> str | None:
    """The first words that look as if they could tell who someone is, with a little of what stands
    around them; None when nothing does (domain B0, "soft detector").
    """
    for text in texts:
        found = min(_signs_in(text), key=re.Match[str].start, default=None)
        if found is not None:
            return _excerpt(text, found)
    return None


def _signs_in(text: str) -> Iterator[re.Match[str]]:
    for sign in _SIGNS:
        yield from (
            found for found in sign.finditer(text) if not _INNOCENT.fullmatch(found[0].strip())
        )


def _excerpt(text: str, found: re.Match[str]) -> str:
    begin, end = max(found.start() - _AROUND, 0), min(found.end() + _AROUND, len(text))
    if begin > 0:  # whole words
        begin = text.find(" ", begin, found.start()) + 1 or found.start()
    if end < len(text):
        end = max(text.rfind(" ", found.end(), end), found.end())
    cut = " ".join(text[begin:end].split())
    return f"{'…' if begin > 0 else ''}{cut}{'…' if end < len(text) else ''}"
