"""What needs somebody's yes, and what may have happened before it comes."""

import threading

import pytest
from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.experiments import edit
from bot.proposals import (
    answer,
    ask_to_carry_on,
    ask_to_lead,
    could_carry_on,
    could_lead,
    take_back,
    waiting_for,
)
from bot.teams import bring_in, leave
from bot.visibility import person, read_as
from storage.cycles import moves_of
from storage.database import Database
from storage.experiments import Experiment
from storage.links import links_of
from storage.people import Member
from storage.teams import team_of
from tests.cast import NOW, all_due, answers, join, put_down, put_on


def with_tom(db: Session, **more: str) -> tuple[Member, Member, Experiment]:
    amina, tom = join(db, "amina"), join(db, "tom")
    experiment = put_down(db, amina, **more)
    bring_in(db, experiment, [tom], by=amina, now=NOW)
    db.flush()
    return amina, tom, experiment


def as_(db: Session, member: Member) -> Member:
    read_as(db, person(member))
    return member


def told(db: Session) -> set[tuple[str, int | None]]:
    due = all_due(db)
    return {(each.kind, each.member_id) for each in due if each.kind.startswith("proposals.")}


def test_a_yes_makes_them_the_one_to_talk_to_and_is_on_the_trail(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        asked = ask_to_lead(db, amina, experiment.id, tom.id, now=NOW)
        assert [each.proposal.id for each in waiting_for(db, tom, limit=3)] == [asked.id]
        answer(db, as_(db, tom), asked.id, yes=True, now=NOW)

        assert experiment.lead_id == tom.id
        assert [each.kind for each in moves_of(db, experiment.id)] == ["began", "handed_over"]
        assert waiting_for(db, tom, limit=3) == []


def test_whoever_was_the_one_before_hears_of_it_too(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        priya = join(db, "priya")
        bring_in(db, experiment, [priya], by=amina, now=NOW)
        db.flush()
        asked = ask_to_lead(db, as_(db, tom), experiment.id, priya.id, now=NOW)
        answer(db, as_(db, priya), asked.id, yes=True, now=NOW)

        found = told(db)
        assert ("proposals.answered", tom.id) in found
        assert ("proposals.told", amina.id) in found


def test_nobody_is_the_one_without_their_own_yes_and_anothers_wish(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        wanjiru = join(db, "wanjiru")
        for by, asked in ((tom, tom), (amina, amina), (amina, wanjiru), (tom, amina)):
            with pytest.raises(Refusal, match="someone_else"):
                ask_to_lead(db, as_(db, by), experiment.id, asked.id, now=NOW)
        assert list(could_lead(db, tom, experiment)) == []
        asked_tom = ask_to_lead(db, as_(db, amina), experiment.id, tom.id, now=NOW)
        with pytest.raises(Refusal, match="not_you"):
            answer(db, amina, asked_tom.id, yes=True, now=NOW)
        with pytest.raises(Refusal, match="not_on_team"):
            take_back(db, as_(db, wanjiru), asked_tom.id, now=NOW)

        assert experiment.lead_id == amina.id


def test_what_is_settled_is_settled(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        asked = ask_to_lead(db, amina, experiment.id, tom.id, now=NOW)
        assert ask_to_lead(db, amina, experiment.id, tom.id, now=NOW) is asked
        answer(db, as_(db, tom), asked.id, yes=False, now=NOW)
        for yes in (True, False):
            with pytest.raises(Refusal, match="over"):
                answer(db, tom, asked.id, yes=yes, now=NOW)
        with pytest.raises(Refusal, match="over"):
            take_back(db, as_(db, amina), asked.id, now=NOW)
        with pytest.raises(Refusal, match="over"):
            answer(db, tom, 999, yes=True, now=NOW)

        assert experiment.lead_id == amina.id


def test_who_leaves_is_not_asked_any_more(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        asked = ask_to_lead(db, amina, experiment.id, tom.id, now=NOW)
        leave(db, as_(db, tom), experiment.id, now=NOW)

        assert waiting_for(db, tom, limit=3) == []
        with pytest.raises(Refusal, match="over"):
            answer(db, tom, asked.id, yes=True, now=NOW)


def test_what_ended_meanwhile_waits_for_nobody(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = with_tom(db)
        asked = ask_to_lead(db, amina, experiment.id, tom.id, now=NOW)
        experiment.state = "closed"
        db.flush()

        assert waiting_for(db, as_(db, tom), limit=3) == []
        with pytest.raises(Refusal, match="over"):
            answer(db, tom, asked.id, yes=True, now=NOW)
        with pytest.raises(Refusal, match="ended"):
            ask_to_lead(db, as_(db, amina), experiment.id, tom.id, now=NOW)


def test_two_become_one_with_all_their_people(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, first = with_tom(db)
        jonas = join(db, "jonas")
        other = put_down(db, jonas, title="Rooms without agendas")
        asked = ask_to_carry_on(db, as_(db, amina), first.id, other.id, now=NOW)
        assert first.state == "active", "until they say yes"
        answer(db, as_(db, jonas), asked.id, yes=True, now=NOW)

        assert (first.state, first.closed_reason) == ("closed", "merged")
        assert moves_of(db, first.id)[-1].kind == "merged"
        [link] = links_of(db, first.id)
        assert (link.from_id, link.to_id, link.kind) == (first.id, other.id, "merged_into")
        assert {each.id for each in team_of(db, other.id)} == {amina.id, tom.id, jonas.id}
        assert {each.id for each in team_of(db, first.id)} == {amina.id, tom.id}


def test_who_leads_both_says_it_once(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, first = with_tom(db, visibility="circle")
        other = put_down(db, amina, title="Rooms", visibility="only_me")
        for _ in range(2):
            ask_to_carry_on(db, amina, first.id, other.id, now=NOW)

        assert first.closed_reason == "merged"
        assert other.visibility == "circle"
        assert tom.id in {each.id for each in team_of(db, other.id)}
        assert told(db) == set()


def test_nobody_is_asked_about_what_they_may_not_read(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, first = with_tom(db, visibility="circle")
        his = put_down(db, tom, title="Tom's")
        theirs = put_down(db, join(db, "jonas"), title="Jonas's")
        as_(db, amina)

        assert list(could_carry_on(db, first)) == [his]
        for wrong in (theirs.id, first.id, 999):
            with pytest.raises(Refusal, match="another"):
                ask_to_carry_on(db, amina, first.id, wrong, now=NOW)
        asked = ask_to_carry_on(db, amina, first.id, his.id, now=NOW)
        leave(db, as_(db, tom), first.id, now=NOW)
        with pytest.raises(Refusal, match="over"):
            answer(db, tom, asked.id, yes=True, now=NOW)


def test_what_rests_or_has_ended_carries_nothing_on(database: Database) -> None:
    with database.transaction() as db:
        amina, _, first = with_tom(db)
        other = put_down(db, join(db, "jonas"), title="Rooms")
        other.state = "resting"
        db.flush()
        as_(db, amina)

        assert list(could_carry_on(db, first)) == []
        with pytest.raises(Refusal, match="another"):
            ask_to_carry_on(db, amina, first.id, other.id, now=NOW)


def test_carrying_on_stands_in_nobodys_way(database: Database) -> None:
    """While one says yes, another saves what people of both experiments are on."""
    with database.transaction() as db:
        tom, amina = join(db, "tom"), join(db, "amina")
        shared = put_down(db, tom).id
        put_on(db, shared, amina)
        pairs = [(put_down(db, amina).id, put_down(db, tom).id) for _ in range(15)]
        as_(db, amina)
        asked = [ask_to_carry_on(db, amina, *pair, now=NOW).id for pair in pairs]
    ready = threading.Barrier(2)
    done: list[str] = []

    def agree() -> None:
        ready.wait()
        for each in asked:
            with database.transaction() as db:
                answer(db, as_(db, join(db, "tom")), each, yes=True, now=NOW)
            done.append("yes")

    def save() -> None:
        ready.wait()
        for number in range(30):
            with database.transaction() as db:
                by = as_(db, join(db, "amina"))
                edit(db, by, shared, answers(title=f"No. {number}"), now=NOW)
            done.append("saved")

    both = [threading.Thread(target=each) for each in (agree, save)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert sorted(done) == ["saved"] * 30 + ["yes"] * 15
