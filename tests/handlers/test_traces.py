"""What an earlier attempt may have left in Slack is found again, or known to be lost."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.app import Commons
from bot.cards import CARD
from bot.deliveries import Claimed, occasion, refresh, show
from bot.settings import Settings
from handlers.deliveries import Courier
from sandbox.faults import Fault
from sandbox.workspaces import Workspace
from storage.deliveries import delivery_by_occasion
from storage.people import Member, members_by_ids
from storage.programme import programme
from templates.blocks import Message, message, section
from tests.cast import NOW
from tests.handlers import member
from tests.handlers.boards import PAST_THE_LEASE, later

LETTER, REPLY = "test.letter", "test.reply"
STANDS = {CARD: True}


def courier_of(commons: Commons) -> Courier:
    def say(db: Session, taken: Claimed, now: datetime) -> Message | None:
        del db, now
        text = f"{taken.kind} {taken.subject_id}"
        return message(text, section(text)) if STANDS.get(taken.kind, True) else None

    composers = dict.fromkeys((CARD, LETTER, REPLY), say)
    return Courier(commons.bot, {**commons.composers, **composers}, threading.Event())


@pytest.fixture
def courier(commons: Commons) -> Courier:
    return courier_of(commons)


def afterwards(settings: Settings, workspace: Workspace) -> None:
    """Another process, when the lease has lapsed."""
    other = later(settings, workspace, PAST_THE_LEASE)
    courier_of(other).deliver()
    other.stop()


def said_to(workspace: Workspace, handle: str) -> list[str]:
    return [each.text for each in workspace.person(handle).messages]


def on_board(workspace: Workspace) -> list[str]:
    return [each.text for each in workspace.channel("noticeboard").messages]


def known(commons: Commons, slack_id: int) -> Member:
    with commons.database.read() as db:
        return members_by_ids(db, [slack_id])[slack_id]


@pytest.fixture
def amina(commons: Commons, workspace: Workspace) -> Member:
    """To whom a letter is planned."""
    with commons.database.transaction() as db:
        amina = member(db, workspace, "amina")
        show(db, LETTER, 1, now=NOW, member_id=amina.id)
        return amina


def test_a_first_letter_opens_no_conversation_and_its_address_is_kept(
    commons: Commons, workspace: Workspace, courier: Courier, amina: Member
) -> None:
    workspace.faults.add("conversations.open", Fault.fails("missing_scope"))
    courier.deliver()
    first = workspace.person("amina").expects(text="test.letter 1")
    assert workspace.faults.waiting == 1, "Slack was not asked to open one"
    workspace.faults.clear()

    assert known(commons, amina.id).direct == first.room


def test_where_the_address_is_not_known_any_more_the_letter_comes_all_the_same(
    commons: Commons, workspace: Workspace, courier: Courier, amina: Member
) -> None:
    with commons.database.transaction() as db:
        db.merge(amina).direct = "D0LONGGONE"
    courier.deliver()

    letter = workspace.person("amina").expects(text="test.letter 1")
    assert known(commons, amina.id).direct == letter.room
    assert workspace.person("jonas").messages == []


@pytest.mark.usefixtures("amina")
def test_a_first_letter_without_an_answer_is_looked_for_where_it_must_be(
    settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    afterwards(settings, workspace)

    workspace.person("amina").expects(text="test.letter 1")
    assert said_to(workspace, "amina") == ["test.letter 1"]


def test_a_post_is_found_behind_hundreds_of_newer_ones(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    tom = workspace.person("tom")
    for number in range(450):
        tom.types(f"{number}", in_="noticeboard")
    afterwards(settings, workspace)

    workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    assert on_board(workspace).count(f"{CARD} 1") == 1


def test_a_post_is_found_by_a_machine_whose_clock_is_hours_wrong(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    with commons.database.transaction() as db:
        row = delivery_by_occasion(db, occasion(CARD, 1))
        assert row is not None
        assert row.begun_at is not None
        row.begun_at += timedelta(hours=14)
    afterwards(settings, workspace)

    workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    assert on_board(workspace) == [f"{CARD} 1"]


def test_a_reply_is_looked_for_in_the_thread_into_which_it_went(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    """Though the card has been put up afresh meanwhile."""
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    courier.deliver()
    first = workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    with commons.database.transaction() as db:
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))
    workspace.faults.add("chat.postMessage", Fault.resets(after=True))
    courier.deliver()
    workspace.channel("noticeboard").expects(text="test.reply 1")
    workspace.faults.add("chat.update", Fault.fails("message_not_found"))
    with commons.database.transaction() as db:
        refresh(db, CARD, 1, now=NOW)
    afterwards(settings, workspace)
    workspace.channel("noticeboard").expects(text=f"{CARD} 1")

    threads = [each.thread for each in workspace.channel("noticeboard").messages]
    assert [[reply.text for reply in each] for each in threads] == [["test.reply 1"], []]
    assert first.thread[0].text == "test.reply 1"


def test_a_reply_waits_for_a_card_that_waits_for_a_person(
    commons: Commons, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
        show(db, REPLY, 1, now=NOW, under=occasion(CARD, 1))
    workspace.faults.add("chat.postMessage", Fault.fails("restricted_action"))
    courier.deliver()
    jonas = workspace.person("jonas")
    assert on_board(workspace) == []

    jonas.clicks("Try again", on=jonas.expects(text="Something of mine did not go out"))
    courier.deliver()
    workspace.clock.advance(90)
    courier.deliver()
    workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    workspace.channel("noticeboard").expects(text="test.reply 1")


def test_a_room_that_was_left_behind_while_something_was_on_its_way_holds_up_nothing(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    workspace.faults.add("chat.postMessage", Fault.resets())
    courier.deliver()
    workspace.person("commons").leaves("noticeboard")
    with commons.database.transaction() as db:
        programme(db).noticeboard = workspace.channel("hallway").id
    afterwards(settings, workspace)

    workspace.channel("hallway").expects(text=f"{CARD} 1")


@pytest.mark.parametrize("reason", ["ratelimited", "rate_limited", "team_added_to_org"])
def test_slack_being_busy_is_no_refusal(
    commons: Commons, workspace: Workspace, courier: Courier, reason: str
) -> None:
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    workspace.faults.add("chat.postMessage", Fault.fails(reason))
    courier.deliver()
    assert courier.deliver() == 0, "all messages rest for a while"
    assert on_board(workspace) == []
    workspace.clock.advance(40)
    courier.deliver()

    workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    assert workspace.person("jonas").messages == []


def test_of_two_who_posted_the_same_one_takes_it_back(
    commons: Commons, settings: Settings, workspace: Workspace, courier: Courier
) -> None:
    """A machine slept between the look at its lease and the post."""
    with commons.database.transaction() as db:
        show(db, CARD, 1, now=NOW)
    post = commons.bot.slack.chat_postMessage
    slept: list[bool] = []

    def sleeps_first(**given: object) -> object:
        if not slept:
            slept.append(True)
            afterwards(settings, workspace)
        return post(**given)  # type: ignore[arg-type]

    object.__setattr__(commons.bot.slack, "chat_postMessage", sleeps_first)
    courier.deliver()

    workspace.channel("noticeboard").expects(text=f"{CARD} 1")
    assert on_board(workspace) == [f"{CARD} 1"]
    with commons.database.read() as db:
        row = delivery_by_occasion(db, occasion(CARD, 1))
        assert row is not None
        assert row.ts == workspace.channel("noticeboard").messages[0].ts
