"""Reflections: written to learn, read by whom their author chose, with perhaps one line for the
group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.audiences import audiences, starting_level
from bot.cards import CARD, is_for_group
from bot.deliveries import occasion, refresh, show, show_home, show_homes
from bot.digests import follow
from bot.errors import Refusal
from bot.prompts import HARD_DAY
from bot.searches import fold
from bot.selections import LINE_SECTIONS
from bot.takeaways import intention_follows, question_follows, session_for
from bot.teams import is_on_team
from bot.thanks import talks_follow
from bot.visibility import CIRCLE, FACILITATORS, GROUP, ONLY_ME
from storage.checkins import CheckIn
from storage.experiments import Experiment, experiment_by_id
from storage.people import Member, all_members, facilitators
from storage.prompts import prompt_set
from storage.reflections import (
    Answered,
    Line,
    Reflection,
    line_of,
    newest_reflection_of,
    reflection_by_id,
    reflection_by_origin,
    remove_line,
    remove_reflection,
)
from storage.teams import team_of, teammates_of
from storage.workshops import workshop_by_id

LINE = "reflections.line"


@dataclass(frozen=True)
class Written:
    """What stands in the form when it is saved. The answers are those that were given; `will_try`
    is what the writer will try, where they were asked that after a session.
    """

    prompt_set: str
    answers: Sequence[Answered]
    line: str
    experiment_id: int | None
    visibility: str
    workshop_id: int | None = None
    will_try: str = ""


def write(
    db: Session, by: Member, written: Written, *, origin: str | None, now: datetime
) -> Reflection:
    """Save a reflection. The same window saved twice is one."""
    saved = reflection_by_origin(db, origin) if origin else None
    if saved is not None:
        return saved
    written, experiment = checked(db, by, written, now=now)
    reflection = Reflection(author_id=by.id, created_at=now, origin=origin)
    db.add(reflection)
    _fill(db, reflection, written, experiment, now)
    _session_follows(db, by, reflection, written.will_try, now)
    show_home(db, by, now=now)
    return reflection


def edit(
    db: Session, by: Member, reflection_id: int, written: Written, *, now: datetime
) -> Reflection:
    """Change a reflection. Who reads it is chosen anew: whoever is in the circle by now."""
    reflection = own(db, by, reflection_id)
    before, was_at = reflection.experiment_id, reflection.workshop_id
    written, experiment = checked(db, by, written, before=before, was_at=was_at, now=now)
    line = line_of(db, reflection.id)
    changes_line = line is not None and line.words != written.line
    _fill(db, reflection, written, experiment, now)
    _session_follows(db, by, reflection, written.will_try, now)
    if was_at != reflection.workshop_id:
        question_follows(db, by, was_at, now=now)
    _homes_follow(db, by, everybodys=changes_line, now=now)
    return reflection


def take_line_back(db: Session, by: Member, reflection_id: int, *, now: datetime) -> Reflection:
    """The line is the group's no more, and leaves where it stands. Twice is once."""
    reflection = own(db, by, reflection_id)
    line = line_of(db, reflection.id)
    if line is not None:
        _remove_line(db, line, now)
        _fold(db, reflection, "", _experiment_of(db, reflection))
        _homes_follow(db, by, everybodys=True, now=now)
    return reflection


def take_back(db: Session, by: Member, reflection_id: int, *, now: datetime) -> None:
    """It is gone, and its line with it."""
    reflection = own(db, by, reflection_id)
    line = line_of(db, reflection.id)
    if line is not None:
        _remove_line(db, line, now)
    was_at = reflection.workshop_id
    intention_follows(db, by, reflection, "", now=now)
    remove_reflection(db, reflection.id)
    question_follows(db, by, was_at, now=now)
    _homes_follow(db, by, everybodys=line is not None, now=now)


def own(db: Session, by: Member, reflection_id: int) -> Reflection:
    """The member's own one. Raises Refusal for anything else."""
    reflection = reflection_by_id(db, reflection_id)
    if reflection is None or reflection.author_id != by.id:
        raise Refusal("reflections.nothing_there")
    return reflection


def checked(
    db: Session,
    by: Member,
    written: Written,
    *,
    before: int | None = None,
    was_at: int | None = None,
    now: datetime,
) -> tuple[Written, Experiment | None]:
    """What is about to be saved, with a hard day made its writer's alone, and what it is about:
    something that they are on, or what it was about `before`; or a session that they were at, or
    the one that it `was_at`. Raises Refusal.
    """
    if prompt_set(db, written.prompt_set) is None:
        raise Refusal("reflections.unknown_set")
    experiment = about_for(db, by, written.experiment_id, before=before)
    session_for(db, by, written.workshop_id, before=was_at, now=now)
    if not written.answers:
        raise Refusal("reflections.empty", field="answer_1")
    if written.prompt_set == HARD_DAY:
        return replace(written, line="", visibility=ONLY_ME), experiment
    if written.visibility not in offered(db, by, experiment):
        raise Refusal("reflections.unknown_level", field="visibility")
    return written, experiment


def about_for(
    db: Session, by: Member, experiment_id: int | None, *, before: int | None = None
) -> Experiment | None:
    """The experiment that a reflection of theirs may be about; None for work in general. Raises
    Refusal when it was taken back, or they are not on it (any more).
    """
    if experiment_id is None:
        return None
    experiment = experiment_by_id(db, experiment_id)
    if experiment is None or not (experiment_id == before or is_on_team(db, by, experiment)):
        raise Refusal("reflections.not_on_it", field="about", ref=f"E-{experiment_id}")
    return experiment


