"""Digests as rows: each day has one, and what stands in them is found again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.visibility import Room, read_as
from storage.database import Database
from storage.digests import (
    Digest,
    DigestBreak,
    DigestItem,
    DigestNote,
    DigestPreview,
    Omission,
    break_by_id,
    carry_over,
    current_digest,
    digest_breaks,
    digest_by_id,
    digest_days,
    digests_about,
    digests_with,
    items_of,
    newest_digest_passed,
    newest_digest_sent,
    note_by,
    notes_of,
    omissions_of,
    preview_by_id,
    previews_of,
    remove_note,
    remove_omissions,
    subjects_left_out,
    subjects_told,
)
from tests import weeks
from tests.cast import join

MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def digest(db: Session, number: int, state: str, *items: tuple[str, int]) -> Digest:
    """That of a week, with what stands in it."""
    read_as(db, Room())
    at = MONDAY + number * WEEK
    row = Digest(for_day=at.date(), state=state, since=at - WEEK, due_at=at)
    row.sent_at = at if state == "sent" else None
    db.add(row)
    db.flush()
    for position, (section, subject) in enumerate(items):
        item = DigestItem(digest_id=row.id, position=position, section=section, subject_id=subject)
        db.add(item)
    db.flush()
    return row


def test_a_day_has_one_digest(database: Database) -> None:
    with database.transaction() as db:
        digest(db, 0, "sent")
    with pytest.raises(IntegrityError), database.transaction() as db:
        digest(db, 0, "coming")


def test_the_one_that_is_to_come_and_the_last_of_each_kind(database: Database) -> None:
    with database.transaction() as db:
        assert (current_digest(db), newest_digest_sent(db), newest_digest_passed(db)) == (
            None, None, None,
        )  # fmt: skip
        passed, sent = digest(db, 0, "passed"), digest(db, 1, "sent")
        digest(db, -1, "sent")
        held = digest(db, 2, "held")

        assert (current_digest(db), newest_digest_sent(db)) == (held, sent)
        assert newest_digest_passed(db) is passed
        assert digest_by_id(db, sent.id) is sent
        days = [MONDAY.date() + number * WEEK for number in (1, 2)]
        assert set(digest_days(db, since=days[0])) == set(days)
        assert set(digest_days(db, since=days[0], besides=held.id)) == {days[0]}


def test_what_stands_in_digests_is_found_again(database: Database) -> None:
    with database.transaction() as db:
        first = digest(db, 0, "sent", ("asks", 1), ("lines", 1), ("lines", 2))
        second = digest(db, 1, "sent", ("asks", 1), ("opening", 3))
        digest(db, 2, "passed", ("lines", 4))

        assert [each.subject_id for each in items_of(db, first.id)] == [1, 1, 2]
        assert digests_with(db, ["asks"], [1]) == [first.id, second.id]
        assert digests_with(db, ["opening", "lines"], [2, 3]) == [first.id, second.id]
        assert digests_with(db, ["notices"], [1]) == []
        assert set(subjects_told(db, ["opening", "lines"], [1, 3, 4, 9])) == {1, 3}


def test_what_is_told_of_an_experiment(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        one = weeks.experiment(db, amina, "one", at=MONDAY)
        other = weeks.experiment(db, amina, "other", at=MONDAY)
        moved = weeks.move(db, one, "onward", at=MONDAY)
        line = weeks.line(db, amina, "They knew.", at=MONDAY, about=one)
        with_move = digest(db, 0, "sent", ("moves", moved.id))
        with_line = digest(db, 1, "sent", ("opening", line.id))
        digest(db, 2, "sent", ("asks", moved.id), ("asks", line.id))

        assert digests_about(db, one.id) == [with_move.id, with_line.id]
        assert digests_about(db, other.id) == []


def test_notes_and_omissions_are_carried_over(database: Database) -> None:
    with database.transaction() as db:
        jonas, leila = join(db, "jonas"), join(db, "leila")
        before, after = digest(db, 0, "held"), digest(db, 1, "coming")
        notes = [
            DigestNote(digest_id=which.id, author_id=who.id, words=words, written_at=MONDAY)
            for which, who, words in (
                (before, jonas, "One."),
                (before, leila, "Two."),
                (after, jonas, "Three."),
            )
        ]
        left = [
            Omission(digest_id=which.id, section="lines", subject_id=subject)
            for which, subject in ((before, 1), (before, 2), (after, 2))
        ]
        db.add_all([*notes, *left])
        db.flush()
        carry_over(db, before.id, after.id)

        assert [each.words for each in notes_of(db, after.id)] == ["Three.", "Two."]
        assert sorted(each.subject_id for each in omissions_of(db, after.id)) == [1, 2]
        assert list(omissions_of(db, before.id)) == []
        assert set(subjects_left_out(db, "lines", [1, 2, 3])) == {1, 2}
        remove_omissions(db, after.id, "lines", [1])
        assert set(subjects_left_out(db, "lines", [1, 2, 3])) == {2}
        remove_note(db, after.id, leila.id)
        assert note_by(db, after.id, leila.id) is None
        assert note_by(db, after.id, jonas.id) is not None


def test_a_facilitator_is_shown_a_digest_once(database: Database) -> None:
    with database.transaction() as db:
        jonas, coming = join(db, "jonas"), digest(db, 0, "coming")
        shown = DigestPreview(digest_id=coming.id, member_id=jonas.id)
        db.add(shown)
        db.flush()
        assert list(previews_of(db, coming.id)) == [shown]
        assert preview_by_id(db, shown.id) is shown
        ids = (coming.id, jonas.id)
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.add(DigestPreview(digest_id=ids[0], member_id=ids[1]))


def test_breaks_come_in_their_order(database: Database) -> None:
    with database.transaction() as db:
        later = DigestBreak(first=date(2027, 8, 2), last=date(2027, 8, 20))
        earlier = DigestBreak(first=date(2027, 3, 26), last=date(2027, 3, 26))
        db.add_all([later, earlier])
        db.flush()

        assert list(digest_breaks(db)) == [earlier, later]
        assert break_by_id(db, later.id) is later
        assert break_by_id(db, 99) is None
