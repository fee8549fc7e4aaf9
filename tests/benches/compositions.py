"""The same week's digest, put together where little was ever written and where much was."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.selections import choose
from bot.visibility import Room, guard_sessions, read_as
from handlers.digests.posts import week_of
from storage.database import Database
from storage.digests import Digest
from storage.people import Member, members_by_ids
from templates.digests.views import post
from tests import weeks
from tests.benches.fillings import MEMBERS, everyday, fill

# Long after all that a filled database holds.
MONDAY = datetime(2027, 6, 7, 9, tzinfo=UTC)
OF_EACH = 40


class Composition:
    """A database with `count` reflections and a week like any other's at its end."""

    def __init__(self, folder: Path, count: int) -> None:
        guard_sessions()
        url = fill(folder / f"digest{count}.db", count, everyday)
        self._database = Database(url, planned=lambda: None)
        with self._database.transaction(Room()) as db:
            self._digest = Digest(
                for_day=MONDAY.date(), state="coming", since=MONDAY - timedelta(7), due_at=MONDAY
            )
            db.add(self._digest)
            people = members_by_ids(db, range(1, MEMBERS + 1))
            for number in range(OF_EACH):
                at = MONDAY - timedelta(hours=number + 1)
                author: Member = people[number % MEMBERS + 1]
                about = weeks.experiment(db, author, f"Try {number}", at=at)
                weeks.move(db, about, "onward", at=at, words="They knew.")
                weeks.line(db, author, f"Line {number}", at=at, about=about)
                weeks.notice(db, author, f"Notice {number}", at=at)
                asked = weeks.ask(db, author, f"Ask {number}", at=at)
                weeks.told(db, asked, "It went well.", at=at)
                weeks.greet(db, author, at=at)

    def compose(self) -> float:
        """In milliseconds."""
        began = time.perf_counter()
        with self._database.read(Room()) as db:
            read_as(db, Room())
            chosen = choose(db, self._digest, now=MONDAY)
            post(week_of(db, self._digest, chosen, zone="Europe/London"), now=MONDAY)
        return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        self._database.dispose()
