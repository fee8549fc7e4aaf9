"""`python -m bot check`: is everything there that Commons needs? Each a line, with what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import yaml
from slack_bolt.error import BoltError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import Refusal
from bot.settings import Settings
from storage.database import Database
from storage.programme import Programme, programme
from storage.schema import NewerError, is_current
from templates import sentence

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


# What may stand in the way of a start.
WHY_NOT = (Refusal, BoltError, SlackApiError, SQLAlchemyError, NewerError, OSError)


@dataclass(frozen=True)
class Line:
    """What was looked at, and how it is. `remedy` is empty when all is well."""

    about: str
    finding: str
    remedy: str = ""


def check(settings: Settings) -> list[Line]:
    """Look at the database, then at Slack, as far as each is there."""
    database = Database(settings.database_url, planned=lambda: None)
    client = WebClient(token=settings.bot_token, base_url=settings.api_url, timeout=10)
    try:
        return [
            Line("Settings", "can be read"),
            _database(database),
            *_slack(settings, database, client),
        ]
    finally:
        database.dispose()


def why_not(error: Exception) -> str:
    """Why Commons cannot start, as a sentence, of one of WHY_NOT."""
    more = "`.venv/bin/python -m bot check` says more."
    if isinstance(error, Refusal):
        return sentence(error)
    if isinstance(error, NewerError):
        return (
            "The database was made by a newer Commons than this. Update Commons, or DATABASE_URL."
        )
    if isinstance(error, SQLAlchemyError):
        return f"The database cannot be opened ({type(error).__name__}). Look at DATABASE_URL."
    if isinstance(error, SlackApiError | BoltError | URLError | TimeoutError | ConnectionError):
        return f"Slack does not let me in ({_said(error)}). {more}"
    return f"The folder for the data cannot be written to ({type(error).__name__})."


def _database(database: Database) -> Line:
    if not database.exists():
        return Line("Database", "is made at the first start")
    try:
        current = is_current(database)
    except SQLAlchemyError as error:
        finding = f"cannot be opened ({type(error).__name__})"
        return Line("Database", finding, "Look at DATABASE_URL, and whether the server runs.")
    if current:
        return Line("Database", "is there, and up to date")
    return Line("Database", "will be brought up to date at the next start (make run)")


def _slack(settings: Settings, database: Database, client: WebClient) -> Iterator[Line]:
    if not settings.has_tokens:
        told = "no tokens in .env, so make run starts the sandbox, with a database of its own"
        yield Line("Slack", told)
        return
    try:
        who = client.auth_test()
    except OSError:
        remedy = f"Is this computer online? I asked {settings.api_url}."
        yield Line("Slack", "does not answer", remedy)
        return
    except SlackApiError as error:
        remedy = "Copy it again from OAuth & Permissions into SLACK_BOT_TOKEN in .env."
        yield Line("Bot token", f"Slack does not take it ({_said(error)})", remedy)
        return
    yield Line("Bot token", f"is {who['user']}'s in {who['team']}")
    yield from _workspace(database, str(who.get("team_id", "")))
    yield _scopes(str(who.headers.get("X-OAuth-Scopes") or who.headers.get("x-oauth-scopes", "")))
    yield _app_token(settings, client)
    yield _noticeboard(settings, database, client)


def _workspace(database: Database, team: str) -> Iterator[Line]:
    """A line only when the database is of another workspace."""
    group = _programme(database)
    if group is not None and group.team not in {None, team}:
        remedy = "Set DATABASE_URL to a database of its own."
        yield Line("Workspace", f"is {team}, and the database belongs to {group.team}", remedy)


def _scopes(granted: str) -> Line:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    wanted = set(manifest["oauth_config"]["scopes"]["bot"])
    missing = sorted(wanted - {each.strip() for each in granted.split(",")})
    if not missing:
        return Line("Scopes", "are those of manifest.yml")
    remedy = "Paste manifest.yml into App Manifest again, then Install App > Reinstall."
    return Line("Scopes", f"lack {', '.join(missing)}", remedy)


def _app_token(settings: Settings, client: WebClient) -> Line:
    try:
        client.apps_connections_open(app_token=settings.app_token)
    except (SlackApiError, OSError) as error:
        remedy = (
            "Basic Information > App-Level Tokens: one with connections:write, in SLACK_APP_TOKEN."
        )
        return Line("App token", f"Slack does not take it ({_said(error)})", remedy)
    return Line("App token", "opens a connection")


def _noticeboard(settings: Settings, database: Database, client: WebClient) -> Line:
    group = _programme(database)
    channel = (group.noticeboard if group else None) or settings.noticeboard
    if not channel:
        return Line(
            "Noticeboard", "is not chosen yet", "A facilitator chooses it in Home > Settings."
        )
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except (SlackApiError, OSError) as error:
        remedy = "Choose a channel in Home > Settings; in a private one, /invite @Commons first."
        return Line("Noticeboard", f"cannot be seen ({_said(error)})", remedy)
    if not found.get("is_member", True):
        finding = f"is #{found['name']}, but I am not in it"
        return Line("Noticeboard", finding, f"Type /invite @Commons in #{found['name']}.")
    return Line("Noticeboard", f"is #{found['name']}, and I am in it")


def _programme(database: Database) -> Programme | None:
    """None without a database, or without its tables: a line of its own says so."""
    if not database.exists():
        return None
    try:
        with database.read() as db:
            return programme(db)
    except SQLAlchemyError:
        return None


def _said(error: Exception) -> str:
    if isinstance(error, BoltError):
        return "the bot token is not one of its own"
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else "no answer"
