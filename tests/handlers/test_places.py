"""Where a delivery goes: to a member, into a thread; and what becomes of it when that moves."""

import threading
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.cards import CARD
from bot.deliveries import Claimed, occasion, refresh, refresh_under, show
from bot.settings import Settings
from handlers.deliveries import Courier
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.people import members_by_ids
from templates.blocks import Message, message, section
from tests.cast import NOW
from tests.handlers import member
from tests.handlers.boards import PAST_THE_LEASE, later

LETTER, REPLY = "test.letter", "test.reply"


class Said:
    """What the composers of these tests say, and whether a card may stand."""

    card = True
    reply = "A reply"


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def courier(commons: Commons, said: Said) -> Courier:
    return _courier(commons, said)


def _courier(commons: Commons, said: Said) -> Courier:
    def letter(db: Session, taken: Claimed, now: datetime) -> Message:
        del now
        reader = members_by_ids(db, [taken.member_id or 0])[taken.member_id or 0]
        return message("A letter", section(f"Dear {reader.name}"))

    def card(db: Session, taken: Claimed, now: datetime) -> Message | None:
        del db, taken, now
        return message("A card", section("A card")) if said.card else None

    def reply(db: Session, taken: Claimed, now: datetime) -> Message | None:
        del db, taken, now
        return message(said.reply, section(said.reply)) if said.card else None

    return Courier(commons.bot, {LETTER: letter, CARD: card, REPLY: reply}, threading.Event())


@pytest.fixture
def under_a_card(commons: Commons) -> None:
    """A card on the noticeboard and a reply in its thread, planned in one go."""
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))


def test_a_letter_goes_to_one_member_alone(
    commons: Commons, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        show(db, LETTER, 1, now=NOW, member_id=amina.id)
    courier.deliver()

    letter = workspace.person("amina").expects(shown="Dear Amina")
    assert letter.text == "A letter"
    assert workspace.person("tom").messages == []
    with commons.database.transaction() as db:
        refresh(db, LETTER, 1, now=NOW)
    courier.deliver()
    assert len(workspace.person("amina").messages) == 1, "edited where it stands"


def test_a_letter_whose_answer_was_lost_is_found_again(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier, said: Said
) -> None:
    with commons.database.transaction() as db:
        show(db, LETTER, 1, now=NOW, member_id=member(db, workspace, "amina").id)
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    other = later(settings, workspace, PAST_THE_LEASE)
    _courier(other, said).deliver()
    other.stop()

    workspace.person("amina").expects(text="A letter")
    assert len(workspace.person("amina").messages) == 1


@pytest.mark.usefixtures("under_a_card")
def test_a_reply_goes_into_the_thread_of_its_card(workspace: Workspace, courier: Courier) -> None:
    courier.deliver()

    card = workspace.channel("noticeboard").expects(text="A card")
    workspace.channel("noticeboard").expects(text="A reply")
    assert [reply.text for reply in card.thread] == ["A reply"]
    assert [each.text for each in workspace.channel("noticeboard").messages] == ["A card"]


@pytest.mark.usefixtures("under_a_card")
def test_a_reply_waits_for_its_card(workspace: Workspace, courier: Courier) -> None:
    workspace.faults.add("chat.postMessage", Fault.rate_limited(20))
    courier.deliver()
    assert workspace.channel("noticeboard").messages == []
    workspace.clock.advance(25)
    courier.deliver()

    workspace.channel("noticeboard").expects(text="A card")
    workspace.channel("noticeboard").expects(text="A reply")


def test_a_reply_whose_answer_was_lost_is_found_in_the_thread(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier, said: Said
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    courier.deliver()
    card = workspace.channel("noticeboard").expects(text="A card")
    with commons.database.transaction() as db:
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    other = later(settings, workspace, PAST_THE_LEASE)
    _courier(other, said).deliver()
    other.stop()

    workspace.channel("noticeboard").expects(text="A reply")
    assert [reply.text for reply in card.thread] == ["A reply"]


@pytest.mark.usefixtures("under_a_card")
def test_when_the_card_comes_down_so_does_what_stands_under_it(
    commons: Commons, workspace: Workspace, courier: Courier, said: Said
) -> None:
    courier.deliver()
    workspace.channel("noticeboard").expects(text="A card")
    workspace.channel("noticeboard").expects(text="A reply")
    said.card = False
    with commons.database.transaction() as db:
        refresh(db, CARD, 1, now=NOW)
        refresh_under(db, CARD, 1, now=NOW)
    courier.deliver()
    assert not any(
        "card" in each.text.lower() for each in workspace.channel("noticeboard").messages
    )

    said.card, said.reply = True, "Again"
    with commons.database.transaction() as db:
        refresh(db, CARD, 1, now=NOW)
        refresh_under(db, CARD, 1, now=NOW)
    courier.deliver()
    again = workspace.channel("noticeboard").expects(text="A card")
    workspace.channel("noticeboard").expects(text="Again")
    assert [reply.text for reply in again.thread] == ["Again"]


def test_under_a_card_that_stands_nowhere_nothing_is_said(
    commons: Commons, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))
    assert courier.deliver() == 1
    assert workspace.channel("noticeboard").messages == []
    assert courier.deliver() == 0, "it is settled, not asked for again and again"


def test_under_a_card_that_somebody_deleted_nothing_is_said(
    commons: Commons, workspace: Workspace, courier: Courier
) -> None:
    """Slack would post it into the channel itself, for everyone."""
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    courier.deliver()
    card = workspace.channel("noticeboard").expects(text="A card")
    commons.bot.slack.chat_delete(channel=card.room, ts=card.ts)
    with commons.database.transaction() as db:
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))
    courier.deliver()

    assert workspace.channel("noticeboard").messages == []
