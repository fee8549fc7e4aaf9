"""Names that groups give, and the codes that are made of them."""

import pytest

from bot.names import LONGEST_CODE, already, code_for, one_line


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("A walk", set(), "a_walk"),
        ("Überraschung!", set(), "uberraschung"),
        ("散歩", set(), "way"),
        ("散歩", {"way"}, "way_2"),
        ("A walk", {"a_walk", "a_walk_2"}, "a_walk_3"),
        ("x" * 60, {"x" * LONGEST_CODE}, "x" * (LONGEST_CODE - 2) + "_2"),
    ],
)
def test_a_code_is_made_of_the_name_and_there_once(name: str, taken: set[str], code: str) -> None:
    assert code_for(name, taken, otherwise="way") == code


def test_a_name_is_one_line_and_reads_the_same_whatever_its_case() -> None:
    assert one_line(" A\n walk\t") == "A walk"
    assert already("TRIÓS", ["Sets", "Trios"]) == "Trios"
    assert already("Walks", ["Sets", "Trios"]) == ""
