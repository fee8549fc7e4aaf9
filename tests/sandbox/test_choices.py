"""What no client of Slack's would send is refused at the door, and the app never hears of it."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from sandbox.acting import interactions
from sandbox.acting.targets import Impossible, On
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, button, field, options, row, text_input, words

CONFIRM: Json = {
    "title": words("Sure?"),
    "text": words("It is gone then."),
    "confirm": words("Yes"),
    "deny": words("No"),
}


def menu(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "go", **more}


@pytest.mark.parametrize(
    ("element", "value", "sentence"),
    [
        (menu("static_select", options=options("One")), "two", "one of the options"),
        (menu("radio_buttons", options=options("One")), "two", "one of the options"),
        (menu("checkboxes", options=options("One")), ["one", "two"], "from the options"),
        (menu("overflow", options=options("One")), "two", "no such line"),
        (menu("datepicker"), "2027-02-30", "valid date"),
        (menu("timepicker"), "25:00", "valid time"),
        (menu("datetimepicker"), 12, "valid date and time"),
        (menu("users_select"), "UNOBODY00", "somebody from the list"),
        (menu("multi_users_select"), ["UAMINA000", "UNOBODY00"], "somebody from the list"),
        (menu("channels_select"), "CCELLAR00", "conversation from the list"),
        (menu("conversations_select"), "CVAULT000", "conversation from the list"),
        (
            menu("conversations_select", filter={"include": ["private"]}),
            "CNOTICEBO",
            "conversation from the list",
        ),
        (
            menu("conversations_select", filter={"exclude_bot_users": True}),
            "DTOM00000",
            "conversation from the list",
        ),
        (
            menu("conversations_select", filter={"exclude_external_shared_channels": True}),
            "CHALLWAY0",
            "conversation from the list",
        ),
    ],
)
def test_what_is_not_there_cannot_be_chosen(
    workspace: Workspace,
    post: Callable[..., None],
    heard: Heard,
    element: Json,
    value: Any,
    sentence: str,
) -> None:
    workspace.conversation("hallway").teams.append("TELSEWHER")
    post("Choose", row(element, block_id="row"))
    on = On(room="CNOTICEBO", ts=workspace.channel("noticeboard").messages[0].ts)

    with pytest.raises(Impossible, match=sentence):
        interactions.click(workspace, "UTOM00000", on, "row", "go", value=value)

    assert heard.bodies == []


@pytest.mark.parametrize(
    ("element", "value"),
    [
        (menu("users_select"), "UTOM00000"),
        (menu("channels_select"), "CATTIC000"),
        (menu("conversations_select", filter={"include": ["im"]}), "DTOM00000"),
        (menu("conversations_select", filter={"exclude_bot_users": True}), "CNOTICEBO"),
        (menu("datepicker"), None),
    ],
)
def test_what_is_there_can(
    workspace: Workspace, post: Callable[..., None], heard: Heard, element: Json, value: Any
) -> None:
    post("Choose", row(element, block_id="row"))
    on = On(room="CNOTICEBO", ts=workspace.channel("noticeboard").messages[0].ts)

    interactions.click(workspace, "UTOM00000", on, "row", "go", value=value)

    assert len(heard.bodies) == 1


def test_a_window_stays_open_over_somebody_who_is_not_there(
    workspace: Workspace, show: Callable[..., Json], heard: Heard
) -> None:
    view = show(field("who", "users_select"))
    amina = workspace.person("amina")

    interactions.save(workspace, amina.id, view["id"], {"who": {"value": "UNOBODY00"}})

    assert amina.window is not None
    assert amina.window.errors == {"The who": "Please choose somebody from the list."}
    assert heard.bodies == []


def test_a_field_that_dispatches_nothing_sends_nothing(
    workspace: Workspace, show: Callable[..., Json], heard: Heard
) -> None:
    view = show(text_input("name"))
    on = On(view=view["id"])

    with pytest.raises(Impossible, match="before the window is saved"):
        interactions.click(workspace, "UAMINA000", on, "name", "value", value="x")

    assert heard.bodies == []


def test_who_is_asked_whether_they_are_sure_may_decline(
    workspace: Workspace, post: Callable[..., None], heard: Heard
) -> None:
    post("Card", row(button("Throw away", confirm=CONFIRM), button("Keep", "value")))
    amina = workspace.person("amina")

    amina.clicks("Throw away", declines=True)
    assert heard.bodies == []
    with pytest.raises(AssertionError, match="asks nothing that could be declined"):
        amina.clicks("Keep", declines=True)

    amina.clicks("Throw away")
    assert heard.last["actions"][0]["confirm"] == CONFIRM


RESPONDING: Json = {"response_url_enabled": True, "default_to_current_conversation": True}


def test_a_window_that_asks_where_to_answer_is_given_an_address(
    workspace: Workspace, show: Callable[..., Json], heard: Heard
) -> None:
    workspace.person("amina").types("/experiment", in_="hallway")
    show(field("where", "conversations_select", **RESPONDING), text_input("name", optional=True))

    amina = workspace.person("amina")
    assert amina.window is not None
    assert amina.window.field("where").value == "CHALLWAY0"
    amina.saves()

    [given] = heard.last["response_urls"]
    assert {name: given[name] for name in ("block_id", "action_id", "channel_id")} == {
        "block_id": "where",
        "action_id": "value",
        "channel_id": "CHALLWAY0",
    }
    sent = WebhookClient(given["response_url"]).send(text="Done", response_type="in_channel")
    assert sent.status_code == 200
    assert [each.text for each in workspace.channel("hallway").messages] == ["Done"]


@pytest.mark.parametrize(
    ("more", "value"),
    [
        (
            {"default_to_current_conversation": True, "initial_conversation": "CNOTICEBO"},
            "CNOTICEBO",
        ),
        ({}, None),
    ],
)
def test_what_is_given_as_initial_wins_over_where_one_is(
    workspace: Workspace, show: Callable[..., Json], heard: Heard, more: Json, value: str | None
) -> None:
    workspace.person("amina").types("/experiment", in_="hallway")
    show(field("where", "conversations_select", **more))

    assert heard.bodies
    window = workspace.person("amina").window
    assert window is not None
    assert window.field("where").value == value


def test_from_home_there_is_no_conversation(
    workspace: Workspace, show: Callable[..., Json], heard: Heard
) -> None:
    workspace.person("amina").types("/experiment", in_="hallway").opens_home()
    show(field("where", "multi_conversations_select", default_to_current_conversation=True))

    assert heard.bodies
    window = workspace.person("amina").window
    assert window is not None
    assert window.field("where").value == []
