"""The rules of details: added at any time by its people, and two who write at once both seen."""

import pytest
from sqlalchemy.orm import Session

from bot.details import FIELDS, KINDS, SCALES, add
from bot.errors import Refusal
from bot.versions import mark
from bot.visibility import guard_sessions, person, read_as
from storage.database import Database
from storage.details import detail, details_of
from storage.experiments import Experiment
from storage.people import Member
from tests.cast import NOW, join, put_down, put_on

guard_sessions()
EMPTY = {field: mark("") for fields in FIELDS.values() for field in fields}


def save(db: Session, by: Member, experiment: Experiment, **mine: str) -> dict[str, str] | None:
    """From a form that was opened while nothing was there."""
    read_as(db, person(by))
    both = add(db, by, experiment.id, 1, mine, opened_with=EMPTY, now=NOW)
    return dict(both.theirs) if both else None


def test_what_was_added_can_be_changed_and_taken_away(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        save(db, amina, experiment, actors="Clerks.", heard="")
        assert details_of(db, experiment.id, 1) == {"actors": "Clerks."}

        opened = {"actors": mark("Clerks.")}
        add(db, amina, experiment.id, 1, {"actors": ""}, opened_with=opened, now=NOW)
        assert details_of(db, experiment.id, 1) == {}
        kept = detail(db, experiment.id, 1, "actors")
        assert kept is not None
        assert kept.words == "", "nothing of it is left behind"


def test_two_who_write_different_things_both_keep_theirs(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = _two(db)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        assert save(db, tom, experiment, actors="Families.", heard="") is None
        assert save(db, amina, experiment, actors="", heard="It is long.") is None

        assert details_of(db, experiment.id, 1) == {"actors": "Families.", "heard": "It is long."}


def test_two_who_write_the_same_answer_at_once_are_both_shown(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = _two(db)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)
        save(db, tom, experiment, actors="Families.")

        both = save(db, amina, experiment, actors="Clerks.", heard="It is long.")
        assert both == {"actors": "Families."}
        assert details_of(db, experiment.id, 1) == {"actors": "Families."}, "nothing half saved"
        seen = {**EMPTY, "actors": mark("Families.")}
        add(db, amina, experiment.id, 1, {"actors": "Clerks."}, opened_with=seen, now=NOW)
        assert details_of(db, experiment.id, 1) == {"actors": "Clerks."}


def test_the_same_save_twice_blames_nobody(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        assert save(db, amina, experiment, actors="Clerks.") is None
        assert save(db, amina, experiment, actors="Clerks.") is None


@pytest.mark.parametrize(
    ("field", "words"),
    [("secret", "x"), ("kind", "guess"), ("scales", "person,planet"), ("title", "x")],
)
def test_a_forged_answer_is_refused(database: Database, field: str, words: str) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        with pytest.raises(Refusal, match=r"experiments\.unknown_choice"):
            save(db, amina, experiment, **{field: words})


def test_what_is_offered_is_taken(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        for kind in KINDS:
            assert save(db, amina, experiment, kind=kind) in (None, {"kind": KINDS[0]})

        assert save(db, amina, experiment, scales=",".join(SCALES)) is None


@pytest.mark.parametrize("cycle", [0, -1, 2])
def test_a_turn_that_there_is_not_takes_nothing(database: Database, cycle: int) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        with pytest.raises(Refusal, match=r"errors\.nothing_there"):
            add(db, amina, experiment.id, cycle, {"actors": "x"}, opened_with={}, now=NOW)


@pytest.mark.parametrize("facilitator", [False, True], ids=["a member", "a facilitator"])
def test_nobody_but_its_people_adds_to_it(database: Database, *, facilitator: bool) -> None:
    with database.transaction() as db:
        experiment = put_down(db, join(db, "amina"))
        tom = join(db, "tom", facilitator=facilitator)

        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            save(db, tom, experiment, actors="Mine.")


def _two(db: Session) -> tuple[Member, Member]:
    return join(db, "amina"), join(db, "tom")
