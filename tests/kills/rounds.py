"""Rounds of killing: something is wanted, a life or two begin to say it, Slack stumbles, they are
killed; in the end one is left alone. What stands in Slack then is counted there.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from sqlalchemy import select

from bot.people import meet
from sandbox.faults import Fault
from sandbox.server import Server
from sandbox.workspaces import Workspace
from storage.database import Database
from storage.deliveries import Delivery
from storage.digests import Digest
from tests.cast import NOW
from tests.conftest import settings_environ
from tests.kills.letters import KINDS, want, words
from tests.kills.victims import OFFSET, nest, quick_clock

HANDLES = ("amina", "tom", "leila", "priya")
PATIENCE = 90.0  # seconds, until the last one has said everything
EACH_TIME = 4  # things that are wanted before each life
DAY = 24 * 60 * 60
THIS_WEEK = "This week in the group"
FAULTS: Sequence[tuple[str, Fault]] = (
    ("chat.postMessage", Fault.times_out_after()),
    ("chat.postMessage", Fault.times_out_before()),
    ("chat.postMessage", Fault.resets(after=True)),
    ("chat.postMessage", Fault.resets()),
    ("chat.postMessage", Fault.server_error(503)),
    ("chat.postMessage", Fault.rate_limited(1)),
    ("chat.update", Fault.resets(after=True)),
    ("chat.delete", Fault.resets(after=True)),
    ("conversations.history", Fault.server_error(502)),
    ("conversations.history", Fault.rate_limited(1)),
    ("conversations.replies", Fault.resets()),
    ("conversations.open", Fault.fails("internal_error")),
)


class Story:
    """One workspace, one database, and `lives` at the same time."""

    def __init__(
        self,
        server: Server,
        workspace: Workspace,
        database: Database,
        *,
        folder: Path,
        seed: int,
        lives: int = 1,
        kills_a_week: int = 3,
    ) -> None:
        self._workspace = workspace
        self._database = database
        self._chance = Random(seed)
        self._lives = lives
        self._stride = 7 * DAY / kills_a_week
        self._wanted = 0
        self.said = folder / "killed.log"
        url = database.url.render_as_string(hide_password=False)
        self._offset = folder / "offset"
        self._pass(0)
        self._environ = {**settings_environ(server, workspace, url), OFFSET: str(self._offset)}

    def kill(self, times: int) -> None:
        """So many are killed; then the rest is said."""
        with ExitStack() as stack:
            home = stack.enter_context(nest(self._environ, self.said))
            alive = [home.hatch() for _ in range(self._lives)]
            for life in range(times):
                self._pass(self._stride if life else 0)
                self._want()
                self._stumble()
                self._wait_a_little()
                os.kill(alive.pop(0), signal.SIGKILL)
                alive.append(home.hatch())
            self._workspace.faults.clear()
            self._wait_until_all_is_said()

    def stands(self) -> Counter[str]:
        """What the bot has said of what was wanted, wherever. From now on it was expected, with all
        else that it says by itself, none of which may stand twice either.
        """
        bot = self._workspace.bot
        posts = [each for each in self._workspace.posts.everything() if each.user == bot]
        for each in posts:
            each.expected = True
        tokens = [str(each.metadata) for each in posts if each.metadata]
        assert len(tokens) == len(set(tokens))
        return Counter(each.text for each in posts if each.text.startswith(KINDS))

    def digests(self) -> tuple[int, int]:
        """How many stand in Slack, and how many weeks there were to tell of."""
        bot = self._workspace.bot
        posts = [each for each in self._workspace.posts.everything() if each.user == bot]
        with self._database.read() as db:
            sent = db.scalars(select(Digest).where(Digest.state == "sent")).all()
        return len([each for each in posts if each.text.startswith(THIS_WEEK)]), len(sent)

    def should_stand(self) -> Counter[str]:
        rows = [each for each in self._rows() if each.kind in KINDS]
        said = [words(each.kind, each.subject_id, each.wanted) for each in rows]
        return Counter(each for each in said if each is not None)

    def _want(self) -> None:
        """Something new, and something again."""
        with self._database.transaction() as db:
            people = [
                meet(db, self._workspace.user(each).id, name=each, now=NOW) for each in HANDLES
            ]
            now = quick_clock(self._offset).now()
            for _ in range(EACH_TIME):
                self._wanted += 1
                kinds = [self._chance.choice(KINDS), KINDS[0]]
                for kind in reversed(kinds):  # a line wants its post first
                    want(db, kind, self._wanted, people, now=now)
            again = self._chance.randint(1, self._wanted)
            for each in self._rows():
                if each.subject_id == again and each.kind in KINDS:
                    want(db, each.kind, again, people, now=now)

    def _pass(self, seconds: float) -> None:
        """Time goes by, in Slack and for whoever lives. The file is there whole or as it was."""
        self._workspace.clock.advance(seconds)
        there = self._offset.with_suffix(".new")
        there.write_text(str(self._workspace.clock.offset))
        there.replace(self._offset)

    def _stumble(self) -> None:
        self._workspace.faults.clear()
        for method, fault in self._chance.sample(FAULTS, 2):
            self._workspace.faults.add(method, fault)

    def _wait_a_little(self) -> None:
        """Until so many more posts have come, or nearly, and a moment longer: between the effect
        and its answer, between the answer and its row.
        """
        posts = self._workspace.posts
        enough = len(posts.everything()) + self._chance.randint(0, 4)
        self._workspace.wait(lambda: len(posts.everything()) >= enough, 2.0)
        threading.Event().wait(self._chance.choice((0.0, 0.002, 0.01, 0.05, 0.3)))

    def _wait_until_all_is_said(self) -> None:
        """What is said is known to the rows a moment after Slack has it."""
        ends = time.monotonic() + PATIENCE
        while rest := [each for each in self._rows() if self._is_due(each)]:
            left = [f"{each.occasion}: {each.held} {each.claimed_until}" for each in rest]
            assert time.monotonic() < ends, left
            threading.Event().wait(0.05)

    def _is_due(self, row: Delivery) -> bool:
        """What a life put off is waited for; what comes in a week is not."""
        is_ours = row.kind in KINDS or row.due_at <= quick_clock(self._offset).now()
        return row.shown < row.wanted and is_ours

    def _rows(self) -> Sequence[Delivery]:
        with self._database.read() as db:
            return db.scalars(select(Delivery)).all()
