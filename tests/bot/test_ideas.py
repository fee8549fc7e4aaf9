"""Ideas for sessions: who offers and who reads them, who talks, and what facilitators hear."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot import ideas as rules
from bot import presenters
from bot.claims import claim
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.ideas import TALK, Offer
from bot.news import NEWS, news_for
from bot.visibility import Everybody, Keeper, Reader, Room, person, read_as
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.experiments import experiment_by_id
from storage.ideas import Idea, idea_by_id, ideas_offered
from storage.people import Member
from storage.workshops import Workshop
from tests.cast import NOW, a_session, all_due, join, put_down, put_on

IDEA = "Let the clerk book the visit."
SUNDAY = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def cast(db: Session) -> tuple[Member, Member, Member, Member]:
    """Amina and Tom, and two who facilitate: Jonas and Leila."""
    hosts = [join(db, each, facilitator=True) for each in ("jonas", "leila")]
    return join(db, "amina"), join(db, "tom"), hosts[0], hosts[1]


def as_(db: Session, who: Member) -> Member:
    read_as(db, person(who))
    return who


def offers(db: Session, who: Member, workshop: Workshop | None = None, **more: Any) -> Idea:
    said = Offer(more.pop("words", IDEA), more.pop("people", ""), more.pop("experiment", None))
    given: dict[str, Any] = {"origin": None, "now": NOW, **more}
    about = workshop.id if workshop is not None else None
    return rules.offer(db, as_(db, who), said, workshop_id=about, **given)


def planned(db: Session, kind: str, subject_id: int) -> Delivery:
    found = delivery_by_occasion(db, occasion(kind, subject_id))
    assert found is not None
    db.refresh(found)
    return found


def test_an_offer_is_read_by_its_people_and_the_facilitators(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, leila = cast(db)
        priya = join(db, "priya")
        experiment = put_down(db, amina, visibility="only_me")
        put_on(db, experiment.id, priya)
        alone, ours = offers(db, amina), offers(db, amina, experiment=experiment.id)

        def read_by(reader: Reader) -> list[int]:
            read_as(db, reader)
            return [each.id for each in ideas_offered(db, limit=9)]

        for each in (amina, jonas, leila):
            assert read_by(person(each)) == [alone.id, ours.id]
        assert read_by(person(priya)) == [ours.id]
        for reader in (person(tom), Room(), Everybody()):
            assert read_by(reader) == []
        read_as(db, Keeper())
        assert len(ideas_offered(db, limit=9)) == 2


def test_taken_back_only_its_offerer_could_still_read_it(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        priya = join(db, "priya")
        experiment = put_down(db, amina)
        put_on(db, experiment.id, priya)
        idea = offers(db, amina, experiment=experiment.id)
        for _again in range(2):
            presenters.take_back(db, as_(db, amina), idea.id, now=NOW)

        assert idea_by_id(db, idea.id) is not None
        for each in (jonas, priya):
            as_(db, each)
            assert idea_by_id(db, idea.id) is None


def test_the_same_window_saved_twice_is_one_offer(database: Database) -> None:
    with database.transaction() as db:
        amina, *_ = cast(db)
        first = offers(db, amina, origin="V1:ideas.save")
        again = offers(db, amina, origin="V1:ideas.save", words="Something else.")

        assert (again.id, again.words) == (first.id, IDEA)
        assert offers(db, amina).id != first.id, "several of one member are several"


def test_an_experiment_of_others_cannot_be_offered(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, *_ = cast(db)
        theirs = put_down(db, tom)
        for experiment_id in (theirs.id, 999):
            with pytest.raises(Refusal) as said:
                offers(db, amina, experiment=experiment_id)
            assert (said.value.name, said.value.field) == ("ideas.not_on_it", "experiment")
        ended = put_down(db, amina)
        ended.state = "closed"
        going_on = put_down(db, amina)
        assert list(rules.could_be(db, amina)) == [going_on]


def test_for_a_session_that_one_may_not_read_nothing_is_offered(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        draft = a_session(db, jonas, state="draft")
        with pytest.raises(Refusal) as said:
            offers(db, amina, draft)
        assert said.value.name == "workshops.gone"


@pytest.mark.parametrize(
    ("kind", "state", "takes"),
    [
        ("design", "open", True), ("sharing", "draft", True), ("set", "open", True),
        ("our_own", "open", True), ("design", "happened", False), ("design", "cancelled", False),
        ("trios", "open", False), ("launch", "open", False), ("open_hour", "open", False),
        ("review", "open", False),
    ],
)  # fmt: skip
def test_which_sessions_take_ideas(
    database: Database, kind: str, state: str, *, takes: bool
) -> None:
    with database.transaction() as db:
        _, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas, kind=kind, state=state)

        assert rules.takes_ideas(db, workshop, now=NOW) is takes
        assert not rules.takes_ideas(db, workshop, now=NOW + timedelta(weeks=6)), "it begins"
        workshop.presenter_id = jonas.id
        assert not rules.takes_ideas(db, workshop, now=NOW)


def test_facilitators_hear_once_of_all_that_is_new_in_their_working_hours(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, jonas, leila = cast(db)
        jonas.time_zone = "Europe/Copenhagen"
        leila.time_zone = "America/New_York"
        offers(db, amina, now=SUNDAY)
        offers(db, tom, now=SUNDAY + timedelta(hours=3))

        monday = [planned(db, NEWS, each.id) for each in (jonas, leila)]
        assert [each.due_at for each in monday] == [
            datetime(2026, 3, 9, 8, tzinfo=UTC),
            datetime(2026, 3, 9, 13, tzinfo=UTC),  # her clocks went forward that Sunday
        ]
        assert [each.wanted for each in monday] == [1, 1]
        assert news_for(db, as_(db, jonas)).offered


def test_what_comes_later_that_day_is_said_the_next_working_day(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        offers(db, amina)
        first = planned(db, NEWS, jonas.id)
        first.ts, first.channel, first.shown, first.put_up_at = "1.1", "D1", first.wanted, NOW
        offers(db, tom, now=NOW + timedelta(hours=2))

        assert planned(db, NEWS, jonas.id).ts is None, "a message of its own: an edit rings nobody"
        assert first.due_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_who_facilitates_does_not_hear_of_their_own(database: Database) -> None:
    with database.transaction() as db:
        _, _, jonas, leila = cast(db)
        offers(db, jonas)

        assert delivery_by_occasion(db, occasion(NEWS, jonas.id)) is None
        assert planned(db, NEWS, leila.id).wanted == 1
        assert not news_for(db, jonas)
        assert news_for(db, leila).offered
        assert rules.hosts_for(db, jonas) == [leila]


def test_one_facilitator_talks_with_them_and_others_see_who(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, leila = cast(db)
        amina.time_zone = "America/Bogota"
        idea = offers(db, amina)
        _, at = rules.talk(db, as_(db, jonas), idea.id, now=NOW)
        rules.talk(db, jonas, idea.id, now=NOW)

        assert at == datetime(2026, 3, 2, 14, tzinfo=UTC), "nine o'clock there"
        assert (idea.state, idea.talking_id) == ("talking", jonas.id)
        told = planned(db, TALK, idea.id)
        assert (told.member_id, told.with_id, told.due_at, told.wanted) == (
            amina.id, jonas.id, at, 1,
        )  # fmt: skip
        assert not news_for(db, leila)
        with pytest.raises(Refusal) as said:
            rules.talk(db, as_(db, leila), idea.id, now=NOW)
        assert (said.value.name, said.value.values) == ("ideas.talks_already", {"who": "Jonas"})


def test_only_facilitators_talk_about_an_idea_and_not_about_their_own(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        idea, own = offers(db, amina), offers(db, jonas)
        for who, which, name in (
            (tom, idea, "people.facilitators_only"),
            (amina, idea, "people.facilitators_only"),
            (jonas, own, "ideas.yours"),
        ):
            with pytest.raises(Refusal) as said:
                rules.talk(db, as_(db, who), which.id, now=NOW)
            assert said.value.name == name
        assert idea.state == own.state == "offered"


def test_only_its_offerer_changes_it_or_takes_it_back(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        priya = join(db, "priya")
        experiment = put_down(db, amina)
        put_on(db, experiment.id, priya)
        idea = offers(db, amina, experiment=experiment.id)
        for who, name in (
            (jonas, "ideas.not_yours"), (priya, "ideas.not_yours"), (tom, "ideas.gone"),
        ):  # fmt: skip
            as_(db, who)
            with pytest.raises(Refusal) as changing:
                rules.change(db, who, idea.id, Offer("Mine now.", ""), now=NOW)
            with pytest.raises(Refusal) as taking:
                presenters.take_back(db, who, idea.id, now=NOW)
            with pytest.raises(Refusal) as keeping:
                rules.keep(db, who, idea.id, now=NOW)
            assert {each.value.name for each in (changing, taking, keeping)} == {name}
        changed = rules.change(db, as_(db, amina), idea.id, Offer("Other.", "Tom"), now=NOW + DAY)
        assert (changed.words, changed.people, changed.experiment_id) == ("Other.", "Tom", None)
        assert idea_by_id(db, idea.id) is changed
        as_(db, priya)
        assert idea_by_id(db, idea.id) is None, "it is not that experiment any more"


def test_an_idea_becomes_an_experiment_once(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, *_ = cast(db)
        idea = offers(db, amina)
        experiment = put_down(db, amina)
        assert rules.becoming(db, as_(db, tom), idea.id) is None
        as_(db, amina)
        assert rules.becoming(db, amina, 999) is None
        found = rules.becoming(db, amina, idea.id)
        assert found == (idea, None)
        rules.became(db, *found, experiment, now=NOW)

        assert idea.experiment_id == experiment.id
        assert rules.becoming(db, amina, idea.id) is None
        assert experiment_by_id(db, experiment.id) is experiment


def test_whoever_left_slack_offers_nothing_any_more(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        idea, other = offers(db, amina), offers(db, tom)
        as_(db, jonas)
        presenters.gone_from_slack(db, amina, now=NOW)

        assert [each.id for each in ideas_offered(db, limit=9)] == [other.id]
        read_as(db, Keeper())
        gone = idea_by_id(db, idea.id)
        assert gone is not None
        assert gone.state == "withdrawn"


def test_nothing_is_due_of_what_is_offered_at_night(database: Database) -> None:
    night = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    with database.transaction() as db:
        amina, *_ = cast(db)
        all_due(db)
        offers(db, amina, now=night)

        kinds = {each.kind for each in all_due(db, now=night)}
        assert kinds <= {"home"}
        later = night + timedelta(hours=10)
        assert {each.kind for each in claim(db, now=later, lease_now=NOW)} == {NEWS}
