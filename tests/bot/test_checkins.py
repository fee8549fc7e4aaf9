"""Check-ins: said, said otherwise, made narrower and taken back, with all that follows."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import checkins as rules
from bot.cards import CARD
from bot.deliveries import HOME, occasion
from bot.errors import Refusal
from bot.lines import LINE
from bot.selections import LINES
from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME, Keeper, Room, person, read_as
from storage.checkins import CheckIn, newest_check_in_of
from storage.database import Database
from storage.deliveries import Delivery, delivery_by_occasion
from storage.experiments import Experiment
from storage.intentions import Intention
from storage.people import Member
from storage.reflections import Line, line_of_check_in
from storage.teams import Teammate, remove_teammate
from tests.cast import NOW, SAFETY, checked_in, join, put_down, put_on

A_DAY = timedelta(days=1)
SAID = rules.Said("slow", noticed="They knew.", will_try="Ask.", line="Ask the clerks.")


def on_it(db: Session, **more: str) -> tuple[Member, Member, Experiment]:
    """An experiment of Amina's, with Tom on it; Leila facilitates. Read with Amina's eyes."""
    amina, tom = join(db, "amina"), join(db, "tom")
    join(db, "leila", facilitator=True)
    experiment = put_down(db, amina, **more)
    put_on(db, experiment.id, tom, at=NOW)
    return amina, tom, experiment


def say(db: Session, by: Member, said: rules.Said, **more: str) -> CheckIn:
    return rules.say(db, by, newest(db), said, origin=more.get("origin"), now=NOW)


def newest(db: Session) -> int:
    """The experiment that was put down last, whoever may read it."""
    return (
        db.scalars(select(Teammate.experiment_id).order_by(Teammate.experiment_id.desc())).first()
        or 0
    )


def planned(db: Session, kind: str, subject_id: int) -> Delivery | None:
    return delivery_by_occasion(db, occasion(kind, subject_id))


def wanted(db: Session, delivery: Delivery) -> int:
    db.refresh(delivery)
    return delivery.wanted


def homes_wanted(db: Session) -> dict[int, int]:
    found = db.execute(select(Delivery.subject_id, Delivery.wanted).where(Delivery.kind == HOME))
    return {each.subject_id: each.wanted for each in found}


def test_it_is_noted_as_it_was_said_and_once_for_each_window(database: Database) -> None:
    with database.transaction() as db:
        amina, _, experiment = on_it(db)
        check_in = say(db, amina, SAID, origin="V1")
        assert say(db, amina, rules.Said("stuck"), origin="V1") is check_in
        stands = (check_in.feel, check_in.noticed, check_in.will_try, check_in.stage)
        assert stands == ("slow", "They knew.", "Ask.", "idea")
        assert (check_in.visibility, check_in.shared_at, check_in.experiment_id) == (
            CIRCLE, NOW, experiment.id,
        )  # fmt: skip


@pytest.mark.parametrize("feel", [*rules.FEELS, rules.NOTHING_NEW])
def test_each_word_can_be_said(database: Database, feel: str) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        assert say(db, amina, rules.Said(feel)).feel == feel


@pytest.mark.parametrize(
    ("said", "name", "field"),
    [
        (rules.Said(""), "checkins.unknown_choice", "feel"),
        (rules.Said("great"), "checkins.unknown_choice", "feel"),
        (rules.Said("slow", visibility="public"), "checkins.unknown_level", "visibility"),
        (rules.Said("slow", visibility="everyone"), "checkins.unknown_level", "visibility"),
    ],
)
def test_what_no_form_offers_is_refused(
    database: Database, said: rules.Said, name: str, field: str
) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        with pytest.raises(Refusal) as refused:
            say(db, amina, said)
        assert (refused.value.name, refused.value.field) == (name, field)


def test_anyone_on_it_may_say_it_until_they_leave_or_it_ends(database: Database) -> None:
    with database.transaction() as db:
        _, tom, experiment = on_it(db)
        leila = join(db, "leila", facilitator=True)
        read_as(db, person(leila))
        with pytest.raises(Refusal) as refused:
            say(db, leila, SAID)
        assert refused.value.name == "checkins.others_say"
        read_as(db, person(tom))
        experiment.state = "resting"
        before = say(db, tom, SAID)
        experiment.state = "closed"
        db.flush()
        with pytest.raises(Refusal) as refused:
            say(db, tom, SAID)
        assert refused.value.name == "checkins.is_over"
        edited = rules.edit(db, tom, before.id, rules.Said("ending"), now=NOW)
        assert edited.feel == "ending", "what was said before can still be put right"
        remove_teammate(db, experiment.id, tom.id)
        rules.take_back(db, tom, before.id, now=NOW)
        assert newest_check_in_of(db, tom.id, experiment_id=experiment.id) is None


def test_others_can_neither_change_it_nor_take_it_back(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = on_it(db)
        check_in = say(db, amina, SAID)
        read_as(db, person(tom))
        for change in (
            lambda: rules.edit(db, tom, check_in.id, SAID, now=NOW),
            lambda: rules.narrow(db, tom, check_in.id, now=NOW),
            lambda: rules.take_line_back(db, tom, check_in.id, now=NOW),
            lambda: rules.take_back(db, tom, check_in.id, now=NOW),
            lambda: rules.own(db, tom, 99),
        ):
            with pytest.raises(Refusal) as refused:
                change()
            assert refused.value.name == "checkins.nothing_there"


@pytest.mark.parametrize(
    ("around", "answered", "levels"),
    [
        ("group", True, {ONLY_ME, CIRCLE, FACILITATORS, GROUP}),
        ("group", False, {ONLY_ME, CIRCLE}),
        ("circle", True, {ONLY_ME, CIRCLE}),
    ],
)
def test_no_level_is_wider_than_the_experiment(
    database: Database, around: str, *, answered: bool, levels: set[str]
) -> None:
    with database.transaction() as db:
        amina, _, experiment = on_it(db, visibility=around)
        experiment.stage = "explore"
        if answered:
            experiment.could_be_hurt = SAFETY.could_be_hurt
            experiment.people_know, experiment.how_stop = SAFETY.people_know, SAFETY.how_stop
        assert set(rules.offered(db, amina, experiment)) == levels


def test_whoever_has_no_name_yet_cannot_be_named_and_so_does_not_read(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = on_it(db)
        tom.name = ""
        assert CIRCLE not in rules.offered(db, amina, experiment)
        assert rules.first_level(db, amina, experiment) == ONLY_ME


def test_it_starts_with_the_people_on_it_and_remembers_a_narrower_choice(
    database: Database,
) -> None:
    with database.transaction() as db:
        amina = join(db, "amina")
        experiment = put_down(db, amina)
        assert say(db, amina, rules.Said("slow")).visibility == ONLY_ME, "there is nobody else"
        put_on(db, experiment.id, join(db, "tom"), at=NOW + A_DAY)
        assert rules.first_level(db, amina, experiment) == CIRCLE, "that was no choice"
        later = NOW + 2 * A_DAY
        wide = rules.Said("slow", visibility=GROUP)
        rules.say(db, amina, experiment.id, wide, origin=None, now=later)
        assert rules.first_level(db, amina, experiment) == CIRCLE, "a wider one is made anew"
        alone = rules.Said("slow", visibility=ONLY_ME)
        rules.say(db, amina, experiment.id, alone, origin=None, now=later)
        assert rules.first_level(db, amina, experiment) == ONLY_ME
        other = put_down(db, amina)
        put_on(db, other.id, join(db, "tom"))
        assert rules.first_level(db, amina, other) == CIRCLE, "each has its own"


def test_one_word_alone_messages_nobody(database: Database) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        before = set(db.scalars(select(Delivery.occasion)))
        say(db, amina, rules.Said("stuck"))
        assert set(db.scalars(select(Delivery.occasion))) == before


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        (rules.Said("slow", visibility=GROUP), True),
        (rules.Said("slow", noticed="They knew.", visibility=CIRCLE), False),
        (rules.Said("slow", noticed="They knew.", visibility=FACILITATORS), False),
        (rules.Said("nothing_new", visibility=GROUP), False),
        (rules.Said("nothing_new", will_try="Ask.", visibility=GROUP), True),
    ],
)
def test_the_thread_hears_of_it_only_where_everyone_who_reads_there_may(
    database: Database, said: rules.Said, *, is_told: bool
) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        told = planned(db, rules.TOLD, say(db, amina, said).id)
        assert (told is not None) == is_told
        assert told is None or told.under == occasion(CARD, newest(db))


def test_the_line_is_a_row_of_its_own_under_the_card(database: Database) -> None:
    with database.transaction() as db:
        amina, _, experiment = on_it(db)
        check_in = say(db, amina, SAID)
        line = line_of_check_in(db, check_in.id)
        assert line is not None
        assert (line.words, line.visibility, line.has_more, line.experiment_id) == (
            "Ask the clerks.", GROUP, True, experiment.id,
        )  # fmt: skip
        post = planned(db, LINE, line.id)
        assert post is not None
        assert post.under == occasion(CARD, experiment.id)
        read_as(db, Room())
        assert db.scalars(select(Line.words)).all() == ["Ask the clerks."]
        assert db.scalars(select(CheckIn)).all() == []


def test_edited_or_made_narrower_what_stands_follows(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, _ = on_it(db)
        check_in = say(db, amina, rules.Said("slow", line="A line.", visibility=GROUP))
        line = line_of_check_in(db, check_in.id)
        assert line is not None
        told, post = planned(db, rules.TOLD, check_in.id), planned(db, LINE, line.id)
        assert told is not None
        assert post is not None
        rules.edit(db, amina, check_in.id, rules.Said("stuck", line="Other."), now=NOW + A_DAY)
        assert (check_in.feel, check_in.visibility, line.words) == ("stuck", CIRCLE, "Other.")
        assert check_in.shared_at == NOW + A_DAY
        assert (wanted(db, told), wanted(db, post)) == (2, 2)
        before = homes_wanted(db)
        rules.narrow(db, amina, check_in.id, now=NOW)
        assert check_in.visibility == ONLY_ME
        assert line_of_check_in(db, check_in.id) is None, "only me is only me"
        assert (wanted(db, told), wanted(db, post)) == (3, 3)
        after = homes_wanted(db)
        assert {amina.id, tom.id} <= {each for each in after if after[each] != before.get(each)}
        assert len(after) == 3, "a line stood in everybody's"


def test_taken_back_all_of_it_goes_and_its_number_never_comes_again(database: Database) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        check_in = say(db, amina, rules.Said("slow", line="A line.", visibility=GROUP))
        number = check_in.id
        line = line_of_check_in(db, number)
        assert line is not None
        told, post = planned(db, rules.TOLD, number), planned(db, LINE, line.id)
        assert told is not None
        assert post is not None
        rules.take_back(db, amina, number, now=NOW)
        assert db.scalars(select(CheckIn)).all() == []
        assert db.scalars(select(Line)).all() == []
        assert (wanted(db, told), wanted(db, post)) == (2, 2)
        with pytest.raises(Refusal):
            rules.take_back(db, amina, number, now=NOW)
        assert say(db, amina, SAID).id > number


def test_the_line_alone_can_be_taken_back(database: Database) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        check_in = say(db, amina, SAID)
        for _ in range(2):
            rules.take_line_back(db, amina, check_in.id, now=NOW)
        assert line_of_check_in(db, check_in.id) is None
        assert (check_in.noticed, check_in.visibility) == ("They knew.", CIRCLE)


def test_what_they_wanted_to_try_is_the_newest_of_their_own(database: Database) -> None:
    with database.transaction() as db:
        amina, tom, experiment = on_it(db)
        assert rules.last_try(db, amina, experiment.id) == ""
        intention = Intention(member_id=amina.id, words="At a session.", created_at=NOW, origin="I")
        db.add(intention)
        db.flush()
        assert rules.last_try(db, amina, experiment.id) == "At a session."
        first = checked_in(db, amina, experiment, will_try="Doors.", at=NOW + A_DAY)
        checked_in(db, amina, experiment, at=NOW + 2 * A_DAY)
        checked_in(db, tom, experiment, will_try="His.", at=NOW + 2 * A_DAY)
        assert rules.last_try(db, amina, experiment.id) == "Doors."
        assert rules.last_try(db, amina, experiment.id, but=first.id) == "At a session."
        intention.created_at = NOW + 3 * A_DAY
        assert rules.last_try(db, amina, experiment.id) == "At a session."


def test_a_line_is_in_the_weeks_choice_while_it_stands(
    database: Database, coming: Callable[[Session], list[tuple[str, int]]]
) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        check_in = say(db, amina, SAID)
        line = line_of_check_in(db, check_in.id)
        assert line is not None
        assert ("opening", line.id) in coming(db)
        read_as(db, person(amina))
        rules.take_line_back(db, amina, check_in.id, now=NOW)
        assert {"opening", LINES}.isdisjoint(section for section, _ in coming(db))


@pytest.fixture
def coming() -> Callable[[Session], list[tuple[str, int]]]:
    """What a digest that goes out now would hold."""
    from bot.selections import choose
    from storage.digests import Digest

    def choose_now(db: Session) -> list[tuple[str, int]]:
        digest = Digest(for_day=NOW.date(), state="coming", since=NOW - A_DAY, due_at=NOW)
        digest.id = 1
        return [(each.section, each.subject_id) for each in choose(db, digest, now=NOW)]

    return choose_now


# -- At the same instant


def at_once(*doings: Callable[[], object]) -> list[type[BaseException] | None]:
    """Each in a thread, all at the same time; what came of each."""
    gate, ends = Barrier(len(doings)), dict.fromkeys(range(len(doings)))
    found: dict[int, type[BaseException] | None] = {}

    def run(at: int) -> None:
        gate.wait()
        try:
            doings[at]()
        except Exception as error:  # noqa: BLE001
            found[at] = type(error)

    threads = [Thread(target=run, args=(at,)) for at in ends]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [found.get(at) for at in ends]


def test_one_window_saved_from_many_threads_is_one(database: Database) -> None:
    with database.transaction() as db:
        on_it(db)

    def save() -> None:
        with database.transaction() as db:
            amina = join(db, "amina")
            read_as(db, person(amina))
            say(db, amina, SAID, origin="V1")

    at_once(*[save] * 4)
    with database.transaction() as db:
        read_as(db, person(join(db, "amina")))
        assert db.scalar(select(func.count()).select_from(CheckIn)) == 1
        assert db.scalar(select(func.count()).select_from(Line)) == 1


def test_an_edit_never_brings_back_what_is_taken_back(database: Database) -> None:
    for _ in range(3):
        with database.transaction() as db:
            amina, _, _ = on_it(db)
            known = rules.say(db, amina, newest(db), SAID, origin=None, now=NOW).id

        def edit(known: int = known) -> None:
            with database.transaction() as db:
                amina = join(db, "amina")
                read_as(db, person(amina))
                rules.edit(db, amina, known, rules.Said("stuck", line="Other."), now=NOW)

        def take_back(known: int = known) -> None:
            with database.transaction() as db:
                amina = join(db, "amina")
                read_as(db, person(amina))
                rules.take_back(db, amina, known, now=NOW)

        _, taken = at_once(edit, take_back)
        with database.transaction() as db:
            read_as(db, person(join(db, "amina")))
            left = db.scalars(select(CheckIn.id).where(CheckIn.id == known)).all()
            assert left == ([] if taken is None else [known])
            lines = db.scalars(select(Line.words).where(Line.check_in_id == known)).all()
            assert lines == ([] if taken is None else ["Other."])


def test_the_gate_of_keepers_sees_none(database: Database) -> None:
    with database.transaction() as db:
        amina, _, _ = on_it(db)
        say(db, amina, SAID)
        read_as(db, Keeper())
        assert db.scalars(select(CheckIn)).all() == []
