"""Signing up, as rules: every way from one state to the next, and places that never oversell."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import attendances, needs, places
from bot.attendances import Wish
from bot.deliveries import HOME, WORKSHOP
from bot.errors import Refusal
from bot.places import A_WHILE, CUT_OFF, PLACE
from bot.signups import COMES, LEFT, LISTEN, READS, TAKE_PART, WAITS, places_of
from bot.times import cancel
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from storage.signups import Signup, signup_of
from storage.workshops import Role, Slot, Workshop, locked_workshop, slots_of
from tests.cast import NOW, a_session, join

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STARTS = datetime(2026, 4, 13, 10, 0, tzinfo=UTC)  # a Monday
EVENING = datetime(2026, 4, 13, 22, 0, tzinfo=UTC)


@dataclass
class Stage:
    """A session that Jonas holds, and those who sign up to it, as themselves."""

    db: Session
    workshop: Workshop
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.first, *self.others = slots_of(self.db, self.workshop.id)

    def acts(self, handle: str) -> Member:
        member = join(self.db, handle)
        read_as(self.db, person(member))
        return member

    def signs_up(self, handle: str, slot: Slot | None = None, **more: str) -> Signup:
        wish = Wish((slot or self.first).id, more.pop("coming_as", TAKE_PART), **more)
        by = self.acts(handle)
        return attendances.sign_up(self.db, by, self.workshop.id, wish, now=self.now)

    def leaves(self, handle: str) -> str:
        return attendances.leave(self.db, self.acts(handle), self.workshop.id, now=self.now)

    def reads(self, handle: str) -> Signup:
        return attendances.just_notes(self.db, self.acts(handle), self.workshop.id, now=self.now)

    def states(self) -> dict[str, str]:
        """Everybody's state: "coming!" while they have not said yes to it."""
        read_as(self.db, Keeper())
        found = self.db.query(Member.name, Signup).join(Signup, Signup.member_id == Member.id)
        parts = {name.lower(): part for name, part in found.order_by(Signup.id)}
        return {
            name: part.state + ("!" if part.given_at is not None else "")
            for name, part in parts.items()
        }

    def of(self, handle: str) -> Signup:
        member = self.acts(handle)
        part = signup_of(self.db, self.workshop.id, member.id)
        assert part is not None
        return part

    def told(self, handle: str) -> Delivery | None:
        return delivery_by_occasion(self.db, f"{PLACE}:{self.of(handle).id}")


@contextmanager
def refused(name: str, field: str | None = None) -> Iterator[None]:
    with pytest.raises(Refusal) as no:
        yield
    assert (no.value.name, no.value.field) == (name, field)


def stage(db: Session, *starts: datetime, places: int | None = None, state: str = "open") -> Stage:
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    workshop = a_session(db, jonas, *(starts or (STARTS,)), places=places, state=state)
    return Stage(db, workshop)


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def test_without_a_limit_everybody_has_a_place(db: Session) -> None:
    here = stage(db)
    for each in ("amina", "tom", "priya"):
        here.signs_up(each)

    assert here.states() == {"amina": COMES, "tom": COMES, "priya": COMES}
    assert here.told("amina") is None


def test_who_finds_it_full_waits_and_is_given_what_comes_free_in_their_order(db: Session) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya", "mikko"):
        here.signs_up(each)
    assert here.states() == {"amina": COMES, "tom": WAITS, "priya": WAITS, "mikko": WAITS}
    turns = [attendances.before(db, here.of(each)) for each in ("tom", "priya", "mikko")]
    assert turns == [0, 1, 2]

    assert here.leaves("amina") == COMES
    assert here.states() == {"amina": LEFT, "tom": "coming!", "priya": WAITS, "mikko": WAITS}
    tom = here.of("tom")
    assert (tom.given_at, tom.waiting_since) == (NOW, None)
    told = here.told("tom")
    assert told is not None
    assert (told.member_id, told.expires_at) == (tom.member_id, STARTS)
    assert here.told("priya") is None

    # Tom says yes; the next place is Priya's, who lets it go; and so it is Mikko's.
    attendances.come(db, here.acts("tom"), tom.id, now=NOW)
    attendances.come(db, here.acts("tom"), tom.id, now=NOW)
    here.leaves("tom")
    attendances.let_go(db, here.acts("priya"), here.of("priya").id, now=NOW)
    assert here.states() == {"amina": LEFT, "tom": LEFT, "priya": LEFT, "mikko": "coming!"}
    # Nobody who left is given one again when nobody waits any more.
    here.leaves("mikko")
    assert set(here.states().values()) == {LEFT}


