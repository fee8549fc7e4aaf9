"""Who may read experiments, and what people wrote about them and to each other."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

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
from storage.checkins import CheckIn
from storage.cycles import Remark
from storage.drafts import Draft
from storage.experiments import Experiment, is_answered
from storage.links import SameQuestion
from storage.reflections import Line, Reflection
from storage.teams import Teammate
from storage.thanks import Talk, Thanks


def readable_experiments(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Keeper):
        return false()
    if isinstance(reader, Everybody):
        return and_(Experiment.visibility == PUBLIC, is_answered())
    if isinstance(reader, Room):
        return Experiment.shared.expression
    on_team = exists().where(
        Teammate.experiment_id == Experiment.id, Teammate.member_id == reader.member_id
    )
    in_circle = and_(Experiment.visibility.in_((CIRCLE, GROUP, PUBLIC)), on_team)
    hosts = Experiment.visibility == FACILITATORS if reader.facilitator else false()
    return or_(Experiment.shared, Experiment.lead_id == reader.member_id, hosts, in_circle)


def of_readable_experiments(column: Any) -> Callable[[Reader], ColumnElement[bool]]:
    """What belongs to an experiment's card is read with it."""

    def condition(reader: Reader) -> ColumnElement[bool]:
        # Of that one alone: all that the reader may read would be looked through for each query.
        readable = select(Experiment.id).where(
            Experiment.id == column, readable_experiments(reader)
        )
        one = readable.correlate_except(Experiment).scalar_subquery()
        return cast("ColumnElement[bool]", column.in_(one))

    return condition


def readable_pieces(
    kind: type[Reflection | Line | Remark | CheckIn], reader: Reader
) -> ColumnElement[bool]:
    """What one member wrote, at the level that they chose. A circle is who was on the experiment
    by then: whoever joins reads from their joining on.
    """
    if isinstance(reader, Keeper):
        return false()
    if isinstance(reader, Everybody):
        return kind.visibility == PUBLIC
    for_group = kind.visibility.in_((GROUP, PUBLIC))
    if isinstance(reader, Room):
        return for_group
    in_circle = exists().where(
        Teammate.experiment_id == kind.experiment_id,
        Teammate.member_id == reader.member_id,
        Teammate.joined_at <= kind.shared_at,
    )
    hosts = kind.visibility == FACILITATORS if reader.facilitator else false()
    return or_(
        kind.author_id == reader.member_id,
        for_group,
        and_(kind.visibility == CIRCLE, in_circle),
        hosts,
    )


def readable_with_card(kind: type[Remark | CheckIn], reader: Reader) -> ColumnElement[bool]:
    """At most who reads the experiment: made narrower, what was said about it is too."""
    with_card = of_readable_experiments(kind.experiment_id)(reader)
    as_chosen = and_(with_card, readable_pieces(kind, reader))
    if not isinstance(reader, Person):
        return as_chosen
    return or_(kind.author_id == reader.member_id, as_chosen)


def own_drafts(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Keeper):
        return true()
    return Draft.member_id == reader.member_id if isinstance(reader, Person) else false()


def readable_talks(reader: Reader) -> ColumnElement[bool]:
    if isinstance(reader, Person):
        return or_(
            Talk.asker_id == reader.member_id,
            Talk.asked_id == reader.member_id,
            Talk.place == "thread",
        )
    return Talk.place == "thread" if isinstance(reader, Room) else false()


def readable_thanks(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    return or_(Thanks.author_id == reader.member_id, Thanks.member_id == reader.member_id)


def readable_same_questions(reader: Reader) -> ColumnElement[bool]:
    if not isinstance(reader, Person):
        return false()
    on = select(Teammate.experiment_id).where(Teammate.member_id == reader.member_id)
    return or_(
        SameQuestion.member_id == reader.member_id,
        SameQuestion.experiment_id.in_(on.scalar_subquery()),
    )
