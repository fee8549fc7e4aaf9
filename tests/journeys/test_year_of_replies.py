"""Twelve months of what comes back to those who write: thanks, talks, drafts, their own words."""

import pytest

from sandbox.sights import Message
from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down, window

LINE = "Lamps beat arrows."
SEEN_BY_ALL = "Everyone in the group"


@pytest.fixture
def amina(year: Year, chapters: Chapters) -> Writer:
    """Her card stands."""
    chapters.goes_on(year, begins)
    return year.person("amina")


def begins(year: Year) -> None:
    put_down(year.person("amina"), "Corridors without signs").closes()
    year.goes_by()
    year.board.expects(text="E-1, an experiment by Amina")


def writes(year: Year, somebody: Writer, words: str, line: str, level: str) -> Message:
    """With a line under the card of E-1."""
    somebody.types("/reflect").fills(about="E-1 Corridors without signs")
    somebody.fills(answer_1=words, line=line, visibility=level).saves().closes()
    year.goes_by()
    return year.board.expects(shown=line)


def test_thanks_come_together_at_most_twice_a_week(year: Year, amina: Writer) -> None:
    line = writes(year, amina, "Nobody's business.", LINE, "Only me")
    rounds = [
        ("03-01", ["tom", "priya"], "Tom and Priya say thank you"),
        ("03-02", ["wanjiru"], "Wanjiru says thank you"),
        ("03-03", [], ""),
        ("03-04", ["mikko", "ana", "mere"], ""),  # she was written to twice this week
    ]
    for day, readers, said in rounds:
        year.comes(day, "08:00")
        for handle in readers:
            reader = year.person(handle).clicks("Thank you", on=line)
            reader.expects(shown="Amina will hear it from you, together with others.")
        year.comes(day, "15:55")
        before = len(amina.messages)
        year.comes(day, "16:30")
        assert len(amina.messages) == before + bool(said)
        if said:
            told = amina.expects(text="Thanks from people in the group")
            assert told.shown.startswith(f"{said} for your line about Corridors without signs.")
            assert LINE not in told.shown
    year.comes("03-08", "16:45")
    amina.expects(shown="Mikko, Ana and Mere say thank you for your line")
    assert line.buttons == ["Thank you", "Same here", "Tell me more"], "no counts"


def test_tell_me_more_asks_where_it_was_read(year: Year, amina: Writer) -> None:
    line = writes(year, amina, "A porter drew a fish.", LINE, SEEN_BY_ALL)
    tom = year.person("tom").clicks("Tell me more", on=line)
    tom.fills(words="What did the lamps cost?").saves().closes()
    year.goes_by()
    asked = year.board.expects(text="Tom would like to hear more")
    assert "What did the lamps cost?" in asked.shown
    assert asked.rings == [f"@{amina.id}"]

    year.comes("05-04")
    amina.types("/reflect Only in the basement.").fills(visibility=SEEN_BY_ALL, line="Cellars.")
    amina.saves().closes()
    wanjiru = year.person("wanjiru").opens_home().clicks("Read on", on="home", index=0)
    wanjiru.clicks("Tell me more").fills(words="Who goes down there?").saves()
    year.goes_by()
    both = year.workspace.group("amina", "wanjiru").expects(text="Wanjiru would like to hear more")
    assert "Who goes down there?" in both.shown
    wanjiru.closes(everything=True).clicks("Read on", on="home", index=0).clicks("Tell me more")
    assert "You asked today." in window(wanjiru).text


def test_after_a_hard_day_somebody_learns_only_that(year: Year, amina: Writer) -> None:
    year.comes("09-15")
    amina.types("/reflect").chooses("A hard day", on="window", action_id="reflections.way")
    amina.fills(answer_1="The ward was closed.", answer_4="A walk by the sea.").saves()
    assert window(amina).buttons == ["Ask Jonas", "No, thank you"]
    amina.clicks("Ask Jonas")
    year.goes_by()
    told = year.person("jonas").expects(text="Amina would like to talk")
    assert "ward" not in told.shown
    assert "sea" not in told.shown
    for handle in ("jonas", "tom"):
        seen = year.comes_across(handle) + year.finds(handle, "ward")
        assert "The ward was closed." not in seen
    year.comes("12-14")
    assert "Three months ago you wrote" not in amina.opens_home().home.text, "not unasked"


def test_three_months_later_ones_own_words_come_back(year: Year, amina: Writer) -> None:
    year.comes("01-13")
    amina.types("/reflect Ferries are late in fog.").saves().closes()
    year.comes("02-10")
    amina.types("/reflect Fog lifts at ten.").saves().closes()
    assert "Three months ago" not in amina.opens_home().home.text

    year.comes("04-13")
    then = 'Three months ago you wrote: "Ferries are late in fog."'
    assert then in amina.opens_home().home.text
    assert "Ferries" not in year.comes_across("tom")
    year.comes("04-28")
    assert then not in amina.opens_home().home.text
    year.comes("05-11")
    amina.types("/reflect Something newer.").saves().closes()
    assert "Fog lifts at ten." in amina.opens_home().home.text


def test_drafts_are_their_writers_alone_and_die_after_thirty_days(
    year: Year, amina: Writer
) -> None:
    year.comes("02-01")
    amina.types("/reflect").fills(answer_1="Half a thought about keys").closes()
    year.comes("03-02")
    amina.types("/reflect")
    assert window(amina).field("answer_1").value == "Half a thought about keys"
    assert "You began this on 1 February." in window(amina).text
    amina.closes()
    assert "keys" not in year.comes_across("jonas") + year.comes_across("amina")

    year.comes("03-04")
    amina.types("/reflect")
    assert not window(amina).field("answer_1").value
    amina.fills(answer_1="Another half").closes()
    amina.opens_home().clicks("My settings", on="home").clicks("Change the rest")
    amina.fills(keeps_drafts="Keep nothing until I save").saves().closes(everything=True)
    amina.types("/reflect")
    assert not window(amina).field("answer_1").value, "switched off, they go"
