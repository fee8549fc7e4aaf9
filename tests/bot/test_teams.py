"""Who is on an experiment: coming, going, and what stands with it."""

import threading

import pytest
from sqlalchemy.orm import Session

from bot.cards import WELCOME
from bot.deliveries import HOME
from bot.errors import Refusal
from bot.teams import (
    MOST_PEOPLE,
    TeamChange,
    bring_in,
    change_people,
    choose_rhythm,
    for_team,
    leave,
)
from bot.visibility import person, read_as
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member
from storage.proposals import newest_welcome
from storage.teams import team_of
from tests.cast import NOW, join, put_down


def change(
    db: Session, by: Member, experiment: Experiment, shown: list[str], chosen: list[str]
) -> TeamChange:
    read_as(db, person(by))
    return change_people(db, by, experiment.id, shown=shown, chosen=chosen, now=NOW)


def on_it(db: Session, experiment: Experiment) -> set[str]:
    return {each.slack_id for each in team_of(db, experiment.id)}


def test_what_was_one_persons_alone_is_its_peoples_then(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina, visibility="only_me")
        change(db, amina, experiment, ["UAMINA"], ["UAMINA", "UTOM", "UPRIYA", "UTOM"])

        assert experiment.visibility == "circle"
        assert on_it(db, experiment) == {"UAMINA", "UTOM", "UPRIYA"}
        read_as(db, person(tom))
        assert experiment_by_id(db, experiment.id) is experiment
        told = newest_welcome(db, experiment.id, tom.id)
        assert told is not None
        assert delivery_by_occasion(db, f"{WELCOME}:{told.id}") is not None


def test_only_the_differences_that_someone_made_count(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        for handle in ("tom", "priya", "leila", "jonas"):
            join(db, handle)
        experiment = put_down(db, amina)
        change(db, amina, experiment, ["UAMINA"], ["UAMINA", "UTOM", "UPRIYA"])
        tom = join(db, "tom")
        shown = ["UAMINA", "UTOM", "UPRIYA"]
        change(db, tom, experiment, shown, ["UAMINA", "UTOM", "UJONAS"])
        after = change(db, amina, experiment, shown, [*shown, "ULEILA"])

        assert on_it(db, experiment) == {"UAMINA", "UTOM", "UJONAS", "ULEILA"}
        assert after.meanwhile
        again = change(db, amina, experiment, ["UAMINA"], ["UAMINA", "UTOM", "UJONAS", "ULEILA"])
        assert not again.meanwhile, "the same save twice is nobody else's doing"


def test_two_who_bring_in_at_the_same_instant_both_succeed(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        change(db, amina, experiment, ["UAMINA"], ["UAMINA", "UTOM"])
        number = experiment.id
    ready = threading.Barrier(2)
    stumbled: list[Exception] = []

    def save(handle: str, comes: str) -> None:
        ready.wait()
        try:
            with database.transaction() as db:
                by = join(db, handle)
                read_as(db, person(by))
                shown = ["UAMINA", "UTOM"]
                change_people(db, by, number, shown=shown, chosen=[*shown, comes], now=NOW)
        except Exception as error:  # noqa: BLE001  # carried over to the test's own thread
            stumbled.append(error)

    saves = [
        threading.Thread(target=save, args=("amina", "UPRIYA")),
        threading.Thread(target=save, args=("tom", "ULEILA")),
    ]
    for each in saves:
        each.start()
    for each in saves:
        each.join()

    assert stumbled == []
    with database.transaction() as db:
        assert {each.slack_id for each in team_of(db, number)} == {
            "UAMINA",
            "UTOM",
            "UPRIYA",
            "ULEILA",
        }


def test_who_goes_reads_no_more_and_their_home_is_drawn_again(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina, visibility="circle")
        bring_in(db, experiment, [tom], by=amina, now=NOW)
        read_as(db, person(tom))
        leave(db, tom, experiment.id, now=NOW)
        db.flush()

        assert experiment_by_id(db, experiment.id) is None
        assert delivery_by_occasion(db, f"{HOME}:{tom.id}") is not None
        with pytest.raises(Refusal, match=r"teams\.left_already"):
            leave(db, tom, experiment.id, now=NOW)
        with pytest.raises(Refusal, match=r"teams\.not_on_team"):
            for_team(db, tom, experiment.id)


@pytest.mark.parametrize(
    ("by", "chosen", "refusal"),
    [
        ("amina", ["UTOM"], "teams.you_are_the_one"),
        ("tom", ["UTOM"], "teams.someone_to_talk_to"),
        ("amina", ["UAMINA", "UTOM", "USLACKBOT"], "teams.not_a_person"),
        ("amina", ["UAMINA", "UTOM", *(f"U{n}" for n in range(MOST_PEOPLE))], "teams.too_many"),
        ("priya", ["UAMINA", "UTOM", "UPRIYA"], "teams.not_on_team"),
    ],
)
def test_what_cannot_be_changes_nothing(
    database: Database, by: str, chosen: list[str], refusal: str
) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)
        bring_in(db, experiment, [tom], by=amina, now=NOW)
        db.flush()
        someone = join(db, by)
        with pytest.raises(Refusal) as refused:
            change(db, someone, experiment, ["UAMINA", "UTOM"], chosen)

        assert refused.value.name == refusal
        assert on_it(db, experiment) == {"UAMINA", "UTOM"}


def test_the_one_to_talk_to_does_not_leave(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        with pytest.raises(Refusal, match=r"teams\.you_are_the_one"):
            leave(db, amina, experiment.id, now=NOW)


def test_only_its_people_say_how_often_to_ask(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        experiment = put_down(db, amina)
        assert choose_rhythm(db, amina, experiment.id, "monthly", now=NOW).rhythm == "monthly"
        with pytest.raises(Refusal, match="nothing_there"):
            choose_rhythm(db, amina, experiment.id, "hourly", now=NOW)
        read_as(db, person(tom))
        with pytest.raises(Refusal, match="not_on_team"):
            choose_rhythm(db, tom, experiment.id, "fortnightly", now=NOW)

        assert experiment.rhythm == "monthly"
