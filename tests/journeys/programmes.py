"""Months of sessions: the clock stops wherever something is due, and each person's calendar is kept
from the files that came to them, in the order in which they came.
"""

from datetime import datetime, timedelta
from typing import Any

import ics
import vobject
from sqlalchemy import func, or_, select

from bot.app import Commons
from bot.calendars import FILE
from bot.visibility import Keeper, read_as
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import Delivery
from storage.people import Member
from storage.signups import Signup
from storage.workshops import Role, Slot, Workshop
from tests.journeys.years import Year, window

FAR, NEAR = timedelta(days=1), timedelta(hours=1)
PLACES = 4  # which *Change* that is on the page where a session is checked
A_SESSION = timedelta(hours=6)
LEADING = (
    "Open", "Run sheet", "Read the notes", "Read it", "Change it", "Your idea",
    "Ideas for sessions", "Change or cancel", "Read and decide", "Go on writing", "Write it up",
)  # fmt: skip
FILES = {
    "to put it in your calendar": "file:",
    "brings your calendar up to date": "file again:",
    "to take it out": "file out:",
}


class Calendar:
    """What somebody's own software shows, once it was given these files (RFC 5546)."""

    def __init__(self) -> None:
        self._events: dict[str, tuple[int, str, datetime, datetime, bool]] = {}

    def takes(self, content: str) -> None:
        calendar = vobject.readOne(content)
        [event], [other] = calendar.vevent_list, ics.Calendar(content).events
        assert (other.uid, other.begin.datetime) == (event.uid.value, event.dtstart.value)
        sequence, known = int(event.sequence.value), self._events.get(event.uid.value)
        assert known is None or sequence > known[0], "software keeps what it has"
        is_off = calendar.method.value == "CANCEL"
        assert not is_off or known is not None, "nothing is taken out that was never there"
        times = (event.dtstart.value, event.dtend.value)
        self._events[event.uid.value] = (sequence, event.summary.value, *times, is_off)

    @property
    def shows(self) -> list[tuple[str, datetime, datetime]]:
        there = [each[1:4] for each in self._events.values() if not each[4]]
        return sorted(there, key=lambda each: each[1])


