"""Rows of the group's questions, and the queries about them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.visibility import person, read_as
from storage.database import Database
from storage.people import Member
from storage.questions import (
    Answer,
    Asked,
    Question,
    Round,
    number_of_questions,
    questions_due,
    questions_from,
)
from storage.rounds import (
    answers_of,
    keep_answer,
    open_round_of,
    open_rounds_of,
    rounds_due,
    rounds_of,
    rounds_waiting_for,
)
from tests.cast import NOW, join

DAY = timedelta(days=1)


def question(db: Session, *, in_days: int | None = 1) -> Question:
    row = Question(
        words="What helps?",
        choices=[],
        anonymous=True,
        stages=[],
        ways=[],
        rhythm="once",
        days=10,
        asks_at=NOW + in_days * DAY if in_days is not None else None,
        created_at=NOW,
        updated_at=NOW,
    )
    db.add(row)
    db.flush()
    return row


def a_round(db: Session, of: Question, state: str = "open", *, closes_in: int = 10) -> Round:
    row = Round(
        question_id=of.id,
        words=of.words,
        choices=[],
        anonymous=True,
        state=state,
        opened_at=NOW,
        closes_at=NOW + closes_in * DAY,
        heard="",
        changes="",
    )
    db.add(row)
    db.flush()
    return row


def host(db: Session) -> Member:
    jonas = join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    return jonas


def test_questions_are_paged_newest_first_and_due_in_their_order(database: Database) -> None:
    with database.transaction() as db:
        late, soon, never = (question(db, in_days=each) for each in (2, 1, None))

        assert questions_from(db, limit=2) == [never, soon]
        assert questions_from(db, limit=2, before=soon.id) == [late]
        assert questions_due(db, NOW) == []
        assert questions_due(db, NOW + 2 * DAY) == [soon.id, late.id]
        assert number_of_questions(db) == 2


def test_rounds_are_found_while_they_are_open_and_when_they_are_to_close(
    database: Database,
) -> None:
    with database.transaction() as db:
        of, other = question(db), question(db)
        a_round(db, of, "told")
        closed, unasked = a_round(db, of, "closed"), a_round(db, of, "unasked", closes_in=3)

        assert open_round_of(db, of.id) == unasked
        assert open_round_of(db, other.id) is None
        assert open_rounds_of(db, [of.id, other.id]) == {of.id: unasked}
        assert rounds_due(db, NOW + 2 * DAY) == []
        assert rounds_due(db, NOW + 30 * DAY) == [unasked.id]
        assert rounds_of(db, of.id, limit=1) == [unasked]
        assert rounds_of(db, of.id, limit=1, before=unasked.id) == [closed]


def test_what_waits_for_somebody_closes_soonest_first(database: Database) -> None:
    with database.transaction() as db:
        amina, of = join(db, "amina"), question(db)
        later, soon, done, gone, over = (
            a_round(db, of, closes_in=each) for each in (9, 3, 5, 6, 0)
        )
        unasked = a_round(db, of, "unasked")
        for each in (later, soon, done, gone, over, unasked):
            part = Asked(round_id=each.id, member_id=amina.id)
            part.answered, part.let_go = each is done, each is gone
            db.add(part)
        db.flush()

        assert rounds_waiting_for(db, amina.id, now=NOW, limit=3) == [soon, later]
        assert rounds_waiting_for(db, amina.id, now=NOW, limit=1) == [soon]
        assert rounds_waiting_for(db, join(db, "tom").id, now=NOW, limit=3) == []


def test_a_key_is_kept_once_and_the_order_is_that_of_the_keys(database: Database) -> None:
    with database.transaction() as db:
        one = a_round(db, question(db), "closed")
        host(db)
        kept = [keep_answer(db, key, one.id, choice="", words=key) for key in ("c", "a", "b", "a")]

        assert kept == [True, True, True, False]
        assert [each.words for each in answers_of(db, one.id)] == ["a", "b", "c"]
        if db.get_bind().dialect.name == "sqlite":  # the table itself stands in that order
            unordered = db.scalars(select(Answer.words).where(Answer.round_id == one.id))
            assert [*unordered] == ["a", "b", "c"]
