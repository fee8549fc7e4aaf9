"""The example group's sessions: there at once, and once."""

import tomllib

from bot.app import Commons
from bot.visibility import person, read_as
from sandbox.groups import EXAMPLE
from sandbox.sessions import hold_session
from sandbox.workspaces import Workspace
from storage.notes import learnings_of
from storage.people import Member
from storage.workshops import last_slots, next_slots, slots_of
from tests.handlers import Deliver, member, text


def furnish(commons: Commons, workspace: Workspace) -> None:
    rows = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["sessions"]
    with commons.database.transaction() as db:
        for row in rows:
            handles = {row["by"], *row["with"], *row["coming"]}
            people = {each: member(db, workspace, each) for each in handles}
            read_as(db, person(people[row["by"]]))
            hold_session(db, row, people, commons.bot.now())


def amina(commons: Commons, workspace: Workspace) -> Member:
    with commons.database.transaction() as db:
        return member(db, workspace, "amina")


def test_one_is_to_come_and_one_was(
    commons: Commons, workspace: Workspace, deliver: Deliver
) -> None:
    for _ in range(2):
        furnish(commons, workspace)
    deliver()
    [post] = workspace.channel("noticeboard").messages
    workspace.channel("noticeboard").expects(text=post.text)
    with commons.database.read() as db:
        read_as(db, person(amina(commons, workspace)))
        [coming], [was] = next_slots(db, limit=9), last_slots(db, limit=9)
        days = [each.starts_at.weekday() for each in slots_of(db, coming.workshop_id)]
        learned = learnings_of(db, was.workshop_id)

    assert "Whose idea shall we work on?" in post.shown
    assert days == [3, 3], "on a Thursday"
    assert [each.state for each in learned] == ["group"]
    somebody = workspace.person("ana").types("/workshop", in_="hallway").clicks("What was")
    assert "We begin" in text(somebody)
