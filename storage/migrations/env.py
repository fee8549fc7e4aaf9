"""Where Alembic starts. `storage.schema` hands over its connection; `make migration` an address."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine

from storage import (
    asks,
    calendars,
    checkins,
    cycles,
    deliveries,
    details,
    digests,
    drafts,
    experiments,
    ideas,
    intentions,
    kinds,
    links,
    notes,
    notices,
    people,
    programme,
    prompts,
    proposals,
    questions,
    reflections,
    signups,
    stories,
    teams,
    thanks,
    troubles,
    turns,
    workshops,
)
from storage.rows import Row, UtcDateTime

# Importing a module declares its tables.
_TABLES = (
    asks,
    calendars,
    checkins,
    cycles,
    deliveries,
    details,
    digests,
    drafts,
    experiments,
    ideas,
    intentions,
    kinds,
    links,
    notes,
    notices,
    people,
    programme,
    prompts,
    questions,
    proposals,
    reflections,
    signups,
    stories,
    teams,
    thanks,
    turns,
    troubles,
    workshops,
)


def _render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """A migration says what the column is, not what our class for it was called at the time."""
    del autogen
    is_time = kind == "type" and isinstance(item, UtcDateTime)
    return "sa.DateTime(timezone=True)" if is_time else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_item=_render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


_given = context.config.attributes.get("connection")
if _given is not None:
    _migrate(_given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect() as _connection:
        _migrate(_connection)
        _connection.commit()
