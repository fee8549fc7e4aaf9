"""What every method of the Web API has in common: tokens, scopes, arguments, pages, and order."""

import inspect
import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pytest
import slack_sdk.web.client
from slack_sdk import WebClient

from sandbox.api.methods import DONE, PUBLIC, Request, answer
from sandbox.api.table import METHODS
from sandbox.server import Server
from sandbox.workspaces import Workspace

Json = dict[str, Any]
Refusal = Callable[..., Json]


def ask(workspace: Workspace, method: str, **given: Any) -> Json:
    """What a call is answered, without a server between."""
    return answer(Request(method, workspace.bot_token, given, {}), lambda _: workspace)


def post(url: str, body: bytes, kind: str, token: str = "") -> Json:
    headers = {"Content-Type": kind}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        found: Json = json.load(answer)
        return found


def test_auth_test_says_who_the_app_is(client: WebClient, workspace: Workspace) -> None:
    answer = client.auth_test()

    assert answer.data == {
        "ok": True,
        "url": "https://example-group.slack.com/",
        "team": "Example group",
        "team_id": "TEXAMPLEG",
        "user": "commons",
        "user_id": workspace.bot,
        "bot_id": "BCOMMONS0",
        "is_enterprise_install": False,
    }


def test_answers_carry_the_scopes_in_their_headers(client: WebClient) -> None:
    answer = client.chat_postMessage(
        channel="CNOTICEBO", text="x", unfurl_links=False, unfurl_media=False
    )

    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert answer.headers["x-accepted-oauth-scopes"] == "chat:write"


@pytest.mark.parametrize("method", ["auth.test", "chat.postMessage", "views.open"])
def test_who_has_no_token_is_not_authed(server: Server, refusal: Refusal, method: str) -> None:
    nobody = WebClient(base_url=server.api)

    assert refusal(nobody.api_call, method) == {"ok": False, "error": "not_authed"}


def test_a_token_of_nobody_is_invalid(server: Server, refusal: Refusal) -> None:
    stranger = WebClient(token="xoxb-of-nobody", base_url=server.api)

    assert refusal(stranger.auth_test) == {"ok": False, "error": "invalid_auth"}


@pytest.mark.parametrize(
    "method", sorted(name for name in DONE if METHODS[name].tokens == ("bot",))
)
def test_the_apps_own_token_is_of_the_wrong_kind(
    server: Server, workspace: Workspace, refusal: Refusal, method: str
) -> None:
    app = WebClient(token=workspace.app_token, base_url=server.api)

    assert refusal(app.api_call, method)["error"] == "not_allowed_token_type"


def test_a_bot_token_opens_no_socket(client: WebClient, refusal: Refusal) -> None:
    refused = refusal(client.api_call, "apps.connections.open")

    assert refused["error"] == "not_allowed_token_type"


def test_every_method_that_slack_sdk_knows_is_in_the_table() -> None:
    called = re.findall(r'self\.api_call\(\s*"([\w.]+)"', inspect.getsource(slack_sdk.web.client))

    assert len(called) > 300
    assert set(called) - set(METHODS) == set()


def test_a_method_that_is_not_done_says_so_and_is_not_unknown(granted: Workspace) -> None:
    """After its scope was looked at; what is retired, or for people's own tokens, is so."""
    said = {name: ask(granted, name) for name in METHODS if name not in {*DONE, *PUBLIC}}

    assert {answer["error"] for answer in said.values()} == {
        "service_unavailable",
        "not_allowed_token_type",
        "method_deprecated",
    }
    assert said["search.messages"]["error"] == "not_allowed_token_type"
    assert said["channels.list"]["error"] == "method_deprecated"
    assert said["canvases.create"] == {
        "ok": False,
        "error": "service_unavailable",
        "response_metadata": {"messages": ["[ERROR] the sandbox does not do canvases.create yet"]},
    }
    canvases = [entry for entry in granted.journal.since() if entry.name == "canvases.create"]
    assert canvases[0].remarks == ["the sandbox does not do canvases.create yet"]


def test_every_method_asks_for_its_scope_before_anything_else(workspace: Workspace) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=())
    scoped = {name: m for name, m in METHODS.items() if m.scopes and "bot" in m.tokens}

    said = {name: ask(workspace, name) for name in scoped}

    assert len(said) > 100
    assert {name: answer["error"] for name, answer in said.items()} == dict.fromkeys(
        scoped, "missing_scope"
    )
    assert {name: answer["needed"] for name, answer in said.items()} == {
        name: ",".join(m.scopes) for name, m in scoped.items()
    }


@pytest.mark.parametrize("name", ["a-b!", "x" * 101, "files[0]"])
def test_an_argument_with_a_malformed_name_is_refused(
    client: WebClient, refusal: Refusal, name: str
) -> None:
    refused = refusal(client.api_call, "users.list", params={name: "x"})

    assert refused["error"] == "invalid_arg_name"


