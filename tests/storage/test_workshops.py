"""Which sessions there are to show: each once, in the order of their times."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.searches import fold
from bot.visibility import Reader, Room, person, read_as
from storage.database import Database
from storage.ideas import Idea, idea_chosen_for
from storage.people import Member
from storage.signups import Signup, signups_by_workshop
from storage.workshops import Slot, Workshop, last_slots, next_slots, sessions_held, slots_of
from tests.cast import NOW, a_session, join

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def session(db: Session, by: Member, *days: int, state: str = "open", title: str = "") -> Workshop:
    """It begins on these days from now on."""
    made = a_session(db, by, *(NOW + each * DAY for each in days), state=state)
    made.title = title or made.title
    for each in slots_of(db, made.id):
        past = "cancelled" if state == "cancelled" else "over"
        each.state = past if state in {"happened", "cancelled"} else "coming"
    db.flush()
    return made


def ids(slots: Sequence[Slot]) -> list[int]:
    return [each.workshop_id for each in slots]


def test_what_comes_next_each_once_and_without_drafts(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        later, twice, soon = (
            session(db, jonas, 20),
            session(db, jonas, 10, 30),
            session(db, jonas, 5),
        )
        session(db, jonas, 1, state="draft")
        session(db, jonas, 2, state="cancelled")
        session(db, jonas, -9, state="happened")

        assert ids(next_slots(db, limit=9)) == [soon.id, twice.id, later.id]
        read_as(db, Room())
        assert ids(next_slots(db, limit=9)) == [soon.id, twice.id, later.id]
        assert ids(next_slots(db, limit=2)) == [soon.id, twice.id]


def test_two_at_the_same_instant_have_an_order_and_pages_lose_none(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas")
        made = [session(db, jonas, *([7, 7] if each == 2 else [7])).id for each in range(5)]
        pages: list[int] = []
        last: Slot | None = None
        while page := next_slots(db, limit=2, after=last):
            pages += ids(page)
            last = page[-1]

        assert pages == made


def test_a_time_that_began_gives_way_to_the_next_of_the_same_session(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas")
        made = session(db, jonas, 0, 3)
        first, second = slots_of(db, made.id)
        session(db, jonas, 0)
        until = NOW + WEEK

        assert [each.id for each in next_slots(db, limit=9)][:1] == [first.id]
        assert [each.id for each in next_slots(db, limit=9, since=NOW)] == [second.id]
        assert ids(next_slots(db, limit=9, since=NOW, until=until)) == [made.id]
        assert next_slots(db, limit=9, since=NOW, until=second.starts_at) == []
        second.state = "cancelled"
        db.flush()
        assert next_slots(db, limit=9, since=NOW) == []


def test_what_was_newest_first_by_its_last_time(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        old = session(db, jonas, -60, state="happened")
        twice = session(db, jonas, -50, -10, state="happened")
        gone = session(db, jonas, -20, state="cancelled")
        session(db, jonas, -5, state="draft")
        session(db, jonas, 5)

        assert ids(last_slots(db, limit=9)) == [twice.id, gone.id, old.id]
        [first] = last_slots(db, limit=1)
        assert ids(last_slots(db, limit=9, before=first)) == [gone.id, old.id]


def test_a_word_is_found_in_names_and_purposes_of_all_that_was_opened(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        was = session(db, jonas, -9, state="happened", title="Übergänge, 100 %")
        coming = session(db, jonas, 9, title="About ÜBERGÄNGE")
        draft = session(db, jonas, 3, state="draft", title="übergänge")

        def found(word: str) -> list[int]:
            return ids(last_slots(db, limit=9, word=fold(word)))

        assert found("übergänge") == [coming.id, was.id]
        assert found("0 %") == [was.id]
        assert found("small first") == [coming.id, was.id]
        assert found("%_") == []
        draft.state = "open"
        db.flush()
        assert found("Ubergange") == [coming.id, draft.id, was.id]


def test_what_is_searched_follows_its_words(database: Database) -> None:
    with database.transaction(Room()) as db:
        made = session(db, join(db, "jonas"), 3)
        made.title = "Nächte"
        db.flush()
        assert ids(last_slots(db, limit=9, word="nachte")) == [made.id]
        made.purpose = "Rotas"
        db.flush()

        assert made.folded == "nachte\nrotas"
        assert last_slots(db, limit=9, word="small first") == []


def test_whose_part_it_is(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas, tom = join(db, "jonas"), join(db, "tom")
        mine, other = session(db, jonas, 3), session(db, tom, 4)
        db.add_all(
            Signup(
                workshop_id=mine.id,
                member_id=each.id,
                coming_as="take_part",
                state="reading",
                created_at=NOW,
                updated_at=NOW,
            )
            for each in (jonas, tom)
        )
        db.flush()
        read_as(db, person(tom))

        both = [mine.id, other.id]
        assert {
            key: each.member_id for key, each in signups_by_workshop(db, tom.id, both).items()
        } == {mine.id: tom.id}
        assert sessions_held(db, jonas.id, both) == {mine.id}
        assert sessions_held(db, tom.id, [mine.id]) == set()


def test_a_session_has_its_idea_only_once_one_was_chosen(database: Database) -> None:
    reader: Reader
    with database.transaction(Room()) as db:
        jonas = join(db, "jonas", facilitator=True)
        made = session(db, jonas, 3)
        idea = Idea(
            workshop_id=made.id,
            member_id=jonas.id,
            words="w",
            people="",
            state="offered",
            created_at=NOW,
            updated_at=NOW,
        )
        db.add(idea)
        db.flush()
        reader = person(jonas)
        read_as(db, reader)
        assert idea_chosen_for(db, made.id) is None
        idea.state, idea.chosen_for_id = "chosen", made.id
        db.flush()

        assert idea_chosen_for(db, made.id) is idea
        read_as(db, Room())
        assert idea_chosen_for(db, made.id) is None, "it is for those who may know"
