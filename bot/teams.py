"""Who is on an experiment, and so may change it: coming, going, and how often they are asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import ASKED, WELCOME, changed, messages_follow
from bot.deliveries import refresh, show
from bot.errors import Refusal
from bot.rhythms import RHYTHMS, rhythm_follows
from bot.visibility import CIRCLE, ONLY_ME
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, add_member, member_by_slack_id
from storage.proposals import Proposal, open_proposals_about
from storage.teams import Teammate, is_teammate, lock_team, remove_teammate, team_of

MOST_PEOPLE = 30  # a form has to remember whom it showed (private_metadata, slack-facts §1.1)
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class TeamChange:
    """What became of the people on it. `meanwhile` is true when someone else changed them too."""

    experiment: Experiment
    team: Sequence[Member]
    meanwhile: bool


def is_on_team(db: Session, member: Member, experiment: Experiment) -> bool:
    return is_teammate(db, experiment.id, member.id)


def for_team(db: Session, by: Member, experiment_id: int) -> Experiment:
    """The experiment, for one of the people on it. Raises Refusal for anyone else."""
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not is_on_team(db, by, experiment):
        raise Refusal("teams.not_on_team", ref=f"E-{experiment_id}")
    return experiment


def change_people(
    db: Session,
    by: Member,
    experiment_id: int,
    *,
    shown: Collection[str],
    chosen: Collection[str],
    now: datetime,
) -> TeamChange:
    """Bring in and take off, by Slack ids: only what differs between those who were `shown` and
    those who are `chosen`. What others did meanwhile stands.

    Raises Refusal for anyone not on its team, and when the one to talk to would go.
    """
    lock_team(db, experiment_id)
    experiment = for_team(db, by, experiment_id)
    before = team_of(db, experiment_id)
    there = {each.slack_id for each in before}
    coming = [each for each in dict.fromkeys(chosen) if each not in shown and each not in there]
    going = [each for each in before if each.slack_id in shown and each.slack_id not in chosen]
    _check(experiment, by, coming, going, there)
    bring_in(db, experiment, [_met(db, each, now) for each in coming], by=by, now=now)
    _take_off(db, experiment, going, now=now)
    if coming or going:
        changed(db, experiment, gone=going, now=now)
    by_others = (there - set(shown) - set(chosen)) | (set(shown) & set(chosen) - there)
    return TeamChange(experiment, team_of(db, experiment_id), meanwhile=bool(by_others))


def leave(db: Session, by: Member, experiment_id: int, *, now: datetime) -> Experiment:
    """Somebody goes, of their own. Raises Refusal for the one to talk to, and for anyone who is
    not on it.
    """
    lock_team(db, experiment_id)
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not is_on_team(db, by, experiment):
        raise Refusal("teams.left_already", ref=f"E-{experiment_id}")
    _check(experiment, by, [], [by], set())
    _take_off(db, experiment, [by], now=now)
    changed(db, experiment, gone=[by], now=now)
    return experiment


def bring_in(
    db: Session,
    experiment: Experiment,
    members: Sequence[Member],
    *,
    by: Member,
    came_from: int | None = None,
    now: datetime,
) -> None:
    """From now on they are on it, and each hears of it once. What was its lead's alone is its
    people's then. `came_from` is the experiment that it carries on for them.
    """
    for member in members:
        db.add(Teammate(experiment_id=experiment.id, member_id=member.id, joined_at=now))
        welcome = Proposal(
            kind="welcome",
            experiment_id=experiment.id,
            other_id=came_from,
            asked_id=member.id,
            asked_by=by.id,
            created_at=now,
            answered_at=now,
            accepted=None,
        )
        db.add(welcome)
        db.flush()
        show(db, WELCOME, welcome.id, member_id=member.id, now=now)
    if members and experiment.visibility == ONLY_ME:
        experiment.visibility = CIRCLE


def let_go(db: Session, proposal: Proposal, *, now: datetime) -> None:
    """What was asked needs no answer any more."""
    proposal.answered_at = now
    db.flush()
    refresh(db, ASKED, proposal.id, now=now)


def choose_rhythm(
    db: Session, by: Member, experiment_id: int, rhythm: str, *, now: datetime
) -> Experiment:
    """How often its people would like to be asked how it goes. Raises Refusal for anyone else."""
    experiment = for_team(db, by, experiment_id)
    if rhythm not in RHYTHMS:
        raise Refusal("errors.nothing_there")
    if experiment.rhythm != rhythm:  # tapped twice, it is no edit
        experiment.rhythm, experiment.updated_at = rhythm, now
    rhythm_follows(db, experiment, now=now)
    return experiment


def _check(
    experiment: Experiment,
    by: Member,
    coming: Sequence[str],
    going: Sequence[Member],
    there: Collection[str],
) -> None:
    if experiment.lead_id in {each.id for each in going}:
        if experiment.lead_id == by.id:
            raise Refusal("teams.you_are_the_one", field="people", ref=experiment.ref)
        raise Refusal("teams.someone_to_talk_to", field="people", ref=experiment.ref)
    if SLACKBOT in coming:
        raise Refusal("teams.not_a_person", field="people")
    if coming and len(there) - len(going) + len(coming) > MOST_PEOPLE:
        raise Refusal("teams.too_many", field="people", most=MOST_PEOPLE)


def _met(db: Session, slack_id: str, now: datetime) -> Member:
    """Without a lock on them, unlike `meet`: two who bring in each other must not wait for each
    other.
    """
    known = member_by_slack_id(db, slack_id)
    if known is None:
        add_member(db, slack_id, name="", now=now)
        known = member_by_slack_id(db, slack_id)
    if known is None:
        raise LookupError(f"{slack_id} was added and is not there.")
    return known


def _take_off(
    db: Session, experiment: Experiment, members: Sequence[Member], *, now: datetime
) -> None:
    """They are not on it any more, and nothing that they were asked or told for it stands."""
    leaving = {each.id for each in members}
    if members:
        messages_follow(db, experiment, to=members, now=now)
    for member in members:
        remove_teammate(db, experiment.id, member.id)
    for each in open_proposals_about(db, experiment.id):
        if each.kind == "hand_over" and each.asked_id in leaving:
            let_go(db, each, now=now)
