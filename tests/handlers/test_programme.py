"""*Settings* in Home: facilitators choose the noticeboard and name each other."""

import pytest

from bot.app import Commons
from bot.settings import Settings
from sandbox.server import Server
from sandbox.workspaces import Workspace
from tests.conftest import settings_for
from tests.handlers import Deliver, experiment_of, member, text, title, window

pytestmark = pytest.mark.usefixtures("commons")


@pytest.fixture
def settings(server: Server, workspace: Workspace, sqlite_url: str) -> Settings:
    """No noticeboard is preset: the first facilitator chooses it."""
    return settings_for(server, workspace, sqlite_url, COMMONS_NOTICEBOARD="")


def test_the_first_facilitator_chooses_the_noticeboard_and_what_waited_goes_up(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    experiment_of(commons, workspace, "amina")
    deliver()
    jonas = workspace.person("jonas").opens_home()
    assert "The group has no noticeboard yet." in jonas.home.text

    jonas.clicks("Choose it", on="home").fills(noticeboard="noticeboard").saves()
    assert title(jonas) == "Saved"
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    workspace.channel("noticeboard").expects(text="Start here")
    assert "no noticeboard yet" not in jonas.home.text


def test_a_card_that_waits_for_a_noticeboard_says_so(workspace: Workspace) -> None:
    amina = workspace.person("amina").types("/experiment Longer first visits")
    amina.fills(purpose="p", question="q", stage="Just an idea", visibility="group").saves()

    assert title(amina) == "E-1 is saved"
    assert "as soon as a facilitator has chosen the noticeboard" in text(amina)


def test_a_channel_that_i_am_not_in_keeps_the_form_open(workspace: Workspace) -> None:
    jonas = workspace.person("jonas").opens_home().clicks("Choose it", on="home")
    jonas.fills(noticeboard="tea-corner").saves()

    assert window(jonas).errors == {
        "Where is the noticeboard?": "I am not in that channel yet. "
        "Type /invite @Commons there, then save again."
    }
    jonas.types("/invite @Commons", in_="tea-corner").saves()
    assert title(jonas) == "Saved"


def test_a_named_facilitator_finds_the_settings_in_her_home(
    workspace: Workspace, deliver: Deliver
) -> None:
    leila = workspace.person("leila").opens_home()
    assert "Settings" not in leila.home.text
    jonas = workspace.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(noticeboard="noticeboard", facilitators=["jonas", "leila"]).saves()
    deliver()

    workspace.channel("noticeboard").expects(text="Start here")
    assert "Settings" in leila.home.text


def test_whoever_names_facilitators_stays_one(workspace: Workspace) -> None:
    jonas = workspace.person("jonas").opens_home().clicks("Settings", on="home")
    jonas.fills(noticeboard="noticeboard", facilitators=["leila"]).saves()

    assert window(jonas).errors == {
        "Who facilitates?": "Please keep yourself in: another facilitator can take you out later."
    }


def test_an_old_button_is_no_way_in_for_who_facilitates_no_more(
    commons: Commons, workspace: Workspace
) -> None:
    jonas = workspace.person("jonas").opens_home()
    with commons.database.transaction() as db:
        member(db, workspace, "jonas").facilitator = False
    jonas.clicks("Settings", on="home")

    assert title(jonas) == "Not just now"
    assert "Only facilitators can do this." in text(jonas)
