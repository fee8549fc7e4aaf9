"""What facilitators decide about the digest, and nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import editions
from bot.deliveries import DIGEST, was_planned
from bot.digests import keep_going
from bot.editions import Arrangement
from bot.errors import Refusal
from bot.selections import Chosen, choose
from bot.visibility import Room, person, read_as
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.digests import Digest, current_digest, digest_breaks, notes_of, omissions_of
from storage.people import Member
from storage.programme import programme
from tests import weeks
from tests.cast import join

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
THURSDAY = MONDAY - 4 * DAY
ARRANGED = Arrangement("C0BOARD", 0, 9, "Europe/London", "")


def begun(db: Session) -> tuple[Member, Digest]:
    """Jonas facilitates, and a digest comes on Monday."""
    jonas = join(db, "jonas", facilitator=True)
    group = programme(db)
    group.noticeboard, group.digest_zone = "C0BOARD", "Europe/London"
    read_as(db, Room())
    keep_going(db, now=THURSDAY)
    read_as(db, person(jonas))
    digest = current_digest(db)
    assert digest is not None
    return jonas, digest


DECISIONS: dict[str, Callable[[Session, Member, int], object]] = {
    "hold": lambda db, by, each: editions.hold(db, by, each, now=THURSDAY),
    "let_go": lambda db, by, each: editions.let_go(db, by, each, now=THURSDAY),
    "send_now": lambda db, by, each: editions.send_now(db, by, each, now=THURSDAY),
    "add_line": lambda db, by, each: editions.add_line(db, by, each, "Hello.", now=THURSDAY),
    "leave_out": lambda db, by, each: editions.leave_out(
        db, by, each, shown=(), left_out=(), now=THURSDAY
    ),
    "look": editions.for_facilitators,
}
SETTINGS: dict[str, Callable[[Session, Member], object]] = {
    "arrange": lambda db, by: editions.arrange(db, by, ARRANGED, now=THURSDAY),
    "add_break": lambda db, by: editions.add_break(
        db, by, MONDAY.date(), MONDAY.date(), now=THURSDAY
    ),
    "remove_break": lambda db, by: editions.remove_break(db, by, 1, now=THURSDAY),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_only_facilitators_decide(database: Database, decision: str) -> None:
    with database.transaction() as db:
        _, digest = begun(db)
        amina = join(db, "amina")
        read_as(db, person(amina))
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            DECISIONS[decision](db, amina, digest.id)
        assert (digest.state, was_planned(db, DIGEST, digest.id)) == ("coming", False)


@pytest.mark.parametrize("setting", SETTINGS)
def test_only_facilitators_arrange(database: Database, setting: str) -> None:
    with database.transaction() as db:
        _, digest = begun(db)
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            SETTINGS[setting](db, join(db, "amina"))
        assert digest.due_at == MONDAY


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("which", [0, 1, 99])
def test_an_old_button_decides_nothing(database: Database, decision: str, which: int) -> None:
    """The digest is out by now, or never was."""
    with database.transaction() as db:
        jonas, digest = begun(db)
        editions.send_now(db, jonas, digest.id, now=THURSDAY)
        following = current_digest(db)
        assert following is not None
        with pytest.raises(Refusal, match=r"digests\.over"):
            DECISIONS[decision](db, jonas, digest.id if which == 1 else which)
        assert (digest.state, following.state) == ("sent", "coming")


def test_sent_now_it_does_not_come_again_on_its_day(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        editions.send_now(db, jonas, digest.id, now=THURSDAY)
        following = current_digest(db)

        assert was_planned(db, DIGEST, digest.id)
        assert (digest.state, digest.sent_at) == ("sent", THURSDAY)
        assert following is not None
        assert (following.due_at, following.since) == (MONDAY + WEEK, THURSDAY)


def test_held_and_let_go_before_its_day(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        for _ in range(2):
            editions.hold(db, jonas, digest.id, now=THURSDAY)
        assert digest.state == "held"
        for _ in range(2):
            editions.let_go(db, jonas, digest.id, now=THURSDAY)
        assert (digest.state, was_planned(db, DIGEST, digest.id)) == ("coming", False)


def test_held_and_let_go_after_its_day_it_goes_out_at_once(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        editions.hold(db, jonas, digest.id, now=THURSDAY)
        editions.let_go(db, jonas, digest.id, now=MONDAY + DAY)

        assert (digest.state, digest.sent_at) == ("sent", MONDAY + DAY)


def test_each_facilitator_has_one_line(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        leila = join(db, "leila", facilitator=True)
        editions.add_line(db, jonas, digest.id, "One.", now=THURSDAY)
        editions.add_line(db, leila, digest.id, "Two.", now=THURSDAY + DAY)
        editions.add_line(db, jonas, digest.id, "Three.", now=THURSDAY + DAY)
        assert [each.words for each in notes_of(db, digest.id)] == ["Three.", "Two."]
        for _ in range(2):
            editions.take_line_out(db, jonas, digest.id, now=THURSDAY)
        assert [each.words for each in notes_of(db, digest.id)] == ["Two."]


def test_a_line_can_be_taken_out_of_a_digest_that_is_out(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        amina = join(db, "amina")
        editions.add_line(db, jonas, digest.id, "One.", now=THURSDAY)
        editions.send_now(db, jonas, digest.id, now=THURSDAY)
        posted = delivery_by_occasion(db, f"digests.post:{digest.id}")
        assert posted is not None
        with pytest.raises(Refusal, match=r"people\.facilitators_only"):
            editions.take_line_out(db, amina, digest.id, now=THURSDAY)
        editions.take_line_out(db, jonas, digest.id, now=THURSDAY)
        db.refresh(posted)

        assert notes_of(db, digest.id) == []
        assert posted.wanted == 2, "the post is drawn anew"


def test_left_out_another_takes_its_place_and_comes_back(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        lines = [
            weeks.line(db, jonas, f"{number}.", at=THURSDAY + timedelta(hours=number)).id
            for number in range(8)
        ]
        newest = lines[::-1]
        first = [each.subject_id for each in choose(db, digest, now=THURSDAY)]
        assert first == newest[:6]
        shown = {Chosen("lines", each) for each in first}
        out = {Chosen("lines", newest[0]), Chosen("lines", newest[2])}
        for _ in range(2):
            editions.leave_out(db, jonas, digest.id, shown=shown, left_out=out, now=THURSDAY)
        left = [newest[1], *newest[3:]]
        assert [each.subject_id for each in choose(db, digest, now=THURSDAY)] == left[:6]

        some = {Chosen("lines", newest[2])}
        editions.leave_out(db, jonas, digest.id, shown=some, left_out=(), now=THURSDAY)
        assert [each.subject_id for each in choose(db, digest, now=THURSDAY)] == newest[1:7]
        assert [each.subject_id for each in omissions_of(db, digest.id)] == [newest[0]]


@pytest.mark.parametrize(
    ("shown", "left_out"),
    [
        ({Chosen("lines", 1)}, {Chosen("lines", 2)}),
        ({Chosen("secrets", 1)}, {Chosen("secrets", 1)}),
    ],
)
def test_what_was_not_offered_cannot_be_left_out(
    database: Database, shown: set[Chosen], left_out: set[Chosen]
) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        with pytest.raises(Refusal, match=r"experiments\.unknown_choice"):
            editions.leave_out(db, jonas, digest.id, shown=shown, left_out=left_out, now=THURSDAY)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"weekday": 7}, "experiments.unknown_choice"),
        ({"hour": 24}, "experiments.unknown_choice"),
        ({"zone": "Europe/Atlantis"}, "digests.unknown_zone"),
        ({"zone": "../../etc/passwd"}, "digests.unknown_zone"),
        ({"country": "Atlantis"}, "digests.unknown_country"),
    ],
)
def test_forged_settings_change_nothing(
    database: Database, given: dict[str, Any], refused: str
) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        wanted = Arrangement(**{**ARRANGED.__dict__, **given})
        with pytest.raises(Refusal) as caught:
            editions.arrange(db, jonas, wanted, now=THURSDAY)

        assert caught.value.name == refused
        assert digest.due_at == MONDAY


def test_a_country_and_a_clock(database: Database) -> None:
    with database.transaction() as db:
        jonas, digest = begun(db)
        wanted = Arrangement("C0OTHER", 0, 10, "Pacific/Auckland", "new zealand")
        editions.arrange(db, jonas, wanted, now=datetime(2027, 3, 25, tzinfo=UTC))

        group = programme(db)
        assert (group.digest_channel, group.digest_country) == ("C0OTHER", "NZ")
        assert digest.state == "sent", "what was due meanwhile went out first"
        following = current_digest(db)
        assert following is not None
        # The 29th is Easter Monday, and four days after; on the 30th it is ten in Auckland.
        assert following.for_day == date(2027, 3, 30)
        assert following.due_at == datetime(2027, 3, 29, 21, tzinfo=UTC)


def test_before_the_first_there_is_only_the_settings(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        read_as(db, person(jonas))
        assert editions.arrange(db, jonas, ARRANGED, now=THURSDAY) is not None
        digest = current_digest(db)

    assert digest is not None
    assert digest.due_at == MONDAY


def test_breaks_are_added_once_and_taken_out(database: Database) -> None:
    first, last = MONDAY.date(), MONDAY.date() + DAY
    with database.transaction() as db:
        jonas, digest = begun(db)
        for _ in range(2):
            editions.add_break(db, jonas, first, last, now=THURSDAY)
        [added] = digest_breaks(db)
        assert digest.due_at == MONDAY + 2 * DAY
        for _ in range(2):
            editions.remove_break(db, jonas, added.id, now=THURSDAY)
        assert (list(digest_breaks(db)), digest.due_at) == ([], MONDAY)


@pytest.mark.parametrize(
    ("days", "refused"), [(-1, "digests.backwards"), (400, "digests.too_long_a_break")]
)
def test_breaks_that_make_no_sense(database: Database, days: int, refused: str) -> None:
    with database.transaction() as db:
        jonas, _ = begun(db)
        first = MONDAY.date()
        with pytest.raises(Refusal) as caught:
            editions.add_break(db, jonas, first, first + days * DAY, now=THURSDAY)
        assert caught.value.name == refused


def test_not_more_breaks_than_a_window_shows(database: Database) -> None:
    with database.transaction() as db:
        jonas, _ = begun(db)
        for number in range(editions.MOST_BREAKS):
            day = date(2028, 1, 1) + number * DAY
            editions.add_break(db, jonas, day, day, now=THURSDAY)
        with pytest.raises(Refusal, match=r"digests\.too_many_breaks"):
            editions.add_break(db, jonas, MONDAY.date(), MONDAY.date(), now=THURSDAY)
