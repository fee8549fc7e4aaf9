"""Each message of the app is expected once, and what nobody expected is left over."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from sandbox.transports import Direct
from sandbox.workspaces import Workspace
from tests.sandbox.shapes import QUIET, words


def test_what_is_expected_is_found_once(workspace: Workspace, post: Callable[..., None]) -> None:
    workspace.patience = 0
    post("Card one")
    post("Card two")
    channel = workspace.channel("noticeboard")

    assert channel.expects(text="Card").text == "Card one"
    assert channel.expects(text="Card").text == "Card two"
    with pytest.raises(AssertionError, match="no message"):
        channel.expects(text="Card")


def test_shown_is_what_stands_in_the_blocks_and_text_the_fallback(
    workspace: Workspace, post: Callable[..., None]
) -> None:
    workspace.patience = 0
    post("A lock screen", {"type": "header", "text": words("On the screen")})
    channel = workspace.channel("noticeboard")

    with pytest.raises(AssertionError, match="On the screen"):
        channel.expects(text="On the screen")
    assert channel.expects(shown="On the screen", text="A lock").text == "A lock screen"


def test_what_people_say_is_not_expected_of_the_app(workspace: Workspace) -> None:
    workspace.patience = 0
    workspace.person("amina").types("Hello", in_="noticeboard")

    with pytest.raises(AssertionError, match="no message"):
        workspace.channel("noticeboard").expects(text="Hello")
    assert workspace.leftovers() == []


def test_what_nobody_expected_is_left_over(
    client: WebClient, workspace: Workspace, post: Callable[..., None]
) -> None:
    post("In the room")
    post("In person", channel="UTOM00000")
    client.chat_postEphemeral(channel="CNOTICEBO", user="UAMINA000", text="Psst")
    thread = workspace.channel("noticeboard").messages[0]
    post("In the thread", thread_ts=thread.ts)

    assert workspace.leftovers() == [
        "#noticeboard: In the room",
        "tom: In person",
        "#noticeboard, for UAMINA000 only: Psst",
        "#noticeboard: In the thread",
    ]
    workspace.channel("noticeboard").expects(text="In the room")
    workspace.person("tom").expects(text="In person")
    workspace.person("amina").expects(text="Psst")
    workspace.channel("noticeboard").expects(text="In the thread")
    assert workspace.leftovers() == []


def test_a_deleted_message_is_not_left_over(
    client: WebClient, workspace: Workspace, post: Callable[..., None]
) -> None:
    post("Oops")
    client.chat_delete(channel="CNOTICEBO", ts=workspace.channel("noticeboard").messages[0].ts)

    assert workspace.leftovers() == []


def test_slacks_own_complaints_are_left_over(workspace: Workspace) -> None:
    workspace.person("amina").types("/nonsense", in_="noticeboard")

    assert workspace.leftovers() == [
        "#noticeboard, for UAMINA000 only: /nonsense is not a valid command."
    ]


def test_marks_read_as_names(workspace: Workspace, post: Callable[..., None]) -> None:
    post("<@UAMINA000> wrote in <#CNOTICEBO> &amp; elsewhere, <https://example.org|see>")

    message = workspace.channel("noticeboard").expects(text="wrote")

    assert message.text == "@Amina wrote in #noticeboard & elsewhere, see"


def test_an_expectation_waits_for_what_is_on_its_way(
    workspace: Workspace, post: Callable[..., None]
) -> None:
    workspace.patience = 5
    talking = Thread(target=post, args=("Here I am",))
    talking.start()

    assert workspace.channel("noticeboard").expects(text="Here I am")
    talking.join()


def test_a_listener_that_hangs_is_not_waited_for_without_end(
    workspace: Workspace, app: App
) -> None:
    workspace.transport = Direct(app, rest_seconds=0.05)
    go_on = Event()

    @app.command("/experiment")
    def hang(ack: Ack) -> None:
        ack()
        go_on.wait(5)

    with pytest.raises(TimeoutError, match="not done"):
        workspace.person("amina").types("/experiment", in_="noticeboard")
    go_on.set()


def test_after_an_act_the_apps_listener_is_done(
    client: WebClient, workspace: Workspace, direct: App
) -> None:
    """It acknowledges first and posts later; nobody needs to wait for it."""
    workspace.patience = 0

    @direct.command("/experiment")
    def slowly(ack: Ack) -> None:
        ack()
        for number in range(5):
            client.chat_postMessage(channel="CNOTICEBO", text=f"No. {number}", **QUIET)

    workspace.person("amina").types("/experiment", in_="noticeboard")

    assert len(workspace.channel("noticeboard").messages) == 5
