"""What a delivery says: composed last of all, from what is true by then, with its reader's eyes."""

import logging

from sqlalchemy.orm import Session

from bot.deliveries import Claimed
from bot.rides import Parts
from bot.visibility import Reader, Room, person
from handlers import Bot, Composers
from handlers.errors import where
from storage.people import members_by_ids
from templates.blocks import Bookmark, File, Message, View
from templates.deliveries.views import together

log = logging.getLogger(__name__)


def compose(
    bot: Bot, composers: Composers, taken: Claimed
) -> Message | View | Bookmark | File | None:
    """None where there is nothing to say (any more)."""
    with bot.read() as db:
        db.info["reader"] = _reader(db, taken)
        return composers[taken.kind](db, taken, bot.now())


def compose_all(
    bot: Bot, composers: Composers, taken: Claimed, *, is_new: bool
) -> tuple[Message | None, Parts]:
    """Several things as one message. What cannot be composed keeps no other from going out; where
    it stands already, nothing is changed rather than taken from it.
    """
    found: dict[int, Message] = {}
    broken: dict[int, Exception] = {}
    for each in (taken, *taken.riders):
        try:
            said = compose(bot, composers, each)
        except Exception as error:
            if not is_new:
                raise
            broken[each.id] = error
        else:
            if isinstance(said, Message):
                found[each.id] = said
    if broken and not found:
        raise next(iter(broken.values()))
    for it, why in broken.items():
        log.error("Delivery %s broke: %s\n%s", it, type(why).__name__, where(why))
    message, fits = together(list(found.values()), grows=is_new)
    ids = list(found)
    return message, Parts(said=ids[:fits], crowded=ids[fits:], broken=broken)


def _reader(db: Session, taken: Claimed) -> Reader:
    if taken.member_id is None:
        return Room()
    return person(members_by_ids(db, [taken.member_id])[taken.member_id])
