"""The boundary: whatever breaks, the person gets a sentence, and the log no words of theirs."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bot.app import Commons
from bot.settings import Settings
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from tests.handlers import experiment_of, text, title, window
from tests.handlers.test_experiments import FIVE

pytestmark = pytest.mark.usefixtures("commons")


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Another process holds the database."""
    path = settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_save_that_cannot_be_made_keeps_every_word(
    settings: Settings, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    amina = workspace.person("amina").types("/experiment").fills(FIVE)
    with locked(settings), caplog.at_level(logging.DEBUG):
        amina.saves()

    assert window(amina).errors == {
        "Give it a short name": "I couldn't save that just now. Your words are still here. "
        "Press Save again in a minute."
    }
    assert window(amina).field("What do you want to find out?").value == FIVE["question"]
    assert FIVE["question"] not in _our_log(caplog)
    assert re.search(r"[0-9a-f]{8}: OperationalError while handling view_submission", caplog.text)

    amina.saves()
    assert title(amina) == "E-1 is on the board"


def test_the_same_save_that_comes_twice_is_one_experiment(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/experiment").fills(FIVE).saves(times=2)
    assert title(amina) == "E-1 is on the board"

    tom = workspace.person("tom").types("/experiment list")
    assert text(tom).count("Longer first visits") == 1


def test_a_command_that_breaks_says_so_with_a_reference(
    settings: Settings, workspace: Workspace
) -> None:
    amina = workspace.person("amina")
    with locked(settings):
        amina.types("/experiment list")

    said = amina.expects(shown="That did not work, and it is my fault.").shown
    assert re.search(r"tell whoever looks after me: [0-9a-f]{8}\.\n", said)


def test_a_command_whose_window_slack_refuses_says_so_after_all(workspace: Workspace) -> None:
    workspace.faults.add("views.open", Fault.fails("internal_error"))
    amina = workspace.person("amina").types("/experiment Longer first visits", in_="hallway")

    said = amina.expects(shown="That did not work, and it is my fault.")
    assert "You wrote: Longer first visits" in said.shown, "nothing that was typed is lost"
    assert amina.window is None
    assert len(amina.sees) == 1, "Slack itself had its answer, and complains of nothing"


def test_a_click_in_home_that_breaks_opens_a_sentence(
    commons: Commons, workspace: Workspace
) -> None:
    experiment_of(commons, workspace, "tom")
    amina = workspace.person("amina").opens_home()
    workspace.faults.add("views.open", Fault.fails("internal_error"))
    amina.clicks("Open", on="home")

    assert title(amina) == "Not just now"


def test_when_slack_takes_no_window_at_all_nothing_else_breaks(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    amina = workspace.person("amina").opens_home()
    workspace.faults.add("views.open", Fault.fails("internal_error"), times=2)
    amina.clicks("Put down an experiment", on="home")

    assert amina.window is None
    assert "Could not show a sentence: SlackApiError" in caplog.text


def _our_log(caplog: pytest.LogCaptureFixture) -> str:
    ours = ("bot", "handlers", "storage", "templates")
    return "\n".join(each.getMessage() for each in caplog.records if each.name.startswith(ours))
