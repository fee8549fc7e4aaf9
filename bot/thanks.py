"""What comes back to those who wrote: thanks, told together at most once a day; talks that somebody
asks for; and their own words, three months later.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.cards import CARD
from bot.deliveries import occasion, refresh, show, standing
from bot.errors import Refusal
from bot.hours import local_day, next_workday_hour, week_of
from bot.prompts import HARD_DAY
from bot.visibility import GROUP, PUBLIC
from storage.experiments import experiment_by_id
from storage.people import Member, members_by_ids
from storage.reflections import (
    Line,
    Reflection,
    line_of,
    reflection_between,
    reflection_by_id,
)
from storage.thanks import (
    Talk,
    Thanks,
    ThanksRound,
    add_thanks_round,
    latest_talk_about,
    latest_thanks_round,
    latest_wish,
    remove_thanks,
    talk_by_origin,
    talks_about,
    thanks_by,
    thanks_round,
    thanks_round_by_id,
)

ROUND = "thanks.round"
TALK = "thanks.talk"
WISH = "thanks.talk_wish"
THANK, SAME = "thank", "same"
IN_THREAD, IN_MESSAGES, WISHED = "thread", "messages", "wish"

HOUR = 16  # when the day's work is mostly done
# Between two rounds, whatever the clocks and the author's zone do: at most once a day.
APART = timedelta(hours=20)
ONE_DAY = timedelta(days=1)
THREE_MONTHS, GIVE_OR_TAKE = timedelta(days=90), timedelta(days=7)


@dataclass(frozen=True)
class Given:
    """Who hears it. `before`: it was said already; `told`: they have heard it by now."""

    author: Member
    before: bool = False
    told: bool = False


@dataclass(frozen=True)
class Asking:
    """Whom somebody would ask, and where: under the card of `ref`, or in messages."""

    author: Member
    place: str
    ref: str = ""


def thank(db: Session, by: Member, reflection_id: int, kind: str, *, now: datetime) -> Given:
    """Say *Thank you* or *Same here* to who wrote it. Saying it twice is saying it once.

    Raises Refusal for one's own, and for what `by` may not read (any more).
    """
    author = _author(db, by, reflection_id)
    said = thanks_by(db, reflection_id, by.id, kind)
    if said is not None:
        return Given(author, before=True, told=_is_told(db, said, now))
    gathered = _round_for(db, author, now)
    given = Thanks(
        reflection_id=reflection_id,
        member_id=by.id,
        author_id=author.id,
        kind=kind,
        round_id=gathered.id,
        given_at=now,
    )
    db.add(given)
    show(db, ROUND, gathered.id, now=now, at=gathered.due_at, member_id=author.id)
    return Given(author)


def take_back(db: Session, by: Member, reflection_id: int, kind: str, *, now: datetime) -> str:
    """As if it had never been said; returns the name of who will not hear it, "" when there was
    nothing. Raises Refusal once they have heard.
    """
    said = thanks_by(db, reflection_id, by.id, kind)
    if said is None:
        return ""
    author = members_by_ids(db, [said.author_id])[said.author_id]
    if _is_told(db, said, now):
        raise Refusal("thanks.told", author=author.name)
    remove_thanks(db, reflection_id, by.id, kind)
    return author.name


def asking(db: Session, by: Member, reflection_id: int, *, on_line: bool, now: datetime) -> Asking:
    """Whom and where `by` would ask for more. In the thread where the line stands for everybody,
    when it is clicked there (`on_line`) or the rest is for everybody too; else in messages.

    Raises Refusal for one's own, what `by` may not read, and when they asked today.
    """
    author = _author(db, by, reflection_id)
    asked = latest_talk_about(db, reflection_id, by.id)
    if asked is not None and _is_today(by, asked.asked_at, now):
        raise Refusal("thanks.asked_today", author=author.name)
    reflection, line = reflection_by_id(db, reflection_id), line_of(db, reflection_id)
    is_open = reflection is not None and reflection.visibility in {GROUP, PUBLIC}
    ref = _card_over(db, line)
    if ref and (on_line or is_open):
        return Asking(author, IN_THREAD, ref)
    return Asking(author, IN_MESSAGES)


def ask(
    db: Session,
    by: Member,
    reflection_id: int,
    *,
    place: str,
    words: str,
    origin: str,
    now: datetime,
) -> Asking:
    """Ask who wrote it to tell more, where the form said (`place`), or in messages if that is gone.
    The same window saved twice asks once. Raises Refusal as `asking` does.
    """
    saved = talk_by_origin(db, origin)
    if saved is not None:
        author = members_by_ids(db, [saved.asked_id])[saved.asked_id]
        return Asking(author, saved.place, _card_over(db, line_of(db, reflection_id)))
    there = asking(db, by, reflection_id, on_line=place == IN_THREAD, now=now)
    if place != IN_THREAD:
        there = Asking(there.author, IN_MESSAGES)
    talk = Talk(
        asker_id=by.id,
        asked_id=there.author.id,
        reflection_id=reflection_id,
        place=there.place,
        words=words,
        asked_at=now,
        origin=origin,
    )
    db.add(talk)
    db.flush()
    line = line_of(db, reflection_id)
    if there.place == IN_THREAD and line is not None and line.experiment_id is not None:
        show(db, TALK, talk.id, now=now, under=occasion(CARD, line.experiment_id))
    else:
        show(db, TALK, talk.id, now=now, member_id=there.author.id, with_id=by.id)
    return there


def wish_to_talk(db: Session, by: Member, host_id: int, *, now: datetime) -> Member:
    """After a hard day: a facilitator learns that `by` would like to talk, and nothing else. Asked
    twice within a day they hear it once. Raises Refusal for anyone who does not facilitate.
    """
    host = members_by_ids(db, [host_id]).get(host_id)
    if host is None or not host.facilitator:
        raise Refusal("thanks.no_host")
    if host.id == by.id:
        raise Refusal("thanks.yourself")
    last = latest_wish(db, by.id, host.id)
    if last is not None and now - last.asked_at < ONE_DAY:
        return host
    wish = Talk(asker_id=by.id, asked_id=host.id, place=WISHED, words="", asked_at=now)
    db.add(wish)
    db.flush()
    show(db, WISH, wish.id, now=now, member_id=host.id)
    return host


def talks_follow(db: Session, reflection_id: int, *, now: datetime) -> None:
    """A reflection or its line is about to be taken back, or was made narrower: what somebody asked
    about it under a card comes down with it.
    """
    for each in talks_about(db, reflection_id):
        if each.place == IN_THREAD:
            refresh(db, TALK, each.id, now=now)


def from_three_months_ago(db: Session, member: Member, *, now: datetime) -> Reflection | None:
    """What the member wrote about three months ago: of a fortnight, the one that is nearest to it.
    A hard day does not come back unasked.
    """
    then = now - THREE_MONTHS
    spans = ((then - GIVE_OR_TAKE, then, False), (then, then + GIVE_OR_TAKE, True))
    found = [
        reflection_between(db, member.id, since=since, until=until, oldest=oldest, but=HARD_DAY)
        for since, until, oldest in spans
    ]
    near = [each for each in found if each is not None]
    return min(near, key=lambda each: abs(each.created_at - then), default=None)


def _author(db: Session, by: Member, reflection_id: int) -> Member:
    """Who wrote it. Read through the gate: the line or the rest, and somebody else's."""
    read: Line | Reflection | None = line_of(db, reflection_id)
    read = read or reflection_by_id(db, reflection_id)
    if read is None:
        raise Refusal("thanks.taken_back")
    if read.author_id == by.id:
        raise Refusal("thanks.yours")
    return members_by_ids(db, [read.author_id])[read.author_id]


