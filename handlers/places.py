"""Where a delivery goes in Slack: somebody's Home, their messages, a talk of two, a channel, or the
thread of a post that stands there.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.deliveries import HOME, Claimed, standing
from handlers import Bot
from storage.people import members_by_ids

# A post whose thread something goes into may be on its way itself.
UNTIL_IT_STANDS = timedelta(seconds=2)


@dataclass(frozen=True)
class Place:
    """A channel (of any kind, or a person for their Home), and perhaps a thread in it."""

    channel: str
    thread: str | None = None


class WaitingError(Exception):
    """There is no such place yet."""


def place_of(bot: Bot, taken: Claimed) -> Place | None:
    """Where it goes, or would go afresh; None when what it belongs under stands nowhere.

    Raises WaitingError while that is on its way.
    """
    if taken.under is not None:
        return _thread(bot, taken.under)
    if taken.member_id is None:
        return Place(taken.noticeboard or taken.channel or "")
    people = [each for each in (taken.member_id, taken.with_id) if each is not None]
    with bot.read() as db:
        members = members_by_ids(db, people)
    slack_ids = [members[each].slack_id for each in people]
    if taken.kind == HOME:
        return Place(slack_ids[0])
    # Opening what is open already gives its id again (slack-facts §3.2).
    opened = bot.slack.conversations_open(users=slack_ids)
    return Place(str(opened["channel"]["id"]))


def _thread(bot: Bot, occasion: str) -> Place | None:
    with bot.read() as db:
        parent = standing(db, occasion)
    if parent is None:
        return None
    if parent.ts is None or parent.channel is None:
        raise WaitingError
    return Place(parent.channel, parent.ts)
