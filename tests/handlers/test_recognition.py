"""Before something is saved that others could read, one gentle question."""

import pytest

from bot.app import Commons
from bot.details import add
from bot.visibility import person, read_as
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import Experiment
from storage.teams import experiments_of
from tests.cast import NOW
from tests.handlers import Deliver, buttons, member, text, window

WITH_A_NAME = {
    "title": "Longer first visits",
    "purpose": "Mrs Hale on the fourth floor tells her story once.",
    "question": "What changes?",
    "stage": "Just an idea",
}


def put_down(workspace: Workspace, visibility: str) -> Person:
    amina = workspace.person("amina").types("/experiment", in_="hallway")
    return amina.fills(WITH_A_NAME, visibility=visibility).saves()


def saved(commons: Commons, workspace: Workspace) -> list[Experiment]:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        read_as(db, person(amina))
        return list(experiments_of(db, amina.id, limit=9))


def test_what_could_tell_who_it_is_brings_the_question_before_it_is_saved(
    commons: Commons, workspace: Workspace
) -> None:
    amina = put_down(workspace, "Everyone in the group")

    assert "Could someone be recognised?" in text(amina)
    assert "Mrs Hale on the fourth floor" in text(amina)
    assert window(amina).field("purpose").value == WITH_A_NAME["purpose"]
    assert saved(commons, workspace) == []


def test_it_is_fine_saves_it_as_it_is(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    put_down(workspace, "Everyone in the group").saves()
    deliver()

    workspace.channel("noticeboard").expects(shown="Mrs Hale")
    assert [each.visibility for each in saved(commons, workspace)] == ["group"]


def test_kept_for_me_alone_nobody_else_reads_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_down(workspace, "Everyone in the group").clicks("Keep it for me alone")
    deliver()

    assert "yours alone" in text(amina)
    assert [each.visibility for each in saved(commons, workspace)] == ["only_me"]


def test_to_change_it_goes_back_to_the_form_and_asks_no_more(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_down(workspace, "Everyone in the group").clicks("Change it")
    assert "recognised" not in text(amina)
    assert window(amina).field("purpose").value == WITH_A_NAME["purpose"]
    amina.fills(purpose="People tell their story once. Call 07700 900 123.").saves()
    deliver()

    workspace.channel("noticeboard").expects(shown="tell their story once")
    assert len(saved(commons, workspace)) == 1


def test_what_only_its_writer_reads_brings_no_question(
    commons: Commons, workspace: Workspace
) -> None:
    amina = put_down(workspace, "Only me for now")

    assert "recognised" not in text(amina)
    assert len(saved(commons, workspace)) == 1


@pytest.mark.usefixtures("commons")
def test_an_edit_that_others_read_asks_too(workspace: Workspace, deliver: Deliver) -> None:
    amina = workspace.person("amina").types("/experiment", in_="hallway")
    amina.fills(WITH_A_NAME, purpose="Stories once.", visibility="Everyone in the group").saves()
    amina.closes()
    deliver()
    card = workspace.channel("noticeboard").expects(shown="Stories once.")
    amina.clicks("Open", on=card).clicks("Edit").fills(question="Does Mr Hale come back?").saves()
    assert "Could someone be recognised?" in text(amina)
    assert "Keep it for me alone" not in buttons(amina)
    amina.fills(question="Do people come back?").saves()
    deliver()

    assert "Do people come back?" in workspace.channel("noticeboard").messages[-1].shown


@pytest.mark.usefixtures("commons")
def test_so_do_the_three_answers(workspace: Workspace, deliver: Deliver) -> None:
    amina = workspace.person("amina").types("/experiment", in_="hallway")
    amina.fills(WITH_A_NAME, purpose="p", visibility="Everyone in the group", stage="Trying it")
    amina.saves().fills(could_be_hurt="Mrs Hale", people_know="Yes", how_stop="Anyone").saves()

    assert "Could someone be recognised?" in text(amina)
    amina.saves()
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")


@pytest.fixture
def hers(commons: Commons, workspace: Workspace) -> Person:
    """Amina's own alone, with a name in what was added to it; nothing was asked about that."""
    amina = workspace.person("amina").types("/experiment")
    amina.fills({**WITH_A_NAME, "purpose": "p"}, visibility="Only me for now").saves().closes()
    with commons.database.transaction() as db:
        somebody = member(db, workspace, "amina")
        read_as(db, person(somebody))
        actors = {"actors": "Mrs Hale on the fourth floor."}
        add(db, somebody, 1, 1, actors, opened_with={}, now=NOW)
    return amina.types("/experiment E-1")


def test_opened_to_the_group_all_that_stands_on_it_is_looked_at(
    workspace: Workspace, deliver: Deliver, hers: Person
) -> None:
    hers.clicks("Edit").fills(title="Slow visits", visibility="Everyone in the group").saves()
    assert "Could someone be recognised?" in text(hers)
    assert "Mrs Hale" in text(hers)
    assert window(hers).field("title").value == "Slow visits"
    deliver()
    assert workspace.channel("noticeboard").messages == []
    hers.saves()
    deliver()

    assert "Slow visits" in workspace.channel("noticeboard").expects(text="E-1").shown


def test_and_so_it_is_when_somebody_is_brought_in(
    workspace: Workspace, deliver: Deliver, hers: Person
) -> None:
    hers.clicks("People").fills(people=["amina", "tom"]).saves()
    assert "Mrs Hale" in text(hers)
    workspace.person("tom").types("/experiment E-1").expects(shown="I don't know an E-1")
    hers.saves()
    deliver()

    workspace.person("tom").expects(text="You are on E-1 now")
    assert "On E-1 now: Amina and Tom." in text(hers)
