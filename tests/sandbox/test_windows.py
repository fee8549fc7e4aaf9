"""Saving and closing windows, and what the app's acknowledgement makes of them."""

from collections.abc import Callable

import pytest

from sandbox.transports import Unplugged
from sandbox.windows import TROUBLE
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, modal, text_input, words


def test_saving_tells_the_app_what_is_in_the_window(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    view = show(text_input("name"), text_input("why", optional=True), private_metadata="E-1")

    amina = workspace.person("amina").fills(name="Longer first visits").saves()

    body = heard.last
    assert body["type"] == "view_submission"
    assert body["response_urls"] == []
    assert (body["view"]["id"], body["view"]["private_metadata"]) == (view["id"], "E-1")
    assert body["view"]["state"]["values"] == {
        "name": {"value": {"type": "plain_text_input", "value": "Longer first visits"}},
        "why": {"value": {"type": "plain_text_input", "value": None}},
    }
    assert workspace.triggers.exchange(body["trigger_id"]).user == "UAMINA000"
    assert amina.window is None


def test_nothing_is_sent_before_everything_is_filled_in(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    show(text_input("name"), text_input("why", min_length=5))

    amina = workspace.person("amina").fills(why="abc").saves()

    assert amina.window is not None
    assert set(amina.window.errors) == {"Name", "Why"}
    assert amina.window.errors["Name"] == "Please complete this required field."
    assert heard.bodies == []

    amina.fills(name="x", why="because").saves()
    assert len(heard.bodies) == 1


def titles(workspace: Workspace) -> list[str]:
    return [window.title for window in workspace.person("amina").windows]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({}, ["First"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal("Changed")}, ["First", "Changed"]),
        ({"response_action": "push", "view": modal("Third")}, ["First", "Second", "Third"]),
        (
            {"response_action": "errors", "errors": {"name": "Too short."}},
            ["First", "Second"],
        ),
    ],
)
def test_the_acknowledgement_says_what_becomes_of_the_windows(
    workspace: Workspace, heard: Heard, show: Callable[..., Json], answer: Json, left: list[str]
) -> None:
    show(title="First")
    show(title="Second")
    heard.answers.append(answer)

    workspace.person("amina").fills(name="x").saves()

    assert titles(workspace) == left
    assert workspace.lints == []


def test_errors_stand_under_their_fields_until_the_next_try(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    show()
    heard.answers.append({"response_action": "errors", "errors": {"name": "Too short."}})

    amina = workspace.person("amina").fills(name="x").saves()
    assert amina.window is not None
    assert amina.window.errors == {"Name": "Too short."}
    assert amina.window.field("Name").value == "x"

    amina.saves()
    assert amina.window is None


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Too short."}},
        {"response_action": "update", "view": modal("x" * 25)},
        {"response_action": "push"},
        {"response_action": "close"},
        {"text": "Saved"},
    ],
)
def test_an_acknowledgement_that_slack_cannot_use_is_trouble(
    workspace: Workspace, heard: Heard, show: Callable[..., Json], answer: Json
) -> None:
    show()
    heard.answers.append(answer)

    amina = workspace.person("amina").fills(name="x").saves()

    assert amina.window is not None
    assert amina.window.note == TROUBLE
    assert amina.window.field("Name").value == "x"
    assert len(workspace.lints) == 1


def test_nobody_there_is_trouble_too(workspace: Workspace, show: Callable[..., Json]) -> None:
    show()
    workspace.transport = Unplugged()

    amina = workspace.person("amina").fills(name="x").saves()

    assert amina.window is not None
    assert amina.window.note == TROUBLE


def test_closing_is_told_only_where_it_was_asked_for(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    show(notify_on_close=False)
    workspace.person("amina").closes()
    assert heard.bodies == []

    show(notify_on_close=True)
    amina = workspace.person("amina").fills(name="a draft").closes()

    assert amina.window is None
    assert heard.last["type"] == "view_closed"
    # slack-facts §0.7: what was typed is not in it.
    assert heard.last["view"]["state"] == {"values": {}}
    assert "trigger_id" not in heard.last


@pytest.mark.parametrize(
    ("everything", "clear_on_close", "left", "named", "cleared"),
    [
        (False, False, ["First"], "Second", False),
        (True, False, [], "First", True),
        (False, True, [], "First", True),
    ],
)
def test_what_closes_and_which_window_is_named(
    workspace: Workspace,
    heard: Heard,
    show: Callable[..., Json],
    everything: bool,  # noqa: FBT001 - columns of the table above
    clear_on_close: bool,  # noqa: FBT001 - the same
    left: list[str],
    named: str,
    cleared: bool,  # noqa: FBT001 - the same
) -> None:
    show(title="First", notify_on_close=True)
    show(title="Second", notify_on_close=True, clear_on_close=clear_on_close)

    workspace.person("amina").closes(everything=everything)

    assert titles(workspace) == left
    assert heard.last["view"]["title"] == words(named)
    assert heard.last["is_cleared"] is cleared
