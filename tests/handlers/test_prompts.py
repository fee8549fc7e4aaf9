"""*Ways to reflect* in Slack: what everybody reads there, and what facilitators change."""

import threading

import pytest

from bot.app import Commons
from bot.prompts import add, change
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.prompts import prompt_changes, prompt_set, prompt_sets
from tests.cast import NOW
from tests.handlers import buttons, member, text, window

pytestmark = pytest.mark.usefixtures("commons")


def looks(workspace: Workspace, handle: str) -> Person:
    return workspace.person(handle).opens_home().clicks("Ways to reflect", on="home")


def index_of(commons: Commons, code: str) -> int:
    with commons.database.read() as db:
        return [each.code for each in prompt_sets(db)].index(code)


def test_everybody_reads_them_and_what_changed(commons: Commons, workspace: Workspace) -> None:
    tom = looks(workspace, "tom")
    assert "What happened? (Just what you saw and heard.)" in text(tom)
    assert "Blank page" in text(tom)
    assert buttons(tom) == ["What changed"]
    tom.clicks("What changed")
    assert "Nothing yet." in text(tom)
    tom.closes()

    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        change(db, jonas, "surprise", name="Surprised", questions="What now?", now=NOW)
        for number in range(9):
            add(db, jonas, name=f"Number {number}", questions="", now=NOW)
    tom.clicks("What changed")
    assert "Jonas added Number 8." in text(tom)
    assert "Surprised" not in text(tom)
    tom.clicks("Earlier changes")
    assert "Jonas changed A surprise, which is called Surprised now." in text(tom)
    assert "What did you expect?" in text(tom)
    assert "What now?" in text(tom)


def test_more_of_them_are_a_click_away(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        for number in range(5):
            jonas = member(db, workspace, "jonas")
            add(db, jonas, name=f"Number {number}", questions="", now=NOW)
    tom = looks(workspace, "tom")
    assert "Number 4" not in text(tom)
    tom.clicks("More of them")
    assert "Number 4" in text(tom)
    tom.clicks("Back to the first ones")
    assert "One thing I noticed" in text(tom)


def test_a_facilitator_rewords_one_and_everybody_finds_it_at_once(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=1)
    assert window(jonas).field("questions").value == (
        "What happened? (Just what you saw and heard.)\n"
        "So what does it mean to you? (Why it matters, how it felt.)\n"
        "Now what will you try?"
    )
    jonas.fills(questions="What happened? (only that)\n\n Now   what?").saves()

    assert "Saved. The next reflection is asked like this." in text(jonas)
    assert "What happened? (only that)\nNow what?" in text(jonas)
    with commons.database.read() as db:
        one = prompt_set(db, "what")
        assert one is not None
        assert one.prompts == [
            {"question": "What happened?", "hint": "only that"},
            {"question": "Now what?", "hint": ""},
        ]
    assert "What happened? (only that)" in text(looks(workspace, "tom"))


@pytest.mark.parametrize(
    ("filled", "label", "said"),
    [
        ({"name": "A surprise"}, "What is it called?", "There is a way in called A surprise"),
        ({"questions": "a\nb\n(c)"}, "The questions, one a line", "Line 3 has a hint"),
        ({"questions": "a\n" * 7}, "The questions, one a line", "6 questions are the most"),
        ({"questions": "w " * 13}, "The questions, one a line", "The question in line 1 is long"),
        ({"questions": f"a ({'x' * 201})"}, "The questions, one a line", "The hint in line 1"),
    ],
)
def test_a_refusal_stands_under_its_field_and_the_words_stay(
    commons: Commons, workspace: Workspace, filled: dict[str, str], label: str, said: str
) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=1).fills(filled).saves()

    assert said in window(jonas).errors[label]
    with commons.database.read() as db:
        assert prompt_changes(db, limit=1) == []


