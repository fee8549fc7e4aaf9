"""What Slack shows of an experiment follows what is true of it: its card, what stands in the card's
thread, its people's Homes, and what somebody was told about it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.asks import INVITED
from bot.deliveries import (
    CHECK_IN,
    occasion,
    refresh,
    refresh_under,
    show,
    show_homes,
    standing,
    was_planned,
)
from bot.digests import follow_experiment
from bot.rhythms import turn_follows
from bot.visibility import GROUP, PUBLIC, Keeper, eyes_of
from storage.asks import asked_in_circle
from storage.deliveries import want_messages
from storage.experiments import Experiment
from storage.links import same_questions_about
from storage.people import Member, all_members
from storage.proposals import proposals_naming
from storage.teams import team_of
from storage.turns import turns_asked_of

CARD = "experiments.card"
# What somebody is told about it in messages.
WELCOME, ASKED, ANSWERED, TOLD = (
    "teams.welcome", "proposals.asked", "proposals.answered", "proposals.told",
)  # fmt: skip
SAME = "links.same"
TRYING = "explore"


def needs_safety(experiment: Experiment, stage: str | None = None) -> bool:
    """True while it is being tried (or would be, in `stage`) and the three are not answered."""
    answered = all((experiment.could_be_hurt, experiment.people_know, experiment.how_stop))
    return (stage or experiment.stage) == TRYING and not answered


def is_for_group(experiment: Experiment) -> bool:
    """True when its card may stand on the noticeboard."""
    return experiment.visibility in {GROUP, PUBLIC} and not needs_safety(experiment)


def changed(
    db: Session, *experiments: Experiment, gone: Collection[Member] = (), now: datetime
) -> None:
    """Something about them is different: whatever shows it is brought up to date or taken down,
    also for who is `gone` from their people; and whether, and whom, to ask how it goes.
    """
    for each in experiments:
        each.updated_at = now
    db.flush()
    came_down = [_posts_follow(db, each, now=now) for each in experiments]
    for each in experiments:
        turn_follows(db, each, now=now)
    people = [*gone, *(member for each in experiments for member in team_of(db, each.id))]
    if any(came_down):  # it stood in everybody's Home
        people += all_members(db)
    show_homes(db, people, now=now)


def _posts_follow(db: Session, experiment: Experiment, *, now: datetime) -> bool:
    """True when its card comes down by this."""
    known = standing(db, occasion(CARD, experiment.id))
    if is_for_group(experiment):
        comes_back = known is None and was_planned(db, CARD, experiment.id)
        show(db, CARD, experiment.id, now=now)
        if comes_back:
            refresh_under(db, CARD, experiment.id, now=now)
        return False
    refresh(db, CARD, experiment.id, now=now)
    refresh_under(db, CARD, experiment.id, now=now)
    follow_experiment(db, experiment.id, now=now)
    return known is not None


def messages_follow(
    db: Session, experiment: Experiment, *, to: Collection[Member] = (), now: datetime
) -> None:
    """Who may read it changed: what anybody (or those in `to`) was told about it in messages is
    composed anew, and taken down where it is not for them any more.
    """
    kinds = (WELCOME, ASKED, ANSWERED, TOLD)
    proposals = proposals_naming(db, experiment.id)
    told = [occasion(kind, each.id) for each in proposals for kind in kinds]
    told += [occasion(SAME, each.id) for each in same_questions_about(db, experiment.id)]
    gone = [each.id for each in to]
    told += [occasion(CHECK_IN, each.id) for each in turns_asked_of(db, experiment.id, gone)]
    with eyes_of(db, Keeper()):
        told += [occasion(INVITED, each) for each in asked_in_circle(db, experiment.id, gone)]
    want_messages(db, told, to=gone, now=now)