def test_a_token_that_was_revoked_is_worth_nothing(client: WebClient, refusal: Refusal) -> None:
    assert client.auth_revoke(test=True)["revoked"] is False
    assert client.auth_test()["ok"]

    assert client.auth_revoke()["revoked"] is True
    assert refusal(client.auth_test)["error"] == "account_inactive"


def test_no_code_of_an_installation_was_ever_given(server: Server, refusal: Refusal) -> None:
    nobody = WebClient(base_url=server.api)

    refused = refusal(nobody.oauth_v2_access, client_id="1.2", client_secret="x", code="y")

    assert refused["error"] == "invalid_code"


def test_a_method_that_does_not_exist(client: WebClient, refusal: Refusal) -> None:
    assert refusal(client.api_call, "chat.postMassage")["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("method", "scopes", "needed"),
    [
        ("chat.postMessage", (), "chat:write"),
        ("chat.update", ("users:read",), "chat:write"),
        ("chat.delete", (), "chat:write"),
        ("chat.postEphemeral", (), "chat:write"),
        ("conversations.info", (), "channels:read,groups:read,im:read,mpim:read"),
        (
            "conversations.history",
            ("channels:read",),
            "channels:history,groups:history,im:history,mpim:history",
        ),
        ("conversations.join", ("channels:read",), "channels:join"),
        ("users.info", ("chat:write",), "users:read"),
        ("users.list", (), "users:read"),
    ],
)
def test_a_scope_is_missing_before_arguments_are(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    method: str,
    scopes: tuple[str, ...],
    needed: str,
) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=scopes)

    assert refusal(client.api_call, method) == {
        "ok": False,
        "error": "missing_scope",
        "needed": needed,
        "provided": ",".join(scopes),
    }


@pytest.mark.parametrize(
    ("channel", "scopes", "needed"),
    [
        ("cellar", ("channels:read",), "groups:read"),
        ("noticeboard", ("groups:read",), "channels:read"),
        ("DAMINA000", ("channels:read",), "im:read"),
    ],
)
def test_the_scope_depends_on_the_kind_of_conversation(
    client: WebClient,
    workspace: Workspace,
    refusal: Refusal,
    channel: str,
    scopes: tuple[str, ...],
    needed: str,
) -> None:
    workspace.manifest = replace(workspace.manifest, scopes=scopes)
    channel_id = workspace.conversation(channel).id

    refused = refusal(client.conversations_info, channel=channel_id)

    assert (refused["error"], refused["needed"]) == ("missing_scope", needed)


@pytest.mark.parametrize(
    ("method", "missing"),
    sorted(
        (name, METHODS[name].required)
        for name in DONE
        if METHODS[name].required and "bot" in METHODS[name].tokens
    ),
)
def test_every_required_argument_is_asked_for(
    granted: Workspace, client: WebClient, refusal: Refusal, method: str, missing: tuple[str, ...]
) -> None:
    assert granted.users
    assert refusal(client.api_call, method) == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": [f"[ERROR] missing required field: {name}" for name in missing]
        },
    }


def test_an_unknown_argument_is_ignored_and_frowned_at(
    client: WebClient, workspace: Workspace
) -> None:
    client.api_call("users.info", params={"user": "UAMINA000", "usr": "x"})

    assert workspace.lints == ["users.info: unknown argument usr"]


@pytest.mark.parametrize(
    ("kind", "encode"),
    [
        ("application/json; charset=utf-8", lambda given: json.dumps(given).encode()),
        ("application/x-www-form-urlencoded", lambda given: urlencode(given).encode()),
    ],
)
def test_arguments_come_as_json_or_as_a_form(
    server: Server, workspace: Workspace, kind: str, encode: Callable[[Json], bytes]
) -> None:
    given = {"channel": "CNOTICEBO", "text": "Hello", "unfurl_links": 0, "unfurl_media": 0}

    answer = post(f"{server.api}chat.postMessage", encode(given), kind, workspace.bot_token)

    assert answer["message"]["text"] == "Hello"
    assert workspace.lints == []


def test_a_method_that_reads_only_forms_does_not_see_json(
    server: Server, workspace: Workspace
) -> None:
    body = json.dumps({"user": "UAMINA000"}).encode()

    answer = post(f"{server.api}users.info", body, "application/json", workspace.bot_token)

    assert answer["error"] == "invalid_arguments"


def test_the_query_is_read_too(server: Server, workspace: Workspace) -> None:
    query = urlencode({"token": workspace.bot_token, "user": "UAMINA000"})

    with urllib.request.urlopen(f"{server.api}users.info?{query}", timeout=5) as answer:
        assert json.load(answer)["user"]["real_name"] == "Amina Okello"


def test_blocks_may_come_as_text_in_a_form(server: Server, workspace: Workspace) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Hi"}}]
    given = {
        "channel": "CNOTICEBO",
        "text": "Hi",
        "blocks": json.dumps(blocks),
        "unfurl_links": 0,
        "unfurl_media": 0,
    }

    post(
        f"{server.api}chat.postMessage",
        urlencode(given).encode(),
        "application/x-www-form-urlencoded",
        workspace.bot_token,
    )

    assert workspace.channel("noticeboard").expects(shown="Hi").blocks[0]["type"] == "header"


