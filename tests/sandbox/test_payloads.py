"""Payloads that Slack is known to take and to refuse, each through the method that takes it.

A row is a name, a surface (message, modal, home, options) and what is sent; of those refused also
the error and the sentences. `{"$times": n, "of": x}` is x n times over: of a string one long
string, of anything else a list, in which # is the number.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.api.refusals import Refusal
from sandbox.files import StoredFile
from sandbox.groups import read_group
from sandbox.judging import judge_message, judge_options, judge_view
from sandbox.manifests import parse_manifest
from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import FULL
from tests.sandbox.shapes import QUIET

Json = dict[str, Any]

FOLDER = Path(__file__).parent / "payloads"
EMBEDDING = ("files:read", "links.embed:write")


def rows(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{row['surface']}-{row['name']}") for row in found]


def expand(node: Any) -> Any:
    if isinstance(node, list):
        return [expand(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "$times" not in node:
        return {name: expand(each) for name, each in node.items()}
    if isinstance(node["of"], str):
        return node["of"] * node["$times"]
    written = json.dumps(expand(node["of"]))
    return [json.loads(written.replace("#", str(number))) for number in range(node["$times"])]


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Workspace]:
    """One for all rows: none of them is about what was there before. It has a picture and notes."""
    manifest = parse_manifest(FULL)
    manifest = replace(
        manifest, scopes=(*manifest.scopes, *EMBEDDING), unfurl_domains=("example.org",)
    )
    place = server.add(read_group(manifest))
    place.rates.enforced = False  # hundreds of messages to one channel
    content = base64.b64encode(b"x").decode()
    for file_id, name in (("FTREE0000", "tree.png"), ("FNOTES000", "notes.txt")):
        place.files[file_id] = StoredFile(file_id, name, 1, 0, content=content, shared=True)
    yield place
    server.remove(place)


def send(server: Server, place: Workspace, row: Json) -> None:
    payload = expand(row["payload"])
    client = WebClient(token=place.bot_token, base_url=server.api, timeout=5)
    amina = place.user("amina").id
    if row["surface"] == "message":
        client.api_call("chat.postMessage", json={"channel": "CNOTICEBO", **QUIET, **payload})
    elif row["surface"] == "modal":
        trigger = place.triggers.issue(amina)
        client.api_call("views.open", json={"trigger_id": trigger, "view": payload})
    elif row["surface"] == "home":
        client.api_call("views.publish", json={"user_id": amina, "view": payload})
    else:
        judge_options(place, payload)


@pytest.fixture
def windowless(place: Workspace) -> Iterator[None]:
    yield
    place.windows.clear(place.user("amina").id)


@pytest.mark.usefixtures("windowless")
@pytest.mark.parametrize("row", rows("accepted"))
def test_slack_takes(server: Server, place: Workspace, row: Json) -> None:
    send(server, place, row)


@pytest.mark.usefixtures("windowless")
@pytest.mark.parametrize("row", rows("refused"))
def test_slack_refuses(
    server: Server, place: Workspace, row: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tuple(scope for scope in place.manifest.scopes if scope != row.get("without"))
    monkeypatch.setattr(place, "manifest", replace(place.manifest, scopes=left))

    with pytest.raises((SlackApiError, Refusal)) as refused:
        send(server, place, row)

    answer = answer_of(refused.value)
    said = answer.get("response_metadata", {}).get("messages", [])
    assert answer["error"] == row["error"]
    assert [each.removeprefix("[ERROR] ") for each in said] == row["said"]


def answer_of(refused: Exception) -> Json:
    if isinstance(refused, SlackApiError):
        return dict(refused.response.data)
    assert isinstance(refused, Refusal)
    return refused.wire


JUDGES: dict[str, Callable[[Workspace, Any], Any]] = {
    "message": lambda place, payload: judge_message(place, "a test", payload or {}),
    "modal": lambda place, payload: judge_view(place, "a test", payload),
    "home": lambda place, payload: judge_view(place, "a test", payload),
    "options": judge_options,
}
JUNK: tuple[Any, ...] = (
    None,
    0,
    True,
    "",
    "x",
    [],
    {},
    [None],
    {"type": None},
    {"type": []},
    {"type": "container"},
)


def spots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that may be put in another's place: what holds it, and where."""
    inside = node.items() if isinstance(node, dict) else enumerate(node)
    for name, each in list(inside):
        yield node, name
        if isinstance(each, dict | list):
            yield from spots(each)


def test_whatever_is_sent_is_taken_or_refused(place: Workspace) -> None:
    chance = Random(1)
    small = [each.values[0] for name in ("accepted", "refused") for each in rows(name)]
    small = [row for row in small if "$times" not in json.dumps(row)]
    for _ in range(1000):
        row = json.loads(json.dumps(chance.choice(small)))
        holder, name = chance.choice(list(spots(row["payload"])) or [(row, "payload")])
        holder[name] = chance.choice(JUNK)
        with suppress(Refusal):
            JUDGES[row["surface"]](place, row["payload"])
