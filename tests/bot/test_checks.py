"""`python -m bot check`: each line says how it is, and what to do."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.app import Commons
from bot.checks import WHY_NOT, Line, check, why_not
from bot.settings import Settings, read_settings
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.programme import programme


@pytest.fixture(autouse=True)
def socket_mode(workspace: Workspace, commons: Commons) -> None:
    """As when it runs: connections are opened by Socket Mode."""
    assert workspace.sockets is not None
    workspace.transport = workspace.sockets
    del commons


def line(settings: Settings, about: str) -> Line:
    [found] = [each for each in check(settings) if each.about == about]
    return found


def test_against_the_sandbox_all_is_well(commons: Commons) -> None:
    lines = check(commons.settings)

    assert [each.about for each in lines] == [
        "Settings",
        "Database",
        "Bot token",
        "Scopes",
        "App token",
        "Noticeboard",
    ]
    assert [each for each in lines if each.remedy] == []
    assert lines[-1].finding == "is #noticeboard, and I am in it"


def test_without_tokens_it_says_that_the_sandbox_would_start(sqlite_url: str) -> None:
    lines = check(read_settings({"DATABASE_URL": sqlite_url}, env_file=""))

    assert lines[-1] == Line(
        "Slack", "no tokens in .env, so make run starts the sandbox, with a database of its own"
    )


@pytest.mark.parametrize(
    ("change", "about", "remedy"),
    [
        ({"bot_token": "xoxb-wrong"}, "Bot token", "OAuth & Permissions"),
        ({"app_token": "xapp-wrong"}, "App token", "App-Level Tokens"),
        ({"api_url": "http://127.0.0.1:9/api/"}, "Slack", "Is this computer online?"),
        ({"database_url": "postgresql://nobody@127.0.0.1:9/none"}, "Database", "DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    settings: Settings, change: dict[str, str], about: str, remedy: str
) -> None:
    assert remedy in line(replace(settings, **change), about).remedy  # type: ignore[arg-type]


def test_a_noticeboard_it_is_not_in(settings: Settings, workspace: Workspace) -> None:
    workspace.person("commons").leaves("noticeboard")

    assert line(settings, "Noticeboard").remedy == "Type /invite @Commons in #noticeboard."


def test_a_slack_that_does_not_answer_is_said_too(settings: Settings, workspace: Workspace) -> None:
    workspace.faults.add("auth.test", Fault.server_error())

    assert "does not take it" in line(settings, "Bot token").finding


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bot_token": "xoxb-wrong"}, "Slack does not let me in"),
        ({"api_url": "http://127.0.0.1:9/api/"}, "Slack does not let me in (no answer)"),
        ({"database_url": "postgresql://nobody@127.0.0.1:9/none"}, "Look at DATABASE_URL."),
        ({"database_url": "sqlite:////proc/nothing/commons.db"}, "folder for the data"),
    ],
)
def test_what_stands_in_the_way_of_a_start_is_a_sentence(
    settings: Settings, change: dict[str, str], said: str
) -> None:
    with pytest.raises(WHY_NOT) as error:
        Commons(replace(settings, **change)).prepare()  # type: ignore[arg-type]

    assert said in why_not(error.value)


def test_the_database_of_another_workspace_is_named(commons: Commons) -> None:
    with commons.database.transaction() as db:
        programme(db).team = "TOTHER"

    assert (
        line(commons.settings, "Workspace").remedy == "Set DATABASE_URL to a database of its own."
    )
    second = Commons(commons.settings)
    with pytest.raises(WHY_NOT) as error:
        second.prepare()
    second.stop()
    assert "belongs to the Slack workspace TOTHER" in why_not(error.value)


def test_the_command_says_it_and_ends_with_its_verdict(
    commons: Commons, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = commons.settings
    for name, value in {
        "SLACK_BOT_TOKEN": given.bot_token,
        "SLACK_APP_TOKEN": given.app_token,
        "SLACK_API_URL": given.api_url,
        "DATABASE_URL": given.database_url,
    }.items():
        monkeypatch.setenv(name, value)
    fine = CliRunner().invoke(cli, ["check"])
    assert fine.exit_code == 0, fine.output
    assert "ok  Noticeboard: is #noticeboard, and I am in it." in fine.output

    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    wrong = CliRunner().invoke(cli, ["check"])
    assert wrong.exit_code == 1
    assert "xoxb-wrong" not in wrong.output


def test_settings_that_cannot_be_read_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "three")
    monkeypatch.setenv("SLACK_APP_TOKEN", "nonsense")
    done = CliRunner().invoke(cli, ["check"])

    assert done.exit_code == 1
    assert "SANDBOX_PORT should be a port" in done.output
    assert "SLACK_APP_TOKEN should begin with xapp-" in done.output
    assert "SLACK_BOT_TOKEN is missing" in done.output
