"""Whose idea a session is about: one is chosen, the others stay, and a place is never one too
many.
"""

import contextlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import attendances, edits, presenters, stories, times
from bot import ideas as rules
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.ideas import ANOTHER_TIME, TOLD, Offer
from bot.news import news_for
from bot.signups import places_of
from bot.visibility import Keeper, Room, person, read_as
from storage.calendars import entries_of
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.ideas import Idea, idea_by_id, idea_chosen_for
from storage.people import Member
from storage.signups import Signup, signup_of
from storage.stories import story_of
from storage.workshops import (
    Slot,
    Workshop,
    join_link_of,
    roles_of,
    slots_of,
    workshop_by_id,
)
from tests.bot.test_ideas import as_, cast, offers, planned
from tests.cast import NOW, a_session, join, put_down

DAY = timedelta(days=1)
TWO = (NOW + timedelta(weeks=6), NOW + timedelta(weeks=6, hours=12))


def presenting(db: Session, workshop: Workshop) -> list[tuple[int, int]]:
    slots = slots_of(db, workshop.id)
    where = {each.id: each.position for each in slots}
    roles = roles_of(db, list(where))
    theirs = [each for each in roles if each.role == "presenter"]
    return sorted((where[each.slot_id], each.member_id) for each in theirs)


def signs_up(db: Session, who: Member, workshop: Workshop, state: str = "coming") -> Signup:
    slot = slots_of(db, workshop.id)[0]
    signup = Signup(
        workshop_id=workshop.id, member_id=who.id, slot_id=slot.id, state=state,
        coming_as="take_part", created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    db.add(signup)
    db.flush()
    return signup


def was_told(db: Session, kind: str, idea: Idea) -> None:
    told = planned(db, kind, idea.id)
    told.ts, told.channel, told.shown, told.put_up_at = "1.1", "D1", told.wanted, NOW


def test_the_session_is_about_the_chosen_idea_and_its_offerer_presents(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        experiment = put_down(db, amina)
        as_(db, jonas)
        workshop = a_session(db, jonas, *TWO, link="https://example.org/meet")
        idea = offers(db, amina, experiment=experiment.id)
        other, elsewhere = offers(db, tom, workshop), offers(db, tom)
        for _again in range(2):
            presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)

        assert (idea.state, idea.chosen_for_id) == ("chosen", workshop.id)
        assert (workshop.presenter_id, workshop.experiment_id) == (amina.id, experiment.id)
        assert presenting(db, workshop) == [(1, amina.id), (2, amina.id)]
        assert planned(db, TOLD, idea.id).member_id == amina.id
        assert planned(db, TOLD, idea.id).wanted == 1
        assert (other.state, elsewhere.state) == ("later", "offered")
        assert planned(db, ANOTHER_TIME, other.id).member_id == tom.id
        assert delivery_by_occasion(db, occasion(ANOTHER_TIME, elsewhere.id)) is None
        as_(db, amina)
        signup = signup_of(db, workshop.id, amina.id)
        assert signup is not None
        assert (signup.state, signup.slot_id) == ("coming", slots_of(db, workshop.id)[0].id)
        assert join_link_of(db, workshop.id) == "https://example.org/meet"


def test_only_facilitators_choose_and_undo(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, tom)  # Tom was given it to hold
        idea = offers(db, amina, workshop)
        for who in (amina, tom):
            as_(db, who)
            with pytest.raises(Refusal) as choosing:
                presenters.choose(db, who, idea.id, workshop.id, now=NOW)
            with pytest.raises(Refusal) as undoing:
                presenters.release(db, who, workshop.id, now=NOW)
            for said in (choosing, undoing):
                assert said.value.name == "people.facilitators_only"
        assert workshop.presenter_id is None


def test_what_cannot_be_chosen_says_why(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        first, second = a_session(db, jonas), a_session(db, jonas)
        launch, past = a_session(db, jonas, kind="launch"), a_session(db, jonas, NOW - DAY)
        chosen, idea, back = offers(db, amina), offers(db, tom), offers(db, tom)
        presenters.take_back(db, tom, back.id, now=NOW)
        presenters.choose(db, as_(db, jonas), chosen.id, first.id, now=NOW)
        for which, where, name in (
            (chosen, second, "ideas.chosen_already"),
            (idea, first, "ideas.quicker"),
            (idea, launch, "ideas.not_for_that"),
            (idea, past, "ideas.not_for_that"),
            (back, second, "ideas.gone"),
        ):
            with pytest.raises(Refusal) as said:
                presenters.choose(db, jonas, which.id, where.id, now=NOW)
            assert said.value.name == name
        assert (idea.state, second.presenter_id, launch.presenter_id) == ("offered", None, None)


def test_two_facilitators_choose_at_once_and_one_wins(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, leila = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        ideas = [offers(db, each, workshop).id for each in (amina, tom)]
        hosts = [jonas.id, leila.id]
    both: threading.Barrier = threading.Barrier(2)
    came: list[str] = []

    def click(host_id: int, idea_id: int) -> None:
        both.wait()
        try:
            with database.transaction() as db:
                host = db.get(Member, host_id)
                assert host is not None
                presenters.choose(db, as_(db, host), idea_id, workshop.id, now=NOW)
            came.append("chosen")
        except Refusal as refusal:
            came.append(refusal.name)

    pairs = zip(hosts, ideas, strict=True)
    threads = [threading.Thread(target=click, args=each) for each in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(came) == ["chosen", "ideas.quicker"]
    with database.read(Keeper()) as db:
        states = sorted(found.state for each in ideas if (found := idea_by_id(db, each)))
        assert states == ["chosen", "later"]
        after = workshop_by_id(db, workshop.id)
        assert after is not None
        chosen = idea_chosen_for(db, workshop.id)
        assert chosen is not None
        assert presenting(db, after) == [(1, chosen.member_id)]


def test_taken_back_while_it_is_chosen_it_is_one_or_the_other(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        ids = amina.id, jonas.id
    both: threading.Barrier = threading.Barrier(2)

    def act(member_id: int) -> None:
        both.wait()
        with contextlib.suppress(Refusal), database.transaction() as db:
            member = db.get(Member, member_id)
            assert member is not None
            as_(db, member)
            if member.facilitator:
                presenters.choose(db, member, idea.id, workshop.id, now=NOW)
            else:
                presenters.take_back(db, member, idea.id, now=NOW)

    threads = [threading.Thread(target=act, args=(each,)) for each in ids]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    with database.read(Keeper()) as db:
        found, about = idea_by_id(db, idea.id), workshop_by_id(db, workshop.id)
        assert found is not None
        assert about is not None
        assert (found.state, about.presenter_id) in {("chosen", ids[0]), ("withdrawn", None)}


@pytest.mark.parametrize("waits", [False, True])
def test_a_full_session_gets_no_one_too_many_and_the_presenter_has_the_link(
    database: Database, *, waits: bool
) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas, places=1, link="https://example.org/meet")
        signs_up(db, tom, workshop, "waiting" if waits else "coming")
        idea = offers(db, amina, workshop)
        assert join_link_of(db, workshop.id) == ""
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)

        [places] = places_of(db, workshop).values()
        assert (places.coming, places.waiting) == ((0, 1) if waits else (1, 0))
        as_(db, amina)
        assert signup_of(db, workshop.id, amina.id) is None
        assert join_link_of(db, workshop.id) == "https://example.org/meet"
        [entry] = entries_of(db, workshop.id, [amina.id])
        assert entry.state == "standing", "they come all the same, and their calendar says so"
        [role] = [each for each in roles_of(db, [entry.slot_id]) if each.role == "presenter"]
        assert delivery_by_occasion(db, f"reminders.holds_start:{role.id}") is not None
        presenters.release(db, as_(db, jonas), workshop.id, now=NOW)
        [entry] = entries_of(db, workshop.id, [amina.id])
        assert entry.state == "cancelled"


def test_who_is_signed_up_already_stays_where_they_are(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        for before, after in (("waiting", "waiting"), ("coming", "coming"), ("reading", "coming"),
                              ("left", "coming")):  # fmt: skip
            workshop = a_session(db, jonas)
            signup = signs_up(db, amina, workshop, before)
            idea = offers(db, amina, workshop)
            presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
            assert signup.state == after


def test_a_presenter_who_left_is_not_put_in_again_by_somebodys_edit(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        attendances.leave(db, as_(db, amina), workshop.id, now=NOW)
        edits.change(db, as_(db, jonas), workshop.id, {"places": "9"}, now=NOW)
        as_(db, amina)
        signup = signup_of(db, workshop.id, amina.id)

        assert signup is not None
        assert (signup.state, signup.slot_id) == ("left", None)


def test_for_a_draft_the_place_comes_when_sign_up_is_opened(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        draft = a_session(db, jonas, state="draft")
        idea = offers(db, amina)
        presenters.choose(db, as_(db, jonas), idea.id, draft.id, now=NOW)
        assert signup_of(db, draft.id, amina.id) is None
        as_(db, amina)
        assert workshop_by_id(db, draft.id) is draft, "whoever presents may see it"
        as_(db, tom)
        assert workshop_by_id(db, draft.id) is None
        read_as(db, Room())
        assert workshop_by_id(db, draft.id) is None

        as_(db, jonas)
        draft.state = "open"
        second = NOW + timedelta(weeks=7)
        db.add(Slot(workshop_id=draft.id, position=2, starts_at=second,
                    ends_at=second + timedelta(hours=3), state="coming"))  # fmt: skip
        db.flush()
        for _again in range(2):
            presenters.ideas_follow(db, draft, now=NOW)
        assert presenting(db, draft) == [(1, amina.id), (2, amina.id)]
        found = signup_of(db, draft.id, amina.id)
        assert found is not None
        assert found.state == "coming"


def test_undone_it_is_about_nobodys_idea_and_the_idea_stays(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, leila = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea, other = offers(db, amina, workshop), offers(db, tom, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        was_told(db, TOLD, idea)
        stories.save(db, as_(db, amina), workshop.id, {"why": "We began."}, origin=None, now=NOW)
        stories.share(db, amina, workshop.id, now=NOW)
        for _again in range(2):
            presenters.release(db, as_(db, leila), workshop.id, now=NOW + DAY)

        assert (workshop.presenter_id, workshop.experiment_id) == (None, None)
        assert (idea.state, idea.chosen_for_id) == ("later", None)
        assert presenting(db, workshop) == []
        assert planned(db, ANOTHER_TIME, idea.id).wanted == 1
        as_(db, amina)
        story = story_of(db, workshop.id, amina.id)
        assert story is not None
        assert not story.shared
        presenters.choose(db, as_(db, leila), other.id, workshop.id, now=NOW + DAY)
        assert workshop.presenter_id == tom.id
        story = stories.save(
            db, as_(db, tom), workshop.id, {"why": "So did we."}, origin=None, now=NOW
        )
        assert stories.words_of(story)["why"] == "So did we."


def test_whoever_never_heard_that_it_was_theirs_does_not_hear_that_it_is_not(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        presenters.release(db, jonas, workshop.id, now=NOW)

        assert delivery_by_occasion(db, occasion(ANOTHER_TIME, idea.id)) is None


def test_chosen_again_it_is_news_again(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        was_told(db, TOLD, idea)
        presenters.release(db, jonas, workshop.id, now=NOW)
        planned(db, TOLD, idea.id).shown = planned(db, TOLD, idea.id).wanted
        presenters.choose(db, jonas, idea.id, workshop.id, now=NOW + DAY)

        told = planned(db, TOLD, idea.id)
        assert (told.ts, told.shown < told.wanted) == (None, True)


def test_taken_back_the_facilitators_hear_that_it_is_about_nothing(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, leila = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea, other = offers(db, amina, workshop), offers(db, tom)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        rules.talk(db, jonas, other.id, now=NOW)
        assert not news_for(db, jonas)
        presenters.take_back(db, as_(db, amina), idea.id, now=NOW + DAY)

        assert workshop.presenter_id is None
        for host in (jonas, leila):
            news = news_for(db, as_(db, host))
            assert (news.offered, list(news.freed)) == (False, [workshop])
        presenters.choose(db, as_(db, jonas), other.id, workshop.id, now=NOW + DAY)
        assert not news_for(db, jonas)


def test_what_happened_stays_as_it_was(database: Database) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        workshop.state = "happened"
        presenters.take_back(db, as_(db, amina), idea.id, now=NOW)

        assert workshop.presenter_id == amina.id
        assert not news_for(db, as_(db, jonas))


def test_what_was_for_a_cancelled_session_may_be_for_another(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        workshop, next_one = a_session(db, jonas), a_session(db, jonas)
        idea, other = offers(db, amina, workshop), offers(db, tom, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        workshop.state = "cancelled"
        presenters.ideas_follow(db, workshop, now=NOW)

        assert (idea.state, idea.chosen_for_id, idea.workshop_id) == ("later", None, None)
        assert (other.state, other.workshop_id) == ("later", None)
        presenters.choose(db, jonas, idea.id, next_one.id, now=NOW)
        assert next_one.presenter_id == amina.id


def test_a_chosen_idea_that_becomes_an_experiment_brings_the_session_along(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, _, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        found = rules.becoming(db, as_(db, amina), idea.id)
        assert found == (idea, workshop)
        experiment = put_down(db, amina)
        rules.became(db, *found, experiment, now=NOW)
        assert workshop.experiment_id == experiment.id
        another = put_down(db, amina)
        rules.change(db, amina, idea.id, Offer("Other.", "", another.id), now=NOW)
        assert workshop.experiment_id == another.id


def test_an_answer_to_another_time_keeps_it(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        talked, silent = offers(db, tom, workshop), offers(db, join(db, "mere"), workshop)
        rules.talk(db, as_(db, jonas), talked.id, now=NOW)
        presenters.choose(db, jonas, idea.id, workshop.id, now=NOW)
        assert (talked.state, silent.state) == ("later", "later")
        rules.keep(db, as_(db, tom), talked.id, now=NOW)
        mere = db.get(Member, silent.member_id)
        assert mere is not None
        rules.keep(db, as_(db, mere), silent.id, now=NOW)

        assert (talked.state, silent.state) == ("talking", "offered")
        read_as(db, person(amina))
        rules.keep(db, amina, idea.id, now=NOW)
        assert idea.state == "chosen"


def test_what_was_shared_for_a_cancelled_session_is_its_presenters_again(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina, tom, jonas, _ = cast(db)
        as_(db, jonas)
        workshop = a_session(db, jonas)
        idea = offers(db, amina, workshop)
        presenters.choose(db, as_(db, jonas), idea.id, workshop.id, now=NOW)
        signs_up(db, tom, workshop)
        as_(db, amina)
        stories.save(db, amina, workshop.id, {"why": "They wept."}, origin=None, now=NOW)
        stories.share(db, amina, workshop.id, now=NOW)
        as_(db, tom)
        assert story_of(db, workshop.id, amina.id) is not None
        times.cancel(db, as_(db, jonas), workshop.id, None, reason="", now=NOW)
        as_(db, tom)
        assert story_of(db, workshop.id, amina.id) is None
        as_(db, amina)
        assert story_of(db, workshop.id, amina.id) is not None
