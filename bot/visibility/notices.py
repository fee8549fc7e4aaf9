"""Who may read what stands on the noticeboard, who put it there, and what came of it."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select, true

from bot.visibility.readers import (
    CIRCLE,
    FACILITATORS,
    GROUP,
    PUBLIC,
    Everybody,
    Keeper,
    Person,
    Reader,
    Room,
)
from bot.visibility.tables import beside
from storage.asks import Help, LoopClosure
from storage.notices import Byline, Notice
from storage.teams import Teammate


def readable_notices(reader: Reader, notice: Any = Notice) -> ColumnElement[bool]:
    """As its author chose; taken down, only its author's. Whoever helps reads what they help with;
    whom a facilitator asked, what they were asked, unless it is for a circle by now. Those of a
    circle, who were asked since they are in it, read as such, and no longer than that.
    """
    if isinstance(reader, Keeper):
        return true()
    stands = notice.state != "taken_down"
    if isinstance(reader, Everybody):
        return and_(stands, notice.visibility == PUBLIC)
    for_group = notice.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return and_(stands, for_group)
    byline = beside(Byline, "notice_id", "member_id")
    help_ = beside(Help, "notice_id", "member_id", "state", "asked_by")
    teammate = beside(Teammate, "experiment_id", "member_id", "joined_at")
    own = exists().where(byline.notice_id == notice.id, byline.member_id == reader.member_id)
    asked = exists().where(
        help_.notice_id == notice.id,
        help_.member_id == reader.member_id,
        or_(
            help_.state == "helping",
            and_(
                help_.state == "asked",
                help_.asked_by.is_not(None),
                notice.visibility != CIRCLE,
            ),
        ),
    )
    in_circle = exists().where(
        teammate.experiment_id == notice.experiment_id,
        teammate.member_id == reader.member_id,
        teammate.joined_at <= notice.shared_at,
    )
    hosts = notice.visibility == FACILITATORS if reader.facilitator else false()
    of_circle = and_(notice.visibility == CIRCLE, in_circle)
    return or_(own, and_(stands, or_(for_group, hosts, of_circle, asked)))


def of_readable_notices(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to a notice is read with it. It is looked for by its number: a list of all that
    can be read would be made for each query.
    """

    def condition(reader: Reader) -> ColumnElement[bool]:
        if isinstance(reader, Keeper):
            return true()
        notice = beside(Notice, "id", "state", "visibility", "experiment_id", "shared_at")
        return exists().where(notice.id == column, readable_notices(reader, notice))

    return condition


def readable_bylines(reader: Reader) -> ColumnElement[bool]:
    """A name may be kept where the words are for everyone: facilitators know it, and its owner."""
    if isinstance(reader, Keeper):
        return true()
    with_notice = of_readable_notices(Byline.notice_id)(reader)
    named = and_(not_(Byline.unnamed), with_notice)
    if not isinstance(reader, Person):
        return named
    hosts = with_notice if reader.facilitator else false()
    return or_(Byline.member_id == reader.member_id, named, hosts)


def _is_own_notice(column: Any, reader: Person) -> ColumnElement[bool]:
    own = select(Byline.notice_id).where(Byline.member_id == reader.member_id)
    return cast("ColumnElement[bool]", column.in_(own.correlate(None)))


def readable_helps(reader: Reader) -> ColumnElement[bool]:
    """Of the two who talk, the asker, and the facilitators who may read what was asked: nobody else
    learns who helped, or who did not.
    """
    if isinstance(reader, Keeper):
        return true()
    if not isinstance(reader, Person):
        return false()
    hosts = of_readable_notices(Help.notice_id)(reader) if reader.facilitator else false()
    return or_(
        Help.member_id == reader.member_id,
        Help.with_id == reader.member_id,
        _is_own_notice(Help.notice_id, reader),
        hosts,
    )


def readable_loop_closures(reader: Reader) -> ColumnElement[bool]:
    """With what was asked, and no further than its asker chose: once that is taken down, what came
    of it is the asker's, too.
    """
    if isinstance(reader, Keeper):
        return false()
    with_notice = of_readable_notices(LoopClosure.notice_id)(reader)
    if isinstance(reader, Everybody):
        return and_(with_notice, LoopClosure.visibility == PUBLIC)
    for_group = LoopClosure.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return and_(with_notice, for_group)
    helped = select(Help.notice_id).where(
        or_(Help.member_id == reader.member_id, Help.with_id == reader.member_id),
        Help.state == "helping",
    )
    for_reader = or_(for_group, LoopClosure.notice_id.in_(helped.correlate(None)))
    return or_(_is_own_notice(LoopClosure.notice_id, reader), and_(with_notice, for_reader))


def readable_digest_notes(reader: Reader) -> ColumnElement[bool]:
    """What a facilitator adds is for everyone who reads the digest."""
    return true() if isinstance(reader, Person | Room) else false()
