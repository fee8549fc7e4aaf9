"""Looking for words as people write them."""

import pytest

from bot.searches import fold


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("SIOBHAN", "Siobhán Byrne"),
        ("märta", "MÄRTA"),
        ("strasse", "Straße"),
        ("éte", "L'été"),
        ("ВИЗИТ", "визиты"),
        ("i", "İstanbul"),
    ],
)
def test_case_and_accents_do_not_matter(word: str, text: str) -> None:
    assert fold(word) in fold(text)


def test_other_words_are_other_words() -> None:
    assert fold("visit") not in fold("Longer first calls")
