"""Handlers are tested through the sandbox, as the people who meet them do."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.app import Commons
from bot.people import Profile, learn_profile, meet
from sandbox.sights import Window
from sandbox.vocabulary import Person
from sandbox.workspaces import Workspace
from storage.experiments import Experiment
from storage.people import Member
from tests.cast import NOW, put_down, put_on

Deliver = Callable[[], int]


def member(db: Session, workspace: Workspace, handle: str) -> Member:
    """The member behind someone of the example group, as Commons knows them."""
    user = workspace.user(handle)
    found = meet(db, user.id, name=user.display_name, now=NOW)
    learn_profile(db, Profile(user.id, user.display_name, user.title, user.zone), now=NOW)
    return found


def experiment_of(
    commons: Commons, workspace: Workspace, lead: str, *others: str, **more: str
) -> Experiment:
    """An experiment that `lead` of the example group put down and the others are on, too."""
    with commons.database.transaction() as db:
        experiment = put_down(db, member(db, workspace, lead), **more)
        for other in others:
            put_on(db, experiment.id, member(db, workspace, other))
        return experiment


def window(somebody: Person) -> Window:
    """The window that somebody looks at."""
    assert somebody.window is not None, "no window is open"
    return somebody.window


def title(somebody: Person) -> str:
    return window(somebody).title


def text(somebody: Person) -> str:
    return window(somebody).text


def buttons(somebody: Person) -> list[str]:
    return window(somebody).buttons


def value(somebody: Person, field: str) -> object:
    return window(somebody).field(field).value


def errors(somebody: Person) -> list[str]:
    return list(window(somebody).errors.values())
