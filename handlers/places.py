"""Where a delivery goes in Slack: somebody's Home, their messages, a talk of two, a channel, or the
thread of a post that stands there.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.deliveries import HOME, Claimed
from bot.outcomes import forget_direct, remember_direct
from bot.rides import Parts
from handlers import Bot
from storage.deliveries import delivery_by_occasion
from storage.people import Member, members_by_ids

# A post whose thread something goes into may be on its way itself, or wait for a person.
UNTIL_IT_STANDS, UNTIL_IT_IS_TRIED = timedelta(seconds=2), timedelta(minutes=1)

LETTERS = "member:"  # how the addressee of what is for one person begins
# With these errors nothing can be edited where it stands: people may still read it there.
CLOSED = {"channel_not_found", "is_archived"}


@dataclass(frozen=True)
class Place:
    """A channel (of any kind, or a person), and perhaps a thread in it."""

    channel: str
    thread: str | None = None


@dataclass(frozen=True)
class Stands:
    """Where something stands now (nowhere: both None), and whether it was posted just now. `parts`
    are those of a message of several.
    """

    channel: str | None = None
    ts: str | None = None
    is_new: bool = False
    parts: Parts | None = None


class WaitingError(Exception):
    """There is no such place yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def place_of(bot: Bot, taken: Claimed) -> Place | None:
    """Where it goes, or would go afresh; None when what it belongs under stands nowhere.

    Raises WaitingError while that is on its way.
    """
    if taken.under is not None:
        return _thread(bot, taken.under)
    if taken.member_id is None:
        return Place(taken.noticeboard or taken.channel or "")
    people = _people(bot, taken)
    if taken.kind == HOME:
        return Place(people[0].slack_id)
    if taken.with_id is not None:
        return Place(_open(bot, people))
    # The first message to somebody opens their conversation by itself, and says which it is. To
    # open it before would take a call more, of which Slack takes few (slack-facts §3.2).
    return Place(people[0].direct or people[0].slack_id)


def place_to_look(bot: Bot, taken: Claimed) -> Place | None:
    """Where an earlier attempt may have posted it."""
    if taken.channel is None:
        return None
    if taken.member_id is None or taken.with_id is not None:
        return Place(taken.channel, taken.thread)
    people = _people(bot, taken)
    is_person = taken.channel == people[0].slack_id
    # Opening what is open already gives its id again (slack-facts §3.2).
    return Place(_open(bot, people) if is_person else taken.channel)


def place_afresh(bot: Bot, taken: Claimed, place: Place) -> Place | None:
    """Where a member is to be found when Slack does not know that place any more, if elsewhere."""
    if taken.member_id is None or taken.with_id is not None:
        return None
    [person] = _people(bot, taken)
    if place.channel == person.slack_id:
        return None
    with bot.transaction() as db:
        forget_direct(db, person.id)
    return Place(person.slack_id)


def open_for_file(bot: Bot, taken: Claimed, place: Place) -> Place:
    """The messages themselves: unlike a message, a file opens none (slack-facts §3.3)."""
    [person] = _people(bot, taken)
    if place.channel != person.slack_id:
        return place
    channel = _open(bot, [person])
    with bot.transaction() as db:
        remember_direct(db, person.id, channel)
    return Place(channel)


def _people(bot: Bot, taken: Claimed) -> list[Member]:
    ids = [each for each in (taken.member_id, taken.with_id) if each is not None]
    with bot.read() as db:
        members = members_by_ids(db, ids)
    return [members[each] for each in ids]


def _open(bot: Bot, people: list[Member]) -> str:
    opened = bot.slack.conversations_open(users=[each.slack_id for each in people])
    return str(opened["channel"]["id"])


def _thread(bot: Bot, occasion: str) -> Place | None:
    with bot.read() as db:
        parent = delivery_by_occasion(db, occasion)
    if parent is None or (parent.ts is None and parent.shown >= parent.wanted):
        return None
    if parent.ts is None or parent.channel is None:
        raise WaitingError(UNTIL_IT_IS_TRIED if parent.held else UNTIL_IT_STANDS)
    return Place(parent.channel, parent.ts)
