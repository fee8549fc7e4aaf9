"""The learning cycle: any stage to any stage, loops and all (domain (c))."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.cycles import Remark, StageMove
from storage.experiments import Experiment
from storage.people import Member

STAGES = ("idea", "understand", "co_design", "explore", "embed")


def kind_of_move(before: str, after: str) -> str:
    """What a move between stages is called: none is better than another."""
    steps = STAGES.index(after) - STAGES.index(before)
    if steps < 0:
        return "looped_back"
    return "onward" if steps == 1 else "jumped"


def record(
    db: Session, experiment: Experiment, by: Member, kind: str, *, words: str = "", now: datetime
) -> StageMove:
    """Write down where it stands now and how it came there, with what was said on the way: read by
    those who may read the experiment now.
    """
    move = StageMove(
        experiment_id=experiment.id,
        kind=kind,
        stage=experiment.stage,
        cycle=experiment.cycle,
        moved_by=by.id,
        moved_at=now,
    )
    db.add(move)
    db.flush()
    if words:
        remark = Remark(
            move_id=move.id,
            experiment_id=experiment.id,
            author_id=by.id,
            words=words,
            visibility=experiment.visibility,
            shared_at=now,
        )
        db.add(remark)
    return move