def test_who_comes_back_is_at_the_end_even_by_a_clock_that_went_back(db: Session) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya"):
        here.signs_up(each)
    here.leaves("tom")
    here.now = NOW - HOUR
    here.signs_up("tom")
    assert [attendances.before(db, here.of(each)) for each in ("priya", "tom")] == [0, 1]
    # The same row, which was there before Priya's.
    assert here.of("tom").id < here.of("priya").id
    here.leaves("amina")
    assert here.states() == {"amina": LEFT, "tom": WAITS, "priya": "coming!"}


@pytest.mark.parametrize("times", [1, 2, 3])
def test_twice_is_once(db: Session, times: int) -> None:
    here = stage(db, places=1)
    for _ in range(times):
        here.signs_up("amina", need="Captions")
        here.signs_up("tom")
        here.reads("priya")
    since = here.of("tom").waiting_since
    here.now = NOW + HOUR
    here.signs_up("tom", coming_as=LISTEN)
    assert here.states() == {"amina": COMES, "tom": WAITS, "priya": READS}
    assert (here.of("tom").waiting_since, here.of("tom").coming_as) == (since, LISTEN)
    for _ in range(times):
        here.leaves("tom")
    assert here.states()["tom"] == LEFT
    assert here.leaves("tom") == here.leaves("nobody") == LEFT


def test_another_time_with_a_place_is_a_move_and_the_old_one_goes_on(db: Session) -> None:
    here = stage(db, STARTS, EVENING, places=1)
    (evening,) = here.others
    here.signs_up("amina")
    here.signs_up("tom")
    wish = Wish(evening.id, TAKE_PART)
    amina = here.acts("amina")
    assert attendances.would_give_up(db, amina, here.workshop.id, wish, now=NOW) is None
    here.signs_up("amina", evening)
    assert here.states() == {"amina": COMES, "tom": "coming!"}
    assert (here.of("amina").slot_id, here.of("tom").slot_id) == (evening.id, here.first.id)


def test_a_full_time_costs_the_place_that_one_has_and_that_can_be_known_before(
    db: Session,
) -> None:
    here = stage(db, STARTS, EVENING, places=1)
    (evening,) = here.others
    here.signs_up("priya", evening)
    here.signs_up("amina")
    here.signs_up("tom")
    wish, amina = Wish(evening.id, TAKE_PART), here.acts("amina")
    assert attendances.would_give_up(db, amina, here.workshop.id, wish, now=NOW) is here.first
    assert here.states()["amina"] == COMES
    # Who waits has nothing to give up; who has a place there, neither.
    for handle, slot in (("tom", evening), ("priya", evening), ("tom", here.first)):
        wish, by = Wish(slot.id, TAKE_PART), here.acts(handle)
        assert attendances.would_give_up(db, by, here.workshop.id, wish, now=NOW) is None
    here.signs_up("amina", evening)
    assert here.states() == {"priya": COMES, "amina": WAITS, "tom": "coming!"}
    # Back to the first, which is Tom's by now.
    here.signs_up("amina")
    assert (here.of("amina").state, here.of("amina").slot_id) == (WAITS, here.first.id)


def test_more_places_are_given_in_order_and_no_limit_to_all(db: Session) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya", "mikko", "ana"):
        here.signs_up(each)
    here.workshop.places = 2
    places.places_follow(db, here.workshop, now=NOW)
    assert list(here.states().values()) == [COMES, "coming!", WAITS, WAITS, WAITS]
    here.workshop.places = None
    places.places_follow(db, here.workshop, now=NOW)
    assert list(here.states().values()) == [COMES, "coming!", "coming!", "coming!", "coming!"]


