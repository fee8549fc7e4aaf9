"""What is arranged about the people on an experiment is what Slack takes, even at its worst."""

from typing import Any

import pytest

from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from templates.blocks import modal
from templates.experiments import views as experiments
from templates.teams import views
from tests.templates.test_experiments import AMINA, TOM, experiment, worst
from tests.templates.test_words import HOSTILE

CROWD = [
    Member(id=each, slack_id=f"U{each:010}", name="🎉" * 60, title="") for each in range(1, 31)
]


def active(one: Experiment) -> Experiment:
    one.state = "active"
    return one


def all_views(one: Experiment) -> dict[str, dict[str, Any]]:
    return {
        "people": views.people_form(one, CROWD),
        "people of one": views.people_form(experiment(visibility="only_me"), [AMINA]),
        "saved": views.people_saved(one, CROWD, opened=True, meanwhile=True),
        "left": views.left(one),
        "rhythm": views.rhythm_window(one),
        "after saving": experiments.saved(
            one, "CNOTICEBO", *views.rhythm_question(one), alone=True
        ),
        "window": modal(
            one.ref,
            *views.others_on_it(one, CROWD),
            *views.ways_to_arrange(one, TOM, CROWD),
            close="x",
        ),
    }


@pytest.mark.parametrize("name", all_views(active(experiment())))
@pytest.mark.parametrize("one", [active(experiment()), active(worst())], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, one: Experiment) -> None:
    view = all_views(one)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_the_welcome_says_what_was_typed_as_it_was_typed(typed: str) -> None:
    one = experiment(title=typed)
    for came_from in (None, one):
        said = views.welcome(one, Member(id=2, name=typed), came_from)
        payload = {"text": said.text, "blocks": said.blocks}

        assert validate_message(payload) == []
        assert message_lints(payload) == []
        assert typed in render_text(said.blocks)[0]
        assert typed not in said.text


def test_the_three_answers_look_alike_and_none_is_chosen_beforehand() -> None:
    [asks, answers] = views.rhythm_question(experiment())

    assert asks["text"]["text"] == "Shall I ask now and then how it is going?"
    assert [each.get("style") for each in answers["elements"]] == [None, None, None]
    assert len({each["action_id"] for each in answers["elements"]}) == 3


def test_what_is_noted_stands_in_the_window_that_was_clicked_in() -> None:
    one = experiment()
    view = experiments.saved(one, "CNOTICEBO", *views.rhythm_question(one), alone=True)
    one.rhythm = "monthly"
    after = views.with_rhythm(view, one)

    assert after["title"] == view["title"]
    assert after["blocks"][0] == view["blocks"][0]
    assert "Noted: once a month." in "\n".join(render_text(after["blocks"]))


def test_what_has_ended_is_not_handed_over() -> None:
    one = experiment()
    one.state = "closed"
    [row] = views.ways_to_arrange(one, AMINA, CROWD)

    assert [each["text"]["text"] for each in row["elements"]] == ["People", "Belongs with …"]
    assert views.others_on_it(one, [AMINA]) == []
