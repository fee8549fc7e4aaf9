"""The noticeboard, asks and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_breaks")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("for_day", name=op.f("uq_digests_for_day")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_state", "digests", ["state"], unique=False)

    op.create_table(
        "digest_items",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_items_digest_id")
        ),
        sa.PrimaryKeyConstraint("digest_id", "position", name=op.f("pk_digest_items")),
    )
    op.create_index(
        "ix_digest_items_section_subject_id",
        "digest_items",
        ["section", "subject_id"],
        unique=False,
    )

    op.create_table(
        "digest_notes",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_digest_notes_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_notes_digest_id")
        ),
        sa.PrimaryKeyConstraint("digest_id", "author_id", name=op.f("pk_digest_notes")),
    )
    op.create_table(
        "digest_previews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_previews_digest_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_digest_previews_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_previews")),
        sa.UniqueConstraint(
            "digest_id", "member_id", name=op.f("uq_digest_previews_digest_id_member_id")
        ),
    )
    op.create_table(
        "omissions",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_omissions_digest_id")),
        sa.PrimaryKeyConstraint("digest_id", "section", "subject_id", name=op.f("pk_omissions")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stands_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["carrier_id"], ["members.id"], name=op.f("fk_notices_carrier_id")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_notices_experiment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("origin", name=op.f("uq_notices_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_notices_state_stands_until", "notices", ["state", "stands_until"], unique=False
    )
    op.create_index(
        "ix_notices_visibility_shared_at", "notices", ["visibility", "shared_at"], unique=False
    )
    op.create_index(
        "ix_notices_visibility_state_id", "notices", ["visibility", "state", "id"], unique=False
    )

    op.create_table(
        "asks",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("open_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["members.id"], name=op.f("fk_asks_host_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_asks_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_asks")),
    )
    op.create_index("ix_asks_host_id", "asks", ["host_id"], unique=False)
    op.create_index("ix_asks_state_open_since", "asks", ["state", "open_since"], unique=False)

    op.create_table(
        "bylines",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_bylines_member_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_bylines_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_bylines")),
    )
    op.create_index("ix_bylines_member_id", "bylines", ["member_id"], unique=False)

    op.create_table(
        "helps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("with_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["members.id"], name=op.f("fk_helps_asked_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_helps_member_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_helps_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["with_id"], ["members.id"], name=op.f("fk_helps_with_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helps")),
        sa.UniqueConstraint("notice_id", "member_id", name=op.f("uq_helps_notice_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_helps_member_id", "helps", ["member_id"], unique=False)

    op.create_table(
        "watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_watches_member_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_watches_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watches_notice_id", "watches", ["notice_id"], unique=False)

    op.create_table(
        "loop_closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("fk_loop_closures_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loop_closures")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_loop_closures_notice_id")),
        sa.UniqueConstraint("origin", name=op.f("uq_loop_closures_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_loop_closures_visibility_shared_at",
        "loop_closures",
        ["visibility", "shared_at"],
        unique=False,
    )

    op.create_index(
        "ix_lines_visibility_shared_at", "lines", ["visibility", "shared_at"], unique=False
    )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("direct", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("greeting", sa.String(length=8), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_members_greeted_at"), ["greeted_at"], unique=False)

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("doorway", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("digest_channel", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("digest_weekday", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("digest_hour", sa.Integer(), nullable=False, server_default="9")
        )
        batch_op.add_column(sa.Column("digest_zone", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("digest_country", sa.String(length=8), nullable=True))

    op.create_index("ix_stage_moves_moved_at", "stage_moves", ["moved_at"], unique=False)

    op.create_table(
        "stumbles",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_stumbles")),
    )
    _give_deliveries_their_addressee()


def _give_deliveries_their_addressee() -> None:
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(
            sa.Column("addressee", sa.String(length=40), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("thread", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE deliveries SET claim = NULL, addressee = CASE"
        " WHEN kind = 'home' THEN 'homes' WHEN member_id IS NULL THEN 'noticeboard'"
        " WHEN with_id IS NULL THEN 'member:' || member_id"
        " ELSE 'talk:' || member_id || ':' || with_id END"
    )
    for name, column, condition in (
        ("ix_deliveries_addressee", "addressee", "shown < wanted"),
        ("ix_deliveries_with", "with_id", "shown < wanted AND with_id IS NOT NULL"),
        ("ix_deliveries_claim", "claim", "claim IS NOT NULL"),
        ("ix_deliveries_held", "held", "held IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "deliveries", [column], sqlite_where=where, postgresql_where=where)