class Programme(Year):
    """The months go by, and everything is said when it is due."""

    def __init__(self, commons: Commons, workspace: Workspace) -> None:
        super().__init__(commons, workspace)
        self.calendars: dict[str, Calendar] = {}
        self.titles: list[str] = []
        self.inboxes: dict[str, list[str]] = {}
        self._seen: set[tuple[str, str]] = set()

    @property
    def now(self) -> datetime:
        return self.commons.clock.now()

    def opens(self, by: Person, kind: str, title: str, *times: datetime, places: int = 0) -> None:
        """In two steps, with a link."""
        self.titles.append(title)
        by.types(f"/workshop new {title}")
        by.fills(kind=kind, purpose="Something to begin with.", first=times[0])
        by.fills(second=times[1] if len(times) > 1 else None).saves()
        if places:
            by.clicks("Change", index=PLACES).fills(places=str(places)).saves()
        by.fills(link=f"https://meet.example/{len(self.titles)}").saves().closes(everything=True)
        self.goes_by()

    def post(self, title: str) -> Message:
        """The announcement that stands."""
        [found] = [each for each in self.board.messages if f": {title}\n" in f"{each.shown}\n"
                   and "Just send me the notes" in each.buttons]  # fmt: skip
        return found

    def until(self, moment: datetime) -> None:
        """On to then, with a stop wherever something is due."""
        while self.now < moment:
            stop = min(moment, self._next())
            self.workspace.clock.advance(max((stop - self.now).total_seconds(), 1))
            self.beats()
            if self.commons.courier.deliver():
                self.looks_around()
        self.goes_by()

    def looks_around(self) -> None:
        super().looks_around()
        self._looks_in()
        self._calendars_are_right()

    def _looks_in(self) -> None:
        """Each sees what came, once, and opens the files."""
        with self.workspace.lock:
            users = [each for each in self.workspace.users.values() if not each.bot]
        for user in users:
            for each in self.person(user.handle).messages:
                if each.post.user == self.workspace.bot and (each.room, each.ts) not in self._seen:
                    self._seen.add((each.room, each.ts))
                    self.inboxes.setdefault(user.handle, []).append(_label(each))
                    each.post.expected = True
                    for file in each.files:
                        kept = self.calendars.setdefault(user.handle, Calendar())
                        kept.takes(file.content.decode())

    def _calendars_are_right(self) -> None:
        """At each moment they show what people have, as the rows say; but for who is asleep, and
        gets the file in the morning.
        """
        with self.commons.database.read() as db:
            read_as(db, Keeper())
            asleep = set(
                db.scalars(
                    select(Delivery.member_id)
                    .where(Delivery.kind == FILE)
                    .where(Delivery.shown < Delivery.wanted)
                    .where(or_(Delivery.expires_at.is_(None), Delivery.expires_at > self.now))
                )
            )
            comes = select(Signup.member_id, Signup.slot_id).where(Signup.state == "coming")
            holds = select(Role.member_id, Role.slot_id).where(Role.role == "facilitator")
            has = comes.union(holds).subquery()
            rows = db.execute(
                select(Member, Workshop.title, Slot.starts_at, Slot.ends_at)
                .join(has, has.c.member_id == Member.id)
                .join(Slot, Slot.id == has.c.slot_id)
                .join(Workshop, Workshop.id == Slot.workshop_id)
                .where(Slot.state != "cancelled", Workshop.state.in_(("open", "happened")))
                .order_by(Slot.starts_at)
            )
            wanted: dict[str, list[Any]] = {}
            for member, *event in rows:
                handle = self.workspace.users[member.slack_id].handle
                if member.id not in asleep:
                    wanted.setdefault(handle, []).append(tuple(event))
            awake = [
                self.workspace.users[each.slack_id].handle
                for each in db.scalars(select(Member))
                if each.id not in asleep
            ]
        shown = {each: self.calendars[each].shows for each in awake if each in self.calendars}
        assert {each: events for each, events in shown.items() if events} == wanted

    def told_on_locks(self) -> list[tuple[str, str]]:
        """Titles of sessions may stand there."""
        return [
            each for each in super().told_on_locks() if not any(t in each[1] for t in self.titles)
        ]

    def _next(self) -> datetime:
        with self.commons.database.read() as db:
            read_as(db, Keeper())
            due: datetime | None = db.scalar(
                select(func.min(Delivery.due_at)).where(
                    Delivery.due_at > self.now, Delivery.shown < Delivery.wanted
                )
            )
            times = [
                each for row in db.execute(select(Slot.starts_at, Slot.ends_at)) for each in row
            ]
        is_near = any(abs(each - self.now) < A_SESSION for each in times)
        stops = [self.now + (NEAR if is_near else FAR), due, *times]
        after = [each for each in stops if each is not None and each > self.now]
        return min(after, default=self.now + FAR)


def crawls(somebody: Person) -> str:
    """All that they find about sessions, from Home and the list on, with what stands in boxes."""
    while somebody.window is not None:
        somebody.closes(everything=True)
    found = [somebody.opens_home().home.text]
    somebody.types("/workshop")
    found += _opened(somebody, 2)
    somebody.clicks("What was")
    found += _opened(somebody, 2)
    somebody.closes(everything=True)
    return "\n".join(found)


def _opened(somebody: Person, deep: int) -> list[str]:
    top = window(somebody)
    found = [top.text, *(str(each.value) for each in top.fields)]
    for words in LEADING if deep else ():
        for index in range(window(somebody).buttons.count(words)):
            there = len(somebody.windows)
            somebody.clicks(words, index=index)
            assert len(somebody.windows) == there + 1, words
            found += _opened(somebody, deep - 1)
            somebody.closes()
    return found


def _label(message: Message) -> str:
    """What a phone shows; of a file, which has no more than its words, what it is for."""
    if not message.files:
        return message.text
    name, _, rest = message.shown.partition("\n")
    [what] = [what for words, what in FILES.items() if words in rest]
    return f"{what} {name}"
