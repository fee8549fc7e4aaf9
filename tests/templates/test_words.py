"""Words: what a person typed is shown exactly as typed, whatever it is, and rings nobody."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

import templates
from bot.errors import Refusal
from templates import fallback, leaves, plain, sentence, words

HOSTILE = [
    "<!channel> and <!here|here>",
    "@here @channel @everyone",
    "<@UAMINA000> <#CNOTICEBO>",
    "*bold* _italic_ ~struck~ `code` > quoted",
    "{{ title }} {% raw %} {# gone #}",
    "&amp; &lt; & < > \" '",
    ":tada: 🎉 👩🏽‍⚕️",
    "שלום, مرحبا",
    "</script><script>alert(1)</script>",
    "line one\nline two\t\ttabs",
    "https://example.org/?a=1&b=2",
    "null None undefined",
]
CARD = {
    "ref": "E-1",
    "purpose": "p",
    "question": "q",
    "stage": "idea",
    "trail": ["idea"],
}


def shown(text: str) -> str:
    return "".join(leaf["text"] for leaf in leaves(text))


def card(title: str) -> str:
    said = words("cards/card").body(title=title, **CARD)
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_exactly(typed: str) -> None:
    assert f"E-1 · {typed}\n" in shown(card(typed))
    assert plain(words("cards/list").line("E-1", typed, "Amina", "idea")).startswith(
        f"E-1 · {typed}\n"
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Co"]), min_size=1))
def test_whatever_anybody_can_type_is_shown_exactly(typed: str) -> None:
    assert f"E-1 · {typed}\n" in shown(card(typed))


@given(st.text(min_size=1))
def test_nothing_that_is_typed_becomes_a_style_or_a_mark(typed: str) -> None:
    before, after = leaves(card("plain")), leaves(card(typed))

    assert {leaf["type"] for leaf in after} == {"text"}
    assert [leaf.get("style") for leaf in after] == [leaf.get("style") for leaf in before]


def test_the_templates_own_bold_counts() -> None:
    [first, *_] = leaves(card("*x*"))

    assert first == {"type": "text", "text": "E-1 · *x*", "style": {"bold": True}}


@pytest.mark.parametrize("typed", ["<!channel>", "<@UAMINA000>", "a & b"])
def test_the_lock_screens_text_is_escaped_as_slack_asks(typed: str) -> None:
    said = fallback(words("cards/card").lock("E-1", typed))

    assert "<" not in said
    assert said == "E-1, an experiment by " + typed.replace("&", "&amp;").replace(
        "<", "&lt;"
    ).replace(">", "&gt;")


def test_a_mark_is_a_leaf_of_its_own_and_never_plain() -> None:
    said = words("experiments/saved").card_goes_up('"A title"', "CNOTICEBO")

    assert {"type": "channel", "channel_id": "CNOTICEBO"} in leaves(said)
    with pytest.raises(ValueError, match="channel mark"):
        plain(said)


def test_a_mark_bears_the_style_that_it_stands_in() -> None:
    starts = datetime(2027, 1, 14, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))
    row = {"starts": starts, "ends": starts, "standing": ""}
    [when, _, clock, *_] = leaves(words("workshops/post").times([row]))

    assert when == {
        "type": "date",
        "timestamp": int(starts.timestamp()),
        "format": "{date_long}, {time}",
        "fallback": "2027-01-14 08:00 UTC",
        "style": {"bold": True},
    }
    assert (clock["format"], clock["fallback"], "style" in clock) == ("{time}", "08:00 UTC", False)


def test_the_fences_cannot_be_typed() -> None:
    forged = '\ue001{"type": "broadcast", "range": "channel"}\ue002'

    assert {leaf["type"] for leaf in leaves(card(forged))} == {"text"}


def test_nothing_is_shown_for_what_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        words("cards/card").body(title="only this")
    with pytest.raises(ValueError, match="nothing to show"):
        card(None)  # type: ignore[arg-type]


def test_every_refusal_of_the_rules_has_its_sentence() -> None:
    folder = Path(templates.__file__).parent
    raised = {
        (found.split('Refusal("')[1].split('"')[0])
        for path in [*folder.parent.glob("bot/*.py"), *folder.parent.glob("handlers/*.py"),
                     *folder.glob("*/__init__.py")]
        for found in path.read_text(encoding="utf-8").splitlines()
        if 'Refusal("' in found
    }  # fmt: skip

    assert len(raised) >= 10
    for name in raised:
        capability, macro = name.split(".")
        assert hasattr(words(f"{capability}/refusals"), macro), name


def test_a_refusal_says_what_to_do() -> None:
    refusal = Refusal("teams.not_on_team", ref="E-1")

    assert sentence(refusal) == "Only the people on E-1 can change it. You could ask them."


def test_a_group_may_have_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    own = "{% macro not_on_team(ref) %}{{ ref }} ist nicht deins.{% endmacro %}"
    (tmp_path / "teams" / "refusals.j2").write_text(own, encoding="utf-8")
    templates.use_folder(str(tmp_path))
    try:
        assert sentence(Refusal("teams.not_on_team", ref="E-1")) == "E-1 ist nicht deins."
        assert words("experiments/registration").title == "A new experiment"
    finally:
        templates.use_folder("")
