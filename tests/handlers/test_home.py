"""Home, from the first opening on."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from bot.app import Commons
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.people import member_by_slack_id
from tests.cast import put_down, reflect
from tests.handlers import experiment_of, member, title

pytestmark = pytest.mark.usefixtures("commons")


def test_the_first_opening_greets_by_name_and_says_how_to_begin(
    commons: Commons, workspace: Workspace, deliver: Callable[[], int]
) -> None:
    """Nobody waits for the name: it comes a moment after the rest."""
    amina = workspace.person("amina").opens_home()
    assert "Hello. I remember things" in amina.home.text
    deliver()

    assert "Hello Amina." in amina.home.text
    assert "What you put down stands here." in amina.home.text
    with commons.database.read() as db:
        known = member_by_slack_id(db, amina.id)
        assert known is not None
        assert (known.title, known.time_zone) == ("a coastal council", "Europe/London")


def test_the_database_is_asked_for_nothing_that_could_not_be_there(
    commons: Commons, workspace: Workspace
) -> None:
    """Homes are drawn more often than anything else, and most have little in them."""
    amina, asked = workspace.person("amina").opens_home(), []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(commons.database.engine, "before_cursor_execute", note)
    amina.opens_home()

    assert any("FROM experiments" in each for each in asked)
    assert [each for each in asked if "1!=1" in each] == []  # WHERE id IN (), as it is sent


def test_home_shows_mine_and_the_groups_newest_and_nothing_else(
    commons: Commons, workspace: Workspace
) -> None:
    with commons.database.transaction() as db:
        amina, tom = member(db, workspace, "amina"), member(db, workspace, "tom")
        put_down(db, amina, title="Amina's own", visibility="only_me")
        put_down(db, tom, title="Tom's own", visibility="only_me")
        for number in range(7):
            put_down(db, tom, title=f"Number {number}")
    home = workspace.person("amina").opens_home().home.text

    assert "Amina's own" in home
    assert "Tom's own" not in home
    assert [number for number in range(7) if f"Number {number}" in home] == [2, 3, 4, 5, 6]


def test_everything_a_command_does_is_a_button_too(commons: Commons, workspace: Workspace) -> None:
    experiment_of(commons, workspace, "tom")
    amina = workspace.person("amina").opens_home()

    for button, window in {
        "Put down an experiment": "A new experiment",
        "All experiments": "Experiments",
        "Open": "E-1",
    }.items():
        amina.clicks(button, on="home")
        assert title(amina) == window
        amina.closes()


def test_the_messages_tab_draws_no_home(workspace: Workspace) -> None:
    amina = workspace.person("amina").opens_messages()

    assert not amina.has_home


def test_when_slack_does_not_say_who_it_is_home_greets_by_name_next_time(
    workspace: Workspace, deliver: Callable[[], int]
) -> None:
    workspace.faults.add("users.info", Fault.server_error())
    amina = workspace.person("amina").opens_home()
    assert "Hello. I remember things" in amina.home.text

    amina.opens_home()
    deliver()
    assert "Hello Amina. I remember things" in amina.home.text


def test_what_is_taken_back_leaves_everybodys_home(
    commons: Commons, workspace: Workspace, deliver: Callable[[], int]
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        reflect(db, amina, "w", line="We got our Fridays back.", experiment=put_down(db, amina))
    tom = workspace.person("tom").opens_home()
    assert "Longer first visits" in tom.home.text
    assert "We got our Fridays back." in tom.home.text
    amina_herself = workspace.person("amina").types("/reflect list").clicks("Open")
    amina_herself.clicks("Take the line back").closes(everything=True)
    amina_herself.types("/experiment E-1").clicks("Edit").fills(visibility="Only me for now")
    amina_herself.saves()
    deliver()

    assert "We got our Fridays back." not in tom.home.text
    assert "Longer first visits" not in tom.home.text
