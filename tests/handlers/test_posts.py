"""Where a card stands: edited there, put up afresh, taken down, and never left behind."""

import pytest

from bot.app import Commons
from bot.deliveries import Claimed, release_all
from bot.experiments import edit
from bot.settings import Settings
from bot.visibility import Person
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.programme import programme
from tests.cast import answers, join, put_down
from tests.handlers import Deliver
from tests.handlers.boards import cards, later, put_on_the_board, rename


@pytest.mark.usefixtures("commons")
def test_an_edit_whose_answer_was_lost_is_simply_repeated(
    settings: Settings, workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_on_the_board(workspace, deliver)
    workspace.faults.add("chat.update", Fault.resets(after=True))
    rename(amina, workspace, "A new name")
    deliver()
    other = later(settings, workspace)
    other.courier.deliver()
    other.stop()

    card = workspace.channel("noticeboard").messages[-1]
    assert "A new name" in card.shown
    assert len(cards(workspace)) == 1


@pytest.mark.usefixtures("commons")
def test_a_post_that_slack_has_hidden_is_put_up_afresh_once(
    workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_on_the_board(workspace, deliver)
    workspace.faults.add("chat.update", Fault.fails("message_not_found"))
    rename(amina, workspace, "A new name")
    deliver()

    workspace.channel("noticeboard").expects(shown="A new name")
    assert len(cards(workspace)) == 2, "the old one is only hidden in this test"
    rename(amina, workspace, "And another")
    deliver()
    assert len(cards(workspace)) == 2


def test_a_noticeboard_that_moves_meanwhile_leaves_nothing_behind(
    commons: Commons, settings: Settings, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        put_down(db, join(db, "amina"))
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    deliver()
    with commons.database.transaction() as db:
        programme(db).noticeboard = workspace.channel("hallway").id
    other = later(settings, workspace)
    other.courier.deliver()
    other.stop()

    workspace.channel("noticeboard").expects(text="E-1")
    assert workspace.channel("hallway").messages == []


def test_a_card_that_cannot_be_taken_down_is_not_forgotten(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_on_the_board(workspace, deliver)
    card = workspace.channel("noticeboard").messages[-1]
    amina.clicks("Open", on=card).clicks("Edit").fills(visibility="Only me for now").saves()
    workspace.faults.add("chat.delete", Fault.fails("is_archived"))
    deliver()

    jonas = workspace.person("jonas").opens_home()
    assert "archived" in jonas.home.text
    jonas.clicks("Try again", on="home")
    deliver()
    assert cards(workspace) == []
    assert commons.courier.deliver() == 0


def test_what_is_narrowed_while_it_waits_for_its_turn_does_not_go_out(
    commons: Commons, workspace: Workspace
) -> None:
    """It is composed after the wait, from what is true then."""
    with commons.database.transaction() as db:
        put_down(db, join(db, "amina"))
    lanes = commons.courier._posts._lanes
    take_turn = lanes.take_turn

    def narrowed_meanwhile(taken: Claimed, channel: str) -> bool:
        with commons.database.transaction() as db:
            amina = join(db, "amina")
            db.info["reader"] = Person(amina.id)
            edit(db, amina, 1, answers(visibility="only_me"), now=commons.clock.now())
        lanes.take_turn = take_turn  # type: ignore[method-assign]
        return take_turn(taken, channel)

    lanes.take_turn = narrowed_meanwhile  # type: ignore[method-assign]
    [batch] = [each for each in commons.courier._claim() if each.kind == "experiments.card"]
    commons.courier._carry(batch)

    assert cards(workspace) == []


def test_a_card_on_a_noticeboard_that_is_closed_moves_to_the_new_one(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    amina = put_on_the_board(workspace, deliver)
    workspace.faults.add("chat.update", Fault.fails("is_archived"), times=2)
    rename(amina, workspace, "A new name")
    deliver()
    assert "archived" in workspace.person("jonas").opens_home().home.text

    with commons.database.transaction() as db:
        programme(db).noticeboard = workspace.channel("hallway").id
        release_all(db, now=commons.clock.now())
    deliver()
    workspace.channel("hallway").expects(shown="A new name")


@pytest.mark.usefixtures("planned")
def test_what_was_taken_back_a_moment_before_is_not_posted(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    with commons.database.transaction() as db:
        amina = join(db, "amina")
        db.info["reader"] = Person(amina.id)
        edit(db, amina, 1, answers(visibility="only_me"), now=commons.clock.now())
    deliver()

    assert cards(workspace) == []
