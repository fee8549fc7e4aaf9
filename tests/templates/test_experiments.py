"""What is arranged about experiments is what Slack takes, even at its worst."""

from typing import Any

import pytest

from sandbox.kit.views import validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from templates.experiments import views
from templates.experiments.forms import registration_options
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


def test_more_companions_than_an_option_holds_are_said_to_be_more() -> None:
    names = [f"Somebody with a long name {number}" for number in range(9)]
    shown = registration_options(experiment(), names)["visibility"]["circle"]

    assert len(shown) <= 75
    assert shown.endswith("more, who are on E-14 with you")
