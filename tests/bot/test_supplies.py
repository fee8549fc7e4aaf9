"""What a kind supplies: plans as lines, and what is refused where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import templates
from bot.errors import Refusal
from bot.supplies import (
    ACCESS,
    LONGEST_PART,
    RECORDINGS,
    RULES,
    length,
    read_plan,
    read_supplies,
    written,
)
from templates import sentence

ANSWERS = {
    "agenda": "10 Welcome\n50 Work",
    "sharing_rule": "no_names",
    "recording": "none",
    "access": "captions,breaks",
    "places": "",
}
# domain B8: each plan sums to its length.
LENGTHS = {
    "design": 180,
    "sharing": 150,
    "set": 90,
    "trios": 45,
    "launch": 120,
    "open_hour": 60,
    "review": 120,
}


def test_each_kind_lasts_as_long_as_its_plan() -> None:
    kinds = templates.words("workshops/kinds").kinds

    assert {each["code"]: length(each["agenda"]) for each in kinds} == LENGTHS


def test_every_code_has_its_words_and_every_kind_has_codes_that_there_are() -> None:
    said = templates.words("workshops/kinds")

    assert list(said.rules) == list(RULES)
    assert list(said.recordings) == list(RECORDINGS)
    assert list(said.access) == list(ACCESS)
    for each in said.kinds:
        begins_with = written({**each, "places": each["places"] or None})  # type: ignore[typeddict-item]
        assert written(read_supplies(begins_with)) == begins_with


def test_a_plan_is_read_from_lines_and_written_as_such() -> None:
    read = read_supplies({**ANSWERS, "agenda": " 10  Welcome \n\n 5 5 questions\n45\tWork "})

    assert read["agenda"] == [
        {"minutes": 10, "title": "Welcome"},
        {"minutes": 5, "title": "5 questions"},
        {"minutes": 45, "title": "Work"},
    ]
    assert written(read)["agenda"] == "10 Welcome\n5 5 questions\n45 Work"


@given(
    st.lists(
        st.tuples(
            st.integers(min_value=1, max_value=12),
            st.text(min_size=1, max_size=LONGEST_PART).map(lambda each: " ".join(each.split())),
        ).filter(lambda each: bool(each[1])),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_stands_in_a_plan_is_read_as_it_was_written(parts: list[tuple[int, str]]) -> None:
    plan = [{"minutes": minutes, "title": title} for minutes, title in parts]
    lines = "\n".join(f"{minutes} {title}" for minutes, title in parts)

    assert read_plan(lines) == plan


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("", "A plan has one part at least"),
        ("10 Welcome\n\nWork", "Line 3 needs its minutes first"),
        ("10 Welcome\n0 Work", "Line 2 needs its minutes first"),
        ("-5 Welcome", "Line 1 needs its minutes first"),
        ("1000 Welcome", "Line 1 needs its minutes first"),
        ("10", "Line 1 needs its minutes first"),
        ("\u0661\u0660 Welcome", "Line 1 needs its minutes first"),
        (f"10 {'x' * 121}", "Line 1 is long"),
        ("1 x\n" * 41, "40 parts are the most"),
        ("700 x\n21 y", "more than 12 hours"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_at_its_line(plan: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_plan(plan)

    assert refused.value.field == "agenda"
    assert sentence(refused.value).startswith(said) or said in sentence(refused.value)


@pytest.mark.parametrize("places", ["0", "501", "-1", "many", "1.5", "12345"])
def test_places_are_a_number_or_nothing(places: str) -> None:
    with pytest.raises(Refusal, match="places_number") as refused:
        read_supplies({**ANSWERS, "places": places})

    assert refused.value.field == "places"


@pytest.mark.parametrize(
    "forged", [{"sharing_rule": "shout"}, {"recording": ""}, {"access": "captions,magic"}]
)
def test_what_no_menu_offers_is_refused(forged: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="unknown_choice"):
        read_supplies({**ANSWERS, **forged})


def test_no_limit_is_none_and_access_stands_in_one_order() -> None:
    read = read_supplies({**ANSWERS, "access": "breaks,captions,breaks"})

    assert (read["places"], read["access"]) == (None, ["captions", "breaks"])
    assert read_supplies({**ANSWERS, "places": "8"})["places"] == 8
