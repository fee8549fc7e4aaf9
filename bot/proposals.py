"""What needs somebody's yes: to be the one to talk to, and to carry on what others began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import ANSWERED, ASKED, TOLD, changed, is_for_group
from bot.cycles import record, tell
from bot.deliveries import refresh, show, show_home
from bot.errors import Refusal
from bot.pauses import plan_wake_up
from bot.teams import bring_in, for_team, let_go
from bot.visibility import eyes_of, person
from storage.experiments import (
    Experiment,
    experiment_by_id,
    experiments_by_ids,
    newest_active_experiments,
)
from storage.links import Link
from storage.people import Member, members_by_ids
from storage.proposals import (
    Proposal,
    newest_proposal,
    open_proposals_about,
    open_proposals_for,
    proposal_by_id,
)
from storage.teams import is_teammate, lock_team, team_of

HAND_OVER, MERGE = "hand_over", "merge"
MERGED_INTO = "merged_into"
MOST_TO_CHOOSE = 100  # slack-facts §1.4


@dataclass(frozen=True)
class Ask:
    """What somebody was asked, whom and what it is about."""

    proposal: Proposal
    experiment: Experiment
    other: Experiment | None
    asker: Member
    asked: Member


def ask_to_lead(
    db: Session, by: Member, experiment_id: int, asked_id: int, *, now: datetime
) -> Proposal:
    """Ask someone on it to be the one to talk to. Raises Refusal for anyone not on its team, and
    while somebody else is asked.
    """
    lock_team(db, experiment_id)
    experiment = _going_on(for_team(db, by, experiment_id))
    if asked_id not in {each.id for each in could_lead(db, by, experiment)}:
        raise Refusal("proposals.someone_else", field="asked", ref=experiment.ref)
    return _ask(db, by, HAND_OVER, experiment, None, asked_id, now=now)


def ask_to_carry_on(
    db: Session, by: Member, experiment_id: int, other_id: int, *, now: datetime
) -> Proposal:
    """Ask whether another experiment carries this one on. Who leads both has answered by asking.

    Raises Refusal as `ask_to_lead`, and for one that may not be chosen.
    """
    for each in sorted((experiment_id, other_id)):
        lock_team(db, each)
    mine = for_team(db, by, experiment_id)
    known = newest_proposal(db, experiment_id, MERGE)
    if (
        known is not None
        and known.accepted
        and (known.other_id, known.asked_by)
        == (
            other_id,
            by.id,
        )
    ):  # the same save, come twice
        return known
    experiment, other = _going_on(mine), experiment_by_id(db, other_id)
    if other is None or other.id == experiment.id or other.state != "active":
        raise Refusal("proposals.another", field="other")
    if not _could_read(db, experiment, other.lead_id):
        raise Refusal("proposals.another", field="other")
    asked = _ask(db, by, MERGE, experiment, other, other.lead_id, now=now)
    return answer(db, by, asked.id, yes=True, now=now) if other.lead_id == by.id else asked


def take_back(db: Session, by: Member, proposal_id: int, *, now: datetime) -> Experiment:
    """What the team asked is not asked any more. Raises Refusal when it is answered already."""
    proposal = _open(db, proposal_id)
    experiment = for_team(db, by, proposal.experiment_id)
    let_go(db, proposal, now=now)
    _show_homes(db, [proposal.asked_id], now=now)
    return experiment


def answer(db: Session, by: Member, proposal_id: int, *, yes: bool, now: datetime) -> Proposal:
    """Say yes or no. Raises Refusal for anyone but the one who was asked, for what is answered
    already, and for what came to nothing meanwhile.
    """
    proposal = _open(db, proposal_id)
    if proposal.asked_id != by.id:
        raise Refusal("proposals.not_you")
    asked = ask_of(db, proposal)
    if asked is None or not _stands(db, asked):
        raise Refusal("proposals.over")
    proposal.answered_at = now
    proposal.accepted = yes
    db.flush()
    refresh(db, ASKED, proposal.id, now=now)
    if yes and proposal.kind == HAND_OVER:
        _hand_over(db, asked, now=now)
    elif yes:
        _merge(db, asked, now=now)
    if proposal.asked_by != by.id:
        show(db, ANSWERED, proposal.id, member_id=proposal.asked_by, now=now)
    _show_homes(db, [proposal.asked_by, by.id], now=now)
    return proposal


def could_lead(db: Session, by: Member, experiment: Experiment) -> Sequence[Member]:
    """Whom one of its people may ask. Nobody asks themselves: their yes would be all it took."""
    beside = {by.id, experiment.lead_id}
    return [each for each in team_of(db, experiment.id) if each.id not in beside]


def could_carry_on(db: Session, experiment: Experiment) -> Sequence[Experiment]:
    """Those that the reader may read and whose lead may read this one, newest first."""
    found = newest_active_experiments(db, besides=experiment.id, limit=MOST_TO_CHOOSE)
    if is_for_group(experiment):
        return found
    circle = {each.id for each in team_of(db, experiment.id)}
    return [each for each in found if each.lead_id in circle]


def waiting_for(db: Session, member: Member, *, limit: int) -> Sequence[Ask]:
    """What waits for a member's yes or no, oldest first; what came to nothing is not there."""
    waiting = open_proposals_for(db, member.id, limit=MOST_TO_CHOOSE)
    return _standing(db, waiting)[:limit]


