"""`make run` as a newcomer has it: a process that starts, keeps what was done, and stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN = 30.0
MOST_JUMPS = 10


@contextmanager
def running(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`python -m bot run` without tokens, in a folder of its own."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "SANDBOX_PORT": str(port),
        "COMMONS_CHANNEL_SECONDS": "0.05",  # a sandbox takes more than Slack does
        "COMMONS_POSTS_PER_SECOND": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    said = ""
    deadline = time.monotonic() + STARTS_WITHIN
    for line in process.stdout:
        said += line
        if words in line or time.monotonic() > deadline:
            break
    assert words in said, said
    return said


def act(port: int, **what: object) -> None:
    address = f"http://127.0.0.1:{port}/page/act"
    done = httpx.post(address, json={"as": "UAMINA000", **what}, timeout=20).json()
    assert done["ok"], done


def screen(port: int) -> dict[str, Any]:
    address = f"http://127.0.0.1:{port}/page/state?as=UAMINA000"
    found: dict[str, Any] = httpx.get(address, timeout=20).json()
    return found


def cards(port: int) -> list[str]:
    """The fallback texts of what stands on the noticeboard."""
    rooms = {room["name"]: room["messages"] for room in screen(port)["rooms"]}
    return [message["text"] for message in rooms["noticeboard"]]


def test_what_was_done_is_there_after_a_restart_and_ctrl_c_is_quick(
    tmp_path: Path, port: int
) -> None:
    with running(tmp_path, port) as process:
        said = read_until(process, "Open ")
        assert f"http://127.0.0.1:{port}" in said
        act(port, verb="say", room="CHALLWAY0", text="/experiment Longer first visits")
        [window] = screen(port)["windows"]
        values = {
            "title": "Longer first visits",
            "purpose": "One story, once.",
            "question": "What changes?",
            "stage": "idea",
            "visibility": "group",
        }
        filled = {name: {name: value} for name, value in values.items()}
        act(port, verb="save", view=window["id"], values=filled)
        wait_for_card(port)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
        assert time.monotonic() - began < 3
        assert process.returncode == 0
        assert process.stdout is not None
        assert "Traceback" not in process.stdout.read()

    with running(tmp_path, port) as process:
        read_until(process, "Open ")
        assert cards(port).count("E-6, an experiment by Amina") == 1
        act(port, verb="home")
        wait_for(port, lambda: "E-6 · Longer first visits" in str(screen(port)["home"]))
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def wait_for_card(port: int) -> None:
    """The example group's own cards come first, and they are more than the sandbox takes at once:
    it takes ten more each ten seconds.
    """
    for _ in range(MOST_JUMPS):
        if "E-6, an experiment by Amina" in cards(port):
            return
        act(port, verb="advance", seconds=10)
    raise AssertionError(cards(port))


def wait_for(port: int, is_there: Callable[[], bool]) -> None:
    """What is drawn after an event comes a moment later: looked at whenever something changes."""
    with httpx.stream(
        "GET", f"http://127.0.0.1:{port}/page/events?as=UAMINA000", timeout=30
    ) as changes:
        lines = changes.iter_lines()
        while not is_there():
            next(lines)


def test_a_taken_port_is_a_sentence(tmp_path: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with running(tmp_path, port) as process:
            said, _ = process.communicate(timeout=STARTS_WITHIN)

    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        f"Something else uses port {port}. Choose another one: SANDBOX_PORT={port + 1} make run"
    )
    assert "Traceback" not in said


def test_a_second_one_with_the_same_data_is_a_sentence(tmp_path: Path, port: int) -> None:
    with running(tmp_path, port) as first:
        read_until(first, "Open ")
        with running(tmp_path, port + 1) as second:
            said, _ = second.communicate(timeout=STARTS_WITHIN)

    assert second.returncode == 1
    assert said.strip() == (
        "Commons is running in the sandbox already, with this data. Stop it first."
    )
