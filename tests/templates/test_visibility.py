"""Who can see something, in words: people, as many as there is room for."""

from templates.blocks import OPTION
from templates.visibility import level_options, naming, who_can_read
from tests.cast import called


def test_the_people_are_named() -> None:
    tom, priya, leila = called("Tom"), called("Priya"), called("Leila")
    named = {"only_me": (), "circle": (tom, priya), "facilitators": (leila,), "group": ()}

    assert level_options(named, "E-14") == {
        "only_me": "Only me",
        "circle": "Tom and Priya, who are on E-14 with you",
        "facilitators": "Leila, the facilitator",
        "group": "Everyone in the group",
    }
    assert who_can_read(named, "circle", "E-14") == "Tom and Priya, who are on E-14 with you,"
    assert who_can_read(named, "only_me") == "Only you"


def test_many_people_are_named_as_far_as_an_option_has_room() -> None:
    many = [called(f"A rather long name {each}") for each in range(9)]

    text = level_options({"circle": many}, "E-14")["circle"]

    assert text.startswith("A rather long name 0")
    assert text.endswith("more, who are on E-14 with you")
    assert len(text) <= OPTION


def test_names_are_shown_as_they_were_typed() -> None:
    named = {"circle": (called("*Tom* <!channel>"),)}

    assert level_options(named, "E-1")["circle"] == "*Tom* <!channel>, who is on E-1 with you"


def test_an_ask_names_who_carries_it_and_who_looks_for_someone() -> None:
    assert naming("unnamed", ["Jonas"], "") == (
        "Everyone, without my name: Jonas carries the replies"
    )
    assert naming("quietly", ["Jonas"], "") == "Quietly: Jonas finds me someone"
    assert naming("quietly", ["Jonas", "Leila"], "") == "Quietly: Jonas and Leila find me someone"
    many = naming("quietly", [f"A rather long name {each}" for each in range(9)], "")
    assert many.endswith("more find me someone")
    assert len(many) <= OPTION
