"""Twelve months of what people write: every way in, every circle, and what comes back to them."""

from typing import Any

import pytest

from sandbox.vocabulary import Person
from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down, window

READERS = ("amina", "tom", "priya", "jonas", "leila", "wanjiru")
ONLY_ME, GROUP = "Only me", "Everyone in the group"
WITH_TOM = "Tom, who is on E-1 with you"
WITH_BOTH = "Tom and Priya, who are on E-1 with you"
WITH_PRIYA = "Priya, who is on E-1 with you"
HOSTS = "Jonas and Leila, the facilitators"
ABOUT = "E-1 Corridors without signs"
# Who wrote in which month, by which way in, asked what.
WAYS = [
    ("01-20", "amina", "One thing I noticed", "What is one thing you noticed?"),
    ("02-17", "tom", "What? So what? Now what?", "What happened?"),
    ("03-17", "mikko", "A surprise", "What did you expect?"),
    ("04-21", "amina", "Looking back together", "What did we mean to happen?"),
    ("05-26", "wanjiru", "A surprise", "What did you count on?"),
    ("06-16", "priya", "Something we stopped", "What did we hope?"),
    ("07-21", "ana", "A change that matters",
     "Looking back over this time, what change matters most?"),
    ("08-18", "diego", "I am stuck", "What are you hoping for?"),
    ("09-15", "mere", "A hard day", "What happened?"),
    ("10-20", "sunita", "The wider system", "Who else was shaping this?"),
    ("11-17", "siobhan", "After a session", "What stays with you?"),
    ("12-15", "leila", "Blank page", "Write"),
]  # fmt: skip


@pytest.fixture
def amina(year: Year, chapters: Chapters) -> Writer:
    """E-1 is hers, and the facilitators are two."""
    chapters.goes_on(year, begins)
    return year.person("amina")


def begins(year: Year) -> None:
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas", "leila"]).saves().closes()
    put_down(year.person("amina"), "Corridors without signs").closes()
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Amina")


def writes(somebody: Person, words: str, level: str = "", **more: Any) -> Person:
    """About E-1, for those at that level."""
    somebody.types("/reflect").fills(about=ABOUT).fills(answer_1=words, **more)
    return somebody.fills(visibility=level).saves()


def brings_in(year: Year, somebody: Person, *people: str) -> None:
    """Everybody who is on E-1 from now on, and each new one hears of it."""
    somebody.types("/experiment E-1").clicks("People").fills(people=list(people)).saves()
    somebody.closes(everything=True)
    year.goes_by()


def opens_own(somebody: Person, words: str) -> Person:
    """What they wrote, found by a word in it."""
    somebody.types("/reflect list").fills(word=words).saves()
    return somebody.clicks("Open")


def readers_of(year: Year, words: str) -> set[str]:
    """Who finds it in the window of E-1."""
    found = set()
    for handle in READERS:
        somebody = year.person(handle).types("/experiment E-1")
        if words in window(somebody).text:
            found.add(handle)
        somebody.closes(everything=True)
    return found


def test_every_way_in_is_used_and_what_was_written_keeps_its_question(year: Year) -> None:
    jonas = year.person("jonas")
    for day, who, way, question in WAYS:
        if day == "05-26":
            year.comes("05-12")
            jonas.opens_home().clicks("Ways to reflect", on="home").clicks("Edit", index=2)
            jonas.fills(questions="What did you count on? (before it began)\nAnd then?").saves()
            jonas.closes(everything=True)
        year.comes(day)
        writer = year.person(who).types("/reflect")
        if way != "One thing I noticed":  # with which it opens
            writer.chooses(way, on="window", action_id="reflections.way")
        assert window(writer).labels[0] == question
        writer.fills(answer_1=f"Written by {who} on {day}.").saves()
        assert window(writer).title == "Saved"
        writer.closes()

    year.comes("12-20")
    for day, who, _, question in WAYS:
        author = opens_own(year.person(who), f"on {day}")
        asked = "" if question == "Write" else f"{question}\n"
        assert f"{asked}Written by {who} on {day}." in window(author).text
        author.closes(everything=True)
    mikko = opens_own(year.person("mikko"), "mikko").clicks("Edit")
    assert window(mikko).labels[0] == "What did you expect?"
    tom = (
        year.person("tom").opens_home().clicks("Ways to reflect", on="home").clicks("What changed")
    )
    assert "Jonas changed A surprise.\nOn 12 May" in window(tom).text
    assert "What did you expect?" in window(tom).text
    assert "What did you count on? (before it began)" in window(tom).text


