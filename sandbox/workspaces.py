"""A Slack workspace one can walk into: its state, its people and channels, and its snapshot.

What people can do there is the vocabulary's; what the app can do are the methods'.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any, TypeVar

from sandbox.api.scheduled import post_due
from sandbox.channels import Conversation
from sandbox.clock import Chore, Clock
from sandbox.expectations import list_leftovers
from sandbox.files import StoredFile
from sandbox.manifests import Manifest
from sandbox.messages import Post
from sandbox.people import User
from sandbox.rooms import Channel
from sandbox.schedules import Scheduled
from sandbox.sockets import Sockets
from sandbox.states import State
from sandbox.vocabulary import Person
from sandbox.windows import OpenView

Row = TypeVar("Row", User, Conversation, Post, Scheduled, StoredFile, OpenView)


class Workspace(State):
    # Set by the server; a workspace without one can be used by methods and Direct alone.
    sockets: Sockets | None = None

    def __init__(self, manifest: Manifest, **details: Any) -> None:
        super().__init__(manifest, **details)
        self.clock.chores.append(Chore(partial(post_due, self), self.schedule.next_due))

    def person(self, wanted: str) -> Person:
        """By handle or id."""
        return Person(self, self.user(wanted).id)

    def channel(self, wanted: str) -> Channel:
        """By name, with or without the #, or by id."""
        return Channel(self, self.conversation(wanted).id)

    def group(self, *wanted: str) -> Channel:
        """The messages that these people and the app have among them."""
        found = self.find_group(self.user(each).id for each in wanted)
        if found is None:
            there = sorted(c.name for c in self.conversations.values() if c.kind == "group")
            raise KeyError(f"no group of {wanted}; there are: {there}")
        return Channel(self, found.id)

    def leftovers(self) -> list[str]:
        """What the app said and nobody expected."""
        return list_leftovers(self)

    def to_dict(self) -> dict[str, Any]:
        """What survives a restart. Windows do, as they would: Slack goes on while an app is
        restarted. Triggers and ephemeral messages do not. What is inside the rows is the
        workspace's own: whoever writes it out holds the lock until it is written.
        """
        with self.lock:
            return {
                "name": self.name,
                "domain": self.domain,
                "offset": self.clock.offset,
                "bot_token": self.bot_token,
                "app_token": self.app_token,
                "last_stamp": self.last_stamp,
                "last_bookmark": self.last_bookmark,
                "last_file": self.last_file,
                "plan": self.plan,
                "forgets_after": self.forgets_after,
                "last_view": self.windows.last_number,
                "users": [_row(user) for user in self.users.values()],
                "conversations": [_row(c) for c in self.conversations.values()],
                "posts": [_row(p) for p in self.posts.everything() if not p.ephemeral_to],
                "last_scheduled": self.schedule.last_number,
                "scheduled": self.schedule.to_dict(),
                "files": [_row(file) for file in self.files.values() if file.shared],
                "windows": [_row(view) for view in self.windows.opened()],
                "homes": [_row(home) for home in self.windows.homes.values()],
                "undelivered": self.retries.to_rows(),
                "read_until": [[*key, ts] for key, ts in self.read_until.items()],
            }

    @classmethod
    def from_dict(
        cls, kept: Mapping[str, Any], manifest: Manifest, *, clock: Clock | None = None
    ) -> "Workspace":
        """Also what an older sandbox kept, or a newer one: what it did not know is as at first,
        what it knew besides is left out.
        """
        workspace = cls(manifest, name=kept["name"], domain=kept["domain"], clock=clock)
        workspace.bot_token = kept["bot_token"]
        workspace.app_token = kept["app_token"]
        workspace.go_on(kept)
        return workspace

    def go_on(self, kept: Mapping[str, Any]) -> None:
        """From where that one was; whose app connects as it does here."""
        self.clock.offset = kept["offset"]
        self.last_stamp = kept["last_stamp"]
        self.last_bookmark = kept.get("last_bookmark", 0)
        self.last_file = kept.get("last_file", 0)
        self.plan = kept.get("plan", "paid")
        self.forgets_after = kept.get("forgets_after")
        self.windows.last_number = kept["last_view"]
        for row in kept["users"]:
            self.users[row["id"]] = _read(User, row)
        for row in kept["conversations"]:
            self.conversations[row["id"]] = _read(Conversation, row)
        for row in kept["posts"]:
            self.posts.add(_read(Post, row))
        self.schedule.last_number = kept.get("last_scheduled", self.schedule.last_number)
        for row in kept.get("scheduled", ()):
            post = _read(Post, row["post"])
            self.schedule.put(_read(Scheduled, {**row, "post": post}))
        for row in kept.get("files", ()):
            self.files[row["id"]] = _read(StoredFile, row)
        for row in kept["windows"]:
            self.windows.stacks.setdefault(row["user"], []).append(_read(OpenView, row))
        for row in kept["homes"]:
            self.windows.homes[row["user"]] = _read(OpenView, row)
        self.retries.add_rows(kept.get("undelivered", ()))
        for user, room, ts in kept["read_until"]:
            self.read_until[user, room] = ts


def _row(each: Row) -> dict[str, Any]:
    """dataclasses.asdict copies all that is within, which took most of each writing."""
    return dict(vars(each))


def _read(kind: type[Row], row: Mapping[str, Any]) -> Row:
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in row.items() if name in known})
