"""The dialogs of before there were modals: opened, filled, saved, cancelled, refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.faults import Fault
from sandbox.transports import Direct, Unplugged
from sandbox.windows import TROUBLE
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, modal

Refusal = Callable[..., Json]

FROM: Json = {"type": "text", "label": "Pickup", "name": "from"}
WHY: Json = {"type": "textarea", "label": "Why", "name": "why", "optional": True, "hint": "Briefly"}
CAR: Json = {"type": "select", "label": "Car", "name": "car", "data_source": "external"}


def dialog(*elements: Json, **more: Any) -> Json:
    wanted = list(elements) or [FROM]
    return {"title": "A ride", "callback_id": "ride", "elements": wanted, **more}


def choices(*labels: str) -> list[Json]:
    return [{"label": label, "value": label.lower()} for label in labels]


class Rides:
    """An app that opens a dialog at /experiment, and what it heard of it."""

    def __init__(self) -> None:
        self.dialog: Json = dialog()
        self.bodies: list[Json] = []
        self.errors: list[Json] = []
        self.offer: Json = {"options": choices("Taxi", "Limo")}

    def start(self, ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.dialog_open(trigger_id=body["trigger_id"], dialog=self.dialog)

    def end(self, ack: Ack, body: Json) -> None:
        self.bodies.append(body)
        ack({"errors": self.errors} if self.errors else "")

    def suggest(self, ack: Ack, body: Json) -> None:
        self.bodies.append(body)
        ack(self.offer)


@pytest.fixture
def rides(direct: App) -> Rides:
    rides = Rides()
    direct.command("/experiment")(rides.start)
    direct.action("ride")(rides.end)
    direct.options("ride")(rides.suggest)
    return rides


@pytest.fixture
def issue(workspace: Workspace) -> Callable[[], str]:
    return lambda: workspace.triggers.issue("UAMINA000")


def test_what_is_saved_reaches_the_app(workspace: Workspace, rides: Rides) -> None:
    rides.dialog = dialog(FROM, WHY, submit_label="Ride", state="E-1")
    amina = workspace.person("amina").types("/experiment", in_="hallway")
    assert amina.window is not None
    assert amina.window.title == "A ride"

    amina.fills(Pickup="The harbour").saves()

    assert amina.window is None
    [body] = rides.bodies
    assert (body["type"], body["callback_id"]) == ("dialog_submission", "ride")
    assert body["submission"] == {"from": "The harbour", "why": None}
    assert (body["state"], body["channel"]["id"]) == ("E-1", "CHALLWAY0")
    assert body["user"]["id"] == "UAMINA000"
    assert {"team", "action_ts", "token", "response_url"} <= set(body)
    assert not {"view", "trigger_id", "api_app_id"} & set(body)


def test_menus_say_their_values(workspace: Workspace, rides: Rides) -> None:
    def menu(name: str, **more: Any) -> Json:
        return {"type": "select", "label": name.title(), "name": name, **more}

    groups = [{"label": "Slow", "options": choices("Foot", "Bike")}]
    rides.dialog = dialog(
        menu("car", options=choices("Taxi", "Limo"), value="limo"),
        menu("by", option_groups=groups),
        menu("who", data_source="users", value="UTOM00000"),
        menu("room", data_source="channels"),
        menu("talk", data_source="conversations", optional=True),
        menu("known", data_source="external", selected_options=choices("Ship")),
        {**FROM, "value": "Here"},
    )
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    amina.fills(by="Bike", room="hallway").saves()

    assert rides.bodies[-1]["submission"] == {
        "car": "limo",
        "by": "bike",
        "who": "UTOM00000",
        "room": "CHALLWAY0",
        "talk": None,
        "known": "ship",
        "from": "Here",
    }


def test_what_the_client_sees_is_not_sent(workspace: Workspace, rides: Rides) -> None:
    rides.dialog = dialog({**FROM, "min_length": 5}, {**WHY, "optional": False})
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    amina.fills(Pickup="Here").saves()

    assert amina.window is not None
    assert set(amina.window.errors) == {"Pickup", "Why"}
    assert rides.bodies == []


def test_what_the_app_objects_to_stands_under_its_field(workspace: Workspace, rides: Rides) -> None:
    rides.errors = [{"name": "from", "error": "Nobody drives there."}]
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    amina.fills(Pickup="The sea").saves()
    assert amina.window is not None
    assert amina.window.errors == {"Pickup": "Nobody drives there."}

    rides.errors = []
    amina.fills(Pickup="The harbour").saves()
    assert amina.window is None
    assert [body["submission"]["from"] for body in rides.bodies] == ["The sea", "The harbour"]


def test_what_slack_cannot_read_is_trouble(workspace: Workspace, rides: Rides) -> None:
    rides.errors = [{"name": "to", "error": "Nobody drives there."}]
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")

    amina.fills(Pickup="The sea").saves()

    assert amina.window is not None
    assert amina.window.note == TROUBLE
    assert any("must be a valid enum value" in lint for lint in workspace.lints)


def test_an_app_that_does_not_answer_is_trouble(workspace: Workspace, rides: Rides) -> None:
    amina = workspace.person("amina").types("/experiment", in_="noticeboard")
    workspace.transport = Unplugged()

    amina.fills(Pickup="The sea").saves()

    assert amina.window is not None
    assert amina.window.note == TROUBLE
    assert rides.bodies == []


def test_cancelling_is_told_to_who_asked_for_it(workspace: Workspace, rides: Rides) -> None:
    amina = workspace.person("amina").types("/experiment", in_="noticeboard").closes()
    assert amina.window is None
    assert rides.bodies == []

    rides.dialog = dialog(notify_on_cancel=True, state="Limo")
    amina.types("/experiment", in_="noticeboard").closes()
    [body] = rides.bodies
    assert (body["type"], body["callback_id"]) == ("dialog_cancellation", "ride")
    assert (body["state"], body["channel"]["id"]) == ("Limo", "CNOTICEBO")
    assert "submission" not in body


@pytest.mark.parametrize(
    "offer",
    [
        {"options": choices("Taxi", "Limo")},
        {"option_groups": [{"label": "Cars", "options": choices("Taxi", "Limo")}]},
    ],
)
def test_an_external_menu_asks_the_app(workspace: Workspace, rides: Rides, offer: Json) -> None:
    rides.dialog, rides.offer = dialog(CAR, state="E-1"), offer
    amina = workspace.person("amina").types("/experiment", in_="hallway")

    assert amina.searches("li", in_="Car") == ["Taxi", "Limo"]

    [asked] = rides.bodies
    assert (asked["type"], asked["callback_id"]) == ("dialog_suggestion", "ride")
    assert (asked["name"], asked["value"], asked["state"]) == ("car", "li", "E-1")
    assert asked["channel"]["id"] == "CHALLWAY0"
    amina.fills(Car="Limo").saves()
    assert rides.bodies[-1]["submission"] == {"car": "limo"}


def test_options_of_today_are_not_for_dialogs(workspace: Workspace, rides: Rides) -> None:
    text = {"type": "plain_text", "text": "Taxi"}
    rides.dialog, rides.offer = dialog(CAR), {"options": [{"text": text, "value": "taxi"}]}
    amina = workspace.person("amina").types("/experiment", in_="hallway")

    assert amina.searches("taxi", in_="Car") == []
    assert any("missing required field: label" in lint for lint in workspace.lints)


def test_a_dialog_outlives_a_restart(workspace: Workspace, rides: Rides, app: App) -> None:
    rides.dialog = dialog(state="E-1")
    workspace.person("amina").types("/experiment", in_="hallway")

    again = Workspace.from_dict(workspace.to_dict(), workspace.manifest)
    again.transport = Direct(app)
    again.person("amina").fills(Pickup="The harbour").saves()

    assert [(body["state"], body["type"]) for body in rides.bodies] == [
        ("E-1", "dialog_submission")
    ]


def test_from_a_shortcut_it_is_among_the_two(
    workspace: Workspace, rides: Rides, direct: App
) -> None:
    direct.shortcut("new")(rides.start)
    amina = workspace.person("amina").uses("New experiment")

    amina.fills(Pickup="The harbour").saves()

    assert rides.bodies[-1]["channel"]["id"] == "DAMINA000"


def test_a_modal_beside_it_is_saved_as_ever(
    workspace: Workspace, client: WebClient, issue: Callable[[], str], heard: Heard
) -> None:
    client.dialog_open(trigger_id=issue(), dialog=dialog())
    client.views_open(trigger_id=issue(), view=modal())

    workspace.person("amina").fills(name="x").saves()

    assert heard.last["type"] == "view_submission"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "x" * 25}, "must be less than 25 characters [json-pointer:/title]"),
        ({"title": None}, "missing required field: title [json-pointer:]"),
        ({"callback_id": "x" * 256}, "must be less than 256 characters"),
        ({"submit_label": "x" * 25}, "must be less than 25 characters"),
        ({"submit_label": "Go now"}, "The field `submit_label` can only be one word"),
        ({"state": "x" * 3001}, "must be less than 3001 characters"),
        ({"notify_on_cancel": "yes"}, "must provide a boolean"),
        ({"elements": []}, "must provide at least 1 items"),
        ({"elements": [{**FROM, "name": f"n{i}"} for i in range(11)]}, "no more than 10 items"),
        ({"elements": [FROM, FROM]}, 'element `name` "from" already exists'),
        ({"elements": [{**FROM, "type": "date"}]}, "unsupported type: date"),
        ({"elements": [{**FROM, "label": "x" * 49}]}, "must be less than 49 characters"),
        ({"elements": [{**FROM, "name": "x" * 301}]}, "must be less than 301 characters"),
        ({"elements": [{**FROM, "value": "x" * 151}]}, "must be less than 151 characters"),
        ({"elements": [{**FROM, "subtype": "date"}]}, "must be a valid enum value"),
        ({"elements": [{**CAR, "data_source": "static"}]}, "must define either `options`"),
        ({"elements": [{**CAR, "data_source": "files"}]}, "must be a valid enum value"),
    ],
)
def test_a_dialog_that_slack_refuses(
    workspace: Workspace,
    client: WebClient,
    issue: Callable[[], str],
    refusal: Refusal,
    wrong: Json,
    said: str,
) -> None:
    trigger = issue()

    refused = refusal(client.dialog_open, trigger_id=trigger, dialog={**dialog(), **wrong})

    assert refused["error"] == "validation_errors"
    [message] = refused["response_metadata"]["messages"]
    assert message.startswith("[ERROR] ")
    assert said in message
    assert workspace.windows.top("UAMINA000") is None
    assert client.dialog_open(trigger_id=trigger, dialog=dialog())["ok"]


def test_it_may_come_as_a_form(
    workspace: Workspace, client: WebClient, issue: Callable[[], str], refusal: Refusal
) -> None:
    text = '{"title": "Text", "callback_id": "ride", "elements": [%s], "state": ""}'
    element = '{"type": "text", "label": "Pickup", "name": "from", "subtype": "", "value": null}'

    def given(dialog: str) -> Json:
        return {"trigger_id": issue(), "dialog": dialog}

    assert client.api_call("dialog.open", params=given(text % element))["ok"]

    opened = workspace.person("amina").window
    assert opened is not None
    assert opened.title == "Text"
    refused = refusal(client.api_call, "dialog.open", params=given("{no JSON"))
    assert refused["error"] == "validation_errors"


def test_a_trigger_works_once_and_not_for_long(
    workspace: Workspace, client: WebClient, issue: Callable[[], str], refusal: Refusal
) -> None:
    used = issue()
    client.dialog_open(trigger_id=used, dialog=dialog())
    workspace.faults.add("trigger", Fault.expires())
    late = issue()

    def error(trigger: str, **more: Any) -> str:
        call = {"trigger_id": trigger, "dialog": dialog(), **more}
        return str(refusal(client.api_call, "dialog.open", json=call)["error"])

    assert error(used) == "trigger_exchanged"
    assert error(late) == "trigger_expired"
    assert error("of nobody") == "invalid_trigger"
    assert error("") == "missing_trigger"
    assert error(issue(), dialog=None) == "missing_dialog"


def test_an_app_without_interactivity_has_none(
    workspace: Workspace, client: WebClient, issue: Callable[[], str], refusal: Refusal
) -> None:
    workspace.manifest = replace(workspace.manifest, interactivity=False)

    refused = refusal(client.dialog_open, trigger_id=issue(), dialog=dialog())

    assert refused["error"] == "app_missing_action_url"
