"""What a week of the group holds, as rows: nobody is told, and nothing is planned."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.visibility import person, read_as
from storage.asks import Ask, LoopClosure
from storage.cycles import Remark, StageMove
from storage.experiments import Experiment
from storage.notices import Byline, Notice
from storage.people import Member
from storage.reflections import Line, line_of
from tests.cast import put_down, reflect


def said(
    db: Session, by: Member, words: str, *, at: datetime, about: Experiment | None = None
) -> int:
    """A line for the group; the id of the reflection that it is of."""
    found = line(db, by, words, at=at, about=about).reflection_id
    assert found is not None
    return found


def line(
    db: Session, by: Member, words: str, *, at: datetime, about: Experiment | None = None
) -> Line:
    """A line for the group."""
    read_as(db, person(by))
    reflection = reflect(db, by, "The rest.", line=words, experiment=about, at=at)
    found = line_of(db, reflection.id)
    assert found is not None
    return found


def notice(
    db: Session,
    by: Member,
    words: str,
    *,
    at: datetime,
    kind: str = "offer",
    unnamed: bool = False,
    **more: Any,
) -> Notice:
    """It stands on the board."""
    row = Notice(
        kind=kind,
        words=words,
        more="",
        link="",
        visibility=more.pop("visibility", "group"),
        state=more.pop("state", "standing"),
        shared_at=at,
        stands_until=at + timedelta(days=14),
        folded=words.casefold(),
        created_at=at,
        updated_at=at,
        **more,
    )
    db.add(row)
    db.flush()
    db.add(Byline(notice_id=row.id, member_id=by.id, unnamed=unnamed))
    db.flush()
    return row


def ask(
    db: Session, by: Member, words: str, *, at: datetime, state: str = "open", **more: Any
) -> Notice:
    """Somebody asks, and nobody has helped so far."""
    row = notice(db, by, words, at=at, kind="ask", **more)
    db.add(Ask(notice_id=row.id, wish="listen", state=state, open_since=at))
    db.flush()
    return row


def told(
    db: Session, asked: Notice, words: str, *, at: datetime, visibility: str = "group"
) -> LoopClosure:
    """What happened next."""
    row = LoopClosure(notice_id=asked.id, words=words, visibility=visibility, shared_at=at)
    db.add(row)
    db.flush()
    return row


def experiment(db: Session, by: Member, title: str, *, at: datetime, **more: str) -> Experiment:
    """Put down, and begun, at that time."""
    made = put_down(db, by, title=title, **more)
    move(db, made, "began", at=at)
    return made


def move(
    db: Session,
    about: Experiment,
    kind: str,
    *,
    at: datetime,
    words: str = "",
    visibility: str = "group",
    **more: Any,
) -> StageMove:
    """Something happened to it, with what its lead said."""
    made = StageMove(
        experiment_id=about.id,
        kind=kind,
        stage=more.pop("stage", "understand"),
        cycle=about.cycle,
        moved_by=about.lead_id,
        moved_at=at,
        **more,
    )
    db.add(made)
    db.flush()
    if words:
        said = Remark(
            move_id=made.id,
            experiment_id=about.id,
            author_id=about.lead_id,
            words=words,
            visibility=visibility,
            shared_at=at,
        )
        db.add(said)
        db.flush()
    return made


def greet(db: Session, member: Member, *, at: datetime, greeting: str = "yes") -> None:
    """They said whether the digest may name them."""
    member.greeting, member.greeted_at = greeting, at
    db.flush()
