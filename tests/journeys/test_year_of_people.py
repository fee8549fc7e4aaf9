"""Twelve months of who is on what: hand-overs and merges with their yes and no, the same question,
and what belongs together.
"""

import pytest

from tests.journeys.chapters import Chapters
from tests.journeys.years import Writer, Year, put_down, window


@pytest.fixture
def amina(year: Year, chapters: Chapters) -> Writer:
    """With Tom on E-1; E-2 is Jonas's."""
    chapters.goes_on(year, begins)
    return year.person("amina")


def begins(year: Year) -> None:
    amina = year.person("amina")
    put_down(amina, "Corridors without signs").closes()
    amina.types("/experiment E-1").clicks("People").fills(people=["amina", "tom"]).saves()
    amina.closes(everything=True)
    put_down(year.person("jonas"), "Rooms without agendas").closes()
    year.goes_by()
    for ref in ("E-1", "E-2"):
        year.board.expects(text=ref)
    year.person("tom").expects(text="You are on E-1 now")


def asks_tom(year: Year, amina: Writer) -> None:
    amina.types("/experiment E-1").clicks("Someone else to talk to").fills(asked="Tom").saves()
    assert "Tom is asked." in window(amina).text
    amina.closes(everything=True)
    year.goes_by()


def asks_to_carry_on(year: Year, somebody: Writer) -> None:
    somebody.types("/experiment E-1").clicks("Carry on in another")
    somebody.fills(other="E-2 · Rooms without agendas").saves().closes(everything=True)
    year.goes_by()


def test_handed_over_after_a_no_and_then_for_good(year: Year, amina: Writer) -> None:
    tom = year.person("tom")
    year.comes("02-08")
    asks_tom(year, amina)
    tom.clicks("Not me", on=tom.expects(text="A question about E-1"))
    year.goes_by()
    assert "Nothing has changed" in amina.expects(text="An answer about E-1").shown
    assert "Amina, a coastal council." in year.card("E-1").shown

    year.comes("07-05")
    asks_tom(year, amina)
    tom.expects(text="A question about E-1")
    tom.opens_home().clicks("Yes, I will", on="home").closes()
    year.goes_by()
    assert "Tom is the one to talk to" in amina.expects(text="An answer about E-1").shown
    year.board.expects(shown="There is someone else to talk to now")
    assert year.card("E-1").text == "E-1, an experiment by Tom"
    amina.types("/experiment E-1").clicks("Leave it").closes(everything=True)
    year.goes_by()
    assert "Edit" not in window(amina.types("/experiment E-1")).buttons


def test_carried_on_in_another_after_a_no(year: Year, amina: Writer) -> None:
    jonas, tom = year.person("jonas"), year.person("tom")
    year.comes("04-12")
    asks_to_carry_on(year, amina)
    jonas.clicks("No, thank you", on=jonas.expects(text="A question about E-1"))
    year.goes_by()
    assert "stays yours, and nothing has changed" in amina.expects(text="An answer").shown

    year.comes("10-11")
    asks_to_carry_on(year, amina)
    jonas.clicks("Yes, together", on=jonas.expects(text="A question about E-1"))
    year.goes_by()
    amina.expects(text="An answer about E-1")
    year.board.expects(shown="Another one carries it on")
    for each in (amina, tom):
        told = each.expects(text="You are on E-2 now")
        assert "carries on in Rooms without agendas (E-2)" in told.shown
    assert "Now  Ended: another one carries it on" in year.card("E-1").shown
    wanjiru = year.person("wanjiru").types("/experiment E-1")
    assert "Carries on in E-2 · Rooms without agendas" in window(wanjiru).text
    assert "Edit" in window(tom.types("/experiment E-2")).buttons

    year.comes("12-06")
    amina.types("/experiment E-1").clicks("Take it up again")
    amina.fills({"Where is it now?": "Just an idea", "words": "It is another thing."}).saves()
    year.goes_by()
    year.board.expects(shown='Taken up again, with an idea: "It is another thing."')


def test_the_same_question_is_told_once_and_taken_back(year: Year, amina: Writer) -> None:
    year.comes("03-15")
    wanjiru = year.person("wanjiru").clicks("Same question here", on=year.card("E-1"))
    assert "can see your name and your line. Amina hears of it once." in window(wanjiru).text
    wanjiru.fills(words="Our depot has no maps.").saves(times=2).closes()
    year.goes_by()
    told = amina.expects(text="Wanjiru has the same question as E-1")
    assert "Our depot has no maps." in told.shown
    assert "Wanjiru: Our depot has no maps." in window(amina.types("/experiment E-1")).text
    assert "Our depot" not in year.comes_across("mikko")
    wanjiru.clicks("Same question here", on=year.card("E-1"))
    assert "Amina knows already" in window(wanjiru).text

    year.comes("06-14")
    wanjiru.clicks("Undo").closes()
    year.goes_by()
    assert amina.messages == []
    amina.closes(everything=True)
    assert "Our depot" not in year.comes_across("amina")


def test_what_belongs_together_is_said_to_who_may_read_both(year: Year, amina: Writer) -> None:
    put_down(amina, "Keys for night staff", visibility="Only me for now").closes()
    for other, how in (
        ("E-2 · Rooms without agendas", "What they learn there helps here"),
        ("E-2 · Rooms without agendas", "Both are in the same place"),
        ("E-3 · Keys for night staff", "What we learn here helps there"),
    ):
        year.goes_by(days=30)
        amina.types("/experiment E-1").clicks("Belongs with …").fills(other=other, how=how).saves()
        amina.closes(everything=True)
    mine, his = window(amina.types("/experiment E-1")).text, year.person("jonas")
    for line in (
        "Informed by E-2 · Rooms without agendas",
        "In the same place as E-2 · Rooms without agendas",
        "Informs E-3 · Keys for night staff",
    ):
        assert line in mine
    seen = window(his.types("/experiment E-1")).text
    assert "In the same place as E-2" in seen
    assert "Keys for night staff" not in seen
    his.closes().types("/experiment E-2")
    assert "Informs E-1 · Corridors without signs" in window(his).text
    his.clicks("Belongs with …").clicks("They don't", index=0).closes(everything=True)
    amina.closes()
    mine = window(amina.types("/experiment E-1")).text
    assert ("Informed by E-2" in mine) != ("In the same place as E-2" in mine)


@pytest.mark.usefixtures("amina")
def test_what_asks_something_close_is_offered_after_putting_down(year: Year) -> None:
    year.comes("08-02")
    ana = year.person("ana")
    put_down(ana, "Agendas drawn by visitors", question="Who chairs rooms without agendas?")
    year.goes_by()
    year.board.expects(text="E-3, an experiment by Ana")
    assert "Two others ask something close: E-2 (Jonas), E-1 (Amina)." in window(ana).text
    assert window(ana).buttons == ["Every two weeks", "Once a month", "Don't ask", "See them"]
    ana.clicks("Don't ask").clicks("See them").clicks("They belong together", index=0)
    ana.closes(everything=True)
    jonas = year.person("jonas").types("/experiment E-2")
    assert "Asks something close to E-3 · Agendas drawn by visitors" in window(jonas).text
