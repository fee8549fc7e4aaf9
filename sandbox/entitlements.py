"""What a manifest asks for without the scope that it takes: the app would wait for it for ever.

How a mistake is told stands in declarations.py; who is sent what, in acting/events.py.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.declarations import Finding

if TYPE_CHECKING:
    from sandbox.manifests import Manifest  # which looks over itself with this

_BOTH_KINDS = ("channels:read", "groups:read")
_METADATA_LIVES = ("posted", "updated", "deleted")
_CHANNEL_LIVES = ("rename", "deleted", "left", "archive", "unarchive")

# slack-facts §4 and §2.9: any of them will do; none is needed where there is none.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_created": ("channels:read",),
    **{f"channel_{each}": ("channels:read",) for each in _CHANNEL_LIVES},
    **{f"group_{each}": ("groups:read",) for each in _CHANNEL_LIVES},
    "file_shared": ("files:read",),
    "link_shared": ("links:read",),
    "member_joined_channel": _BOTH_KINDS,
    "member_left_channel": _BOTH_KINDS,
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    **{f"message_metadata_{each}": ("metadata.message:read",) for each in _METADATA_LIVES},
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
    "user_profile_changed": ("users:read",),
}
_COMMANDS = ("commands",)


def look_over(manifest: "Manifest") -> Iterator[Finding]:
    """Harmless here. What Slack says to such a manifest is not known; it sends nothing of it."""
    for kind, rows in (("slash_commands", manifest.commands), ("shortcuts", manifest.shortcuts)):
        if rows:
            yield from _missing(manifest, f"features.{kind}", _COMMANDS)
    for number, name in enumerate(manifest.events):
        path = f"settings.event_subscriptions.bot_events[{number}]"
        yield from _missing(manifest, path, EVENT_SCOPES.get(name, ()), f" ({name})")


def _missing(
    manifest: "Manifest", path: str, scopes: tuple[str, ...], more: str = ""
) -> Iterator[Finding]:
    if scopes and not set(scopes) & set(manifest.scopes):
        wanted = " or ".join(scopes)
        sentence = f"needs {wanted} among oauth_config.scopes.bot; Slack sends nothing without it."
        yield Finding(f"{path}{more}", sentence, harmless=True)
