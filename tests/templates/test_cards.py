"""How an experiment is shown: what is arranged is what Slack takes, even at its worst."""

from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from templates.blocks import button, section
from templates.cards import views
from templates.cards.views import Parts
from tests.templates.test_experiments import AMINA, TOM, experiment, worst
from tests.templates.test_words import HOSTILE

MORE = [section(f"More {each}") for each in range(30)]
FULL = Parts(
    standing="Resting until 3 May",
    ways=[button(f"Way {each}", f"cards.way_{each}") for each in range(6)],
    told=MORE,
    lines=MORE,
    rows=MORE,
)


def all_views(one: Experiment) -> dict[str, dict[str, Any]]:
    of_team: dict[str, Any] = {"needs_safety": True, "just_saved": "goes_up"}
    standings = {one.id: "Resting until 3 May"}
    return {
        "window of the team": views.window(one, [AMINA], ["idea"] * 50, AMINA, FULL, **of_team),
        "window of a reader": views.window(
            one, [AMINA], ["idea"], TOM, Parts(), needs_safety=False
        ),
        "list": views.listing([one] * 25, {one.id: AMINA}, standings, has_more=True),
        "what was looked for": views.listing(
            [one], {one.id: AMINA}, {}, has_more=False, word="🎉" * 80, whose="mine"
        ),
        "nothing found": views.listing([], {}, {}, has_more=False, word="x"),
        "empty list": views.listing([], {}, {}, has_more=False),
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
    view = views.window(experiment(), [AMINA], ["idea"], reader, Parts(), needs_safety=needs_safety)
    found = [
        element["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]

    assert found == buttons
