"""The page's JSON: what it shows to whom, what can be done, and how it hears of changes."""

import http.client
import json
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.server import Server
from sandbox.workspaces import Workspace

Json = dict[str, Any]
QUIET: Json = {"unfurl_links": False, "unfurl_media": False}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


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
def alone(server: Server, workspace: Workspace) -> Workspace:
    """The page shows the server's first workspace."""
    server.workspaces.remove(workspace)
    server.workspaces.insert(0, workspace)
    return workspace


@pytest.fixture
def look(server: Server, alone: Workspace) -> Callable[..., Json]:
    assert server.workspaces[0] is alone

    def looked(as_: str = "UAMINA000") -> Json:
        url = f"{server.url}/page/state?as={as_}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            state: Json = json.load(answer)
            return state

    return looked


@pytest.fixture
def act(server: Server, alone: Workspace) -> Callable[..., Json]:
    assert server.workspaces[0] is alone

    def acted(verb: str, as_: str = "UAMINA000", **more: Any) -> Json:
        body = json.dumps({"as": as_, "verb": verb, **more}).encode()
        request = urllib.request.Request(
            f"{server.url}/page/act", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            result: Json = json.load(answer)
            return result

    return acted


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


def test_the_page_and_its_files_are_served(server: Server) -> None:
    for path, kind in (("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "javascript")):
        with urllib.request.urlopen(server.url + path, timeout=5) as answer:
            assert kind in answer.headers["Content-Type"]


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/..%2Fexample.toml", "/../example.toml", "/page/state?as=UNOBODY00"]
)
def test_nothing_else_is_served(server: Server, alone: Workspace, path: str) -> None:
    assert server.workspaces[0] is alone
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    connection.request("GET", path)  # as it stands: urllib would tidy it up

    assert connection.getresponse().status == 404
    connection.close()


def test_the_state_says_who_where_and_when(alone: Workspace, look: Callable[..., Json]) -> None:
    alone.clock.advance(3600)

    state = look()

    assert state["clock"]["offset"] == 3600
    assert state["clock"]["now"] == pytest.approx(alone.clock.now(), abs=5)
    assert state["app"] == {"name": "Commons", "user": "UCOMMONS0", "connected": False}
    assert state["workspace"] == {"name": "Example group"}
    assert state["me"] == {
        "id": "UAMINA000",
        "handle": "amina",
        "name": "Amina Okello",
        "title": "a coastal council",
        "zone": "Europe/London",
        "bot": False,
    }
    assert [person["id"] for person in state["people"]] == list(alone.users)
    assert state["commands"][0] == {
        "command": "/experiment",
        "description": "Try something",
        "usage_hint": "",
    }
    assert (state["home"], state["windows"], state["notes"]) == (None, [], [])


def test_without_a_name_one_is_the_first_person(server: Server, alone: Workspace) -> None:
    with urllib.request.urlopen(f"{server.url}/page/state", timeout=5) as answer:
        assert json.load(answer)["me"]["id"] == next(u for u in alone.users if u != alone.bot)


def test_everybody_sees_their_own_rooms(look: Callable[..., Json]) -> None:
    amina, tom = look("UAMINA000"), look("UTOM00000")

    def names(state: Json) -> list[tuple[str, str]]:
        return [(room["kind"], room["name"]) for room in state["rooms"]]

    assert names(tom) == [
        ("dm", "Commons"),
        ("channel", "noticeboard"),
        ("channel", "hallway"),
    ]
    assert ("private", "vault") in names(amina)
    assert room(amina, "DAMINA000")["with"] == "UCOMMONS0"
    assert room(tom, "CHALLWAY0")["purpose"] == "Everything else"


def test_a_room_shows_its_messages(
    client: WebClient, alone: Workspace, look: Callable[..., Json]
) -> None:
    ts = client.chat_postMessage(channel="CNOTICEBO", text="Card", blocks=[ROW], **QUIET)["ts"]
    reply = client.chat_postMessage(channel="CNOTICEBO", text="Reply", thread_ts=ts, **QUIET)
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")
    alone.person("tom").types("Hello", in_="noticeboard")

    card, psst, hello = room(look("UAMINA000"), "CNOTICEBO")["messages"]

    assert card == {
        "ts": ts,
        "user": "UCOMMONS0",
        "bot": True,
        "text": "Card",
        "blocks": [ROW],
        "edited": False,
        "ephemeral": False,
        "thread_ts": None,
        "replies": [card["replies"][0]],
        "deleted": False,
    }
    assert (card["replies"][0]["ts"], card["replies"][0]["thread_ts"]) == (reply["ts"], ts)
    assert (psst["text"], psst["ephemeral"]) == ("Psst", True)
    assert (hello["user"], hello["bot"]) == ("UTOM00000", False)
    toms = room(look("UTOM00000"), "CNOTICEBO")["messages"]
    assert [message["text"] for message in toms] == ["Card", "Hello"]


def test_unread_is_what_others_said_since_one_looked(
    client: WebClient, look: Callable[..., Json], act: Callable[..., Json]
) -> None:
    client.chat_postMessage(channel="CNOTICEBO", text="One", **QUIET)
    client.chat_postMessage(channel="CNOTICEBO", text="Two", **QUIET)
    act("say", room="CNOTICEBO", text="Mine")
    assert room(look(), "CNOTICEBO")["unread"] == 2

    assert act("read", room="CNOTICEBO") == {"ok": True}
    assert room(look(), "CNOTICEBO")["unread"] == 0

    client.chat_postMessage(channel="CNOTICEBO", text="Three", **QUIET)
    assert room(look(), "CNOTICEBO")["unread"] == 1
    assert room(look("UTOM00000"), "CNOTICEBO")["unread"] == 4


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
        {"verb": "fault", "method": "*", "kind": "earthquake"},
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(act: Callable[..., Json], body: Json) -> None:
    answer = act(**{"as_": body.pop("as", "UAMINA000"), **body})

    assert answer["ok"] is False
    assert answer["error"].strip()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"as": "UAMINA000", "verb": "home"}', "text/plain"),
        (b"not json", "application/json"),
    ],
)
def test_another_sites_form_does_nothing(server: Server, body: bytes, kind: str) -> None:
    request = urllib.request.Request(f"{server.url}/page/act", body, {"Content-Type": kind})

    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    with refused.value as answer:
        assert answer.code == 404


def test_changes_are_told_as_they_happen(
    server: Server, client: WebClient, alone: Workspace
) -> None:
    url = f"{server.url}/page/events?as=UAMINA000"
    with urllib.request.urlopen(url, timeout=5) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")

        def next_revision() -> int:
            line = stream.readline().decode()
            assert stream.readline() == b"\n"
            revision: int = json.loads(line.removeprefix("data: "))["revision"]
            return revision

        before = next_revision()
        assert before == alone.revision
        client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)
        assert next_revision() == alone.revision > before


def test_nobody_listens_after_the_stream_is_closed(
    server: Server, client: WebClient, alone: Workspace
) -> None:
    url = f"{server.url}/page/events?as=UAMINA000"
    with urllib.request.urlopen(url, timeout=5) as stream:
        stream.readline()
        assert len(alone.subscribers) == 1

    client.chat_postMessage(channel="CNOTICEBO", text="Hello", **QUIET)

    assert alone.wait(lambda: alone.subscribers == [], 5)


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
