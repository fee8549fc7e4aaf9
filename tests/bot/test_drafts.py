"""What is kept of a form that was not saved, and what is offered again."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.drafts import (
    KEPT_FOR,
    Window,
    begin_anew,
    choose,
    keep,
    offered,
    settle,
    throw_away_old,
)
from bot.notices import Said, put_up
from bot.reflections import Written, write
from bot.visibility import Keeper, person, read_as
from storage.database import Database
from storage.drafts import draft_in
from storage.people import Member
from storage.prompts import PromptSet
from tests.cast import NOW, join

FORM = "reflections.save"
V1, V2 = Window("V1", FORM), Window("V2", FORM)
LATER = NOW + timedelta(days=1)


def somebody(db: Session) -> Member:
    amina = join(db, "amina")
    read_as(db, person(amina))
    return amina


def words(db: Session, by: Member) -> list[object]:
    return [each.words["at"] for each in offered(db, by, FORM, now=LATER)]


def test_the_last_stroke_counts_whatever_comes_last(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        for typed_at, said in ((2.0, "two"), (1.0, "one"), (2.0, "again")):
            keep(db, amina, V1, {"at": said}, typed_at=typed_at, now=NOW)
        assert words(db, amina) == ["two"]
        keep(db, amina, V1, {"at": "three"}, typed_at=3.0, now=NOW)
        assert words(db, amina) == ["three"]


def test_each_window_has_its_own(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)
        keep(db, amina, V2, {"at": 2}, typed_at=2.0, now=LATER)
        assert words(db, amina) == [2, 1]
        assert [it.view for it in offered(db, amina, FORM, besides={"V2"}, now=LATER)] == ["V1"]
        settle(db, amina, V2)
        assert words(db, amina) == [1]


def test_what_holds_another_stands_for_it(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)
        holding = Window("V2", FORM, ["V1"])
        keep(db, amina, holding, {"at": 2}, typed_at=2.0, now=LATER)
        assert words(db, amina) == [2]
        [draft] = offered(db, amina, FORM, now=LATER)
        assert draft.began_at == NOW


def test_nothing_is_kept_of_what_was_saved(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        db.add(PromptSet(code="line", name="Line", prompts=[], position=0, hidden=False))
        written = Written("line", [{"question": "", "words": "x"}], "", None, "only_me")
        write(db, amina, written, origin=V1.origin, now=NOW)
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)

        assert words(db, amina) == []
        assert draft_in(db, amina.id, "V1") is None


def test_nothing_is_kept_of_what_was_put_on_the_noticeboard(database: Database) -> None:
    window = Window("V1", "notices.save")
    with database.transaction() as db:
        amina = somebody(db)
        put_up(db, amina, Said("news", "We moved."), origin=window.origin, now=NOW)
        keep(db, amina, window, {"at": 1}, typed_at=1.0, now=NOW)

        assert draft_in(db, amina.id, "V1") is None


def test_begun_anew_earlier_strokes_bring_nothing_back(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)
        begin_anew(db, amina, Window("V2", FORM, ["V1"]), typed_at=5.0, now=NOW)
        keep(db, amina, V2, {"at": 2}, typed_at=4.0, now=NOW)
        assert words(db, amina) == []
        keep(db, amina, V2, {"at": 6}, typed_at=6.0, now=NOW)
        assert words(db, amina) == [6]


def test_who_keeps_none_has_none(database: Database) -> None:
    with database.transaction() as db:
        amina, tom = somebody(db), join(db, "tom")
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)
        read_as(db, person(tom))
        keep(db, tom, V2, {"at": 2}, typed_at=1.0, now=NOW)
        read_as(db, person(amina))
        choose(db, amina, keeps=False)
        keep(db, amina, V1, {"at": 3}, typed_at=3.0, now=NOW)
        assert words(db, amina) == []
        choose(db, amina, keeps=True)
        assert words(db, amina) == []
        read_as(db, person(tom))
        assert words(db, tom) == [2], "what others keep stays"


def test_after_thirty_days_nobody_is_offered_it(database: Database) -> None:
    with database.transaction() as db:
        amina = somebody(db)
        keep(db, amina, V1, {"at": 1}, typed_at=1.0, now=NOW)
        assert offered(db, amina, FORM, now=NOW + KEPT_FOR)
        assert not offered(db, amina, FORM, now=NOW + KEPT_FOR + timedelta(seconds=1))
        read_as(db, Keeper())
        throw_away_old(db, now=NOW + KEPT_FOR + timedelta(seconds=1))
        read_as(db, person(amina))
        assert not offered(db, amina, FORM, now=NOW)
