"""What a member is told that facilitators can see is what facilitators can read."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.disclosures import needs_of, seen_by_facilitators, who_say_how
from bot.errors import Refusal
from bot.visibility import GATED, Keeper, eyes_of, person, read_as
from storage.database import Database
from storage.disclosures import OWN, own_ids
from storage.ideas import Idea
from storage.people import Member
from storage.questions import Answer, Question, Round
from tests import weeks
from tests.cast import NOW, a_session, checked_in, comes, join, put_down, put_on, reflect

# Read with what it belongs to, which is in the list, or nobody's own.
WITH_OTHERS = {
    "access_needs",  # who holds the session reads them: `needs_of`
    "asks",
    "details",
    "join_links",
    "learnings",
    "loop_closures",
    "notices",
    "past_cycles",
    "slots",
    "workshop_changes",
    "workshops",
    "writeups",
}


def test_nothing_that_people_write_is_forgotten() -> None:
    """A new table has to say whose its rows are, or why that is no matter."""
    own = {each.__tablename__ for each in OWN}

    assert own | WITH_OTHERS == {each.__tablename__ for each in GATED}
    assert not own & WITH_OTHERS


def reflections(db: Session, amina: Member, jonas: Member) -> None:
    del jonas
    for level in ("only_me", "facilitators", "facilitators", "group"):
        reflect(db, amina, visibility=level)


def check_ins(db: Session, amina: Member, jonas: Member) -> None:
    del jonas
    read_as(db, person(amina))
    experiment = put_down(db, amina)
    put_on(db, experiment.id, join(db, "priya"))
    for level in ("only_me", "circle", "facilitators", "group"):
        checked_in(db, amina, experiment, visibility=level)


def experiments(db: Session, amina: Member, jonas: Member) -> None:
    del jonas
    for level in ("only_me", "facilitators", "group"):
        put_down(db, amina).visibility = level


def signups(db: Session, amina: Member, jonas: Member) -> None:
    for state in ("coming", "waiting", "reading"):
        comes(db, a_session(db, jonas), amina, state=state)


def ideas(db: Session, amina: Member, jonas: Member) -> None:
    del jonas
    for state in ("offered", "withdrawn"):
        db.add(
            Idea(
                member_id=amina.id,
                words="Nights",
                people="",
                state=state,
                created_at=NOW,
                updated_at=NOW,
            )
        )


def answers(db: Session, amina: Member, jonas: Member) -> None:
    del jonas
    question = Question(
        words="How is it?", choices=[], anonymous=False, stages=[], ways=[], rhythm="once",
        days=7, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    db.add(question)
    db.flush()
    asked = Round(
        question_id=question.id, words="How is it?", choices=[], anonymous=False, state="open",
        opened_at=NOW, closes_at=NOW, heard="", changes="",
    )  # fmt: skip
    db.add(asked)
    db.flush()
    for key, member_id in {"mine": amina.id, "nobodys": None}.items():
        answer = Answer(key=key, round_id=asked.id, member_id=member_id, choice="", words="Fine.")
        db.add(answer)


Writes = Callable[[Session, Member, Member], None]
EVERYTHING: dict[str, tuple[Writes, int]] = {
    "reflections": (reflections, 2),
    "check_ins": (check_ins, 1),
    "experiments": (experiments, 1),
    "signups": (signups, 3),
    "ideas": (ideas, 1),
    "answers": (answers, 1),
}


@pytest.mark.parametrize("kind", EVERYTHING)
def test_it_is_what_a_facilitator_reads_and_others_do_not(database: Database, kind: str) -> None:
    write, number = EVERYTHING[kind]
    with database.transaction() as db:
        read_as(db, Keeper())
        amina, jonas = join(db, "amina"), join(db, "jonas", facilitator=True)
        tom, leila = join(db, "tom"), join(db, "leila", facilitator=True)
        write(db, amina, jonas)
        db.flush()
        read_as(db, person(amina))

        assert seen_by_facilitators(db, amina) == {kind: number}
        assert seen_by_facilitators(db, tom) == {}
        [table] = [each for each in OWN if each.__tablename__ == kind]
        with eyes_of(db, person(leila)):
            hers = own_ids(db, table, amina.id)
        with eyes_of(db, person(tom)):
            his = own_ids(db, table, amina.id)
        assert len(hers - his) == number


def test_who_asked_without_a_name_is_known_to_facilitators(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        amina, _ = join(db, "amina"), join(db, "jonas", facilitator=True)
        weeks.ask(db, amina, "With my name", at=NOW)
        weeks.ask(db, amina, "Without", at=NOW, unnamed=True)
        db.flush()

        assert seen_by_facilitators(db, amina) == {"bylines": 1}


def test_what_helps_somebody_take_part_is_read_by_who_holds_the_session(database: Database) -> None:
    with database.transaction() as db:
        read_as(db, Keeper())
        amina, jonas = join(db, "amina"), join(db, "jonas", facilitator=True)
        workshop = a_session(db, jonas)
        comes(db, workshop, amina, needs="Captions, please.")
        read_as(db, person(amina))

        [need] = needs_of(db, amina)
        assert (need.workshop.id, [each.name for each in need.readers]) == (workshop.id, ["Jonas"])
        assert needs_of(db, join(db, "tom")) == []


def test_facilitators_see_who_said_how_and_nobody_who_said_nothing(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        for name in ("wanjiru", "amina", "tom", "priya"):
            join(db, name)
        join(db, "wanjiru").taking_part = "leading"
        join(db, "amina").taking_part = "listening"
        join(db, "tom").away_until = date(2026, 3, 9)
        join(db, "priya").away_until = date(2026, 2, 9)
        db.flush()

        assert [each.name for each in who_say_how(db, jonas, now=NOW)] == [
            "Amina",
            "Tom",
            "Wanjiru",
        ]
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            who_say_how(db, join(db, "amina"), now=NOW)
