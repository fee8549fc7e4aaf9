"""What needs somebody's yes, in Slack: handing over, and carrying on together."""

import pytest

from bot.app import Commons
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from tests.handlers import Deliver, buttons, experiment_of, text, window

pytestmark = pytest.mark.usefixtures("commons")


def ask_tom(workspace: Workspace, deliver: Deliver) -> tuple[Person, Person]:
    amina = workspace.person("amina").types("/experiment E-1")
    amina.clicks("Someone else to talk to").fills(asked="Tom").saves()
    deliver()
    return amina, workspace.person("tom")


def test_who_says_yes_is_the_one_to_talk_to_and_the_card_says_so(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom", visibility="group")
    amina, tom = ask_tom(workspace, deliver)
    card = workspace.channel("noticeboard").expects(text="E-1, an experiment by Amina")
    assert "Tom is asked." in text(amina)
    question = tom.expects(text="A question about E-1")
    assert "Longer first visits" not in question.text
    assert question.buttons == ["Yes, I will", "Not me", "Open"]
    assert "Amina asks whether you would be the one to talk to" in tom.opens_home().home.text
    tom.clicks("Yes, I will", on=question)
    deliver()

    [question] = tom.messages
    assert "You are the one to talk to for Longer first visits (E-1) now." in question.shown
    assert "Tom, a coastal council. Talk about it in the thread." in card.shown
    [line] = card.thread
    workspace.channel("noticeboard").expects(shown=line.shown)
    assert "There is someone else to talk to now" in line.shown
    assert "asks whether" not in tom.home.text
    answer = amina.expects(text="An answer about E-1")
    assert "Tom is the one to talk to" in answer.shown
    amina.closes().types("/experiment E-1")
    assert "Who to talk to: Tom" in text(amina)
    assert "Leave it" in buttons(amina)


def test_no_changes_nothing_and_is_told_kindly(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom", visibility="circle")
    amina, tom = ask_tom(workspace, deliver)
    tom.expects(text="A question about E-1")
    tom.opens_home().clicks("Not me", on="home")
    assert "Not you, then. Thank you for saying so" in text(tom)
    deliver()

    assert tom.messages[0].buttons == []
    assert "Nothing has changed" in amina.expects(text="An answer about E-1").shown
    amina.closes().types("/experiment E-1")
    assert "You are the one to talk to." in text(amina)
    assert "Tom would rather not be the one to talk to." in text(amina)


def test_answered_twice_or_taken_back_is_a_sentence(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom", visibility="circle")
    amina, tom = ask_tom(workspace, deliver)
    question = tom.expects(text="A question about E-1")
    amina.closes().types("/experiment E-1").clicks("Take it back")
    assert "Nobody is asked any more." in text(amina)
    tom.clicks("Yes, I will", on=question)

    tom.expects(shown="That is settled, or something changed since")
    deliver()
    assert [each for each in tom.messages if not each.ephemeral] == []


def test_only_one_is_asked_at_a_time_and_the_same_save_asks_once(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "tom", "priya", visibility="circle")
    amina = workspace.person("amina").types("/experiment E-1")
    amina.clicks("Someone else to talk to").fills(asked="Tom").saves(times=2)
    deliver()
    workspace.person("tom").expects(text="A question about E-1")
    assert len(workspace.person("tom").messages) == 1
    amina.closes().types("/experiment E-1")
    assert "Amina asked Tom to be the one to talk to." in text(amina)
    amina.clicks("Someone else to talk to").fills(asked="Priya").saves()

    assert "Somebody is asked already." in str(window(amina).errors)
    assert workspace.person("priya").messages == []


def test_alone_there_is_nobody_to_ask(commons: Commons, workspace: Workspace) -> None:
    experiment_of(commons, workspace, "amina", visibility="only_me")
    amina = workspace.person("amina").types("/experiment E-1")

    assert "Someone else to talk to" not in buttons(amina), "there is nobody to ask"
    amina.clicks("Carry on in another")
    assert "There is no other one yet" in text(amina)


def test_one_carries_on_in_another_when_both_want_it(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", "priya", visibility="group")
    experiment_of(commons, workspace, "tom", title="Rooms without agendas")
    deliver()
    board = workspace.channel("noticeboard")
    board.expects(text="E-1"), board.expects(text="E-2")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Carry on in another")
    amina.fills(other="E-2 · Rooms without agendas").saves()
    deliver()
    tom = workspace.person("tom")
    question = tom.expects(text="A question about E-1")
    assert "could carry on in Rooms without agendas (E-2)" in question.shown
    tom.clicks("Yes, together", on=question)
    deliver()

    board.expects(shown="Another one carries it on")
    assert "carries on in Rooms without agendas" in amina.expects(text="An answer").shown
    for handle in ("amina", "priya"):
        told = workspace.person(handle).expects(text="You are on E-2 now")
        assert "carries on in Rooms without agendas (E-2)" in told.shown
    priya = workspace.person("priya").types("/experiment E-1")
    assert "Carries on in E-2 · Rooms without agendas" in text(priya)
    priya.clicks("Open")
    assert "Carries on what began as E-1" in text(priya)
    assert "Edit" in buttons(priya)


def test_a_no_leaves_both_as_they_are(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", visibility="group")
    experiment_of(commons, workspace, "tom", title="Rooms without agendas")
    deliver()
    board = workspace.channel("noticeboard")
    board.expects(text="E-1"), board.expects(text="E-2")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Carry on in another")
    amina.fills(other="E-2 · Rooms without agendas").saves().closes()
    deliver()
    tom = workspace.person("tom")
    tom.clicks("No, thank you", on=tom.expects(text="A question about E-1"))
    deliver()

    assert "stays yours, and nothing has changed" in amina.expects(text="An answer").shown
    amina.types("/experiment E-1")
    assert "Carry on in another" in buttons(amina)


def test_made_narrower_a_question_to_somebody_outside_is_taken_down(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina", visibility="group")
    experiment_of(commons, workspace, "tom", title="Rooms without agendas")
    deliver()
    board = workspace.channel("noticeboard")
    board.expects(text="E-1"), board.expects(text="E-2")
    amina = workspace.person("amina").types("/experiment E-1").clicks("Carry on in another")
    amina.fills(other="E-2 · Rooms without agendas").saves().closes()
    deliver()
    tom = workspace.person("tom")
    assert "Longer first visits" in tom.expects(text="A question about E-1").shown
    amina.types("/experiment E-1").clicks("Edit").fills(visibility="Only me for now").saves()
    deliver()

    assert tom.messages == []
