"""What may stand in an app's manifest, and in which words a mistake in it is told.

The keys are those of Slack's published schema; what they mean to the sandbox is read in
manifests.py. A key that is not in the table may be younger than it: that is told, not refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Finding:
    """One thing to say about a manifest, and whether the app can be hosted all the same."""

    path: str
    sentence: str
    harmless: bool = False

    def __str__(self) -> str:
        return f"{self.path or 'The manifest'} {self.sentence}"


class Shape(Protocol):
    def look(self, value: object, path: str) -> Iterator[Finding]: ...


@dataclass(frozen=True)
class Text:
    most: int | None = None
    starts: str = ""
    among: tuple[str, ...] = ()

    def look(self, value: object, path: str) -> Iterator[Finding]:
        if not isinstance(value, str) or not value:
            yield Finding(path, f"must be a text, and is {_say(value)}.")
            return
        if self.most is not None and len(value) > self.most:
            yield Finding(path, f"has {len(value)} characters; Slack takes {self.most} at most.")
        if not value.startswith(self.starts):
            yield Finding(path, f"must begin with {self.starts!r}, and is {value!r}.")
        if self.among and value not in self.among:
            names = " or ".join(repr(each) for each in self.among)
            yield Finding(path, f"must be {names}, and is {value!r}.")


@dataclass(frozen=True)
class Flag:
    def look(self, value: object, path: str) -> Iterator[Finding]:
        if not isinstance(value, bool):
            yield Finding(path, f"must be true or false, and is {_say(value)}.")


@dataclass(frozen=True)
class Anything:
    """Known to Slack, and of no concern to the sandbox."""

    def look(self, value: object, path: str) -> Iterator[Finding]:
        del value, path
        yield from ()


@dataclass(frozen=True)
class Rows:
    """A list. `most` is Slack's limit of them."""

    of: Shape
    most: int | None = None

    def look(self, value: object, path: str) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield Finding(path, f"must be a list, and is {_say(value)}.")
            return
        if not value:
            yield Finding(path, "is empty; Slack takes a list with something in it, or none.")
        if self.most is not None and len(value) > self.most:
            yield Finding(path, f"has {len(value)} entries; Slack takes {self.most} at most.")
        for number, row in enumerate(value):
            yield from self.of.look(row, f"{path}[{number}]")


@dataclass(frozen=True)
class Section:
    keys: Mapping[str, Shape]
    needs: tuple[str, ...] = ()

    def look(self, value: object, path: str) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield Finding(path, f"must have keys of its own, and is {_say(value)}.")
            return
        for key in self.needs:
            if key not in value:
                yield Finding(_join(path, key), "is missing.")
        for key, each in value.items():
            if key in self.keys:
                yield from self.keys[key].look(each, _join(path, str(key)))
            else:
                yield Finding(
                    _join(path, str(key)), "is not known here, and is ignored.", harmless=True
                )


def look_at(raw: object) -> list[Finding]:
    """All there is to say about a manifest, as YAML or JSON gave it."""
    return list(_MANIFEST.look(raw, ""))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _say(value: Any) -> str:
    if value is None:
        return "empty"
    kinds = {dict: "a mapping", list: "a list"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), repr(value))


_TEXTS = Rows(Text())
_URL = Text(3500, starts="http")
_COMMAND = Section(
    {
        "command": Text(32, starts="/"),
        "url": Text(3000, starts="http"),
        "description": Text(2000),
        "usage_hint": Text(1000),
        "should_escape": Flag(),
    },
    ("command", "description"),
)
_SHORTCUT = Section(
    {
        "name": Text(24),
        "type": Text(among=("message", "global")),
        "callback_id": Text(255),
        "description": Text(150),
    },
    ("name", "type", "callback_id", "description"),
)
_METADATA = Section({"app_id": Text(), "event_type": Text()}, ("app_id", "event_type"))
_FEATURES = Section(
    {
        "app_home": Section(
            {
                "home_tab_enabled": Flag(),
                "messages_tab_enabled": Flag(),
                "messages_tab_read_only_enabled": Flag(),
            }
        ),
        "bot_user": Section({"display_name": Text(80), "always_online": Flag()}, ("display_name",)),
        "shortcuts": Rows(_SHORTCUT, 10),  # slack-facts §2.7
        "slash_commands": Rows(_COMMAND, 50),
        "unfurl_domains": Rows(Text(), 5),
        "functions": Anything(),
        "workflow_steps": Anything(),
        "assistant_view": Anything(),
        "agent_view": Anything(),
    }
)
_SETTINGS = Section(
    {
        "event_subscriptions": Section(
            {
                "request_url": _URL,
                "user_events": _TEXTS,
                "bot_events": _TEXTS,
                "metadata_subscriptions": Rows(_METADATA),
            }
        ),
        "interactivity": Section(
            {"is_enabled": Flag(), "request_url": _URL, "message_menu_options_url": _URL},
            ("is_enabled",),
        ),
        "socket_mode_enabled": Flag(),
        "org_deploy_enabled": Flag(),
        "token_rotation_enabled": Flag(),
        "is_hosted": Flag(),
        "is_mcp_enabled": Flag(),
        "allowed_ip_address_ranges": _TEXTS,
        "incoming_webhooks": Anything(),
        "siws_links": Anything(),
        "hermes_app_type": Anything(),
        "function_runtime": Anything(),
    }
)
_OAUTH = Section(
    {
        "redirect_urls": _TEXTS,
        "scopes": Section(dict.fromkeys(("bot", "user", "bot_optional", "user_optional"), _TEXTS)),
        "token_management_enabled": Flag(),
        "pkce_enabled": Flag(),
    }
)
_NOT_OURS = (
    "$schema",
    "_metadata",
    "app_directory",
    "functions",
    "workflows",
    "datastores",
    "outgoing_domains",
    "types",
    "external_auth_providers",
    "mcp_servers",
)
_MANIFEST = Section(
    {
        "display_information": Section(
            {
                "name": Text(35),
                "description": Text(140),
                "background_color": Text(7, starts="#"),
                "long_description": Text(4000),
            },
            ("name",),
        ),
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
        **dict.fromkeys(_NOT_OURS, Anything()),
    },
    ("display_information",),
)