def _card_over(db: Session, line: Line | None) -> str:
    """The reference of the card under which the line stands for everybody; "" where it does not."""
    if line is None or line.experiment_id is None or line.visibility not in {GROUP, PUBLIC}:
        return ""
    experiment = experiment_by_id(db, line.experiment_id)
    if experiment is None or standing(db, occasion(CARD, experiment.id)) is None:
        return ""
    return experiment.ref


def _round_for(db: Session, author: Member, now: datetime) -> ThanksRound:
    """The round that is still to come, or a new one."""
    last = latest_thanks_round(db, author.id)
    if last is not None and last.due_at > now:
        return last
    due_at = next_workday_hour(now, HOUR, week_of(author))
    while last is not None and due_at - last.due_at < APART:  # their zone changed meanwhile
        due_at = next_workday_hour(due_at, HOUR, week_of(author))
    add_thanks_round(db, author.id, due_at)
    gathered = thanks_round(db, author.id, due_at)
    if gathered is None:
        raise LookupError(f"A round of {author.id} was added and is not there.")
    return gathered


def _is_told(db: Session, said: Thanks, now: datetime) -> bool:
    """From its hour on a round is on its way."""
    gathered = thanks_round_by_id(db, said.round_id)
    return gathered is not None and gathered.due_at <= now


def _is_today(by: Member, moment: datetime, now: datetime) -> bool:
    return local_day(moment, by.time_zone) == local_day(now, by.time_zone)