def offered(
    db: Session, by: Member, experiment: Experiment | None
) -> Mapping[str, Sequence[Member]]:
    """The levels to choose from. Who left a team has no circle there; and where somebody's name
    is not known yet, nobody could say who reads.
    """
    on = experiment if experiment is not None and is_on_team(db, by, experiment) else None
    levels = audiences(db, by, on)
    return {level: who for level, who in levels.items() if all(each.name for each in who)}


def first_level(db: Session, by: Member, levels: Mapping[str, Sequence[Member]]) -> str:
    """Where the form starts (domain (g)): the circle if there is one, else its writer alone, and
    no wider than last time.
    """
    newest = newest_reflection_of(db, by.id)
    safe = CIRCLE if CIRCLE in levels else ONLY_ME
    return starting_level(levels, safe=safe, last=newest.visibility if newest else None)


def joined_since(
    db: Session,
    by: Member,
    written: Written,
    experiment: Experiment | None,
    named: Mapping[str, Sequence[int]],
) -> Sequence[Member]:
    """Those who would read it and whom the form did not name, since they came while it was open:
    who is named is who reads.
    """
    if written.visibility not in {CIRCLE, FACILITATORS}:
        return ()
    there = offered(db, by, experiment).get(written.visibility, ())
    return [each for each in there if each.id not in named.get(written.visibility, ())]


def readers_of(db: Session, piece: Reflection | CheckIn) -> Mapping[str, Sequence[Member]]:
    """The level at which it is really read, with the people besides its author whom that names."""
    level = piece.visibility
    named: Sequence[Member] = ()
    if level == CIRCLE and piece.experiment_id is not None:
        team = {each.member_id: each for each in teammates_of(db, piece.experiment_id)}
        named = [
            each
            for each in team_of(db, piece.experiment_id)
            if team[each.id].joined_at <= piece.shared_at
        ]
    if level == FACILITATORS:
        named = facilitators(db)
    others = [each for each in named if each.id != piece.author_id]
    is_alone = level in {CIRCLE, FACILITATORS} and not others
    return {ONLY_ME if is_alone else level: others}


def _fill(
    db: Session,
    reflection: Reflection,
    written: Written,
    experiment: Experiment | None,
    now: datetime,
) -> None:
    reflection.prompt_set = written.prompt_set
    reflection.answers = list(written.answers)
    reflection.experiment_id = experiment.id if experiment else None
    reflection.workshop_id = written.workshop_id if experiment is None else None
    reflection.visibility = written.visibility
    reflection.shared_at = now
    reflection.updated_at = now
    _fold(db, reflection, written.line, experiment)
    db.flush()
    talks_follow(db, reflection.id, now=now)
    _put_line(db, reflection, written.line, experiment, now)


def _put_line(
    db: Session, reflection: Reflection, words: str, experiment: Experiment | None, now: datetime
) -> None:
    line = line_of(db, reflection.id)
    if line is not None and (not words or line.experiment_id != reflection.experiment_id):
        _remove_line(db, line, now)  # a post cannot move to another card's thread
        line = None
    if not words:
        return
    if line is None:
        line = Line(
            author_id=reflection.author_id,
            reflection_id=reflection.id,
            experiment_id=reflection.experiment_id,
            visibility=GROUP,
            shared_at=now,
        )
        db.add(line)
    elif line.words != words:
        follow(db, LINE_SECTIONS, [line.id], now=now)
    line.words = words
    line.has_more = reflection.visibility != ONLY_ME
    db.flush()
    if experiment is not None and is_for_group(experiment):
        show(db, LINE, line.id, under=occasion(CARD, experiment.id), now=now)
    else:
        refresh(db, LINE, line.id, now=now)


def _homes_follow(db: Session, author: Member, *, everybodys: bool, now: datetime) -> None:
    """A line that is there no more stood in everybody's."""
    show_homes(db, all_members(db) if everybodys else [author], now=now)


def _remove_line(db: Session, line: Line, now: datetime) -> None:
    if line.reflection_id is not None:
        talks_follow(db, line.reflection_id, now=now)
    line_id = line.id
    remove_line(db, line_id)
    follow(db, LINE_SECTIONS, [line_id], now=now)
    refresh(db, LINE, line_id, now=now)


def _experiment_of(db: Session, reflection: Reflection) -> Experiment | None:
    if reflection.experiment_id is None:
        return None
    return experiment_by_id(db, reflection.experiment_id)


def _session_follows(
    db: Session, by: Member, reflection: Reflection, will_try: str, now: datetime
) -> None:
    intention_follows(db, by, reflection, will_try, now=now)
    question_follows(db, by, reflection.workshop_id, now=now)


def _fold(db: Session, reflection: Reflection, line: str, experiment: Experiment | None) -> None:
    words = [each["words"] for each in reflection.answers]
    about = reflection.workshop_id
    with db.no_autoflush:  # it may be half filled yet
        workshop = workshop_by_id(db, about) if about is not None else None
    titles = [each.title for each in (experiment, workshop) if each is not None]
    reflection.folded = fold(*words, line, *titles)
