"""What was said: posts in order, replies under their parent, and notes only one person sees.

Who may say something is not decided here but by the method or the person that says it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.kit.entries import Offered, Values
from sandbox.people import SLACKBOT

TOMBSTONE = "This message was deleted."


@dataclass
class Post:
    """A message. `expected` is for the tests' vocabulary: it was looked for and found."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    bot: bool = False
    # Such as "me_message"; most have none.
    subtype: str = ""
    edited: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_to: str | None = None
    metadata: dict[str, Any] | None = None
    deleted: bool = False
    expected: bool = False
    # As Slack describes them (files.py).
    files: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    # The name and the picture that the app took for this message alone.
    username: str = ""
    icons: dict[str, str] = field(default_factory=dict)
    # Who reacted, by the emoji's name, in order.
    reactions: dict[str, list[str]] = field(default_factory=dict)
    # What each reader has chosen in the message's menus, until it is edited.
    values: dict[str, Values] = field(default_factory=dict)
    # What the app suggested to each reader in an external menu.
    offered: dict[str, Offered] = field(default_factory=dict)

    @property
    def is_line(self) -> bool:
        """Written by Slack in somebody's name, and nothing that they said."""
        return self.subtype.startswith("channel_")

    @property
    def all_blocks(self) -> list[dict[str, Any]]:
        """Its own, and those in its attachments."""
        attached = [block for each in self.attachments for block in each.get("blocks", [])]
        return [*self.blocks, *attached]

    def attachment_of(self, block_id: str) -> dict[str, Any] | None:
        """The attachment in which a block stands; None for the message's own."""
        for attachment in self.attachments:
            if any(block.get("block_id") == block_id for block in attachment.get("blocks", [])):
                return attachment
        return None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


class Posts:
    """All posts of a workspace, by channel, oldest first. Its callers hold the lock.

    What `is_hidden` says so of (by its ts) is kept, and shown to nobody.
    """

    def __init__(self, is_hidden: Callable[[str], bool] = lambda _: False) -> None:
        self._by_channel: dict[str, list[Post]] = {}
        # By channel and parent: each message that is shown is asked for its replies.
        self._replies: dict[tuple[str, str], list[Post]] = {}
        self._is_hidden = is_hidden

    def add(self, post: Post) -> Post:
        """It stays in its thread, or in none: `thread_ts` is not changed any more."""
        self._by_channel.setdefault(post.channel, []).append(post)
        if post.thread_ts is not None and post.is_reply:
            self._replies.setdefault((post.channel, post.thread_ts), []).append(post)
        return post

    def take_back(self, post: Post) -> None:
        """Replies stay, under a stone that says that something was here, until the last is gone."""
        if post.ephemeral_to is None and self.thread(post.channel, post.ts):
            post.text, post.blocks, post.metadata = TOMBSTONE, [], None
            post.files, post.attachments, post.reactions, post.subtype = [], [], {}, ""
            post.deleted = True
            return
        self._by_channel[post.channel].remove(post)
        if post.thread_ts is None or not post.is_reply:
            return
        self._replies[post.channel, post.thread_ts].remove(post)
        root = self.find(post.channel, post.thread_ts)
        if root is not None and root.deleted:
            self.take_back(root)

    def oldest(self) -> str | None:
        """Its ts, hidden or not."""
        return min((posts[0].ts for posts in self._by_channel.values() if posts), default=None)

    def throw_away(self, is_gone: Callable[[str], bool]) -> set[str]:
        """What it says so of by its ts, for good; the ids of the files that stood nowhere else."""
        gone: set[str] = set()
        for channel, posts in self._by_channel.items():
            old = [post for post in posts if is_gone(post.ts)]
            self._by_channel[channel] = [post for post in posts if not is_gone(post.ts)]
            gone |= {file["id"] for post in old for file in post.files}
        for thread, replies in self._replies.items():
            self._replies[thread] = [post for post in replies if not is_gone(post.ts)]
        return gone - {file["id"] for post in self.everything() for file in post.files}

    def everything(self) -> list[Post]:
        posts = [post for posts in self._by_channel.values() for post in posts]
        return sorted(posts, key=lambda post: post.ts)

    def within(self, channel: str) -> list[Post]:
        posts = self._by_channel.get(channel, ())
        return [post for post in posts if not self._is_hidden(post.ts)]

    def find(self, channel: str, ts: str) -> Post | None:
        if self._is_hidden(ts):
            return None
        return next((p for p in self._by_channel.get(channel, ()) if p.ts == ts), None)

    def history(self, channel: str) -> list[Post]:
        """What `conversations.history` shows: no replies (unless broadcast), no ephemerals."""
        return [
            post
            for post in self.within(channel)
            if post.ephemeral_to is None and (not post.is_reply or post.broadcast)
        ]

    def thread(self, channel: str, ts: str) -> list[Post]:
        """The replies, without their parent."""
        return [post for post in self._under(channel, ts) if post.ephemeral_to is None]

    def asides(self, channel: str, ts: str, user: str) -> list[Post]:
        """What was said in the thread to one person only."""
        return [post for post in self._under(channel, ts) if post.ephemeral_to == user]

    def seen_by(self, channel: str, user: str) -> list[Post]:
        return [p for p in self.within(channel) if p.ephemeral_to in (None, user)]

    def _under(self, channel: str, ts: str) -> list[Post]:
        replies = self._replies.get((channel, ts), ())
        return [post for post in replies if not self._is_hidden(post.ts)]


_SHOWN_WHERE_GIVEN = ("subtype", "blocks", "attachments", "username", "icons")


def describe_post(post: Post, replies: list[Post], app: dict[str, str]) -> dict[str, Any]:
    """The message as history and payloads show it; metadata only where it is asked for."""
    if post.deleted:
        return {**_describe_stone(post), **_describe_thread(post, replies)}
    wire: dict[str, Any] = {
        "type": "message",
        "user": post.user,
        "text": post.text,
        "ts": post.ts,
        "team": app["team"],
    }
    for name in _SHOWN_WHERE_GIVEN:
        if getattr(post, name):
            wire[name] = getattr(post, name)
    if post.files:
        wire |= {"subtype": "file_share", "files": post.files, "upload": False}
    if post.bot:
        wire |= {
            "bot_id": app["bot"],
            "app_id": app["app"],
            "bot_profile": {
                "id": app["bot"],
                "app_id": app["app"],
                "name": app["name"],
                "team_id": app["team"],
                "deleted": False,
            },
        }
    if post.username or post.icons:
        # Slack's page of chat.postMessage: under another name it is nobody's, and has a subtype.
        wire["subtype"] = "bot_message"
        del wire["user"]
    if post.edited is not None:
        wire["edited"] = {"user": post.user, "ts": post.edited}
    if post.is_reply and post.broadcast:
        wire["subtype"] = "thread_broadcast"
    if post.reactions:
        wire["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in post.reactions.items()
        ]
    return {**wire, **_describe_thread(post, replies)}


def _describe_stone(post: Post) -> dict[str, Any]:
    """Slack says it in its own name: nothing tells any more whose words they were."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": SLACKBOT,
        "text": TOMBSTONE,
        "hidden": True,
        "ts": post.ts,
    }


def _describe_thread(post: Post, replies: list[Post]) -> dict[str, Any]:
    if not replies:
        return {"thread_ts": post.thread_ts} if post.thread_ts is not None else {}
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "reply_users_count": len({reply.user for reply in replies}),
        "latest_reply": replies[-1].ts,
    }
