"""The rules of reflecting: what is saved, who reads it, and what becomes of its line."""

import pytest
from sqlalchemy.orm import Session

from bot import reflections as rules
from bot.cards import CARD
from bot.deliveries import occasion
from bot.errors import Refusal
from bot.lines import LINE
from bot.prompts import HARD_DAY
from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME, Room, person, read_as
from storage.database import Database
from storage.deliveries import delivery_by_occasion
from storage.people import Member
from storage.prompts import PromptSet
from storage.reflections import (
    Answered,
    line_of,
    newest_lines,
    reflection_by_id,
    reflections_of,
)
from tests.cast import NOW, join, put_down, put_on


def written(**more: object) -> rules.Written:
    answers: list[Answered] = [{"question": "What?", "words": "Éclairs helped."}]
    given: dict[str, object] = {
        "prompt_set": "line",
        "answers": answers,
        "line": "",
        "experiment_id": None,
        "visibility": ONLY_ME,
    }
    return rules.Written(**{**given, **more})  # type: ignore[arg-type]


def amina_with_a_team(db: Session) -> Member:
    """E-1 is hers, and Tom is on it; Jonas facilitates."""
    for code in ("line", HARD_DAY):
        db.add(PromptSet(code=code, name=code, prompts=[], position=0, hidden=False))
    join(db, "jonas", facilitator=True)
    amina, tom = join(db, "amina"), join(db, "tom")
    experiment = put_down(db, amina)
    put_on(db, experiment.id, tom, at=NOW)
    return amina


def experiment_of(db: Session, by: Member) -> int:
    return put_down(db, by).id


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"answers": []}, "reflections.empty"),
        ({"prompt_set": "forged"}, "reflections.unknown_set"),
        ({"visibility": "public"}, "reflections.unknown_level"),
        ({"visibility": "forged"}, "reflections.unknown_level"),
        ({"visibility": CIRCLE}, "reflections.unknown_level"),
        ({"experiment_id": 999_999}, "reflections.not_on_it"),
    ],
)
def test_what_was_never_offered_is_refused(
    database: Database, more: dict[str, object], name: str
) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        with pytest.raises(Refusal) as refused:
            rules.write(db, amina, written(**more), origin="V1", now=NOW)

        assert refused.value.name == name
        assert reflections_of(db, amina.id, limit=9) == []


