"""The noticeboard as tests of what is said look at it: one card, and what becomes of it."""

from datetime import timedelta

from bot.app import Commons
from bot.claims import LEASE
from bot.settings import Settings
from sandbox.vocabulary import Person as Someone
from sandbox.workspaces import Workspace
from tests.conftest import clock_of
from tests.handlers import Deliver

PAST_THE_LEASE = LEASE + timedelta(seconds=5)


def cards(workspace: Workspace) -> list[str]:
    return [message.text for message in workspace.channel("noticeboard").messages]


def later(settings: Settings, workspace: Workspace, by: timedelta = PAST_THE_LEASE) -> Commons:
    """Another copy of Commons on the same database, for which leases have lapsed."""
    return Commons(settings, clock_of(workspace, lease_after=by))


def put_on_the_board(workspace: Workspace, deliver: Deliver) -> Someone:
    amina = workspace.person("amina")
    amina.types("/experiment Longer first visits", in_="hallway")
    amina.fills(purpose="p", question="q", stage="Just an idea", visibility="group").saves()
    amina.closes()
    deliver()
    workspace.channel("noticeboard").expects(text="E-1")
    return amina


def rename(amina: Someone, workspace: Workspace, title: str) -> None:
    card = workspace.channel("noticeboard").messages[-1]
    amina.clicks("Open", on=card).clicks("Edit", on="window")
    amina.fills(title=title).saves().closes()
