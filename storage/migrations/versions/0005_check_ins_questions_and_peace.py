"""Check-ins and their turns, the group's questions, and what keeps a member's peace."""

from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("rhythm", sa.String(length=16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asks_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["members.id"], name=op.f("fk_questions_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("code", name=op.f("uq_questions_code")),
        sa.UniqueConstraint("origin", name=op.f("uq_questions_origin")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_asks_at"), ["asks_at"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("feel", sa.String(length=16), nullable=False),
        sa.Column("noticed", sa.Text(), nullable=False),
        sa.Column("will_try", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_check_ins_author_id")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_check_ins_experiment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("origin", name=op.f("uq_check_ins_origin")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_check_ins_author_id_id", ["author_id", "id"], unique=False)
        batch_op.create_index(
            "ix_check_ins_experiment_id_id", ["experiment_id", "id"], unique=False
        )

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_rounds_question_id")
        ),
        sa.ForeignKeyConstraint(["told_by"], ["members.id"], name=op.f("fk_rounds_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_question_id"), ["question_id"], unique=False)
        batch_op.create_index("ix_rounds_state_closes_at", ["state", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rounds_told_at"), ["told_at"], unique=False)

    op.create_table(
        "answers",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("choice", sa.String(length=75), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_answers_member_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_answers_round_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answers_round_id"), ["round_id"], unique=False)

    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_closings_member_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_closings_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("round_id", "member_id", name=op.f("uq_closings_round_id_member_id")),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_asked_member_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_asked_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_member_id"), ["member_id"], unique=False)
        batch_op.create_index("uq_asked_round_id_member_id", ["round_id", "member_id"], unique=True)

    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_ins.id"],
            name=op.f("fk_turns_check_in_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_turns_experiment_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_turns_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turns_check_in_id"), ["check_in_id"], unique=False)
        batch_op.create_index(
            "ix_turns_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'coming'"),
            postgresql_where=sa.text("state = 'coming'"),
        )
        batch_op.create_index("ix_turns_experiment_id_id", ["experiment_id", "id"], unique=False)
        batch_op.create_index(
            "ix_turns_looked_at",
            ["looked_at"],
            unique=False,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.create_index(
            "uq_turns_ahead",
            ["experiment_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('coming', 'resting')"),
            postgresql_where=sa.text("state IN ('coming', 'resting')"),
        )

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rides_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_deliveries_rides_on",
            ["rides_on"],
            unique=False,
            sqlite_where=sa.text("rides_on IS NOT NULL"),
            postgresql_where=sa.text("rides_on IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deliveries_rides_on"), "deliveries", ["rides_on"], ["id"]
        )

    _let_lines_be_of_check_ins()
    _give_members_their_peace()
    _give_experiments_their_turn()


def _let_lines_be_of_check_ins() -> None:
    """On SQLite the table is made anew. No number of a line may come back as another's: an old
    button would mean that one.
    """
    given = sa.table("sqlite_sequence", sa.column("name", sa.String), sa.column("seq", sa.Integer))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    highest = sa.select(given.c.seq).where(given.c.name == "lines")
    last = op.get_bind().scalar(highest) if is_sqlite else None
    lines = {"sqlite_autoincrement": True}
    with op.batch_alter_table("lines", table_kwargs=lines) as batch_op:
        batch_op.add_column(sa.Column("check_in_id", sa.Integer(), nullable=True))
        batch_op.alter_column("reflection_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_lines_check_in_id"), ["check_in_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_lines_check_in_id"),
            "check_ins",
            ["check_in_id"],
            ["id"],
            ondelete="CASCADE",
        )
    if last is not None:
        op.execute(sa.delete(given).where(given.c.name == "lines"))
        op.execute(sa.insert(given).values(name="lines", seq=last))


def _give_members_their_peace() -> None:
    """As it was until now: by Slack's zone, from nine to five, Monday to Friday. UTC stood for
    those too of whom Slack says no zone: whether it is right they are asked.
    """
    usual: dict[str, sa.types.TypeEngine[Any]] = {
        "slack_zone": sa.String(length=64),
        "confirmed_zone": sa.String(length=64),
        "works_from": sa.Time(),
        "works_until": sa.Time(),
        "weekend": sa.JSON(),
        "rhythm": sa.String(length=16),
        "unwanted": sa.JSON(),
        "taking_part": sa.String(length=16),
    }
    with op.batch_alter_table("members") as batch:
        for name, kind in usual.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("own_zone", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("country", sa.String(length=8), nullable=True))
        batch.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("wrote_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("wrote_before_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    columns = [sa.column(name, kind) for name, kind in usual.items()]
    members = sa.table("members", sa.column("time_zone", sa.String), *columns)
    op.execute(
        sa.update(members).values(
            slack_zone=members.c.time_zone,
            confirmed_zone=members.c.time_zone,
            works_from=time(9),
            works_until=time(17),
            weekend=[5, 6],
            rhythm="as_it_comes",
            unwanted=[],
            taking_part="",
        )
    )
    unsaid = sa.update(members).where(members.c.time_zone == "UTC")
    op.execute(unsaid.values(slack_zone="", confirmed_zone=""))
    with op.batch_alter_table("members") as batch:
        for name, kind in usual.items():
            batch.alter_column(name, existing_type=kind, nullable=False)


def _give_experiments_their_turn() -> None:
    """What is being worked on is asked about two weeks (or four) after it last changed."""
    experiments = sa.table("experiments", *map(sa.column, ("id", "lead_id", "state", "rhythm")))
    updated_at = sa.column("updated_at", sa.DateTime(timezone=True))
    turns = sa.table(
        "turns",
        *map(sa.column, ("experiment_id", "member_id", "state", "lapses")),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("due_at", "since")),
        sa.column("let_go", sa.Boolean()),
    )
    active = (
        sa.select(experiments.c.id, experiments.c.lead_id, experiments.c.rhythm, updated_at)
        .select_from(experiments)
        .where(
            experiments.c.state == "active",
            sa.func.coalesce(experiments.c.rhythm, "") != "when_i_choose",
        )
    )
    for row in op.get_bind().execute(active).all():
        begun: datetime = row.updated_at
        wait = timedelta(weeks=4 if row.rhythm == "monthly" else 2)
        op.execute(
            sa.insert(turns).values(
                experiment_id=row.id,
                member_id=row.lead_id,
                state="coming",
                lapses=0,
                due_at=begun + wait,
                since=begun,
                let_go=False,
            )
        )
