"""Could someone be recognised? What brings the question, and what does not."""

import pytest

from bot.recognition import identifying


@pytest.mark.parametrize(
    "words",
    [
        "Write to hale@example.org about it",
        "She rang from 07700 900 123 twice",
        "Case 4482019 came back",
        "Mrs Hale on the fourth floor",
        "Mr. O'Neill said no",
        "Frau Müller kam wieder",
        "Then Señora Díaz laughed",
        "A boy, born in 2011, told us",
        "DOB unknown",
        "3.4.1987, the youngest of six",
        "His file says 1987-04-03",
        "born on 3 April 1987",
        "the 3rd of May: 3 May 1987",
    ],
)
def test_what_could_tell_who_someone_is_is_noticed(words: str) -> None:
    assert identifying([words]) is not None


@pytest.mark.parametrize(
    "words",
    [
        "The quiet ones spoke once the agenda was gone.",
        "We met on 12.03.2026 and again on 2026-04-01.",
        "It was so in 2024-2025, too.",
        "It costs 1 250 000 a year.",
        "Room 4, at 10:30, for 20 minutes.",
        "We miss the old way. The sir is gone.",
        "E-14 and E-3 ask something close.",
        'I said: "Ms" is not a name.',
        "",
    ],
)
def test_what_tells_of_nobody_brings_no_question(words: str) -> None:
    assert identifying([words]) is None


def test_it_shows_the_place_and_a_little_around_it() -> None:
    words = f"{'before ' * 20}we asked Mrs Hale about the stairs {'after ' * 20}"

    excerpt = identifying(["nothing here", words])

    assert excerpt is not None
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert "Mrs Hale" in excerpt
    assert len(excerpt) <= 2 * 30 + len("Mrs Hale") + 2


def test_the_first_sign_is_the_one_that_is_shown() -> None:
    assert identifying(["Mrs Hale, hale@example.org"]) == "Mrs Hale, hale@example.org"
