"""The group's own arrangements: one row, made by the first migration."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.rows import Row, UtcDateTime


class Programme(Row):
    """How this group is set up. `team` is its Slack workspace's id, None until the first start;
    `first_facilitator` whom the settings named last; `noticeboard` a channel's, None until it is
    chosen. `doorway` is the number of the doorway that stands: each new one has the next.

    The digest goes to `digest_channel` (None: the noticeboard) on `digest_weekday` (0 is Monday) at
    `digest_hour`, wall-clock in `digest_zone` (None: that of the first facilitator), but for breaks
    and the public holidays of `digest_country` (ISO 3166, None: nobody's).
    """

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str | None] = mapped_column(String(32))
    first_facilitator: Mapped[str | None] = mapped_column(String(32))
    noticeboard: Mapped[str | None] = mapped_column(String(32))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    doorway: Mapped[int] = mapped_column(default=0)
    digest_channel: Mapped[str | None] = mapped_column(String(32))
    digest_weekday: Mapped[int] = mapped_column(default=0)
    digest_hour: Mapped[int] = mapped_column(default=9)
    digest_zone: Mapped[str | None] = mapped_column(String(64))
    digest_country: Mapped[str | None] = mapped_column(String(8))


def programme(db: Session) -> Programme:
    return db.get_one(Programme, 1)


def locked_programme(db: Session) -> Programme:
    """As `programme`, with whoever else wants it so at this instant made to wait."""
    only = select(Programme).where(Programme.id == 1).with_for_update()
    return db.scalars(only.execution_options(populate_existing=True)).one()