def test_shortly_before_the_start_who_looks_may_take_it_and_nobody_is_given_one(
    db: Session,
) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya"):
        here.signs_up(each)
    here.now = STARTS - CUT_OFF
    here.leaves("amina")
    assert here.states() == {"amina": LEFT, "tom": WAITS, "priya": WAITS}
    free = places_of(db, here.workshop)[here.first.id]
    assert attendances.may_take(free, here.first, now=here.now)
    assert not attendances.may_take(free, here.first, now=here.now - HOUR)
    assert not attendances.may_take(free, here.first, now=STARTS)
    priya = here.acts("priya")
    attendances.take_free_place(db, priya, here.workshop.id, now=here.now)
    attendances.take_free_place(db, priya, here.workshop.id, now=here.now)
    assert here.states() == {"amina": LEFT, "tom": WAITS, "priya": COMES}
    # It is full again: Tom goes on waiting, where he was.
    attendances.take_free_place(db, here.acts("tom"), here.workshop.id, now=here.now)
    assert here.states()["tom"] == WAITS
    with refused("signups.not_waiting"):
        attendances.take_free_place(db, here.acts("amina"), here.workshop.id, now=here.now)
    # A moment before, it would have been Tom's without a word from him.
    here.now = STARTS - CUT_OFF - timedelta(seconds=1)
    here.leaves("priya")
    assert here.states()["tom"] == "coming!"


def test_when_one_is_told(db: Session) -> None:
    """In working hours, unless it would be too late then."""
    here = stage(db, places=1)
    for each in ("amina", "tom"):
        here.signs_up(each)
    here.now = datetime(2026, 4, 10, 21, 0, tzinfo=UTC)  # Friday evening; Monday 9:00 is too late
    here.leaves("amina")
    told = here.told("tom")
    assert told is not None
    assert told.due_at == here.now

    later = stage(db, EVENING, places=1)
    for each in ("amina", "tom"):
        later.signs_up(each)
    later.now = here.now
    later.leaves("amina")
    told = later.told("tom")
    assert told is not None
    assert told.due_at == datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
    assert told.due_at <= EVENING - A_WHILE


def test_a_place_given_again_is_told_again(db: Session) -> None:
    here = stage(db, places=1)
    here.signs_up("amina")
    here.signs_up("tom")
    here.leaves("amina")
    told = here.told("tom")
    assert told is not None
    told.channel, told.ts, told.shown = "D1", "1.0", told.wanted
    token = told.token
    here.leaves("tom")
    here.signs_up("amina")
    here.signs_up("tom")
    here.leaves("amina")
    db.refresh(told)
    assert told.ts is None  # where it stood it is left, and rings nobody any more
    assert (told.shown < told.wanted, told.token != token) == (True, True)


def test_a_cancelled_time_moves_nobody(db: Session) -> None:
    here = stage(db, STARTS, EVENING, places=1)
    (evening,) = here.others
    here.signs_up("amina")
    here.signs_up("tom")
    here.signs_up("priya", evening)
    here.first.state = "cancelled"
    places.places_follow(db, here.workshop, now=NOW)
    assert here.states() == {"amina": READS, "tom": READS, "priya": COMES}
    assert here.of("amina").slot_id == here.first.id  # which time they lost
    with refused("signups.time_cancelled", "slot"):
        here.signs_up("amina")
    here.signs_up("amina", evening)
    assert here.states()["amina"] == WAITS


def test_a_session_that_is_cancelled_gives_nothing_more(db: Session) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya"):
        here.signs_up(each)
    here.leaves("amina")
    told = here.told("tom")
    assert told is not None
    wanted = told.wanted
    here.workshop.state = here.first.state = "cancelled"
    places.places_follow(db, here.workshop, now=NOW)
    assert here.states() == {"amina": LEFT, "tom": "coming!", "priya": WAITS}
    db.refresh(told)
    assert told.wanted > wanted
    tom = here.of("tom")
    for act in (attendances.come, attendances.let_go):
        with refused("signups.cancelled"):
            act(db, here.acts("tom"), tom.id, now=NOW)
    with refused("signups.cancelled"):
        here.signs_up("ana")
    with refused("signups.cancelled"):
        here.reads("ana")


