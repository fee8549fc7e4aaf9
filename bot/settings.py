"""The settings, and the only reader of the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values


class SettingsError(Exception):
    """What is wrong with the settings: every problem, each a sentence that names the variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


DEFAULT_DATABASE = "sqlite:///data/commons.db"


def _matching(pattern: str, sentence: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and not re.fullmatch(pattern, text):
            raise ValueError(sentence)
        return text

    return parse


def _url(text: str) -> str:
    if not re.match(r"https?://", text):
        raise ValueError("should be an address that begins with http:// or https://.")
    return text.rstrip("/") + "/"


def _database(text: str) -> str:
    if not re.match(r"sqlite:///.+|postgresql(\+psycopg)?://", text):
        raise ValueError("should begin with sqlite:/// and a file, or with postgresql://.")
    return text


def _folder(text: str) -> str:
    if text and not Path(text).is_dir():
        raise ValueError("should be a folder that is there.")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise ValueError("should be a port: a whole number from 0 to 65535.")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ValueError("should be a number, 0 or more.")
    return number


def _level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("should be DEBUG, INFO, WARNING or ERROR.")
    return text.upper()


def _setting(
    name: str, default: str, parse: Callable[[str], Any], about: str, *, secret: bool = False
) -> Any:
    said = {"name": name, "default": default, "parse": parse, "about": about}
    return field(metadata=said, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """What an operator can set. `.env.example` is this list (a test compares them)."""

    bot_token: str = _setting(
        "SLACK_BOT_TOKEN",
        "",
        _matching(r"xox[be][-.].+", "should begin with xoxb- (OAuth & Permissions)."),
        "The bot's token, from OAuth & Permissions. Empty: the sandbox is started.",
        secret=True,
    )
    app_token: str = _setting(
        "SLACK_APP_TOKEN",
        "",
        _matching(r"xapp-.+", "should begin with xapp- (Basic Information > App-Level Tokens)."),
        "The app-level token with connections:write, from Basic Information.",
        secret=True,
    )
    api_url: str = _setting(
        "SLACK_API_URL",
        "https://slack.com/api/",
        _url,
        "Where Slack's Web API is. Another address only for tests.",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        DEFAULT_DATABASE,
        _database,
        "One SQLite file, or postgresql://user:password@host/name.",
        secret=True,
    )
    facilitator: str = _setting(
        "COMMONS_FACILITATOR",
        "",
        _matching(r"[UW][A-Z0-9]+", "should be a Slack member id, such as U012AB3CD."),
        "The first facilitator's member id (in Slack: profile > ... > Copy member ID).",
    )
    noticeboard: str = _setting(
        "COMMONS_NOTICEBOARD",
        "",
        _matching(r"[CG][A-Z0-9]+", "should be a Slack channel id, such as C012AB3CD."),
        "The noticeboard's channel id. Empty: a facilitator chooses it in Home.",
    )
    templates: str = _setting(
        "COMMONS_TEMPLATES",
        "",
        _folder,
        "A folder with your own copies of templates, to change the voice or the language.",
    )
    channel_seconds: float = _setting(
        "COMMONS_CHANNEL_SECONDS",
        "1",
        _positive,
        "Seconds between two messages in one channel. Slack takes about one a second.",
    )
    posts_per_second: float = _setting(
        "COMMONS_POSTS_PER_SECOND",
        "5",
        _positive,
        "Messages a second over all channels. 0: no limit.",
    )
    web_url: str = _setting(
        "COMMONS_WEB_URL",
        "",
        lambda text: _url(text) if text else "",
        "Where the web finds Commons, such as https://commons.example.org. Empty: nowhere.",
    )
    web_port: int = _setting(
        "COMMONS_WEB_PORT",
        "8080",
        _port,
        "The port on this machine to which that address leads (through what speaks https for it).",
    )
    sandbox_port: int = _setting(
        "SANDBOX_PORT",
        "3000",
        _port,
        "Where the sandbox's page is: http://127.0.0.1:3000.",
    )
    log_level: str = _setting(
        "COMMONS_LOG_LEVEL",
        "INFO",
        _level,
        "How much is logged: DEBUG, INFO, WARNING or ERROR. Never anybody's words.",
    )

    @property
    def has_tokens(self) -> bool:
        return bool(self.bot_token and self.app_token)


def read_settings(environ: Mapping[str, str] | None = None, env_file: str = ".env") -> Settings:
    """From the environment, then `.env`, then the defaults. An empty value counts as none.

    Raises SettingsError with every problem at once.
    """
    given = {**dotenv_values(env_file), **(os.environ if environ is None else environ)}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for each in fields(Settings):
        name = each.metadata["name"]
        try:
            values[each.name] = each.metadata["parse"](
                (given.get(name) or "").strip() or each.metadata["default"]
            )
        except ValueError as error:
            problems.append(f"{name} {error}")
    problems += _incomplete(given)
    if problems:
        raise SettingsError(problems)
    return Settings(**values)


def env_example() -> str:
    """The text of `.env.example`."""
    lines = ["# Copy this file to .env and fill in what you need. Everything has a default.", ""]
    for each in fields(Settings):
        lines += [f"# {each.metadata['about']}"]
        lines += [f"{each.metadata['name']}={each.metadata['default']}", ""]
    return "\n".join(lines)


def _incomplete(given: Mapping[str, str | None]) -> list[str]:
    pair = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    missing = [name for name in pair if not (given.get(name) or "").strip()]
    if len(missing) != 1:
        return []
    other = next(name for name in pair if name not in missing)
    return [f"{missing[0]} is missing: {other} is set, and Slack needs both."]
