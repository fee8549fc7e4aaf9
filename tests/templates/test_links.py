"""What is arranged about what joins experiments is what Slack takes, even at its worst."""

from typing import Any

import pytest

from bot.closeness import Close
from bot.links import Joined
from sandbox.kit.blocks import validate_message
from sandbox.kit.lints import message_lints
from sandbox.kit.views import render_text, validate_view, view_lints
from storage.experiments import Experiment
from storage.links import SameQuestion
from storage.people import Member
from templates.blocks import modal
from templates.links import views
from tests.templates.test_experiments import AMINA, TOM, experiment, worst
from tests.templates.test_words import HOSTILE

HOWS = ["informs", "informed_by", "same_place", "similar_question", "merged_into", "carries_on"]
LONG = Member(id=3, slack_id="U3", name="🎉" * 60, title="")


def all_views(one: Experiment) -> dict[str, dict[str, Any]]:
    joined = [Joined(at, HOWS[at % 6], one) for at in range(60)]
    same = SameQuestion(id=1, words="Here too.")
    close = [Close(one, ["🎉" * 500, "visits", "families"])] * 3
    leads = {one.id: LONG}
    return {
        "belongs": views.belongs_form(one, [one] * 100, joined),
        "nothing to belong with": views.belongs_form(one, [], joined),
        "belongs, saved": views.belongs_saved(one, joined),
        "window": modal(
            one.ref,
            *views.joined_lines(joined),
            *views.same_for_reader(one, LONG, None),
            *views.same_for_reader(one, LONG, same),
            *views.same_for_team([(LONG, "🎉" * 300)] * 40),
            close="x",
        ),
        "tell": views.tell_form(one, LONG, [LONG] * 30),
        "told": views.told(one, LONG, [LONG] * 30, same),
        "told before": views.told(one, LONG, [LONG] * 30, same, again=True),
        "untold": views.untold(),
        "close line": modal(one.ref, *views.close_line(one, close, leads), close="x"),
        "close": views.close_window(one, close, leads, {}),
        "close and together": views.close_window(one, close, leads, {one.id: 5}),
        "nothing close": views.close_window(one, [], {}, {}),
    }


@pytest.mark.parametrize("name", all_views(experiment()))
@pytest.mark.parametrize("one", [experiment(), worst()], ids=["usual", "worst"])
def test_slack_takes_every_window(name: str, one: Experiment) -> None:
    view = all_views(one)[name]

    assert validate_view(view) == []
    assert view_lints(view) == []


@pytest.mark.parametrize("typed", [*HOSTILE, "🎉" * 300])
def test_the_message_shows_the_line_and_the_lock_screen_does_not(typed: str) -> None:
    said = views.same_message(experiment(), TOM, SameQuestion(id=1, words=typed))
    payload = {"text": said.text, "blocks": said.blocks}

    assert validate_message(payload) == []
    assert message_lints(payload) == []
    assert typed in "\n".join(render_text(said.blocks))
    assert said.text == "Tom has the same question as E-14"


@pytest.mark.parametrize(
    ("how", "line"),
    [
        ("informs", "Informs E-14 · Longer first visits"),
        ("informed_by", "Informed by E-14 · Longer first visits"),
        ("same_place", "In the same place as E-14 · Longer first visits"),
        ("similar_question", "Asks something close to E-14 · Longer first visits"),
        ("merged_into", "Carries on in E-14 · Longer first visits"),
        ("carries_on", "Carries on what began as E-14 · Longer first visits"),
    ],
)
def test_each_way_of_belonging_together_is_said_in_words(how: str, line: str) -> None:
    assert render_text(views.joined_lines([Joined(1, how, experiment())])) == [line, "Open"]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (1, "Another one asks something close: E-14 (Amina)."),
        (2, "Two others ask something close: E-14 (Amina), E-14 (Amina)."),
        (3, "Three others ask something close: E-14 (Amina), E-14 (Amina), E-14 (Amina)."),
    ],
)
def test_what_asks_something_close_is_named_with_whom_to_talk_to(found: int, line: str) -> None:
    one = experiment()
    close = [Close(one, ["visits", "families"])] * found
    shown = render_text(views.close_line(one, close, {one.id: AMINA}))

    assert shown == [line, "See it" if found == 1 else "See them"]
    window = views.close_window(one, close, {one.id: AMINA}, {})
    assert "Both speak of visits and families." in render_text(window["blocks"])
    assert views.close_line(one, [], {}) == []