def test_a_time_that_moved_is_told_as_it_is(db: Session) -> None:
    here = stage(db, places=1)
    here.signs_up("amina")
    here.signs_up("tom")
    here.leaves("amina")
    here.first.starts_at, here.first.ends_at = STARTS + 7 * DAY, STARTS + 7 * DAY + 3 * HOUR
    places.places_follow(db, here.workshop, now=NOW)
    told = here.told("tom")
    assert told is not None
    db.refresh(told)
    assert told.expires_at == STARTS + 7 * DAY


def test_who_left_slack_comes_nowhere_and_is_given_nothing(db: Session) -> None:
    here = stage(db, places=1)
    for each in ("amina", "tom", "priya"):
        here.signs_up(each)
    there = stage(db, EVENING, places=1)
    there.signs_up("mikko")
    there.signs_up("amina")
    there.reads("ana")
    gone = Stage(db, a_session(db, join(db, "jonas"), STARTS - 43 * DAY, places=1))
    gone.now = STARTS - 44 * DAY
    gone.signs_up("amina")

    for each in ("amina", "tom", "ana"):
        places.gone_from_slack(db, join(db, each).id, now=NOW)
    read_as(db, Keeper())
    parts = {(each.workshop_id, each.member_id): each.state for each in db.query(Signup)}
    who = {each: join(db, each).id for each in ("amina", "tom", "priya", "mikko", "ana")}
    assert parts == {
        (here.workshop.id, who["amina"]): LEFT,
        (here.workshop.id, who["tom"]): LEFT,
        (here.workshop.id, who["priya"]): COMES,
        (there.workshop.id, who["mikko"]): COMES,
        (there.workshop.id, who["amina"]): LEFT,
        (there.workshop.id, who["ana"]): LEFT,
        (gone.workshop.id, who["amina"]): COMES,  # they were there, and that stays
    }


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("draft", "signups.not_open_yet"),
        ("cancelled", "signups.cancelled"),
        ("happened", "signups.over"),
    ],
)
def test_only_what_is_open_can_be_signed_up_to(db: Session, state: str, why: str) -> None:
    here = stage(db, state=state)
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    wish = Wish(here.first.id, TAKE_PART)
    with refused(why):
        attendances.sign_up(db, jonas, here.workshop.id, wish, now=NOW)
    with refused("workshops.gone" if state == "draft" else why):
        here.signs_up("tom")


def test_forged_and_late_values_are_refused_where_they_were_given(db: Session) -> None:
    here, there = stage(db, STARTS, EVENING), stage(db)
    with refused("signups.no_such_time", "slot"):
        here.signs_up("tom", there.first)
    with refused("signups.no_such_way", "coming_as"):
        here.signs_up("tom", coming_as="facilitator")
    with refused("workshops.gone"):
        wish = Wish(here.first.id, TAKE_PART)
        attendances.sign_up(db, here.acts("tom"), 999, wish, now=NOW)
    amina = here.signs_up("amina")
    for act in (attendances.come, attendances.let_go):
        with refused("signups.somebody_elses"):
            act(db, here.acts("tom"), amina.id, now=NOW)
    here.signs_up("tom")  # who sees that Amina comes, as he does
    with refused("signups.somebody_elses"):
        attendances.let_go(db, here.acts("tom"), amina.id, now=NOW)
    assert here.states() == {"amina": COMES, "tom": COMES}
    here.now = STARTS
    with refused("signups.begun", "slot"):
        here.signs_up("priya")
    with refused("signups.has_begun"):
        here.leaves("tom")
    with refused("signups.has_begun"):
        attendances.come(db, here.acts("amina"), amina.id, now=STARTS)
    # Who missed the first may come to the second.
    here.signs_up("tom", here.others[0])
    assert here.of("tom").slot_id == here.others[0].id
    here.leaves("tom")
    with refused("signups.not_yours_now"):
        attendances.come(db, here.acts("tom"), here.of("tom").id, now=STARTS)


def test_the_notes_come_to_who_asks_and_can_be_taken_back(db: Session) -> None:
    here = stage(db, places=1)
    here.signs_up("amina")
    here.signs_up("tom")
    for each in ("amina", "tom", "priya"):
        here.reads(each)
    assert here.states() == {"amina": COMES, "tom": WAITS, "priya": READS}
    taken = [
        attendances.take_notes_back(db, here.acts(each), here.workshop.id, now=NOW)
        for each in ("amina", "tom", "priya", "ana")
    ]
    assert taken == [COMES, WAITS, LEFT, LEFT]
    assert here.states() == {"amina": COMES, "tom": WAITS, "priya": LEFT}
    here.reads("priya")
    here.signs_up("priya")
    assert here.states()["priya"] == WAITS
    # Also afterwards.
    here.workshop.state = "happened"
    here.reads("ana")
    assert here.states()["ana"] == READS


