"""Any Bolt app, unchanged: hosted by its manifest, and started and stopped with the sandbox."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from sandbox.__main__ import main
from sandbox.acting.events import KNOWN
from sandbox.directions import describe_hosting
from sandbox.entitlements import EVENT_SCOPES
from sandbox.groups import read_group
from sandbox.hosting import SMALL_GROUP
from sandbox.manifests import inspect_manifest, parse_manifest
from sandbox.server import Server
from sandbox.snapshots import load_workspace

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]

MANIFEST: Json = {
    "display_information": {"name": "Greeter"},
    "features": {
        "bot_user": {"display_name": "greeter"},
        "slash_commands": [{"command": "/hello", "description": "Says hello"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}
# As in the manner of Bolt's examples: nothing in it knows of a sandbox.
BY_SOCKET = """
import os
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

app = App(token=os.environ["SLACK_BOT_TOKEN"])

@app.command("/hello")
def hello(ack, body):
    ack(f"Hi <@{body['user_id']}>!")

SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()
"""
BY_HTTP = """
import os
from slack_bolt import App

app = App(token=os.environ["SLACK_BOT_TOKEN"], signing_secret=os.environ["SLACK_SIGNING_SECRET"])

@app.command("/hello")
def hello(ack, body):
    ack(f"Hi <@{body['user_id']}>!")

app.start(port=int(os.environ["PORT"]))
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def manifest_file(tmp_path: Path) -> Path:
    path = tmp_path / "app.yml"
    path.write_text(yaml.safe_dump(MANIFEST), encoding="utf-8")
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[str, subprocess.Popen[str]]]]:
    """`python -m sandbox …` as a process of its own, and the address of its page."""
    processes: list[subprocess.Popen[str]] = []

    def started(*arguments: str, **environ: str) -> tuple[str, subprocess.Popen[str]]:
        port = free_port()
        command = [sys.executable, "-m", "sandbox", "--port", str(port), *arguments]
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environ}
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return f"http://127.0.0.1:{port}", process

    yield started
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)


def ask(look: Callable[[], Json | None], process: subprocess.Popen[str]) -> Json:
    """Until it is there: two interpreters have to start."""
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            found = look()
        except httpx.TransportError:
            found = None
        if found is not None:
            return found
    raise AssertionError(process.communicate(timeout=5)[0])


def opened(url: str) -> Json | None:
    """The page, once there is something on it."""
    answer = httpx.get(f"{url}/page/state?as=UAMINA000")
    return answer.json() if answer.status_code == 200 else None


def connected(url: str) -> Json | None:
    state = opened(url)
    return state if state and state["app"]["connected"] else None


def say(url: str, line: str) -> str:
    act = {"as": "UAMINA000", "verb": "say", "room": "CGENERAL0", "text": line}
    assert httpx.post(f"{url}/page/act", json=act, timeout=10).json() == {"ok": True}
    return httpx.get(f"{url}/page/state?as=UAMINA000&room=CGENERAL0").text


@pytest.mark.parametrize("way", ["socket", "http"])
def test_an_unchanged_bolt_app_is_started_and_answers(
    start: Callable[..., Any], manifest_file: Path, tmp_path: Path, way: str
) -> None:
    """Its environment's own sitecustomize is run as ever."""
    app, port = tmp_path / "app.py", free_port()
    app.write_text(BY_SOCKET if way == "socket" else BY_HTTP, encoding="utf-8")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text("open('was_here', 'w').close()", encoding="utf-8")
    where = ["--app", f"http://127.0.0.1:{port}/slack/events"] if way == "http" else []

    url, process = start(
        "--manifest", str(manifest_file), *where, "--", sys.executable, str(app),
        PYTHONPATH=os.pathsep.join([str(ROOT), str(theirs)]), PORT=str(port),
    )  # fmt: skip
    (tmp_path / "was_here").unlink(missing_ok=True)
    ask(lambda: connected(url), process)

    assert "Hi <@UAMINA000>!" in say(url, "/hello")
    assert (tmp_path / "was_here").exists()


