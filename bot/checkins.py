"""Check-ins: how it is going, said by anyone on an experiment, read by whom they chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import turns
from bot.audiences import Audiences, audiences, nameable, starting_level
from bot.audiences import readers_of as as_chosen
from bot.cards import CARD, is_for_group
from bot.cycles import CLOSED
from bot.deliveries import occasion, refresh, show, show_home, show_homes
from bot.errors import Refusal
from bot.lines import drop_line, line_with, put_line
from bot.takeaways import last_intention
from bot.teams import is_on_team
from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME
from storage.checkins import (
    CheckIn,
    check_in_by_id,
    check_in_by_origin,
    newest_check_in_of,
    newest_try_of,
    remove_check_in,
)
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, all_members
from storage.teams import team_of, teammates_of

TOLD = "checkins.told"  # what the thread of the card says of it; its subject is a check-in
# Words, in no order, of which none is better than another (domain B5).
FEELS = ("moving", "slow", "stuck", "turning", "resting", "ending")
NOTHING_NEW = "nothing_new"


@dataclass(frozen=True)
class Said:
    """What somebody says of how it goes. Without a level it is read by the people on it, or by
    whom they chose last. The `line` is for the group.
    """

    feel: str
    noticed: str = ""
    will_try: str = ""
    visibility: str = ""
    line: str = ""


def say(
    db: Session, by: Member, experiment_id: int, said: Said, *, origin: str | None, now: datetime
) -> CheckIn:
    """Note how it goes. The same window, or the same click, twice is one.

    Raises Refusal for anyone who is not on it (any more), and once it has ended.
    """
    saved = check_in_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    experiment = to_check_in(db, by, experiment_id)
    check_in = CheckIn(
        author_id=by.id,
        experiment_id=experiment.id,
        stage=experiment.stage,
        created_at=now,
        origin=origin,
    )
    _fill(check_in, said, checked(db, by, experiment, said), now)
    db.add(check_in)
    db.flush()
    turns.answered(db, check_in, now=now)
    _posts_follow(db, check_in, said.line, experiment, now)
    show_home(db, by, now=now)
    return check_in


def edit(db: Session, by: Member, check_in_id: int, said: Said, *, now: datetime) -> CheckIn:
    """Say it otherwise. Who reads it is chosen anew: whoever is on it by now. Raises Refusal for
    anybody else's.
    """
    check_in = own(db, by, check_in_id)
    experiment = experiment_by_id(db, check_in.experiment_id)
    level = checked(db, by, experiment, said)
    line = line_with(db, check_in)
    takes_line = line is not None and line.words != said.line
    _fill(check_in, said, level, now)
    db.flush()
    turns.answered(db, check_in, now=now)
    _posts_follow(db, check_in, said.line, experiment, now)
    _homes_follow(db, check_in, everybodys=takes_line, now=now)
    return check_in


def narrow(db: Session, by: Member, check_in_id: int, *, now: datetime) -> CheckIn:
    """*Only me*: nobody else reads it any more, nor its line. Raises Refusal for anybody else's."""
    check_in = own(db, by, check_in_id)
    had_line = line_with(db, check_in) is not None
    if check_in.visibility != ONLY_ME:
        check_in.visibility, check_in.updated_at = ONLY_ME, now
    turns.message_follows(db, check_in, now=now)
    _posts_follow(db, check_in, "", None, now)
    _homes_follow(db, check_in, everybodys=had_line, now=now)
    return check_in


def take_line_back(db: Session, by: Member, check_in_id: int, *, now: datetime) -> CheckIn:
    """The line is the group's no more. Twice is once."""
    check_in = own(db, by, check_in_id)
    if line_with(db, check_in) is not None:
        experiment = experiment_by_id(db, check_in.experiment_id)
        turns.message_follows(db, check_in, now=now)
        _posts_follow(db, check_in, "", experiment, now)
        _homes_follow(db, check_in, everybodys=True, now=now)
    return check_in


def take_back(db: Session, by: Member, check_in_id: int, *, now: datetime) -> None:
    """*Undo*: it is gone, and its line with it. Raises Refusal for anybody else's."""
    check_in = own(db, by, check_in_id)
    line = line_with(db, check_in)
    turns.taken_back(db, check_in, now=now)
    if line is not None:
        drop_line(db, line, now=now)
    people = team_of(db, check_in.experiment_id)
    remove_check_in(db, check_in.id)
    refresh(db, TOLD, check_in_id, now=now)
    show_homes(db, all_members(db) if line is not None else [by, *people], now=now)


def own(db: Session, by: Member, check_in_id: int) -> CheckIn:
    check_in = check_in_by_id(db, check_in_id)
    if check_in is None or check_in.author_id != by.id:
        raise Refusal("checkins.nothing_there")
    return check_in


