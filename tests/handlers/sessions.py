"""Sessions of the example group, for tests of what comes of them: held by Jonas, on the Wednesday
after the Monday on which tests begin, and perhaps once more in the evening.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.app import Commons
from bot.deliveries import WORKSHOP, show
from bot.visibility import Keeper, person, read_as
from sandbox.sights import Message
from sandbox.workspaces import Workspace
from storage.people import Member
from storage.workshops import Workshop, slots_of, workshop_by_id
from templates.blocks import Block, message, section
from tests.cast import a_session, comes
from tests.handlers import Deliver, member

WEDNESDAY = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
EVENING = datetime(2026, 12, 2, 20, 0, tzinfo=UTC)
TITLE = "Whose idea shall we work on?"
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
Lines = Callable[[Session, Member, Workshop, datetime], list[Block]]


def session_of(
    commons: Commons,
    workspace: Workspace,
    *coming: str,
    second: tuple[str, ...] = (),
    reading: tuple[str, ...] = (),
    listens: tuple[str, ...] = (),
    needs: dict[str, str] | None = None,
    presenter: str = "",
    experiment: Any = None,
) -> int:
    """One that Jonas holds, with its announcement planned; with `second`, at two times."""
    commons.composers.setdefault(WORKSHOP, lambda *_: message("A session", section("A session")))
    now = commons.clock.now()
    with commons.database.transaction() as db:
        read_as(db, Keeper())
        workshop = a_session(
            db,
            member(db, workspace, "jonas"),
            WEDNESDAY,
            *([EVENING] if second else []),
            link="https://meet.example.org/x",
            presenter=member(db, workspace, presenter) if presenter else None,
            experiment=experiment,
            at=now,
        )
        for who in (*coming, *listens):
            how = "listen" if who in listens else "take_part"
            words = (needs or {}).get(who, "")
            comes(db, workshop, member(db, workspace, who), coming_as=how, needs=words)
        for who in second:
            comes(db, workshop, member(db, workspace, who), time=2)
        for who in reading:
            comes(db, workshop, member(db, workspace, who), state="reading")
        show(db, WORKSHOP, workshop.id, now=now)
        return workshop.id


def slot_ids(commons: Commons, workshop_id: int) -> list[int]:
    with commons.database.read() as db:
        read_as(db, Keeper())
        return [each.id for each in slots_of(db, workshop_id)]


def until(commons: Commons, workspace: Workspace, deliver: Deliver, moment: datetime) -> None:
    """The clock goes there, and whatever is due is said."""
    workspace.clock.advance(moment.timestamp() - workspace.clock.now())
    beat(commons, deliver)


def beat(commons: Commons, deliver: Deliver) -> None:
    commons.heartbeat.tick(commons.clock.now())
    deliver()


def after_it(hours: float = 0) -> datetime:
    return WEDNESDAY + timedelta(hours=3 + hours, minutes=1)


def lines(
    commons: Commons, workspace: Workspace, who: str, lines_of: Lines, workshop_id: int
) -> Message | None:
    """What a session's window has for this reader, put where it can be clicked."""
    with commons.database.transaction() as db:
        reader = member(db, workspace, who)
        read_as(db, person(reader))
        workshop = workshop_by_id(db, workshop_id)
        assert workshop is not None
        blocks = lines_of(db, reader, workshop, commons.clock.now())
    if not blocks:
        return None
    hallway = workspace.channel("hallway")
    commons.bot.slack.chat_postMessage(channel=hallway.id, text="Here", blocks=blocks, **QUIET)
    return hallway.expects(text="Here")


def board(workspace: Workspace) -> list[str]:
    return [each.text for each in workspace.channel("noticeboard").messages]


def expect_the_board(workspace: Workspace) -> None:
    """What stands on the board is the announcement's own."""
    channel = workspace.channel("noticeboard")
    for each in channel.messages:
        for said in (each, *each.thread):
            channel.expects(text=said.text)
