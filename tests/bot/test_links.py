"""What joins experiments: said by their people, or by somebody with the same question."""

import pytest

from bot.cards import SAME
from bot.closeness import close_to
from bot.errors import Refusal
from bot.links import (
    could_join,
    joined_with,
    part,
    take_same_back,
    tell_same,
    those_with_same,
)
from bot.links import (
    join as belong,
)
from bot.visibility import person, read_as
from storage.database import Database
from storage.links import Link, links_of
from tests.cast import NOW, all_due, join, put_down


def test_informing_is_one_link_seen_from_two_ends(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        hers, his = put_down(db, amina), put_down(db, tom)
        read_as(db, person(amina))
        first = belong(db, amina, hers.id, his.id, "informs", now=NOW)
        read_as(db, person(tom))
        second = belong(db, tom, his.id, hers.id, "informed_by", now=NOW)

        assert first is second
        assert [(each.how, each.other.id) for each in joined_with(db, hers)] == [
            ("informs", his.id)
        ]
        assert [(each.how, each.other.id) for each in joined_with(db, his)] == [
            ("informed_by", hers.id)
        ]


@pytest.mark.parametrize("how", ["same_place", "similar_question"])
def test_what_looks_the_same_from_both_ends_is_said_once(database: Database, how: str) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        one, two = put_down(db, amina), put_down(db, amina)
        assert belong(db, amina, two.id, one.id, how, now=NOW) is belong(
            db, amina, one.id, two.id, how, now=NOW
        )
        assert len(links_of(db, one.id)) == 1


def test_only_who_reads_both_ends_sees_it(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        hers = put_down(db, amina)
        private = put_down(db, amina, visibility="only_me")
        belong(db, amina, hers.id, private.id, "same_place", now=NOW)

        assert len(joined_with(db, hers)) == 1
        assert [each.id for each in could_join(db, amina, hers)] == [private.id]
        read_as(db, person(tom))
        assert joined_with(db, hers) == []


def test_either_team_takes_it_apart_and_nobody_else(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, priya = join(db, "amina"), join(db, "tom"), join(db, "priya")
        hers, his = put_down(db, amina), put_down(db, tom)
        read_as(db, person(amina))
        link = belong(db, amina, hers.id, his.id, "informs", now=NOW)
        with pytest.raises(Refusal, match="not_on_team"):
            part(db, priya, link.id)
        part(db, tom, link.id)
        part(db, tom, link.id)
        assert links_of(db, hers.id) == []
        merged = Link(
            from_id=hers.id, to_id=his.id, kind="merged_into", made_by=amina.id, made_at=NOW
        )
        db.add(merged)
        db.flush()
        part(db, amina, merged.id)

        assert links_of(db, hers.id) == [merged], "where it carries on is no opinion"


def test_what_cannot_belong_together(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        private = put_down(db, tom, visibility="only_me")
        hers = put_down(db, amina)
        for other in (private.id, hers.id, 999):
            with pytest.raises(Refusal, match="another"):
                belong(db, amina, hers.id, other, "informs", now=NOW)
        for how in ("merged_into", "next_cycle_of", ""):
            with pytest.raises(Refusal, match="unknown_choice"):
                belong(db, amina, hers.id, hers.id, how, now=NOW)
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="not_on_team"):
            belong(db, tom, hers.id, private.id, "informs", now=NOW)


def test_the_same_question_is_the_teams_to_know_and_told_once(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, priya = join(db, "amina"), join(db, "tom"), join(db, "priya")
        hers = put_down(db, amina)
        read_as(db, person(tom))
        first = tell_same(db, tom, hers.id, "Here too.", now=NOW)
        assert tell_same(db, tom, hers.id, "Again.", now=NOW) is first
        assert first.words == "Here too."

        read_as(db, person(amina))
        assert list(those_with_same(db, hers)) == [(tom, "Here too.")]
        read_as(db, person(priya))
        assert list(those_with_same(db, hers)) == []
        due = all_due(db)
        assert [each.member_id for each in due if each.kind == SAME] == [amina.id]


def test_what_was_taken_back_never_comes_to_mean_anothers(database: Database) -> None:
    """A delivery is for an id: given again, it would go to the wrong person."""
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        hers, jonass = put_down(db, amina), put_down(db, join(db, "jonas"))
        read_as(db, person(tom))
        first = tell_same(db, tom, hers.id, "", now=NOW).id
        take_same_back(db, tom, hers.id, now=NOW)
        take_same_back(db, tom, hers.id, now=NOW)
        second = tell_same(db, tom, jonass.id, "", now=NOW).id

        assert second > first


def test_on_ones_own_and_on_what_is_closed_to_one_nobody_is_told(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        hers = put_down(db, amina, visibility="circle")
        with pytest.raises(Refusal, match="yours"):
            tell_same(db, amina, hers.id, "", now=NOW)
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="not_open"):
            tell_same(db, tom, hers.id, "", now=NOW)


def test_close_are_those_with_two_rarer_words_in_common(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        far = put_down(db, tom, title="Rooms", purpose="Calm voices.", question="Who speaks?")
        near = put_down(db, tom, title="Visits", purpose="Family evenings.", question="Who?")
        nearer = put_down(
            db, tom, title="Home visit", purpose="FAMILÝ évenings.", question="Clerks?"
        )
        put_down(db, tom, title="Visits", purpose="Family evenings.", visibility="only_me")
        put_down(db, amina, title="My other visits", purpose="Family evenings.")
        mine = put_down(
            db, amina, title="Evening visits", purpose="A family at rest.", question="Clerks?",
            visibility="only_me",
        )  # fmt: skip
        found = close_to(db, amina, mine)

        assert [each.experiment.id for each in found] == [nearer.id, near.id]
        assert far.id not in {each.experiment.id for each in found}
        assert list(found[0].words) == ["clerks", "evening", "family"]
        assert [each.experiment.id for each in close_to(db, amina, mine, limit=1)] == [nearer.id]


def test_words_that_many_use_bring_nobody_together(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        for number in range(20):
            rare = "Lighthouse keepers" if number == 3 else f"Number {number}"
            put_down(db, tom, title=rare, purpose="Public service teams.", question="Who?")
        common = put_down(db, amina, title="X", purpose="Public service teams.", question="Why?")
        assert list(close_to(db, amina, common)) == []
        rarer = put_down(db, amina, title="Keepers of a lighthouse", purpose="p", question="q")

        [found] = close_to(db, amina, rarer)
        assert list(found.words) == ["keepers", "lighthouse"]


def test_small_words_say_nothing(database: Database) -> None:
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        question = "What changes when there would have been more with them?"
        put_down(db, tom, title="One", purpose="Two", question=question)
        mine = put_down(db, amina, title="Three", purpose="Four", question=question)

        assert list(close_to(db, amina, mine)) == []
