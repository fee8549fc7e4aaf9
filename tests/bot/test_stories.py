"""What a presenter lays out beforehand: their own words, theirs alone until they share it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import stories as rules
from bot.cycles import record
from bot.errors import Refusal
from bot.visibility import Everybody, Keeper, Reader, Room, person, read_as
from storage.cycles import PastCycle, Remark
from storage.database import Database
from storage.experiments import Experiment
from storage.people import Member
from storage.stories import story_of
from storage.workshops import Workshop
from tests.bot.test_ideas import as_, cast, offers
from tests.bot.test_presenters import signs_up
from tests.cast import NOW, a_session, join, put_down, put_on, reflect

DAY = timedelta(days=1)
NOTHING = dict.fromkeys(rules.CHAPTERS, "")


def moves(
    db: Session, by: Member, experiment: Experiment, stage: str, words: str, *,
    level: str = "group", day: int,
) -> None:  # fmt: skip
    at = NOW + day * DAY
    experiment.stage = stage
    move = record(db, experiment, by, "onward", now=at)
    db.add(
        Remark(
            move_id=move.id, experiment_id=experiment.id, author_id=by.id, words=words,
            visibility=level, shared_at=at,
        )
    )  # fmt: skip
    db.flush()


def about(db: Session, kind: str = "sharing") -> tuple[Member, Member, Experiment, Workshop]:
    """A session about Amina's experiment, which Tom is on, too."""
    amina, tom, jonas, _ = cast(db)
    experiment = put_down(db, amina)
    put_on(db, experiment.id, tom)
    as_(db, jonas)
    workshop = a_session(db, jonas, kind=kind, presenter=amina, experiment=experiment)
    as_(db, amina)
    return amina, tom, experiment, workshop


