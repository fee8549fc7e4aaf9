"""Signed HTTP: a Bolt app that listens at its own address, and an app that does not behave."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from sandbox.clock import Clock
from sandbox.groups import read_group
from sandbox.https import Https
from sandbox.manifests import Manifest, bring_home, parse_manifest
from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.sandbox.conftest import FULL, Ticks
from tests.sandbox.shapes import button, modal, row, text_input

Json = dict[str, Any]
SAID = "Here you are"
DISPATCH_FAILED = '/experiment failed with the error "dispatch_failed"'


@dataclass
class Answer:
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Post:
    """The app's own server: what came, and what it answers."""

    url: str
    asked: list[Asked]
    answer: Callable[[Asked], Answer]


def _listener(post: Post, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {key.lower(): value for key, value in self.headers.items()}
            asked = Asked(self.path, headers, self.rfile.read(length).decode())
            post.asked.append(asked)
            answer = post.answer(asked)
            self.send_response(answer.status)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


@contextmanager
def listening(post: Post, port: int = 0) -> Iterator[None]:
    with _listener(post, port) as listener:
        post.url = f"http://127.0.0.1:{listener.server_port}/slack/events"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            listener.shutdown()
            thread.join()


def echo(asked: Asked) -> Answer:
    return Answer(body=asked.body, headers={"Content-Type": "application/json; charset=utf-8"})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post("", [], lambda _asked: Answer())
    with listening(post):
        yield post


@pytest.fixture
def hosted(server: Server, post: Post, ticks: Ticks) -> Iterator[Workspace]:
    """A workspace whose app has an address."""
    manifest = bring_home(parse_manifest(FULL), post.url)
    workspace = server.add(read_group(manifest, clock=Clock(ticks=ticks)))
    yield workspace
    server.remove(workspace)


@pytest.fixture
def https(hosted: Workspace) -> Https:
    assert isinstance(hosted.transport, Https)
    return hosted.transport


@pytest.fixture
def bolt(server: Server, hosted: Workspace, post: Post) -> App:
    """As Bolt's own adapters do it; it verifies each signature."""
    client = WebClient(token=hosted.bot_token, base_url=server.api)
    app = App(name="hosted", client=client, signing_secret=hosted.signing_secret)

    def answer(asked: Asked) -> Answer:
        headers: dict[str, str | Sequence[str]] = {**asked.headers}
        said = app.dispatch(BoltRequest(body=asked.body, headers=headers))
        return Answer(
            said.status, said.body, {key: values[0] for key, values in said.headers.items()}
        )

    post.answer = answer
    return app


def test_a_bolt_app_is_found_and_used_over_http(hosted: Workspace, bolt: App) -> None:
    """Its challenge, a command, its window, a click, an event, each with a signature."""
    homes: Queue[str] = Queue()
    done = threading.Event()

    @bolt.command("/experiment")
    def start(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(
            trigger_id=body["trigger_id"],
            view=modal("A window", text_input("name"), callback_id="w"),
        )

    @bolt.view("w")
    def save(ack: Ack) -> None:
        ack(response_action="update", view=modal("Another", row(button("Go"))))

    @bolt.action("go")
    def click(ack: Ack) -> None:
        ack()
        done.set()

    @bolt.event("app_home_opened")
    def home(event: Json) -> None:
        homes.put(event["user"])

    assert hosted.wait(lambda: hosted.transport.connected, 5)
    amina = hosted.person("amina")
    amina.types("/experiment", in_="noticeboard").fills(name="Ada").saves().clicks("Go")
    amina.opens_home()

    assert done.is_set()
    assert homes.get(timeout=5) == amina.id
    assert homes.empty()
    names = [entry.name for entry in hosted.journal.since() if entry.direction == "envelope"]
    assert names[0] == "url_verification"


def test_menus_of_dialogs_are_asked_where_the_manifest_says(
    hosted: Workspace, bolt: App, post: Post
) -> None:
    car = {"type": "select", "label": "Car", "name": "car", "data_source": "external"}
    dialog = {"title": "A ride", "callback_id": "ride", "elements": [car]}
    hosted.manifest = replace(hosted.manifest, options_url=f"{post.url}/menus")

    @bolt.options("ride")
    def suggest(ack: Ack) -> None:
        ack({"options": [{"label": "Taxi", "value": "taxi"}]})

    amina = hosted.person("amina")
    bolt.client.dialog_open(trigger_id=hosted.triggers.issue(amina.id), dialog=dialog)

    assert amina.searches("t", in_="Car") == ["Taxi"]
    assert post.asked[-1].path == "/slack/events/menus"


def test_a_command_comes_as_a_form_and_may_be_answered_with_a_message(
    hosted: Workspace, post: Post
) -> None:
    post.answer = lambda _asked: Answer(body=SAID)

    amina = hosted.person("amina")
    amina.types("/experiment now & then", in_="noticeboard")

    amina.expects(text=SAID)
    (asked,) = [each for each in post.asked if "command=" in each.body]
    form = dict(parse_qsl(asked.body, keep_blank_values=True))
    assert (form["command"], form["text"]) == ("/experiment", "now & then")
    assert form["is_enterprise_install"] == "false"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("body", ["{no", "[1]", '"Done"'])
def test_an_answer_that_says_json_and_is_no_object_is_words(
    hosted: Workspace, post: Post, body: str
) -> None:
    post.answer = lambda _asked: Answer(body=body, headers={"Content-Type": "application/json"})

    hosted.person("amina").types("/experiment", in_="noticeboard").expects(text=body)


@pytest.mark.parametrize(
    ("days", "skew", "verdict"), [(0, 0, "valid"), (30, 0, "valid"), (0, -301, "old")]
)
def test_the_signature_is_of_real_time(
    hosted: Workspace, https: Https, post: Post, days: int, skew: int, verdict: str
) -> None:
    """Whoever verifies it knows nothing of the workspace's clock."""
    hosted.clock.advance(days * 86400)
    https.skew = skew

    hosted.person("amina").types("/experiment", in_="noticeboard")

    asked = post.asked[-1]
    verifier = SignatureVerifier(hosted.signing_secret)
    assert verifier.is_valid_request(asked.body, asked.headers) is (verdict == "valid")
    assert not SignatureVerifier("another").is_valid_request(asked.body, asked.headers)


def seen(post: Post) -> list[tuple[str | None, str | None]]:
    names = ("x-slack-retry-num", "x-slack-retry-reason")
    events = [each for each in post.asked if '"event_callback"' in each.body]
    return [(each.headers.get(names[0]), each.headers.get(names[1])) for each in events]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(500), "http_error"),
        (Answer(404), "http_error"),
        (Answer(302, headers={"Location": "/slack/events"}), "too_many_redirects"),
        (Answer(307, headers={"Location": "/slack/events"}), "too_many_redirects"),
    ],
)
def test_an_event_that_is_refused_comes_again_with_the_reason(
    hosted: Workspace, post: Post, answer: Answer, reason: str
) -> None:
    post.answer = lambda asked: answer if '"event_callback"' in asked.body else Answer()

    hosted.person("amina").opens_home()
    hosted.clock.advance(3600)

    again = [(str(number), reason) for number in (1, 2, 3)]
    assert sorted({*seen(post)}, key=str) == sorted([(None, None), *again], key=str)


