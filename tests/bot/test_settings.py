"""The settings: from the environment and .env, and every problem at once, each a sentence."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as error:
        read_settings(environ, env_file="")
    return error.value.problems


def test_without_any_setting_the_sandbox_is_started() -> None:
    settings = read_settings({}, env_file="")

    assert not settings.has_tokens
    assert settings.database_url == "sqlite:///data/commons.db"
    assert settings.sandbox_port == 3000


def test_with_both_tokens_it_connects() -> None:
    assert read_settings(TOKENS, env_file="").has_tokens


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SANDBOX_PORT=4000\nDATABASE_URL=sqlite:///of-the-file.db\n", encoding="utf-8")
    settings = read_settings({"SANDBOX_PORT": "5000"}, env_file=str(file))

    assert settings.sandbox_port == 5000
    assert settings.database_url == "sqlite:///of-the-file.db"


def test_an_empty_value_counts_as_none() -> None:
    assert read_settings({"SANDBOX_PORT": " "}, env_file="").sandbox_port == 3000


def test_the_address_of_another_slack_may_lack_its_last_slash() -> None:
    environ = {"SLACK_API_URL": "http://127.0.0.1:9/api"}

    assert read_settings(environ, env_file="").api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-swapped"),
        ("SLACK_APP_TOKEN", "xoxb-swapped"),
        ("SLACK_API_URL", "slack.com"),
        ("DATABASE_URL", "mysql://somewhere"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql+asyncpg://somewhere"),
        ("COMMONS_TEMPLATES", "/nowhere/at/all"),
        ("COMMONS_FACILITATOR", "@jonas"),
        ("COMMONS_NOTICEBOARD", "#noticeboard"),
        ("COMMONS_CHANNEL_SECONDS", "-1"),
        ("COMMONS_POSTS_PER_SECOND", "many"),
        ("SANDBOX_PORT", "99999"),
        ("SANDBOX_PORT", "three"),
        ("COMMONS_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_problem_is_a_sentence_that_names_the_variable(name: str, value: str) -> None:
    [sentence] = problems({**TOKENS, name: value})

    assert sentence.startswith(f"{name} should ")
    assert sentence.endswith(".")
    assert "swapped" not in sentence, "a token is never repeated"


def test_all_problems_are_told_at_once() -> None:
    assert len(problems({"SANDBOX_PORT": "x", "DATABASE_URL": "y", "SLACK_APP_TOKEN": "z"})) == 4


@pytest.mark.parametrize("given", TOKENS)
def test_one_token_alone_is_a_problem(given: str) -> None:
    [sentence] = problems({given: TOKENS[given]})
    [missing] = set(TOKENS) - {given}

    assert sentence == f"{missing} is missing: {given} is set, and Slack needs both."


def test_settings_never_show_the_tokens() -> None:
    settings: Settings = read_settings(
        {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret"}, env_file=""
    )

    assert "secret" not in repr(settings)
