"""Everything one Slack workspace knows, under one lock, with a count of its changes.

How Slack, the app or a person changes it is not here: methods, responses and interactions do that.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

from sandbox.acquaintances import find_visible, is_stranger, why_not_in
from sandbox.acting.triggers import Triggers
from sandbox.channels import Conversation, Kind
from sandbox.clock import Chore, Clock
from sandbox.faults import Fault, Faults
from sandbox.files import StoredFile
from sandbox.journal import Journal
from sandbox.manifests import Manifest
from sandbox.messages import Post, Posts, describe_post
from sandbox.people import SLACKBOT, SLACKBOT_ITSELF, User, describe_user, make_id
from sandbox.plans import GONE_AFTER, Plan
from sandbox.rates import Rates
from sandbox.retries import Failure, Retries
from sandbox.schedules import Schedule
from sandbox.transports import FIRST, Json, NotConnected, Retry, Transport, Unplugged
from sandbox.transports import Kind as Envelope
from sandbox.windows import Windows

# The newest are enough: a hosted app may run for weeks.
MOST_LINTS = 1_000


class State:
    """Callers read under `lock` and change within `change()`; `changed` is told of every change."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        name: str = "Example group",
        domain: str = "example-group",
        clock: Clock | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.revision = 0
        self.subscribers: list[Callable[[], None]] = []
        self.manifest = manifest
        self.name = name
        self.domain = domain
        self.clock = clock or Clock()
        self.transport: Transport = Unplugged()
        # Seconds that the vocabulary waits for the app; None: as the transport needs it.
        self.patience: float | None = None
        self.origin = "http://127.0.0.1"
        self.faults = Faults()
        self.lints: list[str] = []
        self.journal = Journal()
        # Events on their way by themselves (acting/envelopes.py).
        self.errands: list[threading.Thread] = []
        self.rates = Rates(self.clock)
        self.retries = Retries(self.clock, self.faults, self._try_event, tell=self.tell)
        self.bot_token = f"xoxb-{token_hex(8)}"
        self.app_token = f"xapp-{token_hex(8)}"
        # By auth.revoke; a sandbox that is started again has installed the app anew.
        self.revoked = False
        self.signing_secret = token_hex(16)
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.posts = Posts(self._is_hidden)
        self.windows = Windows()
        self.triggers = Triggers(self.clock, self.faults, self.journal.remark)
        self.read_until: dict[tuple[str, str], str] = {}
        self.notes: dict[str, dict[str, str]] = {}
        self.last_stamp = 0
        self.last_bookmark = 0
        self.files: dict[str, StoredFile] = {}
        self.last_file = 0
        self.schedule = Schedule()
        self._uploads: dict[str, str] = {}  # file ids, by the secret in the address
        self.plan: Plan = "paid"
        # As a free plan hides what is older; None: nothing is hidden.
        self.forgets_after: float | None = None
        self.clock.chores.append(Chore(self._throw_away, self._next_to_throw_away))
        self._depth = 0
        self.bot = self.add_user(manifest.bot_name, manifest.name, bot=True).id

    @property
    def app(self) -> dict[str, str]:
        """The ids by which Slack's payloads name the app."""
        return {
            "name": self.manifest.name,
            "user": self.bot,
            "bot": make_id("B", self.manifest.bot_name),
            "app": make_id("A", self.manifest.bot_name),
            "team": self.team,
        }

    @property
    def team(self) -> str:
        return make_id("T", self.domain)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock, then tell the waiting and the subscribers (these without the lock)."""
        with self.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                outermost = self._depth == 0
                if outermost:
                    self.revision += 1
                    self.changed.notify_all()
        if outermost:
            self.tell()

    def tell(self) -> None:
        for subscriber in tuple(self.subscribers):
            subscriber()

    def wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Whether the condition came true in time; it is asked again after every change."""
        with self.changed:
            return self.changed.wait_for(condition, seconds)

    def stamp(self) -> str:
        """A message's ts: the workspace's time, and later than any before."""
        self.last_stamp = max(int(self.clock.now() * 1_000_000), self.last_stamp + 1)
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def add_user(self, handle: str, name: str, **details: Any) -> User:
        """slack-facts §7.2: who is from elsewhere may have an id that begins with a W."""
        with self.change():
            prefix = "W" if details.get("team") else "U"
            taken = {prefix + each[1:] for each in self.users}
            user = User(make_id(prefix, handle, taken), handle, name, **details)
            self.users[user.id] = user
            if not user.bot:
                self.direct(user.id)
            return user

    def add_channel(
        self, name: str, *, kind: Kind = "channel", purpose: str = "", prefix: str = "C"
    ) -> Conversation:
        with self.change():
            channel = Conversation(
                make_id(prefix, name, self.conversations),
                name,
                kind,
                purpose,
                created=int(self.clock.now()),
            )
            self.conversations[channel.id] = channel
            return channel

    def direct(self, user: str) -> Conversation:
        """The direct messages between the app and a person."""
        dm_id = f"D{user[1:]}"
        if dm_id not in self.conversations:
            members = [self.bot, user]
            created = int(self.clock.now())
            self.conversations[dm_id] = Conversation(
                dm_id, "", "dm", members=members, created=created
            )
        return self.conversations[dm_id]

    def find_group(self, users: Iterable[str]) -> Conversation | None:
        """For the same people there is one group, in whichever order they are named."""
        members = {*users, self.bot}
        groups = (each for each in self.conversations.values() if each.kind == "group")
        return next((each for each in groups if set(each.members) == members), None)

    def add_group(self, users: Sequence[str]) -> Conversation:
        members = [*dict.fromkeys(users), self.bot]
        handles = [self.users[user].handle for user in members]
        group = self.add_channel(f"mpdm-{'--'.join(handles)}-1", kind="group", prefix="G")
        group.purpose = f"Group messaging with: {' '.join(f'@{handle}' for handle in handles)}"
        group.members.extend(members)
        return group

    def user(self, wanted: str) -> User:
        """By id or handle; a KeyError lists who there is."""
        for user in self.users.values():
            if wanted in (user.id, user.handle):
                return user
        raise KeyError(f"nobody is called {wanted!r}: {sorted(u.handle for u in self._people())}")

    def conversation(self, wanted: str) -> Conversation:
        """By id or name, with or without the #."""
        for conversation in self.conversations.values():
            if wanted == conversation.id or wanted.removeprefix("#") == conversation.name != "":
                return conversation
        names = sorted(c.name for c in self.conversations.values() if c.name)
        raise KeyError(f"no channel is called {wanted!r}: {names}")

    def say_quietly(self, user: str, channel: str, text: str = "", **details: Any) -> Post:
        """An ephemeral message by Slack itself; with `user=` and `bot=True` by the app."""
        author = details.pop("by", SLACKBOT)
        post = Post(self.stamp(), channel, author, text, ephemeral_to=user, **details)
        return self.posts.add(post)

    def begin_upload(self, file: StoredFile) -> str:
        """The secret of the address that its bytes come to."""
        ticket = token_hex(16)
        self._uploads[ticket] = file.id
        return ticket

    def take_upload(self, ticket: str, data: bytes) -> bool | None:
        """Whether the bytes were taken; None where no such address was given out."""
        with self.change():
            if ticket not in self._uploads:
                return None
            return self.files[self._uploads[ticket]].take(data)

    def sees_file(self, user: str, file: str) -> bool:
        """Whether it stands in a room that they are in."""
        with self.lock:
            rooms = [room.id for room in self.conversations.values() if user in room.members]
            posts = [post for room in rooms for post in self.posts.seen_by(room, user)]
            return any(each["id"] == file for post in posts for each in post.files)

    def send(self, kind: Envelope, payload: Json) -> Json | None:
        """To the app; its acknowledgement, None when none came in time. Raises NotConnected, but
        not for events: they are tried again.
        """
        if kind == "events_api":
            self.retries.send(payload)
            return {}
        return self._attempt(kind, payload)

    def _try_event(self, payload: Json, retry: Retry) -> Failure | None:
        transport = self.transport
        try:
            ack = self._attempt("events_api", payload, retry)
        except NotConnected as lost:
            return Failure(lost.reason, again=lost.again and transport.retries)
        return Failure(transport.late, again=transport.retries) if ack is None else None

    def _attempt(self, kind: Envelope, payload: Json, retry: Retry = FIRST) -> Json | None:
        name = payload.get("command") or payload.get("event", payload).get("type", kind)
        entry = self.journal.begin(self.clock.now(), "envelope", str(name), payload)
        if retry.attempt:
            entry.remarks.append(f"retry {retry.attempt}: {retry.reason}")
        try:
            ack = self.transport.send(kind, payload, retry)
        except NotConnected as lost:
            self.journal.end(entry, None, ok=False, remark=f"not delivered: {lost.reason}")
            raise
        # An event that was not heard to be acknowledged comes again: that is the transport's.
        unheard = self.faults.take("ack") if kind != "events_api" else None
        if unheard is not None:
            self.journal.end(entry, ack, ok=False, remark=unheard.kind)
            return None
        self.journal.end(entry, ack, ok=ack is not None)
        return ack

    def note_fault(self, name: str, sent: Json, fault: Fault) -> None:
        """A call that came to something that somebody had asked for."""
        entry = self.journal.begin(self.clock.now(), "call", name, sent)
        self.journal.end(entry, fault.answer, ok=False, remark=fault.kind)

    def visible_people(self, user: str) -> list[User]:
        """Whom somebody finds in menus and in completions."""
        return find_visible(self.users.values(), self.conversations.values(), self.users[user])

    def listed_people(self) -> list[User]:
        """As `users.list` has them: with the deactivated, and without those of other organisations
        (slack-facts §7.2).
        """
        return [*(user for user in self.users.values() if not user.team), SLACKBOT_ITSELF]

    def find_user(self, wanted: str) -> User | None:
        """By id alone, as methods name them."""
        return SLACKBOT_ITSELF if wanted == SLACKBOT else self.users.get(wanted)

    def describe_user(self, user: User) -> dict[str, Any]:
        """As the app may know them; whose scopes say whether it knows their address."""
        return describe_user(
            user,
            self.team,
            self.clock.now(),
            email="users:read.email" in self.manifest.scopes,
            stranger=is_stranger(user, self.users, self.conversations.values()),
        )

    def why_not_in(self, user: str, channel: Conversation) -> str:
        """Slack's word for why somebody cannot be in a channel, "" where they can."""
        return why_not_in(self.users[user], channel, self.conversations.values())

    def note(self, user: str, text: str) -> None:
        """A small warning for one person."""
        self.notes.setdefault(user, {})[f"N{self.stamp()}"] = text

    def lint(self, where: str, *sentences: str) -> None:
        """What Slack tolerates and we do not; the tests fail on any."""
        with self.lock:
            self.lints.extend(f"{where}: {sentence}" for sentence in sentences)
            del self.lints[:-MOST_LINTS]
        for sentence in sentences:
            self.journal.remark(sentence)

    def describe(self, post: Post) -> dict[str, Any]:
        replies = [] if post.is_reply else self.posts.thread(post.channel, post.ts)
        return describe_post(post, replies, self.app)

    def forgets(self, *, days: float) -> None:
        """From now on, as a free plan: older messages are there for nobody, and not deleted."""
        with self.change():
            self.forgets_after = days * 86400

    def _is_hidden(self, ts: str) -> bool:
        if self.forgets_after is None:
            return False
        return float(ts) < self.clock.now() - self.forgets_after

    def _next_to_throw_away(self) -> float | None:
        if self.plan != "free":
            return None
        with self.lock:
            oldest = self.posts.oldest()
        return float(oldest) + GONE_AFTER if oldest else None

    def _throw_away(self) -> None:
        """What nobody can bring back: messages of more than a year, and their files."""
        now = self.clock.now()
        with self.change():
            gone = self.posts.throw_away(lambda ts: float(ts) + GONE_AFTER <= now)
            for each in gone:
                self.files.pop(each, None)

    def _people(self) -> list[User]:
        return [user for user in self.users.values() if not user.bot]
