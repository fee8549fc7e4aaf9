"""What is arranged about the group's questions is what Slack takes, even at its worst."""

from typing import Any

import pytest

from sandbox.kit.views import render_text, validate_view, view_lints
from storage.people import Member
from storage.prompts import Prompt, PromptChange, PromptSet
from templates.prompts import views
from tests.cast import NOW
from tests.templates.test_words import HOSTILE

JONAS = Member(id=1, slack_id="UJONAS", name="Jonas", title="", facilitator=True)
AMINA = Member(id=2, slack_id="UAMINA", name="Amina", title="", facilitator=False)
USUAL: list[Prompt] = [
    {"question": "What happened?", "hint": "Just what you saw."},
    {"question": "Now what?", "hint": ""},
]
WORST: list[Prompt] = [{"question": "🎉" * 75, "hint": "🎉" * 100}] * 6


def a_set(code: str, name: str, prompts: list[Prompt], *, hidden: bool = False) -> PromptSet:
    return PromptSet(code=code, name=name, prompts=prompts, position=1, hidden=hidden, revision=1)


def noted(what: str, name: str, prompts: list[Prompt], after: str = "") -> PromptChange:
    return PromptChange(
        id=1,
        code="c",
        what=what,
        name_before=name,
        name_after=after or name,
        before=prompts,
        after=[*prompts[:1]],
        changed_by=1,
        changed_at=NOW,
    )


def all_views(name: str, prompts: list[Prompt]) -> dict[str, dict[str, Any]]:
    one = a_set("c", name, prompts)
    sets = [one] * 30 + [a_set("h", name, prompts, hidden=True)] * 10
    lines = "\n".join(each["question"] for each in prompts)
    log = [noted(each, name, prompts) for each in ("changed", "added", "put_away", "brought_back")]
    people = {1: JONAS}
    return {
        "list": views.listing(sets, AMINA),
        "a facilitator's list": views.listing(sets, JONAS),
        "its end": views.listing(sets, JONAS, start=36),
        "past its end": views.listing(sets, AMINA, start=999),
        "just changed": views.listing(sets, JONAS, just=views.changed_just_now("changed", one)),
        "just put away": views.listing(sets, JONAS, just=views.changed_just_now("put_away", one)),
        "just brought back": views.listing(
            sets, JONAS, just=views.changed_just_now("brought_back", one)
        ),
        "no sets": views.listing([], AMINA),
        "new": views.new_form(),
        "edit": views.edit_form(one, lines),
        "both versions": views.edit_form(one, lines, {"name": "Mine", "questions": ""}),
        "theirs is empty": views.edit_form(one, "", {"name": "Mine", "questions": lines}),
        "changes": views.changes(log * 2, people, "Europe/London", has_more=True, now=NOW),
        "no changes": views.changes([], {}, "UTC", has_more=False, now=NOW),
    }


@pytest.mark.parametrize("which", all_views("A surprise", USUAL))
@pytest.mark.parametrize(
    ("name", "prompts"),
    [("A surprise", USUAL), ("🎉" * 30, WORST), ("Blank page", [])],
    ids=["usual", "worst", "blank"],
)
def test_slack_takes_every_window(which: str, name: str, prompts: list[Prompt]) -> None:
    view = all_views(name, prompts)[which]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_shown_as_it_was(typed: str) -> None:
    prompts: list[Prompt] = [{"question": " ".join(typed.split()), "hint": " ".join(typed.split())}]
    for view in all_views(typed, prompts).values():
        assert validate_view(view) == []
    shown = "\n".join(render_text(all_views("n", prompts)["list"]["blocks"]))

    assert f"{prompts[0]['question']} ({prompts[0]['hint']})" in shown


def buttons(view: dict[str, Any]) -> list[str]:
    rows = [each["elements"] for each in view["blocks"] if each["type"] == "actions"]
    return [each["text"]["text"] for row in rows for each in row]


def test_everybody_reads_and_only_facilitators_find_ways_to_change() -> None:
    sets = [a_set("c", "A surprise", USUAL), a_set("h", "Old", USUAL, hidden=True)]
    hers, his = views.listing(sets, AMINA), views.listing(sets, JONAS)

    assert buttons(hers) == ["What changed"]
    assert "Old" not in "\n".join(render_text(hers["blocks"]))
    assert buttons(his) == ["What changed", "A new way in", "Edit", "Put away", "Bring back"]
    assert "Old is put away. Only facilitators see this line." in render_text(his["blocks"])


def test_a_change_is_told_in_plain_words() -> None:
    log = [noted("changed", "A surprise", USUAL, "Surprised")]
    view = views.changes(log, {1: JONAS}, "Europe/London", has_more=False, now=NOW)

    assert render_text(view["blocks"]) == [
        "Jonas changed A surprise, which is called Surprised now.",
        "On 2 March",
        "Before",
        "What happened? (Just what you saw.)\nNow what?",
        "After",
        "What happened? (Just what you saw.)",
    ]