def test_what_follows_when_places_change(db: Session) -> None:
    """The announcement where places are counted, and the Homes of those it is about."""
    here, unlimited = stage(db, places=1), stage(db, EVENING)
    ids = {each: join(db, each).id for each in ("amina", "tom")}

    def said(*occasions: str) -> list[int]:
        db.expire_all()
        found = [delivery_by_occasion(db, each) for each in occasions]
        return [each.wanted if each is not None else 0 for each in found]

    posts = [f"{WORKSHOP}:{each.workshop.id}" for each in (here, unlimited)]
    homes = [f"{HOME}:{ids['amina']}", f"{HOME}:{ids['tom']}"]
    here.signs_up("amina")
    assert said(*posts, *homes) == [1, 0, 1, 0]
    unlimited.signs_up("amina")
    assert said(*posts, *homes) == [1, 0, 2, 0]
    here.signs_up("tom")
    here.leaves("amina")
    assert said(*posts, *homes) == [3, 0, 3, 2]


def test_what_would_help_is_for_who_holds_it_and_forgotten_after_a_month(db: Session) -> None:
    here = stage(db, STARTS, EVENING)
    here.signs_up("amina", need="Captions, please.")
    here.signs_up("tom", need="A break")
    here.signs_up("priya", here.others[0], need="Slides before")

    def read_by(handle: str) -> list[str]:
        member = join(db, handle, facilitator=handle in {"jonas", "leila"})
        read_as(db, person(member))
        return [words for _, words in needs.needs_of(db, here.first)]

    assert read_by("jonas") == ["Captions, please.", "A break"]
    # Others do not, not even who facilitates and does not hold it; their own is theirs.
    assert (read_by("leila"), read_by("mikko"), read_by("tom")) == ([], [], ["A break"])
    here.signs_up("tom")
    assert read_by("jonas") == ["Captions, please."]
    here.leaves("amina")
    assert read_by("jonas") == []
    here.signs_up("amina", need="Captions")
    for state in ("open", "cancelled"):
        here.workshop.state = state
        read_as(db, Keeper())
        over = here.first.ends_at + needs.KEPT - timedelta(seconds=1)
        assert needs.forget_what_is_past(db, now=over) == 0
    assert needs.forget_what_is_past(db, now=here.first.ends_at + needs.KEPT) == 1
    assert read_by("jonas") == []
    assert needs.need_of(db, here.of("priya").id) == "Slides before"


def test_who_came_to_hold_it_since_is_known(db: Session) -> None:
    here = stage(db)
    jonas, leila = join(db, "jonas"), join(db, "leila")
    here.acts("amina")
    assert needs.unnamed_holders(db, here.workshop, [jonas.id]) == []
    db.add(Role(slot_id=here.first.id, member_id=leila.id, role="facilitator"))
    db.flush()
    assert needs.unnamed_holders(db, here.workshop, [jonas.id]) == [leila]


def test_signing_up_asks_no_more_of_the_database_when_many_are_signed_up(
    database: Database,
) -> None:
    with database.transaction() as db:
        here = stage(db, places=2)
        here.signs_up("amina")

    def questions(handle: str) -> int:
        asked: list[str] = []
        with database.transaction() as db:
            read_as(db, Keeper())
            workshop = locked_workshop(db, here.workshop.id)
            assert workshop is not None
            again = Stage(db, workshop)
            again.acts(handle)
            event.listen(database.engine, "before_cursor_execute", note := _note(asked))
            again.signs_up(handle)
            event.remove(database.engine, "before_cursor_execute", note)
        return len(asked)

    questions("tom")
    few = questions("priya")
    with database.transaction() as db:
        read_as(db, Keeper())
        db.add_all(_many(here.workshop.id, here.first.id, [join(db, f"m{n}") for n in range(200)]))
    assert questions("mikko") == few


