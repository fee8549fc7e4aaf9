"""Handlers are tested through the sandbox, as the people who meet them do."""

from sqlalchemy.orm import Session

from bot.people import Profile, learn_profile, meet
from sandbox.workspaces import Workspace
from storage.people import Member
from tests.cast import NOW


def member(db: Session, workspace: Workspace, handle: str) -> Member:
    """The member behind someone of the example group, as Commons knows them."""
    user = workspace.user(handle)
    found = meet(db, user.id, name=user.display_name, now=NOW)
    learn_profile(db, Profile(user.id, user.display_name, user.title, user.zone), now=NOW)
    return found
