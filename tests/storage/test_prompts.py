"""The group's questions as rows, and what changed in them."""

from bot.prompts import add, change, put_away
from storage.database import Database
from storage.prompts import (
    PromptSet,
    locked_prompt_sets,
    prompt_changes,
    prompt_set,
    prompt_sets,
)
from tests.cast import NOW, join


def a_set(code: str, position: int, *, hidden: bool = False) -> PromptSet:
    return PromptSet(code=code, name=code, prompts=[], position=position, hidden=hidden)


def test_sets_come_in_their_order_and_hidden_ones_only_when_asked_for(database: Database) -> None:
    with database.transaction() as db:
        db.add_all([a_set("two", 2), a_set("one", 1), a_set("away", 0, hidden=True)])
        db.flush()

        assert [each.code for each in prompt_sets(db)] == ["one", "two"]
        assert [each.code for each in prompt_sets(db, hidden=True)] == ["away", "one", "two"]
        assert [each.code for each in locked_prompt_sets(db)] == ["away", "one", "two"]
        assert prompt_set(db, "none") is None


def test_its_revision_rises_with_each_change(database: Database) -> None:
    with database.transaction() as db:
        db.add(a_set("one", 1))
        jonas = join(db, "jonas", facilitator=True)
        first = locked_prompt_sets(db)[0].revision
        change(db, jonas, "one", name="Another", questions="What?", now=NOW)
        db.flush()

        assert locked_prompt_sets(db)[0].revision == first + 1


def test_changes_come_newest_first_page_by_page(database: Database) -> None:
    with database.transaction() as db:
        jonas = join(db, "jonas", facilitator=True)
        for name in ("a", "b", "c"):
            add(db, jonas, name=name, questions="", now=NOW)
        put_away(db, jonas, "a", now=NOW)

        page = prompt_changes(db, limit=2)
        assert [(each.code, each.what) for each in page] == [("a", "put_away"), ("c", "added")]
        rest = prompt_changes(db, limit=9, before=page[-1].id)
        assert [each.code for each in rest] == ["b", "a"]