def test_own_words_are_laid_out_along_the_learning_cycle(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment, workshop = about(db)
        moves(db, amina, experiment, "understand", "They had told it eleven times.", day=1)
        moves(db, amina, experiment, "co_design", "The clerks joined.", level="circle", day=2)
        moves(db, tom, experiment, "explore", "One room, one evening.", day=3)
        moves(db, tom, experiment, "embed", "Only between us.", level="circle", day=4)
        chosen = reflect(db, amina, "It was too long.", experiment=experiment, at=NOW + 3.5 * DAY)
        reflect(db, amina, "Not chosen.", experiment=experiment, at=NOW + 3.6 * DAY)

        assert rules.lay_out(db, as_(db, amina), workshop, {chosen.id}) == {
            "why": "Families tell their story once, to one person.",
            "understood": "They had told it eleven times.",
            "deciding": "The clerks joined.",
            "tried": "One room, one evening.\n\nIt was too long.",
            "usual": "",
            "wonder": "What changes when a first visit has no time limit?",
        }, "what Tom said for fewer than everyone is his to tell"


def test_earlier_turns_come_first(database: Database) -> None:
    with database.transaction() as db:
        amina, _, experiment, workshop = about(db)
        past = PastCycle(
            experiment_id=experiment.id, number=1, purpose=experiment.purpose,
            question="Who books?", could_be_hurt="", people_know="", how_stop="", ended_at=NOW,
        )  # fmt: skip
        db.add(past)
        db.flush()
        laid = rules.lay_out(db, amina, workshop, ())

        assert laid["why"] == experiment.purpose
        assert laid["wonder"] == f"Who books?\n\n{experiment.question}"


def test_for_other_kinds_a_few_headings_hold_it_all(database: Database) -> None:
    with database.transaction() as db:
        amina, _, experiment, workshop = about(db, kind="design")
        moves(db, amina, experiment, "co_design", "The clerks joined.", day=1)
        laid = rules.lay_out(db, amina, workshop, ())

        assert list(laid) == ["why", "understood", "wonder"]
        assert laid["understood"] == "The clerks joined."


def test_an_idea_that_is_no_experiment_begins_the_story(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas, kind="sharing", presenter=amina)
        idea = offers(db, amina)
        idea.state, idea.chosen_for_id = "chosen", workshop.id
        db.flush()

        assert rules.lay_out(db, amina, workshop, ()) == {**NOTHING, "why": idea.words}
        assert rules.could_choose(db, amina, workshop) == ()


def test_only_ones_own_reflections_about_it_are_offered_the_newest_ten(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment, workshop = about(db)
        reflect(db, tom, "Tom's.", experiment=experiment, visibility="group")
        reflect(db, amina, "About something else.")
        own = [reflect(db, amina, f"{each}", experiment=experiment).id for each in range(12)]

        could = [each.id for each in rules.could_choose(db, as_(db, amina), workshop)]
        assert could == own[::-1][:10]
        laid = rules.lay_out(db, amina, workshop, {1, 2, 999})
        assert "Tom's" not in "".join(laid.values()), "a forged choice brings nothing"


def test_what_is_more_than_a_box_holds_keeps_the_newest(database: Database) -> None:
    with database.transaction() as db:
        amina, _, experiment, workshop = about(db)
        first = reflect(db, amina, "a" * 1800, experiment=experiment, at=NOW)
        second = reflect(db, amina, "b" * 1800, experiment=experiment, at=NOW + DAY)
        why = rules.lay_out(db, amina, workshop, {first.id, second.id})["why"]

        assert why == "b" * 1800


def test_who_reads_a_story(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _, workshop = about(db)
        readers = {name: _member(db, name) for name in ("mere", "mikko", "ana", "priya")}
        as_(db, _member(db, "jonas"))
        for name, state in (("mere", "coming"), ("mikko", "waiting"), ("ana", "reading"),
                            ("priya", "left")):  # fmt: skip
            signs_up(db, readers[name], workshop, state)
        rules.save(db, as_(db, amina), workshop.id, {"why": "Because."}, origin=None, now=NOW)

        def read_by(reader: Reader) -> bool:
            read_as(db, reader)
            return story_of(db, workshop.id, amina.id) is not None

        everyone = [tom, *readers.values(), _member(db, "jonas")]
        assert read_by(person(amina))
        assert not any(read_by(person(each)) for each in everyone)
        rules.share(db, as_(db, amina), workshop.id, now=NOW)
        assert [each.name for each in everyone if read_by(person(each))] == [
            "Mere", "Mikko", "Ana", "Jonas",
        ]  # fmt: skip
        assert not any(read_by(each) for each in (Room(), Everybody(), Keeper()))
        for _again in range(2):
            rules.take_back(db, as_(db, amina), workshop.id, now=NOW)
        assert not any(read_by(person(each)) for each in everyone)


def test_only_whoever_presents_lays_out_shares_and_takes_back(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _, workshop = about(db)
        rules.save(db, amina, workshop.id, {"why": "Because."}, origin=None, now=NOW)
        for who in (tom, _member(db, "jonas")):
            as_(db, who)
            for act in (
                lambda by: rules.to_present(db, by, workshop.id),
                lambda by: rules.save(db, by, workshop.id, {"why": "!"}, origin=None, now=NOW),
                lambda by: rules.share(db, by, workshop.id, now=NOW),
                lambda by: rules.take_back(db, by, workshop.id, now=NOW),
            ):
                with pytest.raises(Refusal) as said:
                    act(who)
                assert said.value.name == "stories.presenter_only"
        with pytest.raises(Refusal) as said:
            rules.to_present(db, as_(db, amina), 999)
        assert said.value.name == "stories.presenter_only"


def test_an_empty_story_is_not_shared(database: Database) -> None:
    with database.transaction() as db:
        amina, _, _, workshop = about(db)
        for act in (rules.share, rules.take_back):
            with pytest.raises(Refusal) as said:
                act(db, amina, workshop.id, now=NOW)
            assert said.value.name == "stories.empty"
        story = rules.save(db, amina, workshop.id, {"why": "", "no": "!"}, origin=None, now=NOW)
        assert story.chapters == []
        with pytest.raises(Refusal):
            rules.share(db, amina, workshop.id, now=NOW)
        workshop.state = "cancelled"
        with pytest.raises(Refusal) as said:
            rules.to_present(db, amina, workshop.id)
        assert said.value.name == "stories.cancelled"


def _member(db: Session, handle: str) -> Member:
    return join(db, handle, facilitator=handle in {"jonas", "leila"})
