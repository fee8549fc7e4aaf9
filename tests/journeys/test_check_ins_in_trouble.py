"""Check-ins when things go wrong: Slack is down where somebody is asked and where they answer, or
Commons was off for weeks. Each is asked once, in one message, which says what came of it.
"""

import pytest

from bot.app import Commons
from sandbox.faults import Fault
from sandbox.sights import Message
from storage.deliveries import held_deliveries
from tests.handlers.boards import PAST_THE_LEASE, later
from tests.journeys import test_check_ins_once
from tests.journeys.test_check_ins_once import Asked

year = test_check_ins_once.year
FAULTS = {
    "rate_limited": Fault.rate_limited(),
    "server_error": Fault.server_error(),
    "internal_error": Fault.fails(),
    "resets": Fault.resets(),
    "resets_after": Fault.resets(after=True),
    "times_out_after": Fault.times_out_after(),
}
QUESTION = "One tap is enough"
IMPATIENT = 1  # seconds that a courier waits for Slack here: nothing waits in earnest


def settles(commons: Commons, year: Asked) -> None:
    """What nobody knows of is looked into, each time when its lease has lapsed."""
    for times in (1, 2, 3):
        year.workspace.clock.advance(2)
        other = later(commons.settings, year.workspace, times * PAST_THE_LEASE)
        other.bot.slack.timeout = IMPATIENT
        other.courier.deliver()
        other.stop()
    with commons.database.read() as db:
        assert held_deliveries(db) == []


def asking(year: Asked) -> list[Message]:
    messages = year.person("amina").messages
    return [each for each in messages if QUESTION in each.shown or "Noted about" in each.shown]


@pytest.mark.parametrize("fault", FAULTS)
def test_slack_is_down_where_they_answer_and_where_they_are_asked(
    year: Asked, commons: Commons, fault: str
) -> None:
    commons.bot.slack.timeout = IMPATIENT
    amina, [message] = year.person("amina"), asking(year)
    assert message.shown.count(QUESTION) == 2
    year.workspace.faults.add("chat.update", FAULTS[fault], times=2)
    for word, index in (("Stuck", 0), ("Things are moving", 1)):
        amina.clicks(word, on=message, index=index)
    year.goes_by()
    settles(commons, year)
    [message] = asking(year)
    assert (message.shown.count(": Stuck."), message.shown.count(": Things are moving.")) == (1, 1)

    year.workspace.faults.clear()
    year.workspace.faults.add("chat.postMessage", FAULTS[fault])
    year.goes_by(days=15)
    settles(commons, year)
    [_, again] = asking(year)
    assert again.shown.count(QUESTION) == 2


def test_off_for_weeks_each_is_asked_once(year: Asked, commons: Commons) -> None:
    [first] = asking(year)
    year.workspace.clock.advance(40 * 24 * 60 * 60)  # nobody looks at it meanwhile
    year.goes_by()
    settles(commons, year)
    for _ in range(5):
        year.goes_by(days=1)
    shown = [each.shown.count(QUESTION) for each in asking(year)]
    assert shown == [2]
    assert asking(year)[0].ts != first.ts


def test_of_two_who_carry_and_ask_at_once_one_does(year: Asked, commons: Commons) -> None:
    other = later(commons.settings, year.workspace, PAST_THE_LEASE)
    amina, [message] = year.person("amina"), asking(year)
    for word, index in (("Stuck", 0), ("Things are moving", 1)):
        amina.clicks(word, on=message, index=index)
    year.goes_by()
    year.workspace.clock.advance(15 * 24 * 60 * 60)
    for each in (commons, other):
        each.heartbeat.tick(commons.clock.now())
    for each in (other, commons):
        each.courier.deliver()
    other.stop()
    assert [each.shown.count(QUESTION) for each in asking(year)] == [0, 2]
