"""Notes and write-ups: who adds, who reads, who decides; and what stays with people."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import notes, takeaways, writeups
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.reflections import Written as Reflected
from bot.reflections import edit, take_back, write
from bot.visibility import Keeper, person, read_as
from bot.workshops import HAPPENED
from bot.writeups import SENT, Written
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.intentions import newest_intention_of
from storage.notes import learnings_of, notes_of_workshop, writeup_of
from storage.people import Member
from storage.prompts import PromptSet
from storage.signups import Signup, signup_of
from storage.workshops import Slot, Workshop, slots_of
from tests.cast import NOW, a_session, comes, join, put_down

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVER = NOW + 3 * HOUR  # NOW is its start


def as_(db: Session, member: Member) -> Member:
    read_as(db, person(member))
    return member


def a_day(db: Session, *, presents: bool = False) -> tuple[Workshop, Slot, dict[str, Member]]:
    """A session of Jonas's that begins now, with people in every part."""
    cast = {each: join(db, each) for each in ("amina", "tom", "priya", "ana", "wanjiru")}
    cast["jonas"] = join(db, "jonas", facilitator=True)
    read_as(db, Keeper())
    presenter = cast["wanjiru"] if presents else None
    workshop = a_session(db, cast["jonas"], NOW, presenter=presenter)
    for who, state in {"amina": "coming", "tom": "waiting", "priya": "reading"}.items():
        comes(db, workshop, cast[who], state=state)
    [slot] = slots_of(db, workshop.id)
    return workshop, slot, cast


def refused(db: Session, by: Member, slot: Slot, **more: object) -> str:
    with pytest.raises(Refusal) as refusal:
        notes.add(db, as_(db, by), slot.id, "w", origin=None, now=more.get("now", NOW))  # type: ignore[arg-type]
    return refusal.value.name


def test_those_who_come_hold_or_present_add_notes(database: Database) -> None:
    with database.transaction() as db:
        workshop, slot, cast = a_day(db, presents=True)
        for who in ("amina", "jonas", "wanjiru"):
            for _ in range(2):  # the same window saved twice is one
                notes.add(db, as_(db, cast[who]), slot.id, "w", origin=who, now=NOW)
        assert refused(db, cast["tom"], slot) == "notes.only_who_comes"
        assert refused(db, cast["priya"], slot) == "notes.only_who_comes"
        assert refused(db, cast["ana"], slot) == "notes.for_those_signed_up"
        for who, reads in {"tom": 3, "priya": 3, "wanjiru": 3, "ana": 0}.items():
            as_(db, cast[who])
            assert len(notes_of_workshop(db, workshop.id, limit=9)) == reads


def test_a_note_belongs_to_a_time_that_takes_place(database: Database) -> None:
    with database.transaction() as db:
        _, slot, cast = a_day(db)
        amina = cast["amina"]
        assert refused(db, amina, slot, now=NOW - 61 * timedelta(minutes=1)) == "notes.not_yet"
        slot.state = "cancelled"
        assert refused(db, amina, slot) == "notes.no_such_time"


def test_only_its_author_changes_a_note(database: Database) -> None:
    with database.transaction() as db:
        _, slot, cast = a_day(db)
        note = notes.add(db, as_(db, cast["amina"]), slot.id, "w", origin=None, now=NOW)
        for who in ("jonas", "tom", "ana"):
            with pytest.raises(Refusal, match=r"notes\.not_yours"):
                notes.change(db, as_(db, cast[who]), note.id, "forged")
            with pytest.raises(Refusal, match=r"notes\.not_yours"):
                notes.take_back(db, cast[who], note.id)
        with pytest.raises(Refusal, match=r"forms\.too_long"):
            notes.change(db, as_(db, cast["amina"]), note.id, "x" * 3001)
        assert notes.change(db, cast["amina"], note.id, "x" * 3000).words == "x" * 3000


