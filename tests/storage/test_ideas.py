"""Ideas as rows: which wait, which were chosen, and what sessions could be about one."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.visibility import Keeper, Room, person, read_as
from storage.database import Database
from storage.ideas import (
    Idea,
    idea_about,
    idea_by_id,
    idea_by_origin,
    idea_chosen_for,
    idea_nobody_talked_about,
    ideas_chosen,
    ideas_for,
    ideas_of,
    ideas_offered,
    locked_idea,
    sessions_about,
    sessions_about_nobody_yet,
    sessions_without_their_idea,
)
from storage.people import Member
from storage.workshops import Role, Workshop, remove_roles, roles_of, slots_of
from tests.cast import NOW, a_session, join, put_down

DAY = timedelta(days=1)


def an_idea(db: Session, by: Member, state: str = "offered", **more: object) -> Idea:
    idea = Idea(
        member_id=by.id, words="Quiet rooms.", people="", state=state, created_at=NOW,
        updated_at=NOW, **more,
    )  # fmt: skip
    db.add(idea)
    db.flush()
    return idea


def cast(db: Session) -> tuple[Member, Member]:
    """Amina, and Jonas, who facilitates and reads."""
    amina, jonas = join(db, "amina"), join(db, "jonas", facilitator=True)
    read_as(db, person(jonas))
    return amina, jonas


def test_those_that_wait_come_oldest_first_a_page_at_a_time(database: Database) -> None:
    with database.transaction() as db:
        amina, _ = cast(db)
        made = {
            state: an_idea(db, amina, state)
            for state in ("offered", "talking", "chosen", "later", "withdrawn")
        }
        waiting = [made[each] for each in ("offered", "talking", "later")]

        assert list(ideas_offered(db, limit=9)) == waiting
        assert list(ideas_offered(db, limit=2)) == waiting[:2]
        assert list(ideas_offered(db, limit=9, after=waiting[1].id)) == waiting[2:]
        read_as(db, person(amina))
        assert list(ideas_of(db, amina.id, limit=2)) == [made["later"], made["chosen"]]


def test_what_nobody_took_up_yet(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        an_idea(db, amina, "talking", talking_id=jonas.id)
        an_idea(db, amina, "offered", talking_id=jonas.id)
        own = an_idea(db, jonas)
        assert idea_nobody_talked_about(db, besides=jonas.id) is None
        assert idea_nobody_talked_about(db, besides=amina.id) is own
        new = an_idea(db, amina)
        assert idea_nobody_talked_about(db, besides=jonas.id) is new


def test_an_idea_is_found_by_what_it_belongs_to(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        experiment = put_down(db, amina)
        read_as(db, person(jonas))
        workshop, other = a_session(db, jonas), a_session(db, jonas)
        offered = an_idea(db, amina, workshop_id=workshop.id, origin="V1:ideas.save")
        chosen = an_idea(db, amina, "chosen", chosen_for_id=other.id, experiment_id=experiment.id)
        an_idea(db, amina, "withdrawn", experiment_id=experiment.id, workshop_id=workshop.id)

        assert idea_by_origin(db, "V1:ideas.save") is idea_by_id(db, offered.id) is offered
        assert locked_idea(db, offered.id) is offered
        assert list(ideas_for(db, workshop.id)) == [offered]
        assert (idea_chosen_for(db, workshop.id), idea_chosen_for(db, other.id)) == (None, chosen)
        assert idea_about(db, experiment.id) is chosen
        assert list(ideas_chosen(db, limit=9)) == [chosen]
        other.state = "cancelled"
        db.flush()
        assert list(ideas_chosen(db, limit=9)) == []


def test_sessions_that_lost_their_idea_until_they_have_another(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        workshop = a_session(db, jonas)
        for _twice in range(2):
            an_idea(db, amina, "withdrawn", chosen_for_id=workshop.id)
        an_idea(db, amina, "withdrawn", chosen_for_id=a_session(db, jonas, state="happened").id)
        read_as(db, Keeper())
        assert list(sessions_without_their_idea(db)) == [workshop]
        workshop.presenter_id = amina.id
        db.flush()
        assert list(sessions_without_their_idea(db)) == []


def test_sessions_about_nobody_yet_come_in_the_order_of_their_times(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        second = a_session(db, jonas, NOW + 9 * DAY, NOW + 2 * DAY)
        first = a_session(db, jonas, NOW + DAY, state="draft")
        taken = a_session(db, jonas, presenter=amina)
        a_session(db, jonas, NOW - DAY)
        a_session(db, jonas, state="cancelled")
        gone = a_session(db, jonas)
        for slot in slots_of(db, gone.id):
            slot.state = "cancelled"
        db.flush()

        def found(**more: int) -> list[Workshop]:
            return list(sessions_about_nobody_yet(db, NOW, **{"limit": 9, **more}))

        assert found() == [first, second]
        assert found(limit=1) == [first]
        taken.presenter_id = None
        db.flush()
        assert found() == [first, second, taken]
        read_as(db, person(amina))
        assert found() == [second, taken], "a draft is not everybody's"


def test_the_sessions_about_an_experiment(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        experiment = put_down(db, amina)
        read_as(db, person(jonas))
        made = [
            a_session(db, jonas, state=state, experiment=experiment)
            for state in ("happened", "draft", "open", "cancelled")
        ]
        read_as(db, Room())
        assert list(sessions_about(db, experiment.id, limit=9)) == [made[2], made[0]]


def test_a_part_of_theirs_goes_and_others_stay(database: Database) -> None:
    with database.transaction() as db:
        amina, jonas = cast(db)
        workshop, other = a_session(db, jonas), a_session(db, jonas)
        for each in (workshop, other):
            slot = slots_of(db, each.id)[0]
            for role in ("presenter", "timekeeper"):
                db.add(Role(slot_id=slot.id, member_id=amina.id, role=role))
        db.flush()
        slots = [each.id for each in slots_of(db, workshop.id)]
        remove_roles(db, slots, [amina.id], "presenter")

        def left(of: Workshop) -> list[str]:
            return [each.role for each in roles_of(db, [each.id for each in slots_of(db, of.id)])]

        assert left(workshop) == ["facilitator", "timekeeper"]
        assert left(other) == ["facilitator", "presenter", "timekeeper"]
