"""Looking for words: as people write them, whatever the case and the accents."""

import unicodedata


def fold(*texts: str) -> str:
    """Texts as a search compares them: databases know upper and lower case of few alphabets."""
    spread = unicodedata.normalize("NFKD", "\n".join(texts))
    return "".join(each for each in spread if not unicodedata.combining(each)).casefold()
