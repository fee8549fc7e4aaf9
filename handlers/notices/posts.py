"""The one post of a notice, and the clock that ends what stood as long as it was to."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import notices as rules
from bot.deliveries import NOTICE, Claimed
from bot.visibility import Keeper, eyes_of
from handlers import Bot, Composers, Job
from handlers.asks import post_line
from storage.asks import ask_of
from storage.notices import Notice, authors_of, notice_by_id, notices_past
from storage.people import members_by_ids
from templates.blocks import Message
from templates.notices import posts as views
from templates.notices.views import Seen


def composers(bot: Bot) -> Composers:
    del bot
    return {NOTICE: _post}


def jobs(bot: Bot) -> list[Job]:
    return [Job("notices.end", partial(_end_what_is_past, bot))]


def _post(db: Session, taken: Claimed, now: datetime) -> Message | None:
    """What everyone may read of it. Where it stands nowhere, nobody has to hear that it ended."""
    del now
    notice = notice_by_id(db, taken.subject_id)
    stands_somewhere = bool(taken.ts or taken.looked_for_since)
    if notice is None:
        return _gone(db, taken.subject_id) if stands_somewhere else None
    if notice.state != rules.STANDING and not stands_somewhere:
        return None
    ask = ask_of(db, notice.id)
    carrier = notice.carrier_id
    seen = Seen(
        notice,
        authors_of(db, [notice]).get(notice.id),
        carrier=members_by_ids(db, [carrier])[carrier] if carrier else None,
        wish=ask.wish if ask else "",
    )
    return views.post(seen, post_line(db, notice) if ask else "")


def _gone(db: Session, notice_id: int) -> Message | None:
    """In the place of what was taken down; nothing, where it became narrower."""
    if not rules.was_taken_down(db, notice_id):
        return None
    with eyes_of(db, Keeper()):
        notice: Notice | None = notice_by_id(db, notice_id)
    return views.gone(notice) if notice is not None else None


def _end_what_is_past(bot: Bot, now: datetime) -> None:
    """A look at each heartbeat; only where there is something does anybody wait for a writer."""
    with bot.read(Keeper()) as db:
        is_due = bool(notices_past(db, now, limit=1))
    while is_due:
        with bot.transaction(Keeper()) as db:
            is_due = rules.end_what_is_past(db, now=now) == rules.ENDED_AT_ONCE
