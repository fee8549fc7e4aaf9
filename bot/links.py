"""What joins experiments: they belong together, or somebody has the same question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import SAME
from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.proposals import MERGED_INTO
from bot.teams import for_team, is_on_team
from storage.experiments import (
    Experiment,
    experiment_by_id,
    experiments_by_ids,
)
from storage.links import (
    Link,
    SameQuestion,
    link_between,
    link_by_id,
    links_of,
    remove_link,
    remove_same_question,
    same_question_of,
    same_questions_about,
)
from storage.people import Member, members_by_ids
from storage.teams import experiments_for, is_teammate

INFORMS, INFORMED_BY, SAME_PLACE, SIMILAR = (
    "informs", "informed_by", "same_place", "similar_question",
)  # fmt: skip
WAYS = (INFORMS, INFORMED_BY, SAME_PLACE, SIMILAR)
MOST_TO_CHOOSE = 100  # slack-facts §1.4
LONGEST_LINE = 300


@dataclass(frozen=True)
class Joined:
    """A link as one of its ends sees it: `how`, and the other end. With `informs` seen from the
    end that is informed it is `informed_by`, and with `merged_into` it is `carries_on`.
    """

    link_id: int
    how: str
    other: Experiment


def join(
    db: Session, by: Member, experiment_id: int, other_id: int, how: str, *, now: datetime
) -> Link:
    """Two belong together; said twice it is said once. Raises Refusal for anyone not on the first
    one's team, and for another that they may not read.
    """
    experiment, other = for_team(db, by, experiment_id), experiment_by_id(db, other_id)
    if how not in WAYS:
        raise Refusal("experiments.unknown_choice", field="how")
    if other is None or other.id == experiment.id:
        raise Refusal("links.another", field="other", ref=experiment.ref)
    start, end, kind = _as_kept(experiment.id, other.id, how)
    known = link_between(db, start, end, kind)
    if known is not None:
        return known
    link = Link(from_id=start, to_id=end, kind=kind, made_by=by.id, made_at=now)
    db.add(link)
    db.flush()
    return link


def part(db: Session, by: Member, link_id: int) -> None:
    """They do not belong together any more; said twice it is said once. Raises Refusal for anyone
    on neither team. Where something carries on is no opinion, and stays.
    """
    link = link_by_id(db, link_id)
    if link is None or link.kind == MERGED_INTO:
        return
    if not any(is_teammate(db, end, by.id) for end in (link.from_id, link.to_id)):
        raise Refusal("teams.not_on_team", ref=f"E-{link.from_id}")
    remove_link(db, link.id)


def joined_with(db: Session, experiment: Experiment) -> Sequence[Joined]:
    """What it belongs together with, as far as the reader may read the other end; newest first."""
    links = links_of(db, experiment.id)
    ends = {each.id: _other_end(each, experiment) for each in links}
    readable = experiments_by_ids(db, list(ends.values()))
    return [
        Joined(each.id, _as_seen(each, experiment), readable[ends[each.id]])
        for each in reversed(links)
        if ends[each.id] in readable
    ]


def could_join(db: Session, by: Member, experiment: Experiment) -> Sequence[Experiment]:
    """What it may be said to belong with: whatever they may read, newest first."""
    newest = experiments_for(db, by.id, limit=MOST_TO_CHOOSE + 1)
    return [each for each in newest if each.id != experiment.id][:MOST_TO_CHOOSE]


def may_tell(db: Session, by: Member, experiment_id: int) -> Experiment:
    """An experiment whose question may be somebody's own as well. Raises Refusal where they are on
    it themselves, and where they may not read it.
    """
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None:
        raise Refusal("links.not_open", ref=f"E-{experiment_id}")
    if is_on_team(db, by, experiment):
        raise Refusal("links.yours")
    return experiment


def tell_same(
    db: Session, by: Member, experiment_id: int, words: str, *, now: datetime
) -> SameQuestion:
    """Somebody has the same question: the one to talk to hears of it, once."""
    experiment = may_tell(db, by, experiment_id)
    known = same_question_of(db, experiment.id, by.id)
    if known is not None:
        return known
    same = SameQuestion(experiment_id=experiment.id, member_id=by.id, words=words, said_at=now)
    db.add(same)
    db.flush()
    show(db, SAME, same.id, member_id=experiment.lead_id, now=now)
    return same


def take_same_back(db: Session, by: Member, experiment_id: int, *, now: datetime) -> None:
    """Nobody is told, or what was said is taken down. Doing it twice is doing it once."""
    known = same_question_of(db, experiment_id, by.id)
    if known is None:
        return
    remove_same_question(db, known.id)
    refresh(db, SAME, known.id, now=now)


def those_with_same(db: Session, experiment: Experiment) -> Sequence[tuple[Member, str]]:
    """Who said that they have the same question, and their line, as far as the reader may know."""
    same = same_questions_about(db, experiment.id)
    members = members_by_ids(db, [each.member_id for each in same])
    return [(members[each.member_id], each.words) for each in same]


def _as_kept(experiment_id: int, other_id: int, how: str) -> tuple[int, int, str]:
    """One row, from whichever end it was said."""
    if how == INFORMED_BY:
        return other_id, experiment_id, INFORMS
    if how == INFORMS:
        return experiment_id, other_id, INFORMS
    return min(experiment_id, other_id), max(experiment_id, other_id), how


def _other_end(link: Link, experiment: Experiment) -> int:
    return link.to_id if link.from_id == experiment.id else link.from_id


def _as_seen(link: Link, experiment: Experiment) -> str:
    if link.from_id == experiment.id:
        return link.kind
    return {INFORMS: INFORMED_BY, MERGED_INTO: "carries_on"}.get(link.kind, link.kind)
