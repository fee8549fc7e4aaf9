"""What is arranged about experiments is what Slack takes, even at its worst."""

from typing import Any

import pytest

from sandbox.kit.blocks import message_lints, validate_message
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from templates.experiments import views
from tests.templates.test_words import HOSTILE

AMINA = Member(id=1, slack_id="UAMINA", name="Amina", title="a coastal council")
TOM = Member(id=2, slack_id="UTOM", name="Tom", title="")


def experiment(**more: Any) -> Experiment:
    given = {
        "id": 14,
        "title": "Longer first visits",
        "purpose": "Families tell their story once, to one person.",
        "question": "What changes when a first visit has no time limit?",
        "stage": "idea",
        "visibility": "group",
        "could_be_hurt": "",
        "people_know": "",
        "how_stop": "",
        "lead_id": 1,
        "created_by": 1,
        "revision": 1,
    }
    return Experiment(**{**given, **more})


def worst() -> Experiment:
    """Every field as long as it may be, of the longest letters."""
    return experiment(
        id=999_999_999,
        title="🎉" * 80,
        purpose="🎉" * 500,
        question="🎉" * 300,
        stage="explore",
        could_be_hurt="🎉" * 1000,
        people_know="🎉" * 1000,
        how_stop="🎉" * 1000,
    )


def all_views(one: Experiment) -> dict[str, dict[str, Any]]:
    mine = {
        "title": "Mine",
        "purpose": "Mine",
        "question": "Mine",
        "stage": "embed",
        "visibility": "circle",
    }
    names = ["Tom", "Priya", "🎉" * 120]
    return {
        "registration": views.registration(one.title),
        "edit": views.edit_form(one, []),
        "edit with companions": views.edit_form(one, names),
        "both versions": views.edit_form(one, names, mine),
        "safety": views.safety_form(one, alone=True, tries=True),
        "safety anew": views.safety_form(one, alone=False, tries=False),
        "saved": views.saved(one, "CNOTICEBO", alone=True),
        "saved without a board": views.saved(one, None, alone=True),
        "window of the team": views.window(
            one, [AMINA], ["idea"] * 50, AMINA, needs_safety=True, just_saved="goes_up"
        ),
        "window of a reader": views.window(one, [AMINA], ["idea"], TOM, needs_safety=False),
        "list": views.listing([one] * 25, {one.id: AMINA}, has_more=True),
        "empty list": views.listing([], {}, has_more=False),
    }


@pytest.mark.parametrize("name", all_views(experiment()))
@pytest.mark.parametrize("one", [experiment(), worst()], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, one: Experiment) -> None:
    view = all_views(one)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_slack_takes_every_window_whatever_was_typed(typed: str) -> None:
    one = experiment(title=typed, purpose=typed, question=typed, could_be_hurt=typed)
    for view in all_views(one).values():
        assert validate_view(view) == []


@pytest.mark.parametrize("one", [experiment(), worst()], ids=["usual", "worst"])
def test_slack_takes_every_card(one: Experiment) -> None:
    card = views.card(one, AMINA, ["idea", "understand"] * 50)
    payload = {"text": card.text, "blocks": card.blocks}

    assert validate_message(payload) == []
    assert message_lints(payload) == []


def test_the_card_says_who_and_what_and_carries_one_button_for_everyone() -> None:
    card = views.card(experiment(stage="understand"), AMINA, ["idea", "co_design", "understand"])

    assert card.text == "E-14, an experiment by Amina"
    assert render_text(card.blocks) == [
        (
            "E-14 · Longer first visits\n"
            "What matters  Families tell their story once, to one person.\n"
            "The question  What changes when a first visit has no time limit?\n"
            "Now  Understanding what is going on     idea → deciding → understanding"
        ),
        "Open",
        "Amina, a coastal council. Talk about it in the thread.",
    ]


def test_a_long_trail_shows_its_end() -> None:
    card = views.card(experiment(), AMINA, ["idea", "understand"] * 20)

    assert card.blocks[0]["elements"][0]["elements"][-1]["text"].count("→") == 7


@pytest.mark.parametrize(
    ("reader", "needs_safety", "buttons"),
    [
        (AMINA, False, ["Edit"]),
        (AMINA, True, ["Answer three questions", "Edit"]),
        (TOM, False, []),
    ],
)
def test_only_its_team_finds_ways_to_change_it(
    reader: Member,
    buttons: list[str],
    *,
    needs_safety: bool,
) -> None:
    view = views.window(experiment(), [AMINA], ["idea"], reader, needs_safety=needs_safety)
    found = [
        element["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]

    assert found == buttons


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ([], "Only me for now"),
        (["Tom"], "Tom, who is on E-14 with you"),
        (["Tom", "Priya"], "Tom and Priya, who are on E-14 with you"),
        (["Tom", "Priya", "Ana"], "Tom, Priya and Ana, who are on E-14 with you"),
    ],
)
def test_who_can_see_it_names_people_not_levels(companions: list[str], expected: str) -> None:
    view = views.edit_form(experiment(visibility="group"), companions)
    [visibility] = [each for each in view["blocks"] if each["block_id"] == "visibility"]
    options = [each["text"]["text"] for each in visibility["element"]["options"]]

    assert options == [expected, "Everyone in the group"]
