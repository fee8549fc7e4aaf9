"""Places against a plain model: whatever people and facilitators do, nothing is oversold, the line
keeps its order, and nobody who left is given anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot import attendances, places
from bot.attendances import Wish
from bot.signups import COMES, TAKE_PART, WAITS
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.people import Member
from storage.signups import next_in_line, signups_of
from storage.workshops import Workshop, slots_of
from tests.cast import NOW, a_session, join

PEOPLE = [f"member{each}" for each in range(6)]
EVENING = NOW.replace(day=20, hour=20)
MORNING = NOW.replace(day=20, hour=8)

people = st.sampled_from(PEOPLE)
acts = st.one_of(
    st.tuples(st.just("sign_up"), people, st.sampled_from([0, 1])),
    st.tuples(st.just("leave"), people, st.just(0)),
    st.tuples(st.just("let_go"), people, st.just(0)),
    st.tuples(st.just("gone"), people, st.just(0)),
    st.tuples(st.just("notes"), people, st.just(0)),
    st.tuples(st.just("limit"), st.just(""), st.sampled_from([1, 2, 3, 0])),
)


@dataclass
class Model:
    """Two times, each with who comes and a line of who waits."""

    limit: int | None = 1
    coming: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    lines: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def do(self, what: str, who: str, number: int) -> None:
        match what:
            case "sign_up":
                self._sign_up(who, number)
            case "leave" | "gone" | "let_go":
                self._leave(who)
            case "limit":
                most = max(len(each) for each in self.coming)
                self.limit = max(number, most) if number else None
        for coming, line in zip(self.coming, self.lines, strict=True):
            while line and not self._is_full(coming):
                coming.add(line.pop(0))

    def _is_full(self, coming: set[str]) -> bool:
        return self.limit is not None and len(coming) >= self.limit

    def _sign_up(self, who: str, time: int) -> None:
        if who in self.coming[time]:
            return
        if not self._is_full(self.coming[time]):
            self._leave(who)
            self.coming[time].add(who)
        elif who not in self.lines[time]:
            self._leave(who)
            self.lines[time].append(who)

    def _leave(self, who: str) -> None:
        for coming, line in zip(self.coming, self.lines, strict=True):
            coming.discard(who)
            if who in line:
                line.remove(who)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(acts, max_size=20))
def test_places_are_given_as_a_plain_model_gives_them(
    database: Database, history: list[tuple[str, str, int]]
) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        cast = {who: join(db, who) for who in PEOPLE}
        read_as(db, person(jonas))
        workshop, model = a_session(db, jonas, MORNING, EVENING, places=1), Model()
        for what, who, number in history:
            model.do(what, who, number)
            _do(db, workshop, model.limit, (what, cast.get(who), number))
            assert _as_it_is(db, workshop, cast) == (
                tuple(sorted(each) for each in model.coming),
                model.lines,
            )
        db.rollback()


def _do(
    db: Session, workshop: Workshop, limit: int | None, act: tuple[str, Member | None, int]
) -> None:
    what, member, number = act
    if member is None:
        workshop.places = limit
        db.flush()
        places.places_follow(db, workshop, now=NOW)
        return
    if what == "gone":
        places.gone_from_slack(db, member.id, now=NOW)
        return
    read_as(db, person(member))
    if what == "sign_up":
        wish = Wish(slots_of(db, workshop.id)[number].id, TAKE_PART)
        attendances.sign_up(db, member, workshop.id, wish, now=NOW)
    elif what == "notes":
        attendances.just_notes(db, member, workshop.id, now=NOW)
    else:
        attendances.leave(db, member, workshop.id, now=NOW)


def _as_it_is(
    db: Session, workshop: Workshop, cast: Mapping[str, Member]
) -> tuple[tuple[list[str], ...], tuple[list[str], ...]]:
    read_as(db, Keeper())
    names = {member.id: who for who, member in cast.items()}
    slots = slots_of(db, workshop.id)
    parts = signups_of(db, workshop.id)
    coming = tuple(
        sorted(names[it.member_id] for it in parts if (it.slot_id, it.state) == (each.id, COMES))
        for each in slots
    )
    waiting = [next_in_line(db, each.id) for each in slots]
    assert all(it.state == WAITS for line in waiting for it in line)
    return coming, tuple([names[it.member_id] for it in line] for line in waiting)
