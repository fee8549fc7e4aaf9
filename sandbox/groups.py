"""A group of people and their channels, read from a TOML file into a workspace.

What the example group's people put down before you came is not here: that is the bot's, and
furnishing.py does it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.channels import Conversation, Kind
from sandbox.clock import Clock
from sandbox.kit.forms import is_zone
from sandbox.manifests import Manifest
from sandbox.people import GUESTS
from sandbox.workspaces import Workspace

EXAMPLE = Path(__file__).parent / "example.toml"

Row = Mapping[str, Any]

_parse = cache(tomllib.loads)  # tests read the example group thousands of times

# What may stand in each table, and as what. `days`, `noticeboard` and `facilitators` are the
# example's own, as are all tables besides these three.
_WORKSPACE = {"name": str, "domain": str, "noticeboard": str, "facilitators": list}
_PEOPLE = {
    "handle": str, "name": str, "title": str, "zone": str, "email": str, "guest": str, "team": str,
    "admin": bool, "owner": bool, "bot": bool, "deactivated": bool, "days": int,
}  # fmt: skip
_CHANNELS = {
    "name": str, "purpose": str, "topic": str, "kind": str, "app": bool, "archived": bool,
    "members": list, "shared_with": list,
}  # fmt: skip
_WORDS = {str: "words", bool: "true or false", int: "a number", list: "a list"}
_KINDS: dict[str, Kind] = {"public": "channel", "private": "private"}


class NotAGroup(Exception):  # noqa: N818 - it says what is the case
    """The file says something else than a group; the sentence says what to mend."""


def read_group(
    manifest: Manifest, path: Path = EXAMPLE, *, clock: Clock | None = None
) -> Workspace:
    """Everybody is in every channel, but guests, who are where they are named among its `members`,
    and people of another `team`, who are where it is `shared_with` theirs. The app is there, too,
    unless it says `app = false`. `zone = ""` is somebody of whom Slack does not say where they
    are. Raises NotAGroup.
    """
    raw = _read(path)
    workspace = Workspace(manifest, **_about(raw.get("workspace", {})), clock=clock)
    for row in raw["people"]:
        _add_person(workspace, row)
    for row in raw.get("channels", ()):
        _add_channel(workspace, row)
    return workspace


def _read(path: Path) -> Row:
    try:
        raw = _parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotAGroup(f"It cannot be read: {error}.") from error
    for table in ("people", "channels"):
        rows = raw.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NotAGroup(f"Write [[{table}]], in two brackets, above each of them.")
    if not raw.get("people"):
        raise NotAGroup("Nobody is in it. Write [[people]], and below it a handle and a name.")
    return raw


def _about(row: Row) -> dict[str, str]:
    _check("[workspace]", row, _WORKSPACE)
    return {name: row[name] for name in ("name", "domain") if name in row}


def _add_person(workspace: Workspace, row: Row) -> None:
    where = f"[[people]] {row.get('handle', '')}".strip()
    _check(where, row, _PEOPLE, required=("handle", "name"))
    _choose(where, "guest", row.get("guest", ""), GUESTS)
    zone = row.get("zone", "")
    if zone and not is_zone(zone):
        raise NotAGroup(f"{where}: there is no zone {zone!r}. One is Europe/London.")
    if any(row["handle"] == user.handle for user in workspace.users.values()):
        raise NotAGroup(f"{where}: somebody else has this handle.")
    given = {name: each for name, each in row.items() if name not in ("deactivated", "days")}
    workspace.add_user(**given, deleted=row.get("deactivated", False))


def _add_channel(workspace: Workspace, row: Row) -> None:
    where = f"[[channels]] {row.get('name', '')}".strip()
    _check(where, row, _CHANNELS, required=("name",))
    _choose(where, "kind", row.get("kind", "public"), tuple(_KINDS))
    channel = workspace.add_channel(
        row["name"], kind=_KINDS[row.get("kind", "public")], purpose=row.get("purpose", "")
    )
    channel.topic, channel.archived = row.get("topic", ""), row.get("archived", False)
    channel.teams = list(row.get("shared_with", ()))
    named = _named(workspace, where, channel, row["members"]) if "members" in row else None
    channel.members.extend(_everybody(workspace, channel) if named is None else named)
    if not row.get("app", True):
        channel.members.remove(workspace.bot)


def _everybody(workspace: Workspace, channel: Conversation) -> list[str]:
    users = [user for user in workspace.users.values() if not user.guest]
    return [user.id for user in users if not workspace.why_not_in(user.id, channel)]


def _named(
    workspace: Workspace, where: str, channel: Conversation, handles: Sequence[Any]
) -> list[str]:
    people = {user.handle: user.id for user in workspace.users.values()}
    for handle in handles:
        _choose(where, "members", handle, tuple(people))
        reason = workspace.why_not_in(people[handle], channel)
        if reason:
            raise NotAGroup(f"{where}: {handle} cannot be in it ({reason}).")
    return [workspace.bot, *(people[handle] for handle in handles)]


def _choose(where: str, name: str, given: Any, known: Sequence[str]) -> None:
    if given not in known:
        there = ", ".join(repr(each) for each in known)
        raise NotAGroup(f"{where}: {name} cannot be {given!r}. Choose of {there}.")


def _check(where: str, row: Row, known: Mapping[str, type], required: Sequence[str] = ()) -> None:
    for name in required:
        if not row.get(name):
            raise NotAGroup(f"{where}: it needs a {name}.")
    for name, value in row.items():
        if name not in known:
            raise NotAGroup(f"{where}: {name!r} means nothing here. Known: {', '.join(known)}.")
        if not isinstance(value, known[name]):
            raise NotAGroup(f"{where}: {name} should be {_WORDS[known[name]]}.")
