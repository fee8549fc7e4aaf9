"""Commands and plain messages: what the app hears of them, and what comes back."""

import pytest
from slack_bolt import App, BoltResponse

from sandbox.transports import Unplugged
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard
from tests.sandbox.shapes import Json, words


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
    assert workspace.triggers.exchange(heard.last["trigger_id"]).user == "UAMINA000"


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
