"""What can be done on the page."""

from collections.abc import Callable

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET, Json, words

ROW: Json = {
    "type": "actions",
    "block_id": "row",
    "elements": [{"type": "button", "action_id": "go", "text": words("Open"), "value": "1"}],
}
FIELD: Json = {
    "type": "input",
    "block_id": "name",
    "label": words("A name"),
    "element": {"type": "plain_text_input", "action_id": "value", "initial_value": "given"},
}
MODAL: Json = {
    "type": "modal",
    "callback_id": "window",
    "title": words("A window"),
    "submit": words("Save"),
    "blocks": [FIELD, ROW],
}


@pytest.fixture
def heard(direct: App) -> list[Json]:
    bodies: list[Json] = []

    def listen(ack: Ack, body: Json) -> None:
        ack()
        bodies.append(body)

    direct.command("/experiment")(listen)
    direct.action("go")(listen)
    direct.view("window")(listen)
    direct.event("app_home_opened")(listen)
    return bodies


def room(state: Json, room_id: str) -> Json:
    found: Json = next(room for room in state["rooms"] if room["id"] == room_id)
    return found


def test_a_command_is_typed(act: Callable[..., Json], heard: list[Json]) -> None:
    assert act("say", room="CNOTICEBO", text="/experiment now") == {"ok": True}

    assert (heard[0]["command"], heard[0]["text"]) == ("/experiment", "now")


