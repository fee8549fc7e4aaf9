"""The example group, read from a TOML file into a workspace.

What its people put down before you came is not here: that is the bot's, and furnishing.py does it.
"""

import tomllib
from pathlib import Path

from sandbox.clock import Clock
from sandbox.manifests import Manifest
from sandbox.workspaces import Workspace

EXAMPLE = Path(__file__).parent / "example.toml"


def read_group(
    manifest: Manifest, path: Path = EXAMPLE, *, clock: Clock | None = None
) -> Workspace:
    """Everybody is in every channel; the app too, but where it says `app = false`."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    about = raw["workspace"]
    workspace = Workspace(manifest, name=about["name"], domain=about["domain"], clock=clock)
    for row in raw["people"]:
        workspace.add_user(
            row["handle"],
            row["name"],
            title=row.get("title", ""),
            zone=row["zone"],
            admin=row.get("admin", False),
        )
    for row in raw["channels"]:
        channel = workspace.add_channel(row["name"], purpose=row.get("purpose", ""))
        away = set() if row.get("app", True) else {workspace.bot}
        channel.members.extend(user for user in workspace.users if user not in away)
    return workspace
