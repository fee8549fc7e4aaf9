"""What the sandbox itself costs: ten interactions of a story, a page full of messages, a look at
the latest of many, and many blocks judged.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.checks import MANIFEST
from sandbox.groups import read_group
from sandbox.kit.views import validate_view
from sandbox.manifests import read_manifest
from sandbox.messages import Post
from sandbox.screens import describe_screen
from sandbox.server import Server
from sandbox.transports import Direct
from sandbox.workspaces import Workspace
from tests.benches.slacks import Slack
from tests.benches.tables import Comparison
from tests.sandbox.shapes import QUIET, button, modal, row, text_input

FEW, MANY = 500, 5_000  # more in either than a page shows
TIMES = 25
# A workspace stands in memory and is looked through: ten times as many may cost three times more.
SCANNED = 3.0
BUDGET = 300.0  # milliseconds, for ten interactions

Progress = Callable[[str], None]
Subject = TypeVar("Subject")


async def sandboxes(slack: Slack, folder: Path, progress: Progress) -> list[Comparison]:
    del slack, folder
    progress(f"the sandbox, with {FEW} and {MANY} messages")
    with _serving() as server:
        few, many = _filled(server, FEW), _filled(server, MANY)
        return [
            _ten(server),
            _compare(f"sandbox: page, {MANY} messages beside {FEW}", SCANNED, _draw, few, many),
            _compare(
                f"sandbox: the last 50 of {MANY} beside {FEW}",
                SCANNED,
                lambda each: _history(server, each),
                few,
                many,
            ),
            _compare("sandbox: 100 blocks judged beside 10", 12.0, _judge, 10, 100),
        ]


@contextmanager
def _serving() -> Iterator[Server]:
    server = Server(port=0).start()
    yield server
    server.stop()


def _compare(
    what: str, aim: float, act: Callable[[Subject], object], few: Subject, many: Subject
) -> Comparison:
    done = Comparison(what, aim)
    for number in range(-2, TIMES):  # the first do not count: nothing is warm yet
        for each, times in ((few, done.theirs), (many, done.ours)):
            took = _milliseconds(partial(act, each))
            if number >= 0:
                times.append(took)
    return done


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _workspace(server: Server, domain: str) -> Workspace:
    workspace = server.add(read_group(read_manifest(MANIFEST)))
    workspace.domain, workspace.rates.enforced = domain, False
    return workspace


def _filled(server: Server, messages: int) -> Workspace:
    """Half of them are replies."""
    workspace = _workspace(server, f"filled-{messages}")
    room, amina = workspace.conversation("noticeboard").id, workspace.person("amina").id
    for number in range(messages // 2):
        blocks = [row(button("Go"))]
        first = Post(workspace.stamp(), room, amina, f"Message {number}", blocks)
        reply = Post(workspace.stamp(), room, amina, "Indeed", blocks, thread_ts=first.ts)
        workspace.posts.add(first)
        workspace.posts.add(reply)
    return workspace


def _draw(workspace: Workspace) -> None:
    json.dumps(describe_screen(workspace, workspace.person("amina").id))


def _history(server: Server, workspace: Workspace) -> None:
    client = WebClient(token=workspace.bot_token, base_url=server.api)
    client.conversations_history(channel=workspace.conversation("noticeboard").id, limit=50)


def _judge(blocks: int) -> None:
    view = modal("A window", *(text_input(f"field{number}") for number in range(blocks)))
    assert validate_view(view) == []


def _ten(server: Server) -> Comparison:
    """Three times a command, a saved window and a click, and then a look: on one core."""
    workspace = _workspace(server, "ten")
    client = WebClient(token=workspace.bot_token, base_url=server.api)
    app = App(client=client, signing_secret="of no use here")
    _listen(app, workspace.conversation("noticeboard").id)
    workspace.transport = Direct(app)
    done = Comparison("sandbox: ten interactions, beside their budget", aim=1.0, theirs=[BUDGET])
    for number in range(-2, TIMES):
        took = _milliseconds(lambda: _tell_a_story(workspace))
        if number >= 0:
            done.ours.append(took)
    return done


def _listen(app: App, room: str) -> None:
    @app.command("/experiment")
    def open_window(ack: Ack, body: dict[str, str], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("window")
    def post(ack: Ack, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=room, text="Saved", blocks=[row(button("Go"))], **QUIET)

    @app.event("app_home_opened")
    def look(ack: Ack) -> None:
        ack()

    @app.action("go")
    def update(ack: Ack, body: dict[str, dict[str, str]], client: WebClient) -> None:
        ack()
        client.chat_update(channel=room, ts=body["message"]["ts"], text="Gone")


def _tell_a_story(workspace: Workspace) -> None:
    amina, room = workspace.person("amina"), workspace.channel("noticeboard")
    for _ in range(3):
        amina.types("/experiment", in_="noticeboard").fills(Name="A walk").saves()
        amina.clicks("Go", on=room.expects(text="Saved"))
    amina.opens_home()