def to_check_in(db: Session, by: Member, experiment_id: int) -> Experiment:
    """The experiment, for one of the people on it, while it goes on: resting is going on, too.
    Raises Refusal.
    """
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not is_on_team(db, by, experiment):
        raise Refusal("checkins.others_say", field="about", ref=f"E-{experiment_id}")
    if experiment.state == CLOSED:
        raise Refusal("checkins.is_over", field="about", ref=experiment.ref)
    return experiment


def checked(db: Session, by: Member, experiment: Experiment | None, said: Said) -> str:
    """The level at which it would be read. Raises Refusal for what no form of ours offers."""
    if said.feel not in (*FEELS, NOTHING_NEW):
        raise Refusal("checkins.unknown_choice", field="feel")
    levels = offered(db, by, experiment)
    level = said.visibility or _starting(db, by, experiment, levels)
    if level not in levels:
        raise Refusal("checkins.unknown_level", field="visibility")
    return level


def offered(db: Session, by: Member, experiment: Experiment | None) -> Audiences:
    """The levels to choose from, no wider than the experiment is read itself. Who is not on it any
    more has no people there.
    """
    if experiment is None or not is_on_team(db, by, experiment):
        return {ONLY_ME: ()}
    levels = audiences(db, by, experiment)
    if not is_for_group(experiment):
        levels = {each: who for each, who in levels.items() if each in {ONLY_ME, CIRCLE}}
    return nameable(levels)


def first_level(db: Session, by: Member, experiment: Experiment) -> str:
    """The people on it, if there are others, or nobody else where that was chosen last (domain
    (g); mockups, habit 5).
    """
    return _starting(db, by, experiment, offered(db, by, experiment))


def readers_of(db: Session, check_in: CheckIn) -> Audiences:
    """The level at which it is really read, with the people besides its author whom that names:
    they read the experiment, too.
    """
    readers = as_chosen(db, check_in)
    experiment = experiment_by_id(db, check_in.experiment_id)
    if experiment is not None and is_for_group(experiment):
        return readers
    if experiment is not None and experiment.visibility == ONLY_ME:
        return {ONLY_ME: ()}
    [(level, named)] = readers.items()
    team = [each for each in team_of(db, check_in.experiment_id) if each.id != check_in.author_id]
    if level == FACILITATORS:
        named = [each for each in named if each in team]
    elif level == GROUP:
        level, named = CIRCLE, team
    return {level: named} if named else {ONLY_ME: ()}


def is_told(check_in: CheckIn) -> bool:
    """Whether there is something to say of it under the card, where everyone may read it."""
    says_something = check_in.feel != NOTHING_NEW or check_in.noticed or check_in.will_try
    return check_in.visibility == GROUP and bool(says_something)


def last_try(db: Session, by: Member, experiment_id: int, *, but: int | None = None) -> str:
    """What they last said they would try, of this experiment or at a session: theirs alone."""
    of_it = newest_try_of(db, by.id, experiment_id=experiment_id, but=but)
    at_session = last_intention(db, by)
    if at_session is None:
        return of_it.will_try if of_it is not None else ""
    if of_it is None or of_it.created_at < at_session.created_at:
        return at_session.words
    return of_it.will_try


def _starting(
    db: Session,
    by: Member,
    experiment: Experiment | None,
    levels: Mapping[str, Sequence[Member]],
) -> str:
    if experiment is None or CIRCLE not in levels:
        return ONLY_ME
    newest = newest_check_in_of(db, by.id, experiment_id=experiment.id)
    last = newest.visibility if newest is not None and _could_choose(db, newest) else None
    return starting_level(levels, safe=CIRCLE, last=last)


def _could_choose(db: Session, check_in: CheckIn) -> bool:
    """Somebody else was on it by then: *only me* was chosen, and not all that there was."""
    team = teammates_of(db, check_in.experiment_id)
    return any(
        each.member_id != check_in.author_id and each.joined_at <= check_in.shared_at
        for each in team
    )


def _fill(check_in: CheckIn, said: Said, level: str, now: datetime) -> None:
    check_in.feel, check_in.noticed, check_in.will_try = said.feel, said.noticed, said.will_try
    check_in.visibility = level
    check_in.shared_at = check_in.updated_at = now


def _posts_follow(
    db: Session, check_in: CheckIn, line: str, experiment: Experiment | None, now: datetime
) -> None:
    """The thread of the card, and the line. In the thread, what everyone
    may read bears its line with it (see the composers).
    """
    put_line(db, check_in, line, experiment, now=now)
    if experiment is not None and is_for_group(experiment) and is_told(check_in):
        show(db, TOLD, check_in.id, under=occasion(CARD, experiment.id), now=now)
    else:
        refresh(db, TOLD, check_in.id, now=now)


def _homes_follow(db: Session, check_in: CheckIn, *, everybodys: bool, now: datetime) -> None:
    """What is there no more stood in its people's, and a line in everybody's."""
    people = all_members(db) if everybodys else team_of(db, check_in.experiment_id)
    show_homes(db, people, now=now)