def test_an_unknown_command_is_answered_by_slackbot(
    look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    act("say", room="CNOTICEBO", text="/foo")

    (message,) = room(look(), "CNOTICEBO")["messages"]
    assert (message["user"], message["text"], message["ephemeral"]) == (
        "USLACKBOT",
        "/foo is not a valid command.",
        True,
    )


def test_one_answers_in_a_thread(
    client: WebClient, look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", **QUIET)["ts"]

    act("say", room="CNOTICEBO", text="Good", thread_ts=ts)

    (card,) = room(look(), "CNOTICEBO")["messages"]
    assert [reply["text"] for reply in card["replies"]] == ["Good"]


def test_a_button_in_a_message_is_clicked(
    client: WebClient, act: Callable[..., Json], heard: list[Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", blocks=[ROW], **QUIET)["ts"]
    on = {"room": "CNOTICEBO", "ts": ts}

    act("click", on=on, block_id="row", action_id="go", value="1")

    assert heard[0]["actions"][0]["value"] == "1"


def test_a_window_is_shown_filled_clicked_and_saved(
    client: WebClient,
    alone: Workspace,
    look: Callable[..., Json],
    act: Callable[..., Json],
    heard: list[Json],
) -> None:
    view = client.views_open(trigger_id=alone.triggers.issue("UAMINA000"), view=MODAL)["view"]
    assert look()["windows"] == [
        {
            "id": view["id"],
            "title": "A window",
            "submit": "Save",
            "close": None,
            "blocks": view["blocks"],
            "values": {"name": {"value": "given"}},
            "errors": {},
            "note": None,
        }
    ]

    typed = {"name": {"value": "typed"}}
    on = {"view": view["id"]}
    act("click", on=on, block_id="row", action_id="go", value="1", values=typed)
    assert heard[0]["view"]["state"]["values"]["name"]["value"]["value"] == "typed"
    assert look()["windows"][0]["values"] == typed

    act("save", view=view["id"], values={"name": {"value": ""}})
    assert look()["windows"][0]["errors"] == {"name": "Please complete this required field."}

    act("save", view=view["id"], values={"name": {"value": "better"}})
    assert heard[-1]["view"]["state"]["values"]["name"]["value"]["value"] == "better"
    assert look()["windows"] == []


def test_a_window_is_closed(
    client: WebClient, alone: Workspace, look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    view = client.views_open(trigger_id=alone.triggers.issue("UAMINA000"), view=MODAL)["view"]

    assert act("close", view=view["id"]) == {"ok": True}

    assert look()["windows"] == []
    assert act("close", view=view["id"]) == {"ok": False, "error": "This window is closed."}


@pytest.mark.parametrize(("everything", "left"), [(False, 1), (True, 0)])
def test_a_window_is_closed_alone_or_with_all_below_it(
    client: WebClient,
    alone: Workspace,
    look: Callable[..., Json],
    act: Callable[..., Json],
    everything: bool,  # noqa: FBT001 - columns of the table above
    left: int,
) -> None:
    client.views_open(trigger_id=alone.triggers.issue("UAMINA000"), view=MODAL)
    top = client.views_push(trigger_id=alone.triggers.issue("UAMINA000", "modal"), view=MODAL)[
        "view"
    ]

    assert act("close", view=top["id"], everything=everything) == {"ok": True}
    assert len(look()["windows"]) == left


def test_the_home_is_opened_and_clicked(
    client: WebClient, look: Callable[..., Json], act: Callable[..., Json], heard: list[Json]
) -> None:
    act("home")
    assert heard[0]["event"]["type"] == "app_home_opened"

    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": [ROW]})
    act("click", on={"home": True}, block_id="row", action_id="go", value="1")

    assert heard[1]["view"]["type"] == "home"
    assert look()["home"]["blocks"] == [ROW]


def test_time_is_moved(alone: Workspace, act: Callable[..., Json]) -> None:
    strides: list[float] = []
    alone.clock.on_stride.append(lambda: strides.append(alone.clock.offset))

    act("advance", seconds=3600)

    assert strides == [900, 1800, 2700, 3600]


@pytest.mark.parametrize("kind", ["fails", "server_error", "rate_limited", "resets"])
def test_a_fault_is_made(alone: Workspace, act: Callable[..., Json], kind: str) -> None:
    act("fault", method="chat.postMessage", kind=kind, times=2)

    assert [alone.faults.take("chat.postMessage") is None for _ in range(3)] == [
        False,
        False,
        True,
    ]


def test_a_fault_is_called_off(alone: Workspace, act: Callable[..., Json]) -> None:
    late = {"method": "event", "kind": "comes_late", "seconds": 90}
    act("fault", method="*", kind="rate_limited", retry_after=30)
    act("fault", **late, times=2)

    act("drop_fault", **late)

    assert alone.faults.list() == [
        ("*", Fault.rate_limited(30)),
        ("event", Fault.comes_late(90)),
    ]


def test_who_was_deactivated_does_nothing_any_more(
    alone: Workspace, act: Callable[..., Json]
) -> None:
    alone.users["UTOM00000"].deleted = True

    answer = act("say", as_="UTOM00000", room="CNOTICEBO", text="Hello")

    assert answer["ok"] is False
    assert "deactivated" in answer["error"]


def test_one_joins_a_channel_and_leaves_it(
    look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    tom = {"as_": "UTOM00000"}
    assert "attic" in [each["name"] for each in look("UTOM00000")["elsewhere"]]

    act("join", **tom, room="CATTIC000")
    assert "attic" in [each["name"] for each in look("UTOM00000")["rooms"]]

    act("leave", **tom, room="CATTIC000")
    assert "attic" not in [each["name"] for each in look("UTOM00000")["rooms"]]


def test_a_note_stays_until_it_is_dismissed(
    client: WebClient, look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", blocks=[ROW], **QUIET)["ts"]
    act("click", on={"room": "CNOTICEBO", "ts": ts}, block_id="row", action_id="go")  # no app

    (note,) = look()["notes"]
    assert note["text"] == "Commons did not answer. Try again?"
    assert look("UTOM00000")["notes"] == []

    act("dismiss", note=note["id"])
    assert look()["notes"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"verb": "dance"},
        {"verb": "say", "room": "CNOWHERE0", "text": "Hello"},
        {"verb": "say", "room": "CNOTICEBO"},
        {"verb": "say", "as": "UNOBODY00", "room": "CNOTICEBO", "text": "Hello"},
        {"verb": "click", "on": {"home": True}, "block_id": "row", "action_id": "go"},
        {"verb": "click", "on": {"planet": "Mars"}, "block_id": "row", "action_id": "go"},
        {"verb": "save", "view": "V00000001"},
        {"verb": "advance", "seconds": "soon"},
        {"verb": "advance", "seconds": -5},
        {"verb": "advance", "seconds": float("nan")},
        {"verb": "advance", "seconds": float("inf")},
        {"verb": "jump", "moment": 1},
        {"verb": "jump", "moment": 1e12},
        {"verb": "set_plan", "plan": "golden"},
        {"verb": "set_guest", "user": "UTOM00000", "guest": "very"},
        {"verb": "set_deactivated", "user": "UNOBODY00", "deactivated": True},
        {"verb": "fault", "method": "*", "kind": "fails", "times": 0},
        {"verb": "refresh"},
        {"verb": "join", "room": "CNOWHERE0"},
        {"verb": "fault", "method": "*", "kind": "earthquake"},
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(act: Callable[..., Json], body: Json) -> None:
    answer = act(**{"as_": body.pop("as", "UAMINA000"), **body})

    assert answer["ok"] is False
    assert answer["error"].strip()


def test_an_act_does_not_keep_the_app_waiting(
    client: WebClient, direct: App, look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    """An app that calls Slack before it acknowledges: the server answers while the act waits."""

    @direct.command("/experiment")
    def ask_first(ack: Ack) -> None:
        name = client.users_info(user="UTOM00000")["user"]["real_name"]
        ack(f"Hello, {name}")

    act("say", room="CNOTICEBO", text="/experiment")

    (message,) = room(look(), "CNOTICEBO")["messages"]
    assert message["text"] == "Hello, Tom Whitaker"
