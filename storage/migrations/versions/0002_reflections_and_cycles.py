"""Reflections and what comes back to them; experiments that move, loop and end."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prompt_sets",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_prompt_sets")),
    )
    op.create_table(
        "drafts",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("typed_at", sa.Double(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_drafts_member_id")),
        sa.PrimaryKeyConstraint("member_id", "view", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"], unique=False)

    op.create_table(
        "prompt_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("name_before", sa.String(length=60), nullable=False),
        sa.Column("name_after", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["members.id"], name=op.f("fk_prompt_changes_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_changes")),
    )
    op.create_table(
        "thanks_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_thanks_rounds_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks_rounds")),
        sa.UniqueConstraint("author_id", "due_at", name=op.f("uq_thanks_rounds_author_id_due_at")),
    )
    op.create_table(
        "details",
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["members.id"], name=op.f("fk_details_changed_by")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_details_experiment_id")
        ),
        sa.PrimaryKeyConstraint("experiment_id", "cycle", "field", name=op.f("pk_details")),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["experiments.id"], name=op.f("fk_links_from_id")),
        sa.ForeignKeyConstraint(["made_by"], ["members.id"], name=op.f("fk_links_made_by")),
        sa.ForeignKeyConstraint(["to_id"], ["experiments.id"], name=op.f("fk_links_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_links_from_id_to_id_kind")),
    )
    op.create_index("ix_links_from_id", "links", ["from_id"], unique=False)
    op.create_index("ix_links_to_id", "links", ["to_id"], unique=False)

    op.create_table(
        "past_cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("could_be_hurt", sa.Text(), nullable=False),
        sa.Column("people_know", sa.Text(), nullable=False),
        sa.Column("how_stop", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_past_cycles_experiment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_cycles")),
        sa.UniqueConstraint(
            "experiment_id", "number", name=op.f("uq_past_cycles_experiment_id_number")
        ),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_proposals_asked_by")),
        sa.ForeignKeyConstraint(["asked_id"], ["members.id"], name=op.f("fk_proposals_asked_id")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_proposals_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["experiments.id"], name=op.f("fk_proposals_other_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_asked_id", "proposals", ["asked_id"], unique=False)
    op.create_index("ix_proposals_experiment_id", "proposals", ["experiment_id"], unique=False)

    op.create_table(
        "reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("prompt_set", sa.String(length=24), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_reflections_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_reflections_experiment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("origin", name=op.f("uq_reflections_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reflections_visibility_id", "reflections", ["visibility", "id"], unique=False
    )
    op.create_index(
        "ix_reflections_author_id_created_at",
        "reflections",
        ["author_id", "created_at"],
        unique=False,
    )
    op.create_index("ix_reflections_experiment_id", "reflections", ["experiment_id"], unique=False)

    op.create_table(
        "same_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_same_questions_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_same_questions_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_questions")),
        sa.UniqueConstraint(
            "experiment_id", "member_id", name=op.f("uq_same_questions_experiment_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_same_questions_member_id", "same_questions", ["member_id"], unique=False)

    op.create_table(
        "lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("has_more", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_lines_author_id")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_lines_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflections.id"],
            name=op.f("fk_lines_reflection_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("reflection_id", name=op.f("uq_lines_reflection_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lines_author_id", "lines", ["author_id"], unique=False)
    op.create_index("ix_lines_experiment_id", "lines", ["experiment_id"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_remarks_author_id")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_remarks_experiment_id")
        ),
        sa.ForeignKeyConstraint(["move_id"], ["stage_moves.id"], name=op.f("fk_remarks_move_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("move_id", name=op.f("uq_remarks_move_id")),
    )
    op.create_index("ix_remarks_experiment_id", "remarks", ["experiment_id"], unique=False)

    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["asked_id"], ["members.id"], name=op.f("fk_talks_asked_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["members.id"], name=op.f("fk_talks_asker_id")),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflections.id"],
            name=op.f("fk_talks_reflection_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("origin", name=op.f("uq_talks_origin")),
    )
    op.create_index("ix_talks_reflection_id", "talks", ["reflection_id"], unique=False)

    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_thanks_author_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_thanks_member_id")),
        sa.ForeignKeyConstraint(
            ["reflection_id"],
            ["reflections.id"],
            name=op.f("fk_thanks_reflection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["thanks_rounds.id"], name=op.f("fk_thanks_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint(
            "reflection_id",
            "member_id",
            "kind",
            name=op.f("uq_thanks_reflection_id_member_id_kind"),
        ),
    )
    op.create_index("ix_thanks_round_id", "thanks", ["round_id"], unique=False)

    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("with_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("under", sa.String(length=200), nullable=True))
        batch.create_foreign_key(op.f("fk_deliveries_with_id"), "members", ["with_id"], ["id"])
    op.create_index(
        "ix_deliveries_under",
        "deliveries",
        ["under"],
        unique=False,
        sqlite_where=sa.text("under IS NOT NULL"),
        postgresql_where=sa.text("under IS NOT NULL"),
    )
    _give_members_their_settings()
    _give_moves_their_kind()
    _give_experiments_their_state()


def _give_members_their_settings() -> None:
    op.add_column("members", sa.Column("keeps_drafts", sa.Boolean(), nullable=True))
    op.execute(sa.update(sa.table("members", sa.column("keeps_drafts"))).values(keeps_drafts=True))
    with op.batch_alter_table("members") as batch:
        batch.alter_column("keeps_drafts", existing_type=sa.Boolean(), nullable=False)


def _give_moves_their_kind() -> None:
    op.add_column("stage_moves", sa.Column("kind", sa.String(length=16), nullable=True))
    op.add_column("stage_moves", sa.Column("cycle", sa.Integer(), nullable=True))
    op.add_column("stage_moves", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("stage_moves", sa.Column("reason", sa.String(length=24), nullable=True))
    op.add_column("stage_moves", sa.Column("origin", sa.String(length=300), nullable=True))
    moves = sa.table(
        "stage_moves",
        *map(sa.column, ("id", "experiment_id", "kind", "stage", "cycle")),
    )
    stages = ("idea", "understand", "co_design", "explore", "embed")
    stood: dict[int, int] = {}
    rows = op.get_bind().execute(sa.select(moves).order_by(moves.c.id)).all()
    for row in rows:
        at, was = stages.index(row.stage), stood.get(row.experiment_id)
        kind = sa.update(moves).where(moves.c.id == row.id).values(kind=_kind(at, was), cycle=1)
        op.execute(kind)
        stood[row.experiment_id] = at
    with op.batch_alter_table("stage_moves") as batch:
        batch.alter_column("kind", existing_type=sa.String(length=16), nullable=False)
        batch.alter_column("cycle", existing_type=sa.Integer(), nullable=False)
        batch.create_unique_constraint(op.f("uq_stage_moves_origin"), ["origin"])


def _kind(at: int, was: int | None) -> str:
    if was is None:
        return "began"
    if at < was:
        return "looped_back"
    return "onward" if at == was + 1 else "jumped"


def _give_experiments_their_state() -> None:
    """Whoever put one down is the one to talk to; all are being worked on, in their first cycle."""
    added = (
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("wake_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=24), nullable=True),
        sa.Column("rhythm", sa.String(length=16), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
    )
    for column in added:
        op.add_column("experiments", column)
    names = (
        "id",
        "title",
        "purpose",
        "question",
        "created_by",
        "lead_id",
        "cycle",
        "state",
        "folded",
    )
    experiments = sa.table("experiments", *map(sa.column, names))
    for row in op.get_bind().execute(sa.select(experiments)).all():
        folded = _fold(row.title, row.purpose, row.question)
        now = {"lead_id": row.created_by, "cycle": 1, "state": "active", "folded": folded}
        op.execute(sa.update(experiments).where(experiments.c.id == row.id).values(**now))
    # A reference is never given twice: without this the rebuilt table would forget that.
    with op.batch_alter_table("experiments", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("lead_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("cycle", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("state", existing_type=sa.String(length=16), nullable=False)
        batch.alter_column("folded", existing_type=sa.Text(), nullable=False)
        batch.create_foreign_key(op.f("fk_experiments_lead_id"), "members", ["lead_id"], ["id"])
    _keep_what_is_shared()
    op.create_index("ix_experiments_lead_id", "experiments", ["lead_id"], unique=False)


def _keep_what_is_shared() -> None:
    """A rebuilt table: SQLite adds no stored column to one that is there."""
    shared = sa.Computed(
        "visibility IN ('group', 'public') AND (stage <> 'explore'"
        " OR (could_be_hurt <> '' AND people_know <> '' AND how_stop <> ''))",
        persisted=True,
    )
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("experiments", table_kwargs=kept, recreate="auto") as batch:
        batch.add_column(sa.Column("shared", sa.Boolean(), shared, nullable=False))
    op.create_index("ix_experiments_shared_id", "experiments", ["shared", "id"], unique=False)
    op.create_index(
        "ix_teammates_member_id_experiment_id",
        "teammates",
        ["member_id", "experiment_id"],
        unique=False,
    )
    op.drop_index("ix_teammates_member_id", table_name="teammates")


def _fold(*texts: str) -> str:
    """As bot/searches.py did when this was written."""
    spread = unicodedata.normalize("NFKD", "\n".join(texts))
    return "".join(each for each in spread if not unicodedata.combining(each)).casefold()
