"""What is somebody's own, of each kind of words that people write: to see how much of it a reader
may read.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.asks import Help
from storage.checkins import CheckIn
from storage.cycles import Remark
from storage.digests import DigestNote
from storage.drafts import Draft
from storage.experiments import Experiment
from storage.ideas import Idea
from storage.intentions import Intention
from storage.links import SameQuestion
from storage.notes import Note
from storage.notices import Byline
from storage.questions import Answer
from storage.reflections import Line, Reflection
from storage.rows import Row
from storage.signups import AccessNeed, Signup
from storage.stories import Story
from storage.thanks import Talk, Thanks
from storage.workshops import Role

# Of each kind what tells one from another, and whose it is.
OWN: Mapping[type[Row], tuple[Any, Any]] = {
    Reflection: (Reflection.id, Reflection.author_id),
    Line: (Line.id, Line.author_id),
    CheckIn: (CheckIn.id, CheckIn.author_id),
    Remark: (Remark.id, Remark.author_id),
    Experiment: (Experiment.id, Experiment.lead_id),
    Byline: (Byline.notice_id, Byline.member_id),
    Help: (Help.id, Help.member_id),
    Idea: (Idea.id, Idea.member_id),
    Signup: (Signup.id, Signup.member_id),
    Role: (Role.id, Role.member_id),
    Story: (Story.id, Story.author_id),
    Note: (Note.id, Note.author_id),
    Answer: (Answer.key, Answer.member_id),
    DigestNote: (DigestNote.digest_id, DigestNote.author_id),
    Talk: (Talk.id, Talk.asker_id),
    Thanks: (Thanks.id, Thanks.member_id),
    SameQuestion: (SameQuestion.id, SameQuestion.member_id),
    Intention: (Intention.id, Intention.member_id),
    Draft: (Draft.view, Draft.member_id),
}


def own_ids(db: Session, kind: type[Row], member_id: int) -> set[Any]:
    """What the reader may read of a member's own."""
    row, owner = OWN[kind]
    return set(db.scalars(select(row).where(owner == member_id)))


def workshops_with_need_of(db: Session, member_id: int) -> Sequence[int]:
    """For which sessions a member wrote what would help them take part."""
    needs = select(Signup.workshop_id).join(AccessNeed, AccessNeed.signup_id == Signup.id)
    mine = needs.where(Signup.member_id == member_id)
    return db.scalars(mine.order_by(Signup.workshop_id)).all()
