"""What is arranged about somebody's yes is what Slack takes, and a no weighs as much."""

from typing import Any

import pytest

from bot.proposals import Ask
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.people import Member
from storage.proposals import Proposal
from templates.blocks import Message, home
from templates.proposals import views
from tests.templates.test_experiments import AMINA, TOM, experiment, worst
from tests.templates.test_words import HOSTILE


def ask(
    one: Experiment,
    other: Experiment | None = None,
    *,
    accepted: bool | None = None,
    asker: Member = AMINA,
) -> Ask:
    return Ask(Proposal(id=3, accepted=accepted), one, other, asker=asker, asked=TOM)


def all_asks(one: Experiment) -> list[Ask]:
    return [
        ask(one, other, accepted=accepted)
        for other in (None, one)
        for accepted in (None, True, False)
    ]


def all_views(one: Experiment) -> dict[str, dict[str, Any]]:
    asks = all_asks(one)
    crowd = [Member(id=each, slack_id="U", name="🎉" * 60) for each in range(1, 31)]
    return {
        "lead": views.lead_form(one, crowd),
        "lead, nobody there": views.lead_form(one, []),
        "merge": views.merge_form(one, [experiment(id=each) for each in range(1, 101)]),
        "merge, nothing there": views.merge_form(one, []),
        "taken back": views.after_taking_back(one),
        "home": home(*views.waiting_lines(asks), *views.in_window(asks, asks, AMINA)),
        **{f"asked {at}": views.after_asking(each) for at, each in enumerate(asks)},
        **{f"answered {at}": views.answer_window(each) for at, each in enumerate(asks)},
    }


def all_messages(one: Experiment) -> list[Message]:
    return [
        say(each)
        for each in all_asks(one)
        for say in (views.question, views.as_answered, views.told)
    ]


@pytest.mark.parametrize("name", all_views(experiment()))
@pytest.mark.parametrize("one", [experiment(), worst()], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, one: Experiment) -> None:
    view = all_views(one)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", [*HOSTILE, "🎉" * 80])
def test_slack_takes_every_message_and_no_lock_screen_shows_a_title(typed: str) -> None:
    for said in all_messages(experiment(title=typed)):
        payload = {"text": said.text, "blocks": said.blocks}

        assert validate_message(payload) == []
        assert message_lints(payload) == []
        assert typed not in said.text


@pytest.mark.parametrize("other", [None, experiment(id=3)])
def test_both_answers_look_alike(other: Experiment | None) -> None:
    said = views.question(ask(experiment(), other))
    [row] = [each for each in said.blocks if each["type"] == "actions"]

    assert [each.get("style") for each in row["elements"]] == [None] * 3


def test_whoever_is_asked_finds_the_question_in_the_window_too() -> None:
    asked = ask(experiment())
    hers = render_text(views.in_window([asked], [], AMINA))
    his = render_text(views.in_window([asked], [], TOM))

    assert hers == ["Amina asked Tom to be the one to talk to.", "Take it back"]
    assert his[1:] == ["Yes, I will", "Not me"]
