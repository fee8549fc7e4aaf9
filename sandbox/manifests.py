"""`manifest.yml` read into what the sandbox needs to know of the app.

Whether the manifest is valid by Slack's schema is not asked here; a test of the project does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


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
    # Where Slack sends to when there are no sockets.
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)

    def shortcut(self, name: str, kind: str) -> Shortcut | None:
        """By the words on it or its callback_id. `kind`: "message", or "global"."""
        of_kind = (shortcut for shortcut in self.shortcuts if shortcut.kind == kind)
        return next((each for each in of_kind if name in (each.name, each.callback_id)), None)


def read_manifest(path: Path) -> Manifest:
    return parse_manifest(yaml.safe_load(path.read_text(encoding="utf-8")))


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
        unfurl_domains=tuple(features.get("unfurl_domains", ())),
        events_url=settings.get("event_subscriptions", {}).get("request_url", ""),
        interactivity_url=settings.get("interactivity", {}).get("request_url", ""),
        options_url=settings.get("interactivity", {}).get("message_menu_options_url", ""),
        interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        messages_read_only=home.get("messages_tab_read_only_enabled", False),
    )


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
