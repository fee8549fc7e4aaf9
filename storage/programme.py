"""The group's own arrangements: one row, made by the first migration."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.rows import Row, UtcDateTime


class Programme(Row):
    """How this group is set up. `team` is its Slack workspace's id, None until the first start;
    `first_facilitator` whom the settings named last; `noticeboard` a channel's, None until it is
    chosen.
    """

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str | None] = mapped_column(String(32))
    first_facilitator: Mapped[str | None] = mapped_column(String(32))
    noticeboard: Mapped[str | None] = mapped_column(String(32))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def programme(db: Session) -> Programme:
    return db.get_one(Programme, 1)
