"""Who could read it: the people behind each level, and where a form starts."""

import pytest

from bot.audiences import UNNAMED, ask_audiences, audiences, circle_of, starting_level
from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME
from storage.database import Database
from tests.cast import join, put_down, put_on


def test_a_level_with_nobody_in_it_is_not_offered(database: Database) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)

        assert list(audiences(db, amina, None)) == [ONLY_ME, GROUP]
        assert list(audiences(db, amina, experiment)) == [ONLY_ME, GROUP]


def test_each_level_names_its_people_besides_the_author(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina", facilitator=True), join(db, "tom")
        leila = join(db, "leila", facilitator=True)
        experiment = put_down(db, amina)
        put_on(db, experiment.id, tom)

        named = audiences(db, amina, experiment)

        assert list(named) == [ONLY_ME, CIRCLE, FACILITATORS, GROUP], "public is never offered"
        assert list(named[CIRCLE]) == [tom]
        assert list(named[FACILITATORS]) == [leila]
        assert CIRCLE not in audiences(db, amina, None), "work in general has no circle"


ALL = (ONLY_ME, CIRCLE, FACILITATORS, GROUP)


@pytest.mark.parametrize(
    ("offered", "safe", "last", "start"),
    [
        (ALL, CIRCLE, None, CIRCLE),
        (ALL, CIRCLE, ONLY_ME, ONLY_ME),  # a narrower last choice is remembered
        (ALL, CIRCLE, GROUP, CIRCLE),  # a wider one is not
        (ALL, CIRCLE, FACILITATORS, CIRCLE),  # other people are not narrower
        (ALL, ONLY_ME, GROUP, ONLY_ME),
        (ALL, GROUP, FACILITATORS, FACILITATORS),
        ((ONLY_ME, GROUP), CIRCLE, GROUP, ONLY_ME),  # nobody in the circle
        ((ONLY_ME, GROUP), GROUP, CIRCLE, GROUP),  # remembered, and not offered here
    ],
)
def test_a_form_never_starts_wider_than_is_safe(
    offered: tuple[str, ...], safe: str, last: str | None, start: str
) -> None:
    assert starting_level(offered, safe=safe, last=last) == start


def test_an_ask_is_for_everyone_or_for_people_who_are_named(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        jonas, leila = (join(db, each, facilitator=True) for each in ("jonas", "leila"))
        put_down(db, amina)
        shared = put_down(db, amina)
        put_on(db, shared.id, tom)

        assert ask_audiences(db, amina, leila) == {
            GROUP: (),
            UNNAMED: [leila],
            circle_of(shared.id): [tom],
            FACILITATORS: [jonas, leila],
        }
        jonas.facilitator = leila.facilitator = False
        db.flush()
        assert list(ask_audiences(db, amina, None)) == [GROUP, circle_of(shared.id)]


def test_whose_name_is_not_known_is_in_no_choice(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        jonas = join(db, "jonas", facilitator=True)
        put_on(db, put_down(db, amina).id, tom)
        tom.name = jonas.name = ""
        db.flush()

        assert list(ask_audiences(db, amina, jonas)) == [GROUP]


def test_of_what_is_shared_the_three_newest_are_offered(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = join(db, "amina"), join(db, "tom")
        shared = [put_down(db, amina).id for _ in range(4)]
        for each in shared:
            put_on(db, each, tom)

        newest = [circle_of(each) for each in reversed(shared[1:])]
        assert list(ask_audiences(db, amina, None)) == [GROUP, *newest]