def asked_about(db: Session, experiment: Experiment) -> Sequence[Ask]:
    """What its people asked and nobody has answered."""
    return _standing(db, open_proposals_about(db, experiment.id))


def refused_last(db: Session, experiment: Experiment) -> Sequence[Ask]:
    """What its people asked last and got a friendly no to."""
    newest = [newest_proposal(db, experiment.id, kind) for kind in (HAND_OVER, MERGE)]
    said_no = [each for each in newest if each is not None and each.accepted is False]
    return [asked for each in said_no if (asked := ask_of(db, each)) is not None]


def ask_of(db: Session, proposal: Proposal) -> Ask | None:
    """With what it is about; None when the reader may not read that."""
    ids = [each for each in (proposal.experiment_id, proposal.other_id) if each is not None]
    found = experiments_by_ids(db, ids)
    if len(found) != len(ids):
        return None
    members = members_by_ids(db, [proposal.asked_by, proposal.asked_id])
    other = found[proposal.other_id] if proposal.other_id is not None else None
    return Ask(
        proposal,
        found[proposal.experiment_id],
        other,
        asker=members[proposal.asked_by],
        asked=members[proposal.asked_id],
    )


def still_stands(db: Session, asked: Ask) -> bool:
    """True while it waits for an answer that would still mean something."""
    return asked.proposal.answered_at is None and _stands(db, asked)


def _ask(
    db: Session,
    by: Member,
    kind: str,
    experiment: Experiment,
    other: Experiment | None,
    asked_id: int,
    *,
    now: datetime,
) -> Proposal:
    other_id = other.id if other is not None else None
    for each in open_proposals_about(db, experiment.id):
        if each.kind != kind:
            continue
        if (each.other_id, each.asked_id, each.asked_by) == (other_id, asked_id, by.id):
            return each  # the same save, come twice
        asked = ask_of(db, each)
        if asked is None or _stands(db, asked):
            raise Refusal("proposals.one_at_a_time", ref=experiment.ref)
        let_go(db, each, now=now)
    proposal = Proposal(
        kind=kind,
        experiment_id=experiment.id,
        other_id=other_id,
        asked_id=asked_id,
        asked_by=by.id,
        created_at=now,
    )
    db.add(proposal)
    db.flush()
    if asked_id != by.id:
        show(db, ASKED, proposal.id, member_id=asked_id, now=now)
        _show_homes(db, [asked_id], now=now)
    return proposal


def _open(db: Session, proposal_id: int) -> Proposal:
    """Raises Refusal when it is answered, also by whoever we had to wait for."""
    proposal = proposal_by_id(db, proposal_id)
    if proposal is None:
        raise Refusal("proposals.over")
    for each in sorted(filter(None, (proposal.experiment_id, proposal.other_id))):
        lock_team(db, each)
    db.refresh(proposal)
    if proposal.answered_at is not None:
        raise Refusal("proposals.over")
    return proposal


def _going_on(experiment: Experiment) -> Experiment:
    if experiment.state == "closed":
        raise Refusal("proposals.ended", ref=experiment.ref)
    return experiment


def _could_read(db: Session, experiment: Experiment, member_id: int) -> bool:
    member = members_by_ids(db, [member_id])[member_id]
    with eyes_of(db, person(member)):
        return experiment_by_id(db, experiment.id) is not None


def _stands(db: Session, asked: Ask) -> bool:
    """Nothing happened since that would make an answer mean something else."""
    experiment, other = asked.experiment, asked.other
    if experiment.state == "closed":
        return False
    if other is not None:
        return other.state == "active" and other.lead_id == asked.asked.id
    is_on = is_teammate(db, experiment.id, asked.asked.id)
    return is_on and experiment.lead_id != asked.asked.id


def _standing(db: Session, proposals: Sequence[Proposal]) -> list[Ask]:
    asks = [ask_of(db, each) for each in proposals]
    return [each for each in asks if each is not None and _stands(db, each)]


def _hand_over(db: Session, asked: Ask, *, now: datetime) -> None:
    experiment, was = asked.experiment, asked.experiment.lead_id
    experiment.lead_id = asked.asked.id
    move = record(db, experiment, asked.asked, "handed_over", now=now)
    if was != asked.asker.id:
        show(db, TOLD, asked.proposal.id, member_id=was, now=now)
    changed(db, experiment, now=now)
    tell(db, experiment, move, now=now)
    plan_wake_up(db, experiment, move, now=now)


def _merge(db: Session, asked: Ask, *, now: datetime) -> None:
    """The first ends, its people come along, and its window says where it carries on."""
    first, other = asked.experiment, asked.other
    if other is None:
        raise LookupError("A merge without the other one.")
    first.state, first.closed_reason, first.wake_on = "closed", "merged", None
    move = record(db, first, asked.asked, "merged", now=now)
    db.add(
        Link(
            from_id=first.id, to_id=other.id, kind=MERGED_INTO, made_by=asked.asked.id, made_at=now
        )
    )
    for each in open_proposals_about(db, first.id):
        let_go(db, each, now=now)
    there = {each.id for each in team_of(db, other.id)}
    coming = [each for each in team_of(db, first.id) if each.id not in there]
    bring_in(db, other, coming, by=asked.asked, came_from=first.id, now=now)
    changed(db, first, other, now=now)
    tell(db, first, move, now=now)


def _show_homes(db: Session, member_ids: Sequence[int], *, now: datetime) -> None:
    for _, member in sorted(members_by_ids(db, member_ids).items()):
        show_home(db, member, now=now)
