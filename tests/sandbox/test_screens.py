"""What the page shows to whom, as JSON."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from slack_sdk import WebClient

from sandbox.messages import Post
from sandbox.server import Server
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


def room(state: Json, room_id: str) -> Json:
    found: Json = next(room for room in state["rooms"] if room["id"] == room_id)
    return found


def test_the_state_says_who_where_and_when(alone: Workspace, look: Callable[..., Json]) -> None:
    alone.clock.advance(3600)

    state = look()

    assert state["clock"]["offset"] == 3600
    assert state["clock"]["now"] == pytest.approx(alone.clock.now(), abs=5)
    assert state["app"] == {
        "name": "Commons",
        "user": "UCOMMONS0",
        "home": True,
        "handle": "commons",
        "connected": False,
    }
    assert state["workspace"] == {"name": "Example group", "domain": "example-group"}
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
        ("channel", "tea-corner"),
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
        "files": [],
        "values": {},
        "edited": False,
        "ephemeral": False,
        "thread_ts": None,
        "replies": [card["replies"][0]],
        "asides": [],
        "deleted": False,
    }
    assert (card["replies"][0]["ts"], card["replies"][0]["thread_ts"]) == (reply["ts"], ts)
    assert (psst["text"], psst["ephemeral"]) == ("Psst", True)
    assert (hello["user"], hello["bot"]) == ("UTOM00000", False)
    toms = room(look("UTOM00000"), "CNOTICEBO")["messages"]
    assert [message["text"] for message in toms] == ["Card", "Hello"]


def test_a_room_shows_its_newest_two_hundred(alone: Workspace, look: Callable[..., Json]) -> None:
    for number in range(203):
        alone.posts.add(Post(alone.stamp(), "CNOTICEBO", "UTOM00000", f"No. {number}"))

    texts = [message["text"] for message in room(look(), "CNOTICEBO")["messages"]]

    assert (len(texts), texts[0], texts[-1]) == (200, "No. 3", "No. 202")


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


def test_the_app_has_no_home_for_people_of_other_organisations(
    alone: Workspace, look: Callable[..., Json]
) -> None:
    assert look("UTOM00000")["app"]["home"]

    alone.users["UTOM00000"].team = "TELSEWHER"

    assert not look("UTOM00000")["app"]["home"]