def test_it_is_written_up_by_who_holds_it_once_it_is_over(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        with pytest.raises(Refusal, match=r"notes\.not_over_yet"):
            writeups.write(db, as_(db, cast["jonas"]), workshop.id, Written("w"), now=NOW)
        for who in ("amina", "tom", "ana"):
            with pytest.raises(Refusal, match=r"workshops\.holders_only"):
                writeups.write(db, as_(db, cast[who]), workshop.id, Written("w"), now=OVER)
            with pytest.raises(Refusal, match=r"workshops\.holders_only"):
                writeups.pass_on(db, cast[who], workshop.id, now=OVER)
        with pytest.raises(Refusal, match=r"notes\.nothing_written"):
            writeups.pass_on(db, as_(db, cast["jonas"]), workshop.id, now=OVER)
        with pytest.raises(Refusal, match=r"notes\.true_of_what"):
            written = Written("w", (), "Here.")
            writeups.write(db, cast["jonas"], workshop.id, written, now=OVER)


def test_it_goes_to_everyone_who_signed_up_and_to_each_once(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        workshop.state = HAPPENED
        jonas = as_(db, cast["jonas"])
        writeups.write(db, jonas, workshop.id, Written("w", ["l", "m"], "c"), now=OVER)
        kept = {each.words: each.id for each in learnings_of(db, workshop.id)}
        writeups.write(db, jonas, workshop.id, Written("w", ["m", "n"], "d"), now=OVER)
        now = {each.words: each.id for each in learnings_of(db, workshop.id)}
        assert (set(now), now["m"]) == ({"m", "n"}, kept["m"])
        for _ in range(2):
            assert writeups.pass_on(db, jonas, workshop.id, now=OVER).state == "sent"
        read_as(db, Keeper())
        for who in ("amina", "tom", "priya"):
            told = delivery_by_occasion(db, occasion(SENT, _signup(db, workshop, cast[who]).id))
            assert told is not None
            assert (told.member_id, told.wanted) == (cast[who].id, 1)


def test_nothing_is_sent_without_the_presenters_yes(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db, presents=True)
        jonas, presenter = as_(db, cast["jonas"]), cast["wanjiru"]
        writeups.write(db, jonas, workshop.id, Written("w", ["l", "m"]), now=OVER)
        with pytest.raises(Refusal, match=r"notes\.not_for_you"):
            writeups.decide(db, as_(db, presenter), workshop.id, "w", {}, now=OVER)
        for _ in range(2):
            assert writeups.pass_on(db, as_(db, jonas), workshop.id, now=OVER).state == "offered"
        for who in ("jonas", "amina", "ana"):
            with pytest.raises(Refusal, match=r"notes\.not_for_you"):
                writeups.decide(db, as_(db, cast[who]), workshop.id, "forged", {}, now=OVER)
        first, second = learnings_of(_reader(db, jonas), workshop.id)
        writeups.write(db, jonas, workshop.id, Written("w", ["l", "m", "unseen"]), now=OVER)
        said = {first.id: "mine", second.id: ""}
        writeups.decide(db, as_(db, presenter), workshop.id, "words", said, now=OVER)
        states = {each.words: each.state for each in learnings_of(db, workshop.id)}
        assert states == {"mine": "group", "m": "withdrawn", "unseen": "withdrawn"}
        as_(db, cast["amina"])
        found = writeup_of(db, workshop.id)
        assert found is not None
        assert (found.words, found.state) == ("words", "sent")
        with pytest.raises(Refusal, match=r"notes\.presenters_now"):
            writeups.write(db, as_(db, jonas), workshop.id, Written("forged"), now=OVER)


def test_what_they_will_try_follows_what_they_wrote(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        amina = as_(db, cast["amina"])
        reflection = write(db, amina, _reflected(db, workshop, "try"), origin="o", now=OVER)
        assert _tries(db, amina) == ("try", workshop.id)
        edit(db, amina, reflection.id, _reflected(db, workshop, "again"), now=OVER)
        assert _tries(db, amina) == ("again", workshop.id)
        assert takeaways.last_intention(db, amina, but_of=workshop.id) is None
        for who in ("jonas", "tom"):
            assert _tries(db, as_(db, cast[who]), of=amina) is None
        take_back(db, as_(db, amina), reflection.id, now=OVER)
        assert _tries(db, amina) is None


def test_who_was_not_there_cannot_write_about_it(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        for who in ("ana", "tom"):  # Tom waited for a place, and got none
            with pytest.raises(Refusal, match=r"takeaways\.not_there"):
                write(db, as_(db, cast[who]), _reflected(db, workshop), origin=None, now=OVER)
        with pytest.raises(Refusal, match=r"takeaways\.not_there"):
            soon = NOW - HOUR
            write(db, as_(db, cast["amina"]), _reflected(db, workshop), origin=None, now=soon)
        for who in ("amina", "priya", "jonas"):
            write(db, as_(db, cast[who]), _reflected(db, workshop), origin=None, now=OVER)


def test_it_comes_back_two_days_before_the_next_session(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        amina = as_(db, cast["amina"])
        write(db, amina, _reflected(db, workshop, "try"), origin="o", now=OVER)
        read_as(db, Keeper())
        starts = NOW + 9 * DAY
        following = a_session(db, cast["jonas"], starts)
        comes(db, following, amina)
        as_(db, amina)
        assert takeaways.comes_back(db, amina, now=starts - 3 * DAY) is None
        found = takeaways.comes_back(db, amina, now=starts - DAY)
        assert found is not None
        assert (found[0].id, found[1].words) == (following.id, "try")
        assert takeaways.comes_back(db, amina, now=starts + 4 * HOUR) is None


def test_a_reflection_about_an_experiment_is_about_no_session(database: Database) -> None:
    with database.transaction() as db:
        workshop, _, cast = a_day(db)
        experiment = put_down(db, cast["amina"])
        both = _reflected(db, workshop, "try", experiment_id=experiment.id)
        reflection = write(db, as_(db, cast["amina"]), both, origin="o", now=OVER)
        assert (reflection.workshop_id, _tries(db, cast["amina"])) == (None, None)


def _reflected(
    db: Session, workshop: Workshop, will_try: str = "", *, experiment_id: int | None = None
) -> Reflected:
    if db.get(PromptSet, "session") is None:
        db.add(PromptSet(code="session", name="S", prompts=[], position=1, hidden=False))
        db.flush()
    return Reflected(
        prompt_set="session",
        answers=[{"question": "q", "words": "w"}],
        line="",
        experiment_id=experiment_id,
        visibility="only_me",
        workshop_id=workshop.id,
        will_try=will_try,
    )


def _tries(db: Session, member: Member, of: Member | None = None) -> tuple[str, int | None] | None:
    found = newest_intention_of(db, (of or member).id)
    return (found.words, found.workshop_id) if found is not None else None


def _signup(db: Session, workshop: Workshop, member: Member) -> Signup:
    found = signup_of(db, workshop.id, member.id)
    assert found is not None
    return found


def _reader(db: Session, member: Member) -> Session:
    as_(db, member)
    return db