def test_a_circle_is_who_was_there_when_it_was_written(year: Year, amina: Writer) -> None:
    tom, priya = year.person("tom"), year.person("priya")
    brings_in(year, amina, "amina", "tom")
    tom.expects(text="You are on E-1 now")
    year.comes("02-10")
    writes(amina, "February was foggy.", WITH_TOM).closes()
    assert readers_of(year, "February was foggy.") == {"amina", "tom"}

    year.comes("03-08")
    brings_in(year, amina, "amina", "tom", "priya")
    priya.expects(text="You are on E-1 now")
    year.comes("03-20")
    writes(amina, "March had lambs.", WITH_BOTH).closes()
    assert readers_of(year, "March had lambs.") == {"amina", "tom", "priya"}
    assert readers_of(year, "February was foggy.") == {"amina", "tom"}, "it was before her"

    year.comes("04-07")
    opens_own(amina, "foggy").clicks("Edit").saves()
    assert "Tom and Priya, who are on E-1 with you, can read this." in window(amina).text
    amina.closes(everything=True)
    assert readers_of(year, "February was foggy.") == {"amina", "tom", "priya"}

    year.comes("05-05")
    writes(tom, "May is all committees.", "Amina and Priya, who are on E-1 with you").closes()
    assert readers_of(year, "May is all committees.") == {"amina", "tom", "priya"}
    year.comes("07-14")
    tom.types("/experiment E-1").clicks("Leave it").closes(everything=True)
    year.goes_by()
    assert tom.messages == [], "the welcome went with him"
    writes(amina, "July is quieter.", WITH_PRIYA).closes()
    assert readers_of(year, "July is quieter.") == {"amina", "priya"}
    assert readers_of(year, "May is all committees.") == {"amina", "tom", "priya"}, "it is his"
    assert readers_of(year, "March had lambs.") == {"amina", "priya"}
    tom.types("/reflect")
    assert "E-1" not in str(window(tom).fields)


def test_what_is_for_facilitators_is_for_them_alone(year: Year, amina: Writer) -> None:
    year.comes("04-14")
    writes(amina, "Our director whistles.", HOSTS).closes()
    assert readers_of(year, "Our director whistles.") == {"amina", "jonas", "leila"}
    writes(amina, "He whistles to himself.", ONLY_ME).closes()
    assert readers_of(year, "He whistles to himself.") == {"amina"}

    year.comes("08-11")
    jonas = year.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(facilitators=["jonas"]).saves().closes()
    assert readers_of(year, "Our director whistles.") == {"amina", "jonas"}


def test_narrowed_it_leaves_from_everywhere(year: Year, amina: Writer) -> None:
    line, rest = "Lamps beat arrows.", "Arrows are for those who wrote them."
    year.comes("03-03")
    writes(amina, rest, GROUP, line=line).closes()
    year.goes_by()
    posted = year.board.expects(text="A line from Amina about E-1")
    assert posted.shown.startswith('Amina: "Lamps beat arrows."')
    for handle in ("tom", "wanjiru"):
        assert rest in year.comes_across(handle)
    mere = year.person("mere").clicks("Read on", on=posted)
    assert rest in window(mere).text

    year.comes("10-06")
    opens_own(amina, "arrows").clicks("Edit").fills(line="", visibility=ONLY_ME).saves()
    amina.closes(everything=True)
    year.goes_by()
    assert year.card("E-1").thread == []
    for handle in ("tom", "wanjiru"):
        seen = year.comes_across(handle) + year.finds(handle, "arrows")
        assert line not in seen
        assert rest not in seen
    assert rest in year.comes_across("amina")
    mere.clicks("Thank you")
    assert "That was taken back by the one who wrote it" in window(mere).text


def test_an_experiment_made_narrower_takes_its_year_along(year: Year, amina: Writer) -> None:
    brings_in(year, amina, "amina", "tom")
    year.person("tom").expects(text="You are on E-1 now")
    amina.types("/experiment E-1").clicks("Where is it now?")
    amina.fills({"Where is it now?": "Understanding what is going on", "words": "Chalk squeaks."})
    amina.saves().closes(everything=True)
    writes(amina, "Squeaking is a signal.", WITH_TOM, line="Listen to chalk.").closes()
    year.goes_by()
    for shown in ("Chalk squeaks.", "Listen to chalk."):
        year.board.expects(shown=shown)
    assert "Chalk squeaks." in year.comes_across("wanjiru")

    year.comes("11-10")
    amina.types("/experiment E-1").clicks("Edit").fills(visibility=WITH_TOM).saves()
    assert "Its card leaves the noticeboard." in window(amina).text
    amina.closes(everything=True)
    year.goes_by()
    assert year.cards() == {}
    seen = year.comes_across("wanjiru") + year.finds("wanjiru", "chalk")
    seen += "".join(each.shown for each in year.board.messages)
    for words in ("Corridors without signs", "Chalk squeaks.", "Squeaking is a signal."):
        assert words not in seen
    assert "Listen to chalk." in seen, "the line is for the group, wherever the experiment goes"
    assert "Chalk squeaks." in year.comes_across("tom")