def test_the_sandbox_stops_with_the_app(start: Callable[..., Any], manifest_file: Path) -> None:
    _, process = start("--manifest", str(manifest_file), "--", sys.executable, "-c", "exit(3)")

    assert process.wait(20) == 3
    assert process.stdout is not None
    last = process.stdout.read().splitlines()[-1]
    assert last == "Greeter has ended, with exit code 3; the sandbox ends with it."


IMPATIENT = """
import sys
from pathlib import Path
from sandbox.hosting import Hosting, host

silent = [sys.executable, "-c", "import sys; sys.stdin.read()"]
sys.exit(host(Hosting(Path(sys.argv[1]), app=sys.argv[2], command=silent, patience=0.1)))
"""


@pytest.mark.parametrize(
    ("app", "sentences"),
    [
        (
            "",
            (
                "Greeter runs, and has not connected by Socket Mode yet.",
                "If it listens by HTTP, say where: --app http://127.0.0.1:3000/slack/events",
            ),
        ),
        (
            "http://127.0.0.1:1/here",
            (
                "Greeter runs, and does not answer at http://127.0.0.1:1/here yet.",
                "If it listens elsewhere, say where: --app http://127.0.0.1:PORT/PATH",
                "If it uses Socket Mode, its manifest must say so: settings.socket_mode_enabled",
            ),
        ),
    ],
)
def test_an_app_that_runs_and_is_not_heard_of_is_told(
    manifest_file: Path, app: str, sentences: tuple[str, ...]
) -> None:
    """It listens at another port, or not the way that its manifest says."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, str(manifest_file), app],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    heard: list[str] = []
    while tuple(heard) != sentences and (line := process.stdout.readline()):
        heard = [*heard, line.rstrip()][-len(sentences) :]
    process.communicate(timeout=10)  # its stdin ends, and it does, too

    assert tuple(heard) == sentences


def test_what_is_said_is_there_the_next_time(
    start: Callable[..., Any], manifest_file: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    url, process = start("--manifest", str(manifest_file), "--keep", str(kept))
    ask(lambda: opened(url), process)
    say(url, "Good morning")
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=10)[0]

    assert process.returncode == 0
    tokens = json.loads(kept.read_text(encoding="utf-8"))
    assert f"export SLACK_BOT_TOKEN={tokens['bot_token']}" in said
    again = load_workspace(kept, parse_manifest(MANIFEST))
    assert again is not None
    assert [each.text for each in again.posts.everything()] == ["Good morning"]


def test_help_starts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    assert "--manifest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "given", "sentence"),
    [
        ("--port", "99999", "99999 is no port; they go up to 65535."),
        ("--port", "http", "http is no port; they go up to 65535."),
        ("--app", "localhost:3000", "localhost:3000 is no address; one looks like http://"),
        ("--app", "http:///slack", "http:///slack is no address; one looks like http://"),
    ],
)
def test_an_option_that_cannot_be_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], option: str, given: str, sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--manifest", "app.yml", option, given])

    assert ended.value.code == 2
    assert f"argument {option}: {sentence}" in capsys.readouterr().err


FULL = {"display_information": {"name": "A"}}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (None, "The manifest must have keys of its own, and is empty."),
        ([], "The manifest must have keys of its own, and is a list."),
        ({}, "display_information is missing."),
        ({"display_information": {}}, "display_information.name is missing."),
        (
            {"display_information": {"name": 5}},
            "display_information.name must be a text, and is 5.",
        ),
        (
            {"display_information": {"name": "a" * 36}},
            "display_information.name has 36 characters; Slack takes 35 at most.",
        ),
        (
            {**FULL, "features": {"slash_commands": [{"command": "go"}]}},
            (
                "features.slash_commands[0].description is missing.\n"
                "features.slash_commands[0].command must begin with '/', and is 'go'."
            ),
        ),
        (
            {**FULL, "settings": {"socket_mode_enabled": "yes"}},
            "settings.socket_mode_enabled must be true or false, and is 'yes'.",
        ),
        (
            {**FULL, "settings": {"event_subscriptions": {"bot_events": "message.im"}}},
            "settings.event_subscriptions.bot_events must be a list, and is 'message.im'.",
        ),
        (
            {**FULL, "oauth_config": {"scopes": {"bot": []}}},
            ("oauth_config.scopes.bot is empty; Slack takes a list with something in it, or none."),
        ),
    ],
)
def test_a_mistake_in_a_manifest_is_said_with_its_path(
    tmp_path: Path, raw: object, sentence: str
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(raw), encoding="utf-8")

    manifest, findings = inspect_manifest(path)

    assert manifest is None
    assert "\n".join(map(str, findings)) == sentence


def test_a_key_that_is_younger_than_the_sandbox_is_only_told(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**FULL, "settings": {"shiny": True}}), encoding="utf-8")

    manifest, findings = inspect_manifest(path)

    assert manifest is not None
    assert [str(each) for each in findings] == ["settings.shiny is not known here, and is ignored."]


def test_what_asks_for_a_scope_that_the_manifest_leaves_out_is_told(tmp_path: Path) -> None:
    """At Slack the app would wait for it, and nobody would say why nothing comes."""
    raw = {
        **FULL,
        "features": {
            "slash_commands": [{"command": "/hello", "description": "Says hello"}],
            "shortcuts": [
                {"name": "Go", "type": "global", "callback_id": "go", "description": "Goes"}
            ],
        },
        "oauth_config": {"scopes": {"bot": ["groups:read", "reactions:read"]}},
        "settings": {
            "event_subscriptions": {
                "bot_events": [
                    "app_home_opened",
                    "message.im",
                    "member_joined_channel",
                    "reaction_added",
                    "channel_archive",
                ]
            }
        },
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    needs = "among oauth_config.scopes.bot; Slack sends nothing without it."
    listed = "settings.event_subscriptions.bot_events"

    manifest, findings = inspect_manifest(path)

    assert manifest is not None
    assert [str(each) for each in findings] == [
        f"features.slash_commands needs commands {needs}",
        f"features.shortcuts needs commands {needs}",
        f"{listed}[1] (message.im) needs im:history {needs}",
        f"{listed}[4] (channel_archive) needs channels:read {needs}",
    ]


def test_the_scope_of_every_event_that_is_sent_is_known() -> None:
    assert set(EVENT_SCOPES) == KNOWN


def test_an_app_that_connects_though_its_manifest_says_http_is_told_why_not(
    server: Server,
) -> None:
    raw = {**MANIFEST, "settings": {"interactivity": {"is_enabled": True}}}
    workspace = server.add(read_group(parse_manifest(raw), SMALL_GROUP))

    answer = httpx.post(
        f"{server.api}apps.connections.open",
        headers={"Authorization": f"Bearer {workspace.app_token}"},
    ).json()

    assert answer["ok"] is False
    assert "the manifest does not switch Socket Mode on" in str(answer["response_metadata"])


def test_an_event_that_never_comes_is_told(server: Server) -> None:
    events = {"bot_events": ["app_home_opened", "call_rejected"]}
    raw = {**MANIFEST, "settings": {**MANIFEST["settings"], "event_subscriptions": events}}
    workspace = read_group(parse_manifest(raw), SMALL_GROUP)

    said = [line for line in describe_hosting(server, workspace, ()) if "never" in line]

    assert said == ["The sandbox never sends call_rejected, which the manifest subscribes to."]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--manifest", "nowhere.yml"], "nowhere.yml cannot be read: No such file or directory."),
        (["--people", "p.toml"], "Which app? Say so with --manifest app.yml; without it "),
        (["--manifest", "app.yml", "--people", "no.toml"], "no.toml: It cannot be read: "),
        (["--manifest", "app.yml", "--people", "app.yml"], "app.yml: It cannot be read: "),
        (["--manifest", "app.yml", "--people", "empty"], "empty: Nobody is in it. Write "),
        (["--manifest", "app.yml", "--keep", "app.yml"], "app.yml cannot be read. Delete it, or "),
    ],
)
def test_what_cannot_be_hosted_is_said_in_a_sentence(
    manifest_file: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(manifest_file.parent)
    Path("empty").touch()

    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert str(ended.value.code).startswith(sentence)
