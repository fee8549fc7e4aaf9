"""A manifest read into what the sandbox needs to know of the app.

What may stand in one is in declarations.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from sandbox.declarations import Finding, look_at
from sandbox.entitlements import look_over

# Where Bolt listens, in Python and in Node, if nobody tells it otherwise.
USUAL_ADDRESS = "http://127.0.0.1:3000/slack/events"
_HERE = ("127.0.0.1", "localhost", "::1")


class Unreadable(Exception):  # noqa: N818 - it says what is the case
    """The file is not there, or is neither YAML nor JSON."""


@dataclass(frozen=True)
class Command:
    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False
    url: str = ""


@dataclass(frozen=True)
class Shortcut:
    name: str
    kind: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    name: str = "Commons"
    bot_name: str = "commons"
    scopes: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: tuple[str, ...] = ()
    interactivity: bool = False
    socket_mode: bool = False
    home_tab: bool = False
    messages_tab: bool = False
    messages_read_only: bool = False
    unfurl_domains: tuple[str, ...] = ()
    metadata_types: tuple[str, ...] = ()
    # Where Slack sends to when there are no sockets.
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""

    @property
    def addresses(self) -> set[str]:
        """All that Slack would send to."""
        commands = (command.url for command in self.commands)
        return {self.events_url, self.interactivity_url, self.options_url, *commands} - {""}

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)

    def shortcut(self, name: str, kind: str) -> Shortcut | None:
        """By the words on it or its callback_id. `kind`: "message", or "global"."""
        of_kind = (shortcut for shortcut in self.shortcuts if shortcut.kind == kind)
        return next((each for each in of_kind if name in (each.name, each.callback_id)), None)


def read_manifest(path: Path) -> Manifest:
    return parse_manifest(yaml.safe_load(path.read_text(encoding="utf-8")))


def inspect_manifest(path: Path) -> tuple[Manifest | None, list[Finding]]:
    """With all there is to say about it; None where the app cannot be hosted like that.

    Raises Unreadable. JSON is YAML, too.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(f"is neither YAML nor JSON: {error}") from error
    findings = look_at(raw)
    if not all(finding.harmless for finding in findings):
        return None, findings
    manifest = parse_manifest(raw)
    return manifest, [*findings, *look_over(manifest)]


def bring_home(manifest: Manifest, app: str = "") -> Manifest:
    """With its addresses on this machine: nothing made up is sent to where real Slack sends.

    `app` is where all goes, instead of Socket Mode too. Without it a public address keeps its path.
    """
    if manifest.socket_mode and not app:
        return manifest
    commands = tuple(replace(each, url=_home(each.url, app)) for each in manifest.commands)
    return replace(
        manifest,
        socket_mode=False,
        commands=commands,
        events_url=_home(manifest.events_url, app),
        interactivity_url=_home(manifest.interactivity_url, app),
        options_url=_home(manifest.options_url, app),
    )


def _home(url: str, app: str) -> str:
    if app or not url:
        return app or USUAL_ADDRESS
    parts = urlsplit(url)
    if parts.hostname in _HERE:
        return url
    usual = urlsplit(USUAL_ADDRESS)
    return parts._replace(scheme=usual.scheme, netloc=usual.netloc).geturl()


def parse_manifest(raw: Mapping[str, Any]) -> Manifest:
    features = raw.get("features", {})
    settings = raw.get("settings", {})
    home = features.get("app_home", {})
    name = raw["display_information"]["name"]
    return Manifest(
        name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        scopes=tuple(raw.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        commands=tuple(_command(row) for row in features.get("slash_commands", ())),
        shortcuts=tuple(_shortcut(row) for row in features.get("shortcuts", ())),
        events=tuple(settings.get("event_subscriptions", {}).get("bot_events", ())),
        unfurl_domains=tuple(each.lower() for each in features.get("unfurl_domains", ())),
        metadata_types=_metadata_types(settings.get("event_subscriptions", {})),
        events_url=settings.get("event_subscriptions", {}).get("request_url", ""),
        interactivity_url=settings.get("interactivity", {}).get("request_url", ""),
        options_url=settings.get("interactivity", {}).get("message_menu_options_url", ""),
        interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        messages_read_only=home.get("messages_tab_read_only_enabled", False),
    )


def _metadata_types(subscriptions: Mapping[str, Any]) -> tuple[str, ...]:
    """Whichever app they are of: it is named by an id that Slack gave it, and here is only one."""
    return tuple(each["event_type"] for each in subscriptions.get("metadata_subscriptions", ()))


def _command(row: Mapping[str, Any]) -> Command:
    return Command(
        name=row["command"],
        description=row.get("description", ""),
        usage_hint=row.get("usage_hint", ""),
        should_escape=row.get("should_escape", False),
        url=row.get("url", ""),
    )


def _shortcut(row: Mapping[str, Any]) -> Shortcut:
    return Shortcut(row["name"], row["type"], row["callback_id"], row.get("description", ""))