def test_somebody_elses_experiment_is_not_written_about(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        wanjirus = put_down(db, join(db, "wanjiru")).id
        read_as(db, person(amina))
        with pytest.raises(Refusal, match=r"reflections\.not_on_it"):
            rules.write(db, amina, written(experiment_id=wanjirus), origin="V1", now=NOW)


def test_a_hard_day_is_never_widened_whatever_the_save_says(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        forged = written(prompt_set=HARD_DAY, line="Read this", visibility=GROUP)
        saved = rules.write(db, amina, forged, origin="V1", now=NOW)

        assert saved.visibility == ONLY_ME
        assert line_of(db, saved.id) is None


def test_one_window_makes_one(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        first = rules.write(db, amina, written(), origin="V1", now=NOW)
        again = rules.write(db, amina, written(line="x"), origin="V1", now=NOW)

        assert again is first
        assert line_of(db, first.id) is None


def test_it_is_found_by_any_word_of_it(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        about = experiment_of(db, amina)
        rules.write(db, amina, written(experiment_id=about, line="Ø, a line"), origin="V1", now=NOW)
        for word in ("eclairs", "a line", "longer first"):
            assert len(reflections_of(db, amina.id, limit=9, word=word)) == 1, word
        assert reflections_of(db, amina.id, limit=9, word="cake") == []


def test_a_line_goes_under_the_card_of_what_is_for_the_group(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        shared = experiment_of(db, amina)
        private = put_down(db, amina, visibility=ONLY_ME).id
        for origin, about in (("V1", shared), ("V2", private), ("V3", None)):
            one = written(line="Heard.", experiment_id=about)
            rules.write(db, amina, one, origin=origin, now=NOW)
        lines = newest_lines(db, limit=9)
        planned = [delivery_by_occasion(db, occasion(LINE, each.id)) for each in lines]

        assert [each.under if each else None for each in planned] == [
            None,
            None,
            occasion(CARD, shared),
        ]
        read_as(db, Room())
        assert len(newest_lines(db, limit=9)) == 3, "saving it is the permission"


def test_a_line_follows_every_edit(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        one, two = experiment_of(db, amina), experiment_of(db, amina)
        saved = rules.write(
            db, amina, written(line="One.", experiment_id=one), origin="V1", now=NOW
        )
        first = line_of(db, saved.id)
        assert first is not None
        assert not first.has_more
        again = written(line="Two.", experiment_id=one, visibility=GROUP)
        rules.edit(db, amina, saved.id, again, now=NOW)
        kept = line_of(db, saved.id)
        assert kept is not None
        assert (kept.id, kept.words, kept.has_more) == (first.id, "Two.", True)

        rules.edit(db, amina, saved.id, written(line="Two.", experiment_id=two), now=NOW)
        moved = line_of(db, saved.id)
        assert moved is not None
        assert (moved.id != first.id, moved.has_more) == (True, False)
        planned = delivery_by_occasion(db, occasion(LINE, moved.id))
        assert planned is not None
        assert planned.under == occasion(CARD, two)

        rules.edit(db, amina, saved.id, written(), now=NOW)
        assert line_of(db, saved.id) is None


def test_taking_the_line_back_twice_is_once(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        saved = rules.write(db, amina, written(line="Heard."), origin="V1", now=NOW)
        rules.take_line_back(db, amina, saved.id, now=NOW)
        rules.take_line_back(db, amina, saved.id, now=NOW)

        assert line_of(db, saved.id) is None
        assert reflections_of(db, amina.id, limit=9, word="heard") == []
        assert reflection_by_id(db, saved.id) is saved


def test_taken_back_its_line_goes_with_it(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        saved = rules.write(db, amina, written(line="Heard."), origin="V1", now=NOW)
        rules.take_back(db, amina, saved.id, now=NOW)

        assert reflections_of(db, amina.id, limit=9) == []
        assert newest_lines(db, limit=9) == []


@pytest.mark.parametrize("change", [rules.take_back, rules.take_line_back])
def test_nobody_else_changes_it(database: Database, change: object) -> None:
    with database.transaction() as db:
        amina, tom = amina_with_a_team(db), join(db, "tom")
        open_to_all = written(line="Heard.", visibility=GROUP)
        saved = rules.write(db, amina, open_to_all, origin="V1", now=NOW)
        read_as(db, person(tom))
        assert reflection_by_id(db, saved.id) is not None
        with pytest.raises(Refusal, match=r"reflections\.nothing_there"):
            change(db, tom, saved.id, now=NOW)  # type: ignore[operator]
        with pytest.raises(Refusal, match=r"reflections\.nothing_there"):
            rules.edit(db, tom, saved.id, written(), now=NOW)


def test_who_came_meanwhile_is_found_out(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        tom, jonas = join(db, "tom"), join(db, "jonas", facilitator=True)
        mine, experiment = rules.checked(
            db, amina, written(experiment_id=_with(db, amina, tom), visibility=CIRCLE), now=NOW
        )
        assert rules.joined_since(db, amina, mine, experiment, {CIRCLE: [tom.id]}) == []
        assert rules.joined_since(db, amina, mine, experiment, {CIRCLE: []}) == [tom]
        hosts, _ = rules.checked(db, amina, written(visibility=FACILITATORS), now=NOW)
        assert rules.joined_since(db, amina, hosts, None, {}) == [jonas]
        everyone, _ = rules.checked(db, amina, written(visibility=GROUP), now=NOW)
        assert not rules.joined_since(db, amina, everyone, None, {})


def test_a_facilitator_without_a_name_cannot_be_named(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        join(db, "leila", facilitator=True).name = ""
        db.flush()

        assert FACILITATORS not in rules.offered(db, amina, None)


def test_where_it_starts(database: Database) -> None:
    with database.transaction() as db:
        amina = amina_with_a_team(db)
        levels = {ONLY_ME: (), CIRCLE: (), FACILITATORS: (), GROUP: ()}
        assert rules.first_level(db, amina, levels) == CIRCLE
        assert rules.first_level(db, amina, {ONLY_ME: (), GROUP: ()}) == ONLY_ME
        rules.write(db, amina, written(visibility=GROUP), origin="V1", now=NOW)
        assert rules.first_level(db, amina, levels) == CIRCLE, "a wider one is not remembered"
        rules.write(db, amina, written(), origin="V2", now=NOW)
        assert rules.first_level(db, amina, levels) == ONLY_ME


def _with(db: Session, amina: Member, tom: Member) -> int:
    about = experiment_of(db, amina)
    put_on(db, about, tom, at=NOW)
    return about
