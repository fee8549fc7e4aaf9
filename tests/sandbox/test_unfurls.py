"""A link to one of the app's places: it hears of it, and shows more of it below the message."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.acting.envelopes import rest
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import Heard, event
from tests.sandbox.shapes import QUIET, Json

PLACE = "https://wiki.example.org/a?b=1&c=2"
Share = Callable[..., Message]
CARD: Json = {
    "blocks": [
        {
            "type": "actions",
            "block_id": "card",
            "elements": [
                {
                    "type": "button",
                    "action_id": "go",
                    "text": {"type": "plain_text", "text": "More"},
                }
            ],
        }
    ]
}


@pytest.fixture(autouse=True)
def domains(workspace: Workspace) -> None:
    workspace.manifest = replace(
        workspace.manifest,
        unfurl_domains=("example.org",),
        scopes=(*workspace.manifest.scopes, "links:write"),
    )


@pytest.fixture
def amina(workspace: Workspace) -> Person:
    return workspace.person("amina")


@pytest.fixture
def share(workspace: Workspace, amina: Person) -> Share:
    """Amina does."""

    def say(words: str = f"See {PLACE}.") -> Message:
        amina.types(words, in_="noticeboard")
        return workspace.channel("noticeboard").messages[-1]

    return say


def unfurl(client: WebClient, message: Message, shown: Any, **more: Any) -> None:
    where = {"channel": message.room, "ts": message.ts}
    client.api_call("chat.unfurl", json={**where, "unfurls": shown, **more})


def click_of(heard: Heard) -> Json:
    """The only one. That the message changed is told by itself, before or after."""
    [click] = [body for body in heard.bodies if body["type"] == "block_actions"]
    return click


def test_a_link_that_somebody_shares_is_told(amina: Person, told: list[Json], share: Share) -> None:
    message = share(f"See {PLACE} and https://elsewhere.test/")

    said = event(told, "link_shared")
    assert said["links"] == [{"url": escape(PLACE), "domain": "example.org"}], "as Slack writes it"
    assert (said["channel"], said["message_ts"]) == ("CNOTICEBO", message.ts)
    assert (said["user"], said["is_bot_user_member"]) == (amina.id, True)
    assert said["source"] == "conversations_history"
    assert said["unfurl_id"].startswith(f"CNOTICEBO.{message.ts}.")
    assert "thread_ts" not in said


def test_neither_its_own_nor_other_links_are_told(
    client: WebClient, workspace: Workspace, told: list[Json], share: Share
) -> None:
    share("See https://elsewhere.test/ and https://notexample.org/, https://[bad")
    client.chat_postMessage(channel="CNOTICEBO", text=f"See <{PLACE}>", **QUIET)
    rest(workspace)

    assert {body["event"]["type"] for body in told} == {"message"}


def test_what_the_app_shows_stands_below_the_message(
    client: WebClient, workspace: Workspace, told: list[Json], share: Share
) -> None:
    message = share()
    unfurl(client, message, {PLACE: {"text": "A page", "preview": {"title": "ignored here"}}})
    rest(workspace)

    (card,) = message.post.attachments
    assert (card["text"], card["from_url"], card["is_app_unfurl"]) == ("A page", PLACE, True)
    changed = event(told, "message", "message_changed")
    assert changed["message"]["attachments"] == [card]

    unfurl(client, message, {PLACE: {"text": "The same page"}})
    assert [each["text"] for each in message.post.attachments] == ["The same page"]

    unfurl(client, message, {PLACE: {}})
    assert message.post.attachments == []


def test_a_link_is_one_however_its_ampersand_is_written(client: WebClient, share: Share) -> None:
    message = share()
    unfurl(client, message, {escape(PLACE): {"text": "A page"}})
    unfurl(client, message, {PLACE: {"text": "The same page", "blocks": None}})

    assert [each["text"] for each in message.post.attachments] == ["The same page"]
    assert message.post.all_blocks == list(message.post.blocks)


def test_what_is_shown_of_a_link_that_was_edited_out_can_be_taken_away(
    client: WebClient, amina: Person, share: Share
) -> None:
    message = share()
    unfurl(client, message, {PLACE: {"text": "A page"}})
    amina.edits(message, "Never mind.")
    unfurl(client, message, {PLACE: {}})

    assert message.post.attachments == []


def test_an_app_cannot_say_itself_that_something_is_of_a_link(
    client: WebClient, workspace: Workspace, amina: Person, heard: Heard
) -> None:
    card = {**CARD, "fallback": "A card", "is_app_unfurl": True, "id": 7}
    client.chat_postMessage(channel="CNOTICEBO", text="Here", attachments=[card], **QUIET)
    amina.clicks("More", on=workspace.channel("noticeboard").messages[-1])

    click = click_of(heard)
    container = click["container"]
    assert (container["is_app_unfurl"], container["attachment_id"]) == (False, 1)
    assert "app_unfurl" not in click


def test_it_is_found_by_what_the_event_said(
    client: WebClient, told: list[Json], share: Share
) -> None:
    message = share()
    said = event(told, "link_shared")

    named = {each: said[each] for each in ("unfurl_id", "source")}
    client.api_call("chat.unfurl", json={**named, "unfurls": {PLACE: {"text": "A page"}}})

    assert message.post.attachments[0]["text"] == "A page"


def test_a_click_in_it_says_that_it_is_of_a_link(
    client: WebClient, amina: Person, heard: Heard, share: Share
) -> None:
    message = share()
    unfurl(client, message, {PLACE: CARD})
    amina.clicks("More", on=message)

    click = click_of(heard)
    container = click["container"]
    assert (container["type"], container["attachment_id"]) == ("message_attachment", 1)
    assert (container["is_app_unfurl"], container["app_unfurl_url"]) == (True, PLACE)
    assert click["app_unfurl"]["blocks"][0]["block_id"] == "card"


def test_only_who_shared_it_is_asked_to_make_themselves_known(
    client: WebClient, workspace: Workspace, amina: Person, share: Share
) -> None:
    message = share()
    url = "https://wiki.example.org/hello"
    unfurl(client, message, None, user_auth_message="Say hello first.", user_auth_url=url)

    asked = [post for post in workspace.posts.everything() if post.ephemeral_to == amina.id]
    assert [post.text for post in asked] == [f"Say hello first. <{url}>"]
    assert message.post.attachments == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": None}, "missing_channel"),
        ({"ts": None}, "missing_ts"),
        ({"unfurls": None}, "missing_unfurls"),
        ({"unfurls": "{"}, "invalid_unfurls_format"),
        ({"unfurls": [PLACE]}, "invalid_unfurls_format"),
        ({"unfurls": {PLACE: "A page"}}, "invalid_unfurls_format"),
        ({"unfurls": {"https://elsewhere.test/": {"text": "A page"}}}, "cannot_unfurl_url"),
        ({"unfurls": {"https://example.org/b": {"text": "A page"}}}, "cannot_unfurl_message"),
        ({"unfurls": {"https://[bad": {"text": "A page"}}}, "cannot_unfurl_url"),
        ({"user_auth_blocks": "{"}, "cannot_prompt"),
        ({"user_auth_blocks": [{"type": "sectoin"}]}, "cannot_prompt"),
        ({"unfurls": {PLACE: {"color": "#ff0000"}}}, "cannot_parse_attachment"),
        ({"unfurls": {PLACE: {"blocks": [{"type": "sectoin"}]}}}, "cannot_parse_attachment"),
        ({"channel": "CNOWHERE0"}, "cannot_find_channel"),
        ({"ts": "1.2"}, "cannot_find_message"),
        ({"unfurl_id": "C1.1.2.x"}, "missing_source"),
        ({"source": "conversations_history"}, "missing_unfurl_id"),
        ({"unfurl_id": "x", "source": "conversations_history"}, "invalid_unfurl_id"),
        ({"unfurl_id": "x", "source": "elsewhere"}, "invalid_source"),
    ],
)
def test_what_cannot_be_shown(
    client: WebClient, refusal: Callable[..., Json], arguments: Json, error: str, share: Share
) -> None:
    message = share()
    usual = {"channel": "CNOTICEBO", "ts": message.ts, "unfurls": {PLACE: {"text": "x"}}}
    given = {name: value for name, value in {**usual, **arguments}.items() if value is not None}

    assert refusal(client.api_call, "chat.unfurl", json=given)["error"] == error
    assert message.post.attachments == []