def test_a_new_way_in_may_be_a_blank_page_and_comes_once(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = looks(workspace, "jonas").clicks("A new way in")
    jonas.fills(name="A walk").saves(times=2)

    assert "Saved. It is offered from now on." in text(jonas)
    assert "A walk\nNo questions: an empty page." in text(jonas)
    with commons.database.read() as db:
        assert [each.what for each in prompt_changes(db, limit=9)] == ["added"]


def test_put_away_and_brought_back_with_a_click_each(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = looks(workspace, "jonas").clicks("Put away", index=index_of(commons, "surprise"))
    assert "A surprise is put away. What people wrote with it stays as it is." in text(jonas)
    assert "What did you expect?" not in text(looks(workspace, "tom"))

    jonas.clicks("Bring back", index=1)
    assert "A surprise is offered again." in text(jonas)
    assert "What did you expect?" in text(looks(workspace, "tom"))


def test_the_first_and_the_hard_day_stay_and_a_sentence_says_why(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = looks(workspace, "jonas")
    for code, said in {"line": "the form opens with it", "feelings": "hard days"}.items():
        jonas.clicks("Put away", index=index_of(commons, code))
        assert said in text(jonas)
        jonas.closes()
    with commons.database.read() as db:
        assert prompt_changes(db, limit=1) == []


def test_two_facilitators_at_once_see_both_versions_and_lose_nothing(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    jonas = looks(workspace, "jonas").clicks("Edit", index=1)
    leila = looks(workspace, "leila").clicks("Edit", index=1)
    leila.fills(name="Leila's name", questions="Leila's question?").saves()
    jonas.fills(name="Jonas's name", questions="").saves()

    assert "Someone changed this while you were writing." in text(jonas)
    assert "Theirs: Leila's name" in text(jonas)
    assert "Theirs: Leila's question?" in text(jonas)
    assert window(jonas).field("name").value == "Jonas's name"
    assert (window(jonas).submit, window(jonas).close) == ("Use mine", "Use theirs")
    jonas.saves()
    assert "Jonas's name\nNo questions: an empty page." in text(jonas)


def test_an_edit_that_is_sent_twice_blames_nobody(commons: Commons, workspace: Workspace) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=1)
    jonas.fills(name="Another name").saves(times=2)

    assert "Saved." in text(jonas)
    with commons.database.read() as db:
        assert [each.what for each in prompt_changes(db, limit=9)] == ["changed"]


def test_who_facilitates_no_more_is_told_so_and_changes_nothing(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    leila = looks(workspace, "leila").clicks("Edit", index=1)
    lets_go(commons, workspace)
    leila.fills(name="Mine").saves()
    said = "Only facilitators can do this. You could ask one of them."
    assert window(leila).errors == {"What is it called?": said}
    leila.closes()
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    looks(workspace, "leila")
    lets_go(commons, workspace)
    for button in ("A new way in", "Put away", "Edit"):
        leila.clicks(button, index=0)
        assert said in text(leila)
        leila.closes()
    with commons.database.read() as db:
        assert prompt_changes(db, limit=1) == []


def lets_go(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = False


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no_such_set", "There is no such way in any more."),
        ("'; drop", "There is nothing behind that button any more."),
        ("x" * 99, "There is nothing behind that button any more."),
    ],
)
def test_a_forged_button_changes_nothing(workspace: Workspace, value: str, said: str) -> None:
    jonas = looks(workspace, "jonas")
    rows = [each["elements"] for each in window(jonas).blocks if each["type"] == "actions"]
    for element in rows[1]:
        element["value"] = value
    jonas.clicks("Edit", index=0)
    assert said in text(jonas)
    jonas.closes().clicks("Put away", index=0)
    assert said in text(jonas)


def test_two_who_save_at_the_same_instant_make_one_change_each_after_the_other(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    people = [looks(workspace, each).clicks("Edit", index=1) for each in ("jonas", "leila")]
    for each in people:
        each.fills(name=f"Of {each.handle}")
    threads = [threading.Thread(target=each.saves) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    shown = sorted(text(each).splitlines()[0][:7] for each in people)
    assert shown == ["Saved. ", "Someone"]
    with commons.database.read() as db:
        assert len(prompt_changes(db, limit=9)) == 1