def test_an_event_without_an_answer_in_time_comes_again(
    hosted: Workspace, https: Https, post: Post
) -> None:
    over = threading.Event()
    https.ack_seconds = 0.05

    def hang(asked: Asked) -> Answer:
        if '"event_callback"' in asked.body:
            over.wait(5)
        return Answer()

    post.answer = hang
    hosted.person("amina").opens_home()
    hosted.clock.advance(3600)
    over.set()

    again = [(str(number), "http_timeout") for number in (1, 2, 3)]
    assert seen(post) == [(None, None), *again]


def test_an_app_may_want_no_retries(hosted: Workspace, post: Post) -> None:
    post.answer = lambda _asked: Answer(500, headers={"X-Slack-No-Retry": "1"})

    hosted.person("amina").opens_home()
    hosted.clock.advance(3600)

    assert seen(post) == [(None, None)]


@pytest.mark.parametrize(("redirects", "shown"), [(1, SAID), (2, SAID), (3, DISPATCH_FAILED)])
def test_two_redirects_are_followed(
    hosted: Workspace, post: Post, redirects: int, shown: str
) -> None:
    def lead_on(asked: Asked) -> Answer:
        step = int(asked.path.partition("?")[2] or 0)
        if "command=" not in asked.body or step == redirects:
            return Answer(body=SAID)
        return Answer(302, headers={"Location": f"/slack/events?{step + 1}"})

    post.answer = lead_on
    amina = hosted.person("amina")
    amina.types("/experiment", in_="noticeboard")

    amina.expects(text=shown)


def test_an_app_that_comes_later_is_found_and_hears_what_it_missed(
    server: Server, manifest: Manifest, ticks: Ticks
) -> None:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    hosted = server.add(read_group(bring_home(manifest, url), clock=Clock(ticks=ticks)))
    amina = hosted.person("amina")
    amina.types("/experiment", in_="noticeboard")
    amina.expects(text=DISPATCH_FAILED)
    amina.opens_home()
    hosted.clock.catch_up()
    assert not hosted.transport.connected

    post = Post("", [], echo)
    with listening(post, port):
        assert hosted.wait(lambda: hosted.transport.connected, 5)
        hosted.clock.advance(61)
        assert seen(post)[-1] == ("2", "connection_failed")
    server.remove(hosted)


def test_who_does_not_give_the_challenge_back_is_not_there(https: Https, post: Post) -> None:
    post.answer = lambda _asked: Answer(body="what?")
    https.seek()
    assert not https.connected

    post.answer = echo
    https.seek()

    assert https.connected


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_challenge_may_come_back_in_three_ways(https: Https, post: Post, kind: str) -> None:
    before = "challenge=" if "form" in kind else ""
    post.answer = lambda asked: Answer(
        body=before + json.loads(asked.body)["challenge"], headers={"Content-Type": kind}
    )

    https.seek()

    assert https.connected


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/slack/events", "nowhere"])
def test_an_address_that_is_none_is_an_app_that_is_not_there(
    workspace: Workspace, address: str
) -> None:
    workspace.manifest = bring_home(workspace.manifest, address)
    workspace.transport = app = Https(workspace)
    app.seek()

    workspace.person("amina").opens_home()

    assert not app.connected
    [entry] = [each for each in workspace.journal.since() if each.name == "app_home_opened"]
    assert entry.ok is False
