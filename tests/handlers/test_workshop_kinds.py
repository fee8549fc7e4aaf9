"""*Our kinds of sessions* in Slack: what everybody reads there, and what facilitators change."""

import pytest

from bot.app import Commons
from bot.kinds import add_kind, answers_of
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.kinds import kind_changes, workshop_kind, workshop_kinds
from tests.bot.test_kinds import WALK
from tests.cast import NOW
from tests.handlers import buttons, errors, member, text, window

pytestmark = pytest.mark.usefixtures("commons")
DESIGN, SHARING, SET = range(3)


def looks(workspace: Workspace, handle: str) -> Person:
    return (
        workspace.person(handle).types("/workshop", in_="hallway").clicks("Our kinds of sessions")
    )


def test_everybody_reads_them_and_what_changed(commons: Commons, workspace: Workspace) -> None:
    tom = looks(workspace, "tom")
    assert "Experiment design session, 3 hours\n10  Welcome and agreement" in text(tom)
    assert "Places: 8." in text(tom)
    assert buttons(tom) == ["What changed"]
    tom.clicks("What changed")
    assert text(tom) == "Nothing yet. These are the kinds that the group began with."
    tom.closes()

    with commons.database.transaction() as db:
        jonas = member(db, workspace, "jonas")
        for number in range(9):
            add_kind(db, jonas, {**WALK, "name": f"Walk {number}"}, now=NOW)
    tom.clicks("What changed")
    assert "Jonas added Walk 8." in text(tom)
    assert "Walk 0" not in text(tom)
    tom.clicks("Earlier changes")
    assert "Jonas added Walk 0." in text(tom)


def test_a_facilitator_changes_one_and_the_next_session_begins_so(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=SET)
    assert str(window(jonas).field("agenda").value).startswith("5 Welcome\n10 Since last time")
    jonas.fills(agenda="30 Walk\n45 Talk", places="6", access=["Interpreter"]).saves()

    assert "Saved. The next session of this kind begins like this." in text(jonas)
    assert "Action learning set, 1 hour 15 minutes" in text(jonas)
    with commons.database.read() as db:
        kind = workshop_kind(db, "set")
        assert kind is not None
        assert answers_of(kind) == {
            "name": "Action learning set",
            "agenda": "30 Walk\n45 Talk",
            "sharing_rule": "no_names",
            "recording": "none",
            "access": "interpreter",
            "places": "6",
        }
    assert "30  Walk" in text(looks(workspace, "tom"))


@pytest.mark.parametrize(
    ("filled", "label", "said"),
    [
        ({"name": "trios"}, "What is it called?", "There is a kind called Trios already."),
        ({"agenda": "10 a\nb"}, "The plan, one part a line", "Line 2 needs its minutes first"),
        ({"places": "few"}, "How many may come to each time?", "This needs a number from 1 to 500"),
    ],
)
def test_a_refusal_stands_under_its_field(
    commons: Commons, workspace: Workspace, filled: dict[str, str], label: str, said: str
) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=SHARING)
    jonas.fills(filled).saves()
    assert said in window(jonas).errors[label]
    with commons.database.read() as db:
        assert kind_changes(db, limit=1) == []


def test_a_new_one_comes_once_and_can_be_put_away(commons: Commons, workspace: Workspace) -> None:
    jonas = looks(workspace, "jonas").clicks("A new kind")
    jonas.fills(name="A walk", agenda="60 Walk").saves(times=2)
    assert "Saved. It is offered from now on." in text(jonas)
    assert "A walk, 1 hour\n60  Walk" in text(jonas)

    jonas.clicks("Put away", index=-1)
    assert "A walk is put away. Sessions of it stay as they are." in text(jonas)
    assert "A walk" not in text(looks(workspace, "tom"))
    jonas.clicks("Bring back", index=0)
    assert "A walk is offered again." in text(jonas)
    with commons.database.read() as db:
        assert [each.name for each in workshop_kinds(db)].count("A walk") == 1


def test_two_facilitators_at_once_see_both_versions(commons: Commons, workspace: Workspace) -> None:
    with commons.database.transaction() as db:
        member(db, workspace, "leila").facilitator = True
    jonas = looks(workspace, "jonas").clicks("Edit", index=SET)
    leila = looks(workspace, "leila").clicks("Edit", index=SET)
    leila.fills(name="Leila's name", recording="The talk only, not what is said afterwards").saves()
    jonas.fills(name="Jonas's name").saves()

    assert "Someone changed this while you were writing." in text(jonas)
    assert "Theirs: Leila's name" in text(jonas)
    assert "Theirs: The talk only" in text(jonas)
    assert window(jonas).field("name").value == "Jonas's name"
    jonas.saves()
    assert "Jonas's name" in text(jonas)


def test_who_facilitates_no_more_changes_nothing(commons: Commons, workspace: Workspace) -> None:
    jonas = looks(workspace, "jonas").clicks("Edit", index=SET).fills(name="Mine")
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    jonas.saves()
    assert errors(jonas) == ["Only facilitators can do this. You could ask one of them."]
