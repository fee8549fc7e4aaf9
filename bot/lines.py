"""The one line for the group, of a reflection or of a check-in: a row of its own, and saving it is
the permission. Where it stands it follows what becomes of it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cards import CARD, is_for_group
from bot.deliveries import occasion, refresh, show
from bot.digests import follow
from bot.selections import LINE_SECTIONS
from bot.thanks import talks_follow
from bot.visibility import GROUP, ONLY_ME
from storage.checkins import CheckIn
from storage.experiments import Experiment
from storage.reflections import Line, Reflection, line_of, line_of_check_in, remove_line

LINE = "reflections.line"


def line_with(db: Session, piece: Reflection | CheckIn) -> Line | None:
    """The line that belongs to it, if there is one."""
    return (
        line_of(db, piece.id) if isinstance(piece, Reflection) else line_of_check_in(db, piece.id)
    )


def put_line(
    db: Session,
    piece: Reflection | CheckIn,
    words: str,
    experiment: Experiment | None,
    *,
    now: datetime,
) -> None:
    """These are its words from now on; without any there is none. `experiment` is what the piece is
    about, as far as its author may read that.
    """
    line = line_with(db, piece)
    if line is not None and (not words or line.experiment_id != piece.experiment_id):
        drop_line(db, line, now=now)  # a post cannot move to another card's thread
        line = None
    if not words:
        return
    if line is None:
        line = _new_line(piece, now)
        db.add(line)
    elif line.words != words:
        follow(db, LINE_SECTIONS, [line.id], now=now)
    line.words = words
    line.has_more = piece.visibility != ONLY_ME
    db.flush()
    if experiment is not None and is_for_group(experiment):
        show(db, LINE, line.id, under=occasion(CARD, experiment.id), now=now)
    else:
        refresh(db, LINE, line.id, now=now)


def drop_line(db: Session, line: Line, *, now: datetime) -> None:
    """It is the group's no more, and leaves where it stands."""
    if line.reflection_id is not None:
        talks_follow(db, line.reflection_id, now=now)
    line_id = line.id
    remove_line(db, line_id)
    follow(db, LINE_SECTIONS, [line_id], now=now)
    refresh(db, LINE, line_id, now=now)


def _new_line(piece: Reflection | CheckIn, now: datetime) -> Line:
    is_reflection = isinstance(piece, Reflection)
    return Line(
        author_id=piece.author_id,
        reflection_id=piece.id if is_reflection else None,
        check_in_id=None if is_reflection else piece.id,
        experiment_id=piece.experiment_id,
        visibility=GROUP,
        shared_at=now,
    )