def _note(asked: list[str]) -> Callable[..., None]:
    def note(*given: object) -> None:
        asked.append(str(given[2]))

    return note


def _many(workshop_id: int, slot_id: int, members: Sequence[Member]) -> list[Signup]:
    return [
        Signup(
            workshop_id=workshop_id,
            slot_id=slot_id,
            member_id=each.id,
            coming_as=TAKE_PART,
            state=WAITS,
            waiting_since=NOW + timedelta(minutes=each.id),
            created_at=NOW,
            updated_at=NOW,
        )
        for each in members
    ]


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[object]:
    """All of these at the same instant, each in a transaction of its own; what each returned."""
    ready, done = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[Session], object]) -> None:
        ready.wait()
        with database.transaction() as db:
            done.append(act(db))

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def signing(here: Stage, handle: str) -> Callable[[Session], object]:
    def act(db: Session) -> str:
        member = join(db, handle)
        read_as(db, person(member))
        wish = Wish(here.first.id, TAKE_PART)
        return attendances.sign_up(db, member, here.workshop.id, wish, now=NOW).state

    return act


def leaving(here: Stage, handle: str) -> Callable[[Session], object]:
    def act(db: Session) -> str:
        member = join(db, handle)
        read_as(db, person(member))
        return attendances.leave(db, member, here.workshop.id, now=NOW)

    return act


def test_one_last_place_is_one_persons(database: Database) -> None:
    racers = ["tom", "priya", "mikko"]
    with database.transaction() as db:
        here = stage(db, places=2)
        here.signs_up("amina")
        for each in racers:
            join(db, each)
    states = at_once(database, *[signing(here, each) for each in racers])
    assert sorted(map(str, states)) == [COMES, WAITS, WAITS]
    with database.read(Keeper()) as db:
        assert places_of(db, here.workshop)[here.first.id].coming == 2


def test_who_leaves_and_who_comes_at_once_leave_one_line(database: Database) -> None:
    with database.transaction() as db:
        here = stage(db, places=2)
        for each in ("amina", "tom", "priya", "mikko", "ana"):
            here.signs_up(each)
        join(db, "wanjiru")
    at_once(
        database,
        leaving(here, "amina"),
        leaving(here, "tom"),
        leaving(here, "priya"),
        signing(here, "wanjiru"),
        lambda db: places.gone_from_slack(db, join(db, "mikko").id, now=NOW),
    )
    with database.transaction(Keeper()) as db:
        after = Stage(db, here.workshop).states()
    assert {name: state.rstrip("!") for name, state in after.items()} == {
        "amina": LEFT,
        "tom": LEFT,
        "priya": LEFT,
        "mikko": LEFT,
        "ana": COMES,
        "wanjiru": COMES,
    }


def test_one_who_saves_in_two_windows_at_once_has_one_part(database: Database) -> None:
    with database.transaction() as db:
        here = stage(db, places=2)
        join(db, "amina")
    assert at_once(database, *[signing(here, "amina")] * 3) == [COMES] * 3
    with database.read(Keeper()) as db:
        assert places_of(db, here.workshop)[here.first.id].coming == 1


def test_a_time_that_is_cancelled_between_a_look_and_a_save_takes_nobody(
    database: Database,
) -> None:
    with database.transaction() as db:
        here = stage(db, STARTS, EVENING)
        jonas, amina = join(db, "jonas", facilitator=True), join(db, "amina")
    looked, cancelled = threading.Event(), threading.Event()

    def saves() -> None:
        with database.transaction(person(amina)) as db, suppress(Refusal):
            seen = slots_of(db, here.workshop.id)
            looked.set()
            cancelled.wait(0.5)  # where there is one writer at a time, that is us
            wish = Wish(seen[0].id, TAKE_PART)
            attendances.sign_up(db, amina, here.workshop.id, wish, now=NOW)

    def cancels() -> None:
        looked.wait()
        with database.transaction(person(jonas)) as db:
            cancel(db, jonas, here.workshop.id, here.first.id, reason="Ill.", now=NOW)
        cancelled.set()

    both = [threading.Thread(target=each) for each in (saves, cancels)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with database.read(Keeper()) as db:
        part = signup_of(db, here.workshop.id, amina.id)
        assert part is None or part.state == READS
