"""What people do, as the app hears of it; and what they see of the app's answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltResponse
from slack_sdk import WebClient

from sandbox.transports import Unplugged
from sandbox.windows import TROUBLE
from sandbox.workspaces import Workspace

Json = dict[str, Any]
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": words(text), "action_id": action_id, **more}


def text_input(block_id: str, *, optional: bool = False, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id.title()),
        "optional": optional,
        "element": {"type": "plain_text_input", "action_id": "value", **more},
    }


def modal(title: str = "A window", *blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "window",
        "title": words(title),
        "submit": words("Save"),
        "blocks": list(blocks) or [text_input("name")],
        **more,
    }


class Heard:
    """The payloads that reached the app, and how it acknowledged them."""

    def __init__(self) -> None:
        self.bodies: list[Json] = []
        self.answers: list[Json] = []

    def listen(self, body: Json, ack: Ack) -> None:
        self.bodies.append(body)
        ack(**(self.answers.pop(0) if self.answers else {}))

    @property
    def last(self) -> Json:
        return self.bodies[-1]


@pytest.fixture
def heard(direct: App) -> Heard:
    heard = Heard()
    direct.command("/experiment")(heard.listen)
    direct.command("/tell")(heard.listen)
    direct.action({"action_id": "go"})(heard.listen)
    direct.view("window")(heard.listen)
    direct.view_closed("window")(heard.listen)
    for event in ("app_home_opened", "member_joined_channel", "user_change", "message"):
        direct.event(event)(heard.listen)
    return heard


@pytest.fixture
def show(client: WebClient, workspace: Workspace) -> Callable[..., Json]:
    """Opens a window for Amina, or pushes one on those that are open."""
    amina = workspace.user("amina").id

    def opened(*blocks: Json, title: str = "A window", **more: Any) -> Json:
        push = workspace.windows.top(amina) is not None
        method = client.views_push if push else client.views_open
        view: Json = method(
            trigger_id=workspace.triggers.issue(amina), view=modal(title, *blocks, **more)
        )["view"]
        return view

    return opened


# Commands


def test_a_command_tells_the_app_who_what_and_where(workspace: Workspace, heard: Heard) -> None:
    workspace.person("amina").types("/experiment Longer  first visits", in_="noticeboard")

    assert {name: heard.last[name] for name in heard.last if name not in _RANDOM} == {
        "token": "sandbox",
        "team_id": "TEXAMPLEG",
        "team_domain": "example-group",
        "channel_id": "CNOTICEBO",
        "channel_name": "noticeboard",
        "user_id": "UAMINA000",
        "user_name": "amina",
        "command": "/experiment",
        "text": "Longer  first visits",
        "api_app_id": "ACOMMONS0",
        "is_enterprise_install": "false",
    }
    assert heard.last["response_url"].startswith(workspace.origin)
    assert workspace.triggers.exchange(heard.last["trigger_id"]) == "UAMINA000"


_RANDOM = ("response_url", "trigger_id")


@pytest.mark.parametrize(("room", "name"), [("cellar", "privategroup"), ("", "directmessage")])
def test_private_rooms_are_not_named(
    workspace: Workspace, heard: Heard, room: str, name: str
) -> None:
    workspace.person("amina").types("/experiment", in_=room)

    assert heard.last["channel_name"] == name


def test_typed_names_become_marks_only_where_the_manifest_says_so(
    workspace: Workspace, heard: Heard
) -> None:
    amina = workspace.person("amina")

    amina.types("/experiment @tom in #noticeboard", in_="noticeboard")
    assert heard.last["text"] == "@tom in #noticeboard"

    amina.types("/tell @tom in #noticeboard or #cellar, not @nobody", in_="noticeboard")
    marks = "<@UTOM00000> in <#CNOTICEBO|noticeboard> or <#CCELLAR00|>, not @nobody"
    assert heard.last["text"] == marks


@pytest.mark.parametrize(
    ("answer", "ephemeral", "public"),
    [
        ({}, [], []),
        ({"text": "Psst"}, ["Psst"], []),
        ({"text": "Psst", "response_type": "ephemeral"}, ["Psst"], []),
        ({"text": "x", "blocks": [{"type": "header", "text": words("Psst")}]}, ["Psst"], []),
        ({"text": "Hi", "response_type": "in_channel"}, [], ["/experiment now", "Hi"]),
        (
            {"text": "x", "blocks": [{"type": "bubble"}]},
            ['/experiment failed with the error "invalid_command_response"'],
            [],
        ),
    ],
)
def test_a_command_may_be_answered_in_its_acknowledgement(
    workspace: Workspace, heard: Heard, answer: Json, ephemeral: list[str], public: list[str]
) -> None:
    heard.answers.append(answer)

    amina = workspace.person("amina").types("/experiment now", in_="noticeboard")

    assert [message.shown for message in amina.sees] == ephemeral
    assert [m.shown for m in workspace.channel("noticeboard").messages] == public


def test_a_command_that_nobody_acknowledges_fails_in_words(
    workspace: Workspace, heard: Heard, direct: App
) -> None:
    @direct.middleware
    def refuse() -> BoltResponse:
        return BoltResponse(status=500)

    amina = workspace.person("amina").types("/experiment now", in_="noticeboard")

    assert heard.bodies == []
    (message,) = amina.sees
    assert message.text == '/experiment failed with the error "operation_timeout"'
    assert message.author == "Slackbot"


def test_a_command_without_an_app_fails_at_once(workspace: Workspace) -> None:
    workspace.transport = Unplugged()

    amina = workspace.person("amina").types("/experiment now", in_="noticeboard")

    assert amina.sees[0].text == '/experiment failed with the error "dispatch_failed"'


def test_a_command_that_is_not_in_the_manifest(workspace: Workspace, heard: Heard) -> None:
    amina = workspace.person("amina").types("/foo bar", in_="noticeboard")

    assert amina.sees[0].text == "/foo is not a valid command."
    assert heard.bodies == []


def test_commands_cannot_be_used_in_threads(workspace: Workspace, heard: Heard) -> None:
    amina = workspace.person("amina").types("A thread?", in_="noticeboard")
    heard.bodies.clear()

    amina.types("/experiment", thread=workspace.channel("noticeboard").messages[0])

    assert amina.sees[0].text == "/experiment is not supported in threads. Sorry!"
    assert heard.bodies == []


# Messages


@pytest.mark.parametrize(
    ("room", "kind", "heard_of"),
    [
        ("noticeboard", "channel", True),
        ("", "im", True),
        ("cellar", "", False),
        ("attic", "", False),
    ],
)
def test_what_people_say_is_told_where_the_app_is_and_may_hear(
    workspace: Workspace,
    heard: Heard,
    room: str,
    kind: str,
    heard_of: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """The manifest asks for message.channels and message.im, and not for message.groups."""
    workspace.person("amina").types("1 < 2 & so on", in_=room)

    assert len(heard.bodies) == heard_of
    if heard_of:
        event = heard.last["event"]
        assert (event["user"], event["text"]) == ("UAMINA000", "1 &lt; 2 &amp; so on")
        assert event["channel_type"] == kind
        assert event["blocks"][0]["type"] == "rich_text"


def test_what_people_say_can_be_read_as_they_wrote_it(workspace: Workspace) -> None:
    workspace.person("amina").types("1 < 2 & so on", in_="noticeboard")

    (message,) = workspace.channel("noticeboard").messages
    assert message.text == message.shown == "1 < 2 & so on"


# Clicks


@pytest.fixture
def message(client: WebClient, workspace: Workspace) -> str:
    """With a button and a menu in it."""
    option = {"text": words("Ask me next week"), "value": "later"}
    menu = {"type": "overflow", "action_id": "go", "options": [option]}
    blocks: list[Json] = [
        {"type": "section", "block_id": "card", "text": words("E-1"), "accessory": menu},
        {
            "type": "actions",
            "block_id": "row",
            "elements": [button("Open", "go", value="E-1", style="primary")],
        },
    ]
    ts: str = client.chat_postMessage(channel="CNOTICEBO", text="E-1", blocks=blocks, **QUIET)["ts"]
    assert workspace.lints == []
    return ts


def test_a_click_in_a_message(workspace: Workspace, heard: Heard, message: str) -> None:
    workspace.person("tom").clicks("Open")

    body = heard.last
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == "UTOM00000"
    assert body["team"] == {"id": "TEXAMPLEG", "domain": "example-group"}
    assert body["container"] == {
        "type": "message",
        "message_ts": message,
        "channel_id": "CNOTICEBO",
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": "CNOTICEBO", "name": "noticeboard"}
    assert body["message"]["ts"] == message
    (action,) = body["actions"]
    del action["action_ts"]
    assert action == {
        "type": "button",
        "action_id": "go",
        "block_id": "row",
        "text": words("Open"),
        "value": "E-1",
        "style": "primary",
    }
    assert workspace.triggers.exchange(body["trigger_id"]) == "UTOM00000"
    assert body["response_url"].startswith(workspace.origin)


def test_a_line_of_an_overflow_menu(workspace: Workspace, heard: Heard, message: str) -> None:
    workspace.person("tom").clicks("Ask me next week")

    (action,) = heard.last["actions"]
    assert heard.last["message"]["ts"] == message
    assert action["selected_option"] == {"text": words("Ask me next week"), "value": "later"}


def test_a_click_in_an_ephemeral_message_brings_no_message(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    row = {"type": "actions", "elements": [button("Open", "go")]}
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="x", blocks=[row])

    workspace.person("amina").clicks("Open")

    assert heard.last["container"]["is_ephemeral"]
    assert "message" not in heard.last
    assert "response_url" in heard.last


def test_a_choice_in_a_message_is_in_its_state(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    options = [{"text": words(text), "value": text.lower()} for text in ("One", "Two")]
    select = {"type": "static_select", "action_id": "go", "options": options}
    row = {"type": "actions", "block_id": "row", "elements": [select]}
    client.chat_postMessage(channel="CNOTICEBO", text="x", blocks=[row], **QUIET)

    workspace.person("amina").chooses("Two", on=workspace.channel("noticeboard").expects(text="x"))

    chosen = {"type": "static_select", "selected_option": options[1]}
    assert heard.last["state"]["values"] == {"row": {"go": chosen}}
    assert heard.last["actions"][0]["selected_option"] == options[1]


def test_a_click_in_a_window_brings_what_was_typed(
    workspace: Workspace, heard: Heard, show: Callable[..., Json]
) -> None:
    row = {"type": "actions", "elements": [button("More", "go")]}
    view = show(text_input("name"), row)

    workspace.person("amina").fills(name="Typed").clicks("More")

    body = heard.last
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["hash"] == view["hash"]
    assert body["view"]["state"]["values"]["name"]["value"]["value"] == "Typed"
    assert not {"channel", "message", "response_url"} & set(body)


def test_a_click_in_a_home(client: WebClient, workspace: Workspace, heard: Heard) -> None:
    blocks = [{"type": "actions", "elements": [button("Open", "go")]}]
    client.views_publish(user_id="UAMINA000", view={"type": "home", "blocks": blocks})

    workspace.person("amina").clicks("Open", on="home")

    assert heard.last["view"]["type"] == "home"
    assert "response_url" not in heard.last


def test_a_click_that_comes_to_nothing_leaves_a_note(workspace: Workspace, message: str) -> None:
    assert message
    workspace.transport = Unplugged()

    amina = workspace.person("amina").clicks("Open")

    assert amina.notes == ["Commons did not answer. Try again?"]


def test_without_interactivity_no_click_arrives(
    workspace: Workspace, heard: Heard, message: str
) -> None:
    assert message
    workspace.manifest = replace(workspace.manifest, interactivity=False)

    amina = workspace.person("amina").clicks("Open")

    assert len(amina.notes) == 1
    assert heard.bodies == []


def test_a_click_must_be_acknowledged_with_nothing(
    workspace: Workspace, heard: Heard, message: str
) -> None:
    assert message
    heard.answers.append({"text": "Thanks"})

    workspace.person("amina").clicks("Open")

    assert workspace.lints == ["block_actions: acknowledged with ['text']"]


# Saving


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
    assert workspace.triggers.exchange(body["trigger_id"]) == "UAMINA000"
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


# Closing


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


# Events


def test_opening_the_home_is_told_every_time(
    client: WebClient, workspace: Workspace, heard: Heard
) -> None:
    amina = workspace.person("amina").opens_home()

    event = heard.last["event"]
    assert (event["user"], event["channel"], event["tab"]) == ("UAMINA000", "DAMINA000", "home")
    assert "view" not in event

    client.views_publish(
        user_id="UAMINA000", view={"type": "home", "blocks": [{"type": "divider"}]}
    )
    amina.opens_home()
    assert heard.last["event"]["view"]["type"] == "home"
    assert heard.bodies[0]["event_id"] != heard.bodies[1]["event_id"]


def test_joining_is_told_where_the_app_is(workspace: Workspace, heard: Heard) -> None:
    workspace.person("tom").joins("attic")
    assert heard.bodies == []

    workspace.person("tom").joins("cellar")
    event = heard.last["event"]
    assert (event["type"], event["user"]) == ("member_joined_channel", "UTOM00000")
    assert event["channel"] == workspace.channel("cellar").id


def test_a_changed_profile_is_told(workspace: Workspace, heard: Heard) -> None:
    workspace.person("tom").becomes(title="a lighthouse", zone="Europe/Paris")

    user = heard.last["event"]["user"]
    assert (user["profile"]["title"], user["tz"]) == ("a lighthouse", "Europe/Paris")


def test_events_that_the_manifest_does_not_ask_for_are_not_sent(
    workspace: Workspace, heard: Heard
) -> None:
    workspace.manifest = replace(workspace.manifest, events=())

    workspace.person("tom").opens_home().becomes(title="x").types("Hello", in_="noticeboard")

    assert heard.bodies == []


def test_events_whose_scope_is_missing_are_not_sent(workspace: Workspace, heard: Heard) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=("chat:write",))

    workspace.person("tom").becomes(title="x").types("Hello", in_="noticeboard")
    assert heard.bodies == []

    workspace.person("tom").opens_home()  # this one asks for no scope
    assert len(heard.bodies) == 1
