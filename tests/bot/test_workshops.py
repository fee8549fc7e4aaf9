"""Sessions: who may read and change one, and who hears that it did."""

from datetime import timedelta

import pytest

from bot import workshops as rules
from bot.deliveries import DIGEST, HOME, WORKSHOP, occasion, show
from bot.errors import Refusal
from bot.visibility import Room, person, read_as
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.digests import Digest, DigestItem
from storage.workshops import slots_of
from tests.cast import NOW, a_session, join

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_a_draft_is_read_by_the_facilitators_and_whoever_holds_it(database: Database) -> None:
    with database.transaction(Room()) as db:
        jonas, tom, amina = join(db, "jonas", facilitator=True), join(db, "tom"), join(db, "amina")
        draft = a_session(db, tom, state="draft")
        for each in (jonas, tom):
            read_as(db, person(each))
            assert rules.readable(db, draft.id) is draft
            assert rules.to_hold(db, each, draft.id) is draft
        read_as(db, person(amina))

        with pytest.raises(Refusal, match=r"workshops\.gone"):
            rules.readable(db, draft.id)
        with pytest.raises(Refusal, match=r"workshops\.gone"):
            rules.to_hold(db, amina, draft.id)


def test_what_is_open_everyone_reads_and_few_change(database: Database) -> None:
    with database.transaction(Room()) as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        opened = a_session(db, tom)
        read_as(db, person(amina))

        assert rules.readable(db, opened.id) is opened
        with pytest.raises(Refusal, match=r"workshops\.holders_only"):
            rules.to_hold(db, amina, opened.id)
        with pytest.raises(Refusal, match=r"workshops\.gone"):
            rules.readable(db, opened.id + 1)


def test_one_can_come_to_the_times_that_have_not_begun(database: Database) -> None:
    with database.transaction(Room()) as db:
        opened = a_session(db, join(db, "tom"), NOW - HOUR, NOW + DAY)
        first, second = slots_of(db, opened.id)

        assert rules.times_to_come(db, opened, now=NOW) == [second]
        assert rules.times_to_come(db, opened, now=first.starts_at - HOUR) == [first, second]
        assert rules.times_to_come(db, opened, now=second.starts_at) == []
        second.state = "cancelled"
        assert rules.times_to_come(db, opened, now=NOW) == []
        assert [each.slack_id for each in rules.holders_of(db, opened)] == ["UTOM"]


def test_what_others_see_of_it_follows(database: Database) -> None:
    with database.transaction(Room()) as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        opened = a_session(db, tom)
        digest = Digest(for_day=NOW.date(), state="sent", since=NOW, due_at=NOW, sent_at=NOW)
        db.add(digest)
        db.flush()
        stands = DigestItem(
            digest_id=digest.id, position=0, section="sessions", subject_id=opened.id
        )
        db.add(stands)
        show(db, DIGEST, digest.id, now=NOW)
        rules.announcement_follows(db, opened, now=NOW, homes=[amina])
        post = delivery_by_occasion(db, occasion(WORKSHOP, opened.id))
        told = delivery_by_occasion(db, occasion(DIGEST, digest.id))

        assert post is not None
        assert told is not None
        assert delivery_by_occasion(db, occasion(HOME, amina.id)) is not None
        assert delivery_by_occasion(db, occasion(HOME, tom.id)) is None
        opened.state = "cancelled"
        rules.announcement_follows(db, opened, now=NOW)
        for each in (post, told):
            db.refresh(each)
        assert (post.wanted, told.wanted) == (2, 3)


def test_a_draft_is_announced_to_nobody(database: Database) -> None:
    with database.transaction(Room()) as db:
        draft = a_session(db, join(db, "tom"), state="draft")
        rules.announcement_follows(db, draft, now=NOW)

        assert delivery_by_occasion(db, occasion(WORKSHOP, draft.id)) is None
