"""Coming to an experiment, and going, in Slack."""

from typing import Any

import pytest

from bot.app import Commons
from bot.visibility import person, read_as
from sandbox.faults import Fault
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import experiment_by_id
from storage.people import member_by_slack_id
from tests.handlers import Deliver, buttons, experiment_of, member, text, title, window

pytestmark = pytest.mark.usefixtures("commons")


@pytest.fixture
def amina(commons: Commons, workspace: Workspace) -> Person:
    """She has an experiment of her own alone, and its window is open."""
    experiment_of(commons, workspace, "amina", visibility="only_me")
    return workspace.person("amina").types("/experiment E-1")


def bring_in(amina: Person, *handles: str) -> None:
    amina.clicks("People").fills(people=["amina", *handles]).saves()


def test_whom_it_is_opened_to_is_said_before_and_each_hears_of_it_once(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    amina.clicks("People")
    assert "Only you can read E-1 now. Whoever you bring in can read E-1 as it stands" in text(
        amina
    )
    amina.fills(people=["amina", "tom", "priya"]).saves()
    deliver()

    assert "On E-1 now: Amina, Tom and Priya." in text(amina)
    assert "They can read E-1 and change it; nobody else can read it." in text(amina)
    for handle in ("tom", "priya"):
        told = workspace.person(handle).expects(text="You are on E-1 now")
        assert "Amina put you on Longer first visits (E-1)" in told.shown
        assert told.buttons == ["Open", "Leave it"]
        assert told.rings == []
    tom = workspace.person("tom").types("/experiment E-1")
    assert "Also on it: Tom and Priya" in text(tom)
    assert "Edit" in buttons(tom)
    deliver()
    assert len(tom.messages) == 1


def test_saved_twice_they_are_there_once(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    amina.clicks("People").fills(people=["amina", "tom"]).saves(times=2)
    deliver()

    assert "Someone else changed this" not in text(amina)
    workspace.person("tom").expects(text="You are on E-1 now")
    assert len(workspace.person("tom").messages) == 1


def test_whoever_never_met_commons_has_a_name_at_once(
    amina: Person, commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "wanjiru")
    deliver()

    assert "On E-1 now: Amina and Wanjiru." in text(amina)
    workspace.person("wanjiru").expects(text="You are on E-1 now")
    with commons.database.read() as db:
        known = member_by_slack_id(db, workspace.person("wanjiru").id)
        assert known is not None
        assert known.time_zone == "Africa/Nairobi"


def test_a_machine_is_refused_under_the_field(amina: Person, workspace: Workspace) -> None:
    amina.clicks("People").fills(people=["amina", workspace.bot]).saves()

    assert window(amina).errors == {
        "Who is on it?": "That is not a person who can take part here. "
        "Please take them out of the list."
    }


def test_when_slack_does_not_say_who_it_is_the_form_stays(
    amina: Person, workspace: Workspace
) -> None:
    workspace.faults.add("users.info", Fault.server_error())
    bring_in(amina, "wanjiru")

    assert "I couldn't save that just now." in window(amina).errors["Who is on it?"]
    amina.saves()
    assert "On E-1 now: Amina and Wanjiru." in text(amina)


def test_two_who_change_it_at_once_both_have_their_way(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "tom")
    deliver()
    workspace.person("tom").expects(text="You are on E-1 now")
    amina.closes().types("/experiment E-1").clicks("People")
    tom = workspace.person("tom").types("/experiment E-1")
    tom.clicks("People").fills(people=["amina", "tom", "priya"]).saves()
    amina.fills(people=["amina", "tom", "leila"]).saves()
    deliver()

    assert "On E-1 now: Amina, Tom, Priya and Leila." in text(amina) or (
        "On E-1 now: Amina, Tom, Leila and Priya." in text(amina)
    )
    assert "Someone else changed this while you were choosing." in text(amina)
    for handle in ("priya", "leila"):
        workspace.person(handle).expects(text="You are on E-1 now")


def test_leaving_from_the_message_takes_the_message_and_the_access_away(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "tom")
    deliver()
    tom = workspace.person("tom").opens_home()
    told = tom.expects(text="You are on E-1 now")
    assert "E-1 · Longer first visits" in tom.home.text
    tom.clicks("Leave it", on=told)
    deliver()

    assert "You are not on E-1 any more." in text(tom)
    assert tom.messages == []
    assert "E-1" not in tom.home.text
    tom.closes().types("/experiment E-1")
    tom.expects(shown="I don't know an E-1 that you can open.")


def test_who_was_taken_off_while_reading_gets_a_sentence(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "tom")
    deliver()
    tom = workspace.person("tom").opens_home()
    tom.expects(text="You are on E-1 now")
    tom.types("/experiment E-1")
    amina.closes().types("/experiment E-1").clicks("People").fills(people=["amina"]).saves()
    deliver()

    assert "E-1" not in tom.home.text
    tom.clicks("Edit")
    assert "Only the people on E-1 can change it." in text(tom)
    tom.closes()
    for button in ("People", "Leave it", "How often to ask"):
        tom.clicks(button)
        assert "E-1" in text(tom)
        tom.closes()


def test_the_one_to_talk_to_stays_until_someone_else_is(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "tom")
    deliver()
    workspace.person("tom").expects(text="You are on E-1 now")
    amina.closes().types("/experiment E-1")
    assert "Leave it" not in buttons(amina)
    amina.clicks("People").fills(people=["tom"]).saves()
    assert "Someone else has to be that first" in window(amina).errors["Who is on it?"]

    tom = workspace.person("tom").types("/experiment E-1")
    tom.clicks("People").fills(people=["tom"]).saves()
    assert "Somebody has to be the one to talk to." in window(tom).errors["Who is on it?"]


def test_taking_oneself_off_in_the_form_is_leaving(
    amina: Person, workspace: Workspace, deliver: Deliver
) -> None:
    bring_in(amina, "tom")
    deliver()
    tom = workspace.person("tom")
    tom.expects(text="You are on E-1 now")
    tom.types("/experiment E-1").clicks("People").fills(people=["amina"]).saves()
    deliver()

    assert "You are not on E-1 any more." in text(tom)
    assert tom.messages == []


def test_how_often_to_ask_is_asked_after_saving_and_can_be_changed(
    commons: Commons, workspace: Workspace
) -> None:
    amina = workspace.person("amina").types("/experiment Longer first visits")
    amina.fills(purpose="p", question="q", stage="Just an idea").saves()
    assert buttons(amina) == ["Every two weeks", "Once a month", "Don't ask"]
    assert "Shall I ask now and then how it is going?" in text(amina)
    amina.clicks("Every two weeks")
    assert "E-1 is saved" in (title(amina) if amina.window else "")
    assert "Noted: every two weeks." in text(amina)
    amina.closes().types("/experiment E-1").clicks("How often to ask")
    assert "Now I ask every two weeks how it is going." in text(amina)
    amina.clicks("Don't ask")

    assert "Noted: I don't ask." in text(amina)
    assert rhythm(commons, workspace) == "when_i_choose"


def rhythm(commons: Commons, workspace: Workspace) -> Any:
    with commons.database.transaction() as db:
        read_as(db, person(member(db, workspace, "amina")))
        experiment = experiment_by_id(db, 1)
        assert experiment is not None
        return experiment.rhythm
