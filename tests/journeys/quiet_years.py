"""A year in many zones: people live by their own days, and what came to them, and when, is looked
at as it stands in Slack. The clock stops wherever something is due.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import preferences
from bot.app import Commons
from bot.deliveries import CHECK_IN
from bot.experiments import register
from bot.people import meet
from bot.teams import choose_rhythm
from bot.visibility import Keeper, person, read_as
from handlers import checkins
from sandbox.messages import Post
from sandbox.sights import Message
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.deliveries import Delivery
from storage.experiments import Experiment
from storage.people import Member
from storage.turns import ASKED, COMING, Turn
from tests.cast import answers

BEGIN = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # a Monday
COUNTRIES = {"Europe/London": "GB", "America/New_York": "US"}  # whose holidays are kept there
A_WEEK, SOON = timedelta(days=7), timedelta(hours=1)
LOCK = "How is "


@dataclass(frozen=True)
class Days:
    """How somebody lives, as they said: when they may be written to. `country` None: where their
    clock is.
    """

    zone: str
    begins: time = time(9)
    ends: time = time(17)
    weekend: frozenset[int] = frozenset({5, 6})
    country: str | None = None
    away_until: date | None = None
    pauses: bool = False

    def against(self, moment: datetime) -> str:
        """Why nothing may come to them then; "" where it may."""
        there = moment.astimezone(ZoneInfo(self.zone))
        country = COUNTRIES[self.zone] if self.country is None else self.country
        found = {
            "they pause": self.pauses,
            "they are away": self.away_until is not None and there.date() < self.away_until,
            "their weekend": there.weekday() in self.weekend,
            "a public holiday": there.date() in _holidays(country, there.year),
            "not their hours": not self.begins <= there.time() < self.ends,
        }
        return ", ".join(words for words, is_so in found.items() if is_so)


@dataclass(frozen=True)
class Heard:
    """One message that came to somebody."""

    at: datetime
    days: Days  # as they were then
    text: str
    post: Post = field(compare=False)

    @property
    def there(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.days.zone))


class QuietYear:
    """What is due is asked and carried; those who answer do so some hours later."""

    def __init__(self, commons: Commons, workspace: Workspace) -> None:
        self._commons = commons
        self._workspace = workspace
        self._jobs = checkins.jobs(commons.bot)
        self._lives: dict[str, list[tuple[datetime, Days]]] = defaultdict(list)
        self._answers: dict[str, timedelta] = {}
        self._to_do: list[tuple[datetime, str, Post]] = []
        self._seen: set[tuple[str, str]] = set()
        workspace.clock.offset += BEGIN.timestamp() - workspace.clock.now()

    @property
    def now(self) -> datetime:
        return self._commons.clock.now()

    @property
    def handles(self) -> list[str]:
        return list(self._lives)

    def person(self, handle: str) -> Person:
        return Person(self._workspace, self._workspace.user(handle).id)

    def joins(self, handle: str, days: Days, *, answers_after: timedelta | None = None) -> None:
        """They meet Commons, and say when they work; some answer what they are asked."""
        self.acts(handle, lambda *_: None)
        self.lives(handle, days)
        if answers_after is not None:
            self._answers[handle] = answers_after

    def lives(self, handle: str, days: Days) -> None:
        """From now on they live like this: a flight, other hours, a pause."""
        self.person(handle).becomes(zone=days.zone)
        hours = preferences.Hours(days.begins, days.ends, days.weekend, days.country)

        def choose(db: Session, member: Member) -> None:
            preferences.choose_hours(db, member, hours, now=self.now)
            if days.away_until is not None:
                preferences.go_away(db, member, days.away_until, now=self.now)
            else:
                preferences.come_back(db, member, now=self.now)
            (preferences.pause if days.pauses else preferences.go_on)(db, member, now=self.now)

        self.acts(handle, choose)
        self._lives[handle].append((self.now, days))

    def changes(self, handle: str, **more: Any) -> None:
        self.lives(handle, replace(self._lives[handle][-1][1], **more))

    def tries(self, handle: str, rhythm: str = "", title: str = "Longer first visits") -> None:
        """They put something down, and perhaps say how often they would like to be asked."""

        def put_down(db: Session, member: Member) -> None:
            given = answers(title=title, visibility="only_me")
            made = register(db, member, given, origin=None, now=self.now)
            if rhythm:
                choose_rhythm(db, member, made.id, rhythm, now=self.now)

        self.acts(handle, put_down)

    def acts(self, handle: str, act: Callable[[Session, Member], None]) -> None:
        with self._commons.database.transaction() as db:
            user = self._workspace.user(handle)
            member = meet(db, user.id, name=user.display_name, now=self.now)
            read_as(db, person(member))
            act(db, member)

    def until(self, day: str, at: str = "12:00") -> None:
        """On to then, with a stop wherever something is due."""
        end = datetime.combine(date.fromisoformat(f"2027-{day}"), time.fromisoformat(at), UTC)
        while self.now < end:
            stop = min((end, *self._stops()))
            self._workspace.clock.advance(max((stop - self.now).total_seconds(), 1))
            self.looks()

    def is_down_until(self, day: str, at: str = "12:00") -> None:
        """The computer is off meanwhile."""
        end = datetime.combine(date.fromisoformat(f"2027-{day}"), time.fromisoformat(at), UTC)
        self._workspace.clock.advance((end - self.now).total_seconds())

    def looks(self) -> None:
        """The heart beats, and the courier comes; who has read something answers."""
        for job in self._jobs:
            job.run(self.now)
        self._carries()
        for post in self._posts():
            handle = self._workspace.users[f"U{post.channel[1:]}"].handle
            post.expected = True
            if (post.channel, post.ts) not in self._seen:
                self._seen.add((post.channel, post.ts))
                if handle in self._answers:
                    self._to_do.append((self.now + self._answers[handle], handle, post))
        for each in [it for it in self._to_do if it[0] <= self.now]:
            self._to_do.remove(each)
            self._answer(each[1], Message(self._workspace, each[2]))

    def heard(self, handle: str) -> list[Heard]:
        """What came to them, in the order in which it came."""
        room = f"D{self.person(handle).id[1:]}"
        found = []
        for post in self._posts():
            at = datetime.fromtimestamp(float(post.ts), UTC)
            lived = [days for since, days in self._lives[handle] if since <= at]
            if post.channel == room and lived:
                found.append(Heard(at, lived[-1], post.text, post))
        return found

    def asked(self) -> list[tuple[Turn, Delivery | None]]:
        """Every turn whose time came, and what was said of it."""
        with self._commons.database.read(Keeper()) as db:
            said = {
                each.subject_id: each
                for each in db.scalars(select(Delivery).where(Delivery.kind == CHECK_IN))
            }
            turns = db.scalars(select(Turn).where(Turn.state != COMING).order_by(Turn.id)).all()
            return [(each, said.get(each.id)) for each in turns]

    def rhythms(self) -> Mapping[str, list[str]]:
        """How often each is asked by now."""
        found: dict[str, list[str]] = defaultdict(list)
        tries, people = Experiment.__table__, Member.__table__
        rows = select(people.c.slack_id, tries.c.rhythm).join_from(
            tries, people, tries.c.lead_id == people.c.id
        )
        with self._commons.database.engine.connect() as connection:
            for slack_id, rhythm in connection.execute(rows.order_by(tries.c.id)):
                found[self._workspace.users[slack_id].handle].append(rhythm or "fortnightly")
        return found

    def table(self) -> str:
        """The year as people had it: printed where something is not as it should be."""
        lines = []
        for handle in self.handles:
            lines.append(f"\n{handle}:")
            before: datetime | None = None
            for each in self.heard(handle):
                gap = f"+{(each.at - before).days:>3} d" if before else "      "
                why = each.days.against(each.at)
                lines.append(
                    f"  {each.there:%a %d %b %H:%M} {each.days.zone:<22}{gap}  {each.text}"
                    + (f"   <- {why}" if why else "")
                )
                before = each.at
        return "\n".join(lines)

    def _answer(self, handle: str, message: Message) -> None:
        somebody = self.person(handle)
        while "Nothing new" in message.buttons:
            somebody.clicks("Nothing new", on=message, index=0)
            self._carries()

    def _carries(self) -> None:
        """The courier comes where there is something for it: looking costs more than asking."""
        due = select(Delivery.id).where(Delivery.shown < Delivery.wanted)
        with self._commons.database.read(Keeper()) as db:
            is_due = db.scalar(due.where(Delivery.due_at <= self.now).limit(1)) is not None
        if is_due:
            self._commons.courier.deliver()

    def _posts(self) -> list[Post]:
        with self._workspace.lock:
            posts = self._workspace.posts.everything()
        ours = [each for each in posts if each.user == self._workspace.bot]
        return [each for each in ours if each.channel.startswith("D")]

    def _stops(self) -> Iterator[datetime]:
        with self._commons.database.read(Keeper()) as db:
            due = select(func.min(Delivery.due_at)).where(Delivery.shown < Delivery.wanted)
            for found in (
                db.scalar(due.where(Delivery.due_at > self.now)),
                db.scalar(select(func.min(Turn.due_at)).where(Turn.state == COMING)),
                db.scalar(select(func.min(Turn.looked_at)).where(Turn.state == ASKED)),
            ):
                if found is not None:
                    yield found
        yield from (at for at, _, _ in self._to_do)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
