"""Rounds and answers: who is asked, who said what and who nobody knows, and what is told of it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import Table, inspect, select
from sqlalchemy.orm import Session

from bot.answers import (
    Said,
    answer,
    answer_unasked,
    choose,
    let_go,
    may_still_answer,
    new_key,
    round_for,
    take_back,
)
from bot.deliveries import QUESTION, TOLD_BACK, occasion
from bot.errors import Refusal
from bot.questions import STANDING, Asking, Wording, ask_no_more, change, plant_questions, set_up
from bot.rounds import CLOSED, CLOSES, ask_due, ask_now, close_due, due, tell
from bot.visibility import Keeper, Room, person, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.people import Member
from storage.questions import Answer, Asked, Question, Round, question_by_id
from storage.rounds import (
    answer_of,
    answers_of,
    asked_in,
    asked_of,
    closings_of,
    open_round_of,
    round_by_id,
    rounds_of,
    rounds_told,
    rounds_waiting_for,
)
from tests.cast import NOW, join

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NAMED = Wording("What helps you most?", (), anonymous=False, days=10)
CHOICES = Wording("Which hour?", ("Morning", "Evening"), anonymous=False, days=10)
EVERYONE = Asking((), (), "monthly", NOW.date() + DAY)
MINE = Said("", "The silence.")
CAST = ("amina", "tom", "priya", "ana", "wanjiru", "mikko")


def as_(db: Session, handle: str) -> Member:
    member = join(db, handle, facilitator=handle in {"jonas", "leila"})
    read_as(db, person(member))
    return member


def asked(
    db: Session, wording: Wording = NAMED, *, anonymous: bool = False, **asking: Any
) -> Round:
    """Everyone of the cast was asked by Jonas just now."""
    for each in CAST:
        join(db, each)
    wording = replace(wording, anonymous=anonymous)
    told = replace(EVERYONE, **asking)
    question = set_up(db, as_(db, "jonas"), wording, told, origin=new_key(), now=NOW)
    return ask_now(db, as_(db, "jonas"), question.id, now=NOW)


def says(db: Session, one: Round, who: str, said: Said = MINE, *, key: str = "") -> Round:
    return answer(db, as_(db, who), one.id, said, key=key or new_key(), now=NOW)


def closed(db: Session, one: Round) -> Round:
    close_due(db, one.id, now=one.closes_at)
    return one


def letter(db: Session, kind: str, subject_id: int) -> Delivery | None:
    return delivery_by_occasion(db, occasion(kind, subject_id))


def part_of(db: Session, one: Round, who: str) -> Asked:
    part = asked_of(db, one.id, join(db, who).id)
    assert part is not None
    return part


def test_what_is_due_is_asked_once_of_everyone_with_its_words_as_they_are_then(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, gone = join(db, "amina"), join(db, "tom")
        gone.gone_at = NOW
        question = set_up(db, as_(db, "jonas"), CHOICES, EVERYONE, origin="V", now=NOW)
        assert due(db, now=NOW) == ([], [])
        then = NOW + DAY
        assert due(db, now=then) == ([question.id], [])
        ask_due(db, question.id, now=then)
        ask_due(db, question.id, now=then)

        [one] = rounds_of(db, question.id, limit=9)
        assert (one.words, one.choices, one.state) == (
            CHOICES.words,
            ["Morning", "Evening"],
            "open",
        )
        assert one.closes_at == then + 10 * DAY
        assert question.asks_at == then + 4 * WEEK
        parts = asked_in(db, one.id)
        assert {each.member_id for each in parts} == {
            amina.id,
            join(db, "jonas", facilitator=True).id,
        }
        for each in parts:
            planned = letter(db, QUESTION, each.id)
            assert planned is not None
            assert (planned.member_id, planned.due_at) == (each.member_id, then)
            assert planned.expires_at == one.closes_at


def test_only_a_facilitator_asks_now_and_not_while_people_are_asked(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, rhythm="once")
        question = question_by_id(db, one.question_id)
        assert question is not None
        assert question.asks_at is None, "what was to be asked once was asked"
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            ask_now(db, as_(db, "tom"), question.id, now=NOW)
        with pytest.raises(Refusal, match=r"questions\.asked_now"):
            ask_now(db, as_(db, "jonas"), question.id, now=NOW)
        closed(db, one)
        assert ask_now(db, as_(db, "jonas"), question.id, now=NOW + 10 * DAY).id != one.id


def test_when_it_is_asked_again_what_was_open_closes(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, replace(NAMED, days=30), first=NOW.date())
        question = question_by_id(db, one.question_id)
        assert question is not None
        question.asks_at = NOW + 4 * WEEK
        ask_due(db, question.id, now=NOW + 4 * WEEK)

        assert (one.state, one.closes_at) == (CLOSED, NOW + 4 * WEEK)
        assert [each.state for each in rounds_of(db, question.id, limit=9)] == ["open", "closed"]


def test_another_day_closes_nothing_before_its_time(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, anonymous=True)
        jonas, sooner = as_(db, "jonas"), replace(EVERYONE, first=NOW.date() + 3 * DAY)
        with pytest.raises(Refusal, match=r"questions\.asked_now") as refused:
            change(db, jonas, one.question_id, NAMED, sooner, now=NOW)
        assert refused.value.field == "first"
        assert refused.value.values == {"day": one.closes_at.date()}
        db.expire_all()

        then = replace(EVERYONE, first=one.closes_at.date() + DAY)
        assert change(db, jonas, one.question_id, NAMED, then, now=NOW).asks_at == NOW + 11 * DAY
        assert one.state == "open"


def test_with_a_name_it_can_be_changed_taken_back_and_let_go(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, CHOICES)
        amina = as_(db, "amina")
        choose(db, amina, one.id, "Morning", now=NOW)
        choose(db, amina, one.id, "Morning", now=NOW)
        says(db, one, "amina", Said("Evening", "Or at night."))
        choose(db, as_(db, "amina"), one.id, "Morning", now=NOW)
        [mine] = answers_of(db, one.id)
        assert (mine.member_id, mine.choice, mine.words) == (amina.id, "Morning", "Or at night.")
        assert rounds_waiting_for(db, amina.id, now=NOW, limit=3) == []

        take_back(db, amina, one.id, now=NOW)
        take_back(db, amina, one.id, now=NOW)
        assert answers_of(db, one.id) == []
        assert rounds_waiting_for(db, amina.id, now=NOW, limit=3) == [one]
        let_go(db, amina, one.id, now=NOW)
        assert rounds_waiting_for(db, amina.id, now=NOW, limit=3) == []
        says(db, one, "amina", Said("Evening", ""))
        let_go(db, as_(db, "amina"), one.id, now=NOW)  # an old button
        assert (part_of(db, one, "amina").answered, part_of(db, one, "amina").let_go) == (
            True,
            False,
        )


@pytest.mark.parametrize(
    ("wording", "said", "refusal", "field"),
    [
        (NAMED, Said("", ""), "forms.empty", "words"),
        (NAMED, Said("Morning", "x"), "questions.unknown_choice", "choice"),
        (NAMED, Said("", "x" * 1001), "forms.too_long", "words"),
        (CHOICES, Said("", "x"), "questions.unknown_choice", "choice"),
        (CHOICES, Said("Midnight", ""), "questions.unknown_choice", "choice"),
    ],
)
@pytest.mark.parametrize("anonymous", [True, False])
def test_what_was_not_offered_is_not_kept(
    database: Database, wording: Wording, said: Said, refusal: str, field: str, *, anonymous: bool
) -> None:
    with database.transaction() as db:
        one = asked(db, wording, anonymous=anonymous)
        with pytest.raises(Refusal) as refused:
            says(db, one, "amina", said)

        assert (refused.value.name, refused.value.field) == (refusal, field)
        closed(db, one)
        as_(db, "jonas")
        assert answers_of(db, one.id) == []


def test_no_join_of_any_rows_tells_who_wrote_what_without_a_name(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, anonymous=True)
        order = ("wanjiru", "amina", "tom", "ana", "priya")
        for who in order:
            says(db, one, who, Said("", f"By {who}."))
        closed(db, one)
        as_(db, "jonas")
        kept = answers_of(db, one.id)

        assert {each.words for each in kept} == {f"By {who}." for who in order}
        columns = {each.key for each in inspect(Answer).columns}
        assert columns == {"key", "round_id", "member_id", "choice", "words"}, "no time, no number"
        assert {(each.member_id, each.round_id, each.choice) for each in kept} == {
            (None, one.id, "")
        }
        assert [each.key for each in kept] == sorted(each.key for each in kept)
        # Nor does anything else hold a key; nor, on SQLite, does the table remember an order.
        keys = {each.key for each in kept}
        read_as(db, Keeper())
        assert {each.occasion for each in db.scalars(select(Delivery))} & keys == set()
        assert cast("Table", Answer.__table__).dialect_options["sqlite"]["with_rowid"] is False
        assert [part_of(db, one, each).answered for each in CAST] == [True] * 5 + [False]


def test_without_a_name_it_is_kept_once(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db, anonymous=True)
        says(db, one, "amina", key="k1")
        says(db, one, "amina", key="k1")  # the same save, come twice
        amina = as_(db, "amina")
        assert not may_still_answer(db, amina, one)
        assert answers_of(db, one.id) == [], "not even theirs: nobody is its author"
        with pytest.raises(Refusal, match=r"questions\.nobody_knows"):
            take_back(db, amina, one.id, now=NOW)
    with pytest.raises(Refusal, match=r"questions\.nobody_knows"), database.transaction() as db:
        says(db, one, "amina", Said("", "Another."), key="k2")
    with database.transaction() as db:
        again = round_by_id(db, one.id)
        assert again is not None
        closed(db, again)
        as_(db, "jonas")
        assert [each.words for each in answers_of(db, one.id)] == [MINE.words]


def test_who_reads_what_was_answered(database: Database) -> None:
    with database.transaction() as db:
        named, unnamed = asked(db), asked(db, anonymous=True)
        says(db, named, "amina")
        says(db, unnamed, "amina")

        def read_by(who: str) -> tuple[int, int]:
            as_(db, who)
            return len(answers_of(db, named.id)), len(answers_of(db, unnamed.id))

        assert (read_by("amina"), read_by("tom"), read_by("jonas")) == ((1, 0), (0, 0), (1, 0))
        closed(db, unnamed)
        assert (read_by("amina"), read_by("tom"), read_by("leila")) == ((1, 0), (0, 0), (1, 1))
        read_as(db, Room())
        assert (answers_of(db, named.id), answers_of(db, unnamed.id)) == ([], [])


def test_a_closed_round_takes_no_more_and_says_when_it_closed(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db)
        late = one.closes_at  # the clock may not have come by yet
        attempts: tuple[Callable[[], object], ...] = (
            lambda: answer(db, as_(db, "amina"), one.id, MINE, key="", now=late),
            lambda: choose(db, as_(db, "amina"), one.id, "x", now=late),
            lambda: take_back(db, as_(db, "amina"), one.id, now=late),
            lambda: round_for(db, as_(db, "amina"), one.id, now=late),
        )
        for attempt in attempts:
            with pytest.raises(Refusal, match=r"questions\.has_closed") as refused:
                attempt()
            assert refused.value.values["day"] == late.date()


def test_who_came_later_may_answer_where_everyone_is_asked(database: Database) -> None:
    with database.transaction() as db:
        everyone, some = asked(db), asked(db, ways=("listening",))
        says(db, everyone, "newcomer")
        with pytest.raises(Refusal, match=r"questions\.not_asked"):
            says(db, some, "newcomer")
        assert part_of(db, everyone, "newcomer").answered
        with pytest.raises(Refusal, match=r"questions\.unknown"):
            let_go(db, as_(db, "newcomer"), some.id, now=NOW)


def test_each_facilitator_hears_once_that_it_closed_at_work(database: Database) -> None:
    with database.transaction() as db:
        jonas, leila = join(db, "jonas", facilitator=True), join(db, "leila", facilitator=True)
        leila.time_zone = "Pacific/Auckland"
        one = asked(db)
        assert due(db, now=one.closes_at - DAY / 24) == ([], [])
        assert due(db, now=one.closes_at)[1] == [one.id]
        closed(db, one)

        told = {each.member_id: letter(db, CLOSES, each.id) for each in closings_of(db, one.id)}
        assert told.keys() == {jonas.id, leila.id}
        # It closes on a Thursday, at nine in London: ten in the evening there.
        assert [told[each.id].due_at for each in (jonas, leila)] == [  # type: ignore[union-attr]
            one.closes_at,
            one.closes_at + 11 * DAY / 24,
        ]


def test_what_was_heard_is_told_to_everyone_who_was_asked_once(database: Database) -> None:
    with database.transaction() as db:
        one = asked(db)
        jonas = as_(db, "jonas")
        with pytest.raises(Refusal, match=r"questions\.still_open"):
            tell(db, jonas, one.id, heard="a", changes="b", now=NOW)
        closed(db, one)
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            tell(db, as_(db, "tom"), one.id, heard="a", changes="b", now=NOW)
        with pytest.raises(Refusal, match=r"forms\.empty"):
            tell(db, jonas, one.id, heard="a", changes="", now=NOW)
        assert rounds_told(db, limit=9) == []
        join(db, "tom").gone_at = NOW
        tell(db, jonas, one.id, heard="a", changes="b", now=NOW)
        letters = {who: letter(db, TOLD_BACK, part_of(db, one, who).id) for who in CAST}
        assert {who for who, each in letters.items() if each is None} == {"tom"}
        tell(db, as_(db, "leila"), one.id, heard="A", changes="B", now=NOW + DAY)
        assert (one.heard, one.changes, one.told_at, one.told_by) == ("A", "B", NOW, jonas.id)
        assert letter(db, TOLD_BACK, part_of(db, one, "tom").id) is None


def test_the_told_are_listed_newest_first_and_page_by_page(database: Database) -> None:
    with database.transaction() as db:
        rounds = [closed(db, asked(db)) for _ in range(4)]
        for at, each in zip((1, 0, 1, 2), rounds, strict=True):
            tell(db, as_(db, "jonas"), each.id, heard="a", changes="b", now=NOW + at * DAY)
        ordered = [rounds[each] for each in (3, 2, 0, 1)]
        assert rounds_told(db, limit=9) == ordered
        assert rounds_told(db, limit=2, before=ordered[1]) == ordered[2:]


def standing(db: Session) -> Question:
    plant_questions(db, [{"code": STANDING, "words": "How is it?", "rhythm": "quarterly"}], now=NOW)
    found = db.scalar(select(Question).where(Question.code == STANDING))
    assert found is not None
    return found


def unasked(db: Session, question: Question, who: str, words: str) -> Round:
    by = as_(db, who)
    return answer_unasked(db, by, question.id, Said("", words), key=new_key(), now=NOW)


def test_how_it_works_here_can_be_told_at_any_time_with_a_name(database: Database) -> None:
    with database.transaction() as db:
        question = standing(db)
        question.anonymous = True  # of one who tells alone everybody would know
        one = unasked(db, question, "amina", "Too many messages.")
        assert unasked(db, question, "tom", "Quite fine.").id == one.id
        assert unasked(db, question, "amina", "Fewer messages.").id == one.id
        assert (one.anonymous, one.state) == (False, "unasked")
        amina = as_(db, "amina")
        mine = answer_of(db, one.id, amina.id)
        assert mine is not None
        assert mine.words == "Fewer messages."
        assert letter(db, QUESTION, part_of(db, one, "amina").id) is None, "nobody is asked"
        assert rounds_waiting_for(db, amina.id, now=NOW, limit=3) == []
        # When everyone is asked, it closes, and what is told then goes to those who told.
        ask_now(db, as_(db, "jonas"), question.id, now=NOW)
        assert one.state == CLOSED
        newest = open_round_of(db, question.id)
        assert newest is not None
        assert (newest.anonymous, newest.state) == (True, "open")
        assert unasked(db, question, "priya", "In it.").id == newest.id


def test_only_the_standing_question_is_answered_unasked_and_only_while_it_is_asked(
    database: Database,
) -> None:
    with database.transaction() as db:
        question, other = standing(db), asked(db)
        other_question = question_by_id(db, other.question_id)
        assert other_question is not None
        with pytest.raises(Refusal, match=r"questions\.not_asked_any_more"):
            unasked(db, other_question, "amina", "x")
        ask_no_more(db, as_(db, "jonas"), question.id, now=NOW)
        with pytest.raises(Refusal, match=r"questions\.not_asked_any_more"):
            unasked(db, question, "amina", "x")


def at_once(*attempts: Callable[[], None]) -> None:
    threads = [threading.Thread(target=each) for each in attempts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def test_two_copies_at_once_ask_and_close_once(database: Database) -> None:
    with database.transaction() as db:
        for each in CAST:
            join(db, each)
        question = set_up(db, as_(db, "jonas"), NAMED, EVERYONE, origin="V", now=NOW)

    def asks() -> None:
        with database.transaction() as db:
            ask_due(db, question.id, now=NOW + DAY)

    def closes() -> None:
        with database.transaction() as db:
            close_due(db, one.id, now=one.closes_at)

    at_once(asks, asks, asks)
    with database.read() as db:
        [one] = rounds_of(db, question.id, limit=9)
        assert len(asked_in(db, one.id)) == len(CAST) + 1
    at_once(closes, closes, closes)
    with database.read() as db:
        assert len(closings_of(db, one.id)) == 1


def test_people_who_answer_at_once_are_all_kept_and_one_who_taps_twice_once(
    database: Database,
) -> None:
    with database.transaction() as db:
        one, other = asked(db, CHOICES), asked(db, CHOICES, anonymous=True)

    def taps(who: str) -> None:
        with database.transaction() as db:
            choose(db, as_(db, who), one.id, "Morning", now=NOW)
        with database.transaction() as db:
            says(db, other, who, Said("Evening", ""), key=f"key of {who}")

    at_once(*(partial(taps, who) for who in (*CAST, *CAST)))
    with database.transaction() as db:
        again = round_by_id(db, other.id)
        assert again is not None
        closed(db, again)
        as_(db, "jonas")
        assert [len(answers_of(db, each)) for each in (one.id, other.id)] == [len(CAST)] * 2