def test_lists_come_in_pages(client: WebClient, workspace: Workspace) -> None:
    # The response is the same object for each page: it is read while it turns them.
    pages = [[member["name"] for member in page["members"]] for page in client.users_list(limit=5)]

    assert [len(page) for page in pages] == [5, 5, 4]
    everybody = [user.handle for user in workspace.users.values()]
    assert list(chain(*pages)) == [*everybody, "slackbot"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"cursor": "bm93aGVyZQ=="}, "invalid_cursor"),
        ({"limit": "-1"}, "invalid_limit"),
        ({"limit": "many"}, "invalid_limit"),
        ({"limit": "1001"}, "invalid_limit"),
    ],
)
def test_a_page_that_does_not_exist(
    client: WebClient, refusal: Refusal, given: Json, error: str
) -> None:
    assert refusal(client.users_list, **given)["error"] == error


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("conversations.list", {}),
        ("users.conversations", {}),
        ("conversations.history", {"channel": "CNOTICEBO"}),
    ],
)
def test_a_page_of_a_thousand_is_taken(client: WebClient, method: str, given: Json) -> None:
    assert client.api_call(method, params={**given, "limit": 1000})["ok"]


def test_a_limit_of_nothing_is_as_many_as_slack_likes(client: WebClient) -> None:
    assert len(client.users_list(limit=0)["members"]) == len(client.users_list()["members"])


def test_users_info_shows_a_person(client: WebClient) -> None:
    user = client.users_info(user="UPRIYA000")["user"]

    assert (user["real_name"], user["tz"], user["tz_offset"]) == (
        "Priya Raman",
        "Asia/Kolkata",
        19_800,
    )
    assert user["profile"]["title"] == "a district health office"
    assert user["profile"]["display_name"] == "Priya"
    assert user["profile"]["image_48"].startswith("https://")
    assert (user["is_bot"], user["deleted"], user["is_admin"]) == (False, False, False)


def test_users_info_of_nobody(client: WebClient, refusal: Refusal) -> None:
    assert refusal(client.users_info, user="UNOBODY00")["error"] == "user_not_found"


def test_api_test_answers_anyone(server: Server, refusal: Refusal) -> None:
    nobody = WebClient(base_url=server.api)

    assert nobody.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert refusal(nobody.api_test, error="my_error")["error"] == "my_error"


def test_blocks_validate_needs_no_token_and_names_each_problem(
    server: Server, refusal: Refusal
) -> None:
    nobody = WebClient(base_url=server.api)
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}

    refused = refusal(nobody.api_call, "blocks.validate", params={"blocks": json.dumps([header])})

    assert refused["error"] == "invalid_blocks"
    assert [problem["pointer"] for problem in refused["errors"]] == ["/0/text/text"]


def test_blocks_validate_takes_what_slack_takes(server: Server) -> None:
    nobody = WebClient(base_url=server.api)
    blocks = json.dumps([{"type": "divider"}])

    assert nobody.api_call("blocks.validate", params={"blocks": blocks})["ok"]


def test_blocks_validate_does_not_read_json(server: Server) -> None:
    body = json.dumps({"blocks": [{"type": "divider"}]}).encode()

    answer = post(f"{server.api}blocks.validate", body, "application/json")

    assert answer == {"ok": False, "error": "invalid_arguments"}


def test_reading_changes_nothing_and_writing_does(client: WebClient, workspace: Workspace) -> None:
    before = workspace.revision
    client.users_list()
    assert workspace.revision == before

    client.chat_postMessage(channel="CNOTICEBO", text="x", unfurl_links=False, unfurl_media=False)

    assert workspace.revision > before


@pytest.mark.parametrize(
    ("method", "kind", "body", "error"),
    [
        ("chat.postMessage", "application/json", b"{not json", "invalid_json"),
        ("chat.postMessage", "application/json", b"[1, 2]", "json_not_object"),
        ("chat.postMessage", "application/x-www-form-urlencoded", b"\xff\xfe", "invalid_arg_name"),
        (
            "chat.postMessage",
            "application/json",
            b'{"channel": "CNOTICEBO", "blocks": {"type": "divider"}}',
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            "application/json",
            b'{"channel": ["CNOTICEBO"], "text": "x"}',
            "channel_not_found",
        ),
        ("views.open", "application/json", b'{"view": 7, "trigger_id": "x"}', "invalid_arguments"),
        (
            "blocks.validate",
            "application/x-www-form-urlencoded",
            b"message=[]",
            "invalid_arguments",
        ),
        ("blocks.validate", "application/x-www-form-urlencoded", b"view=[]", "invalid_view"),
    ],
)
def test_nonsense_is_refused_like_anything_else(
    server: Server, workspace: Workspace, method: str, kind: str, body: bytes, error: str
) -> None:
    assert post(server.api + method, body, kind, workspace.bot_token)["error"] == error
