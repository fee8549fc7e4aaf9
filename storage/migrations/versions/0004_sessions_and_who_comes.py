"""Sessions, who comes to them, and what is learned there."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop_kinds",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("sharing_rule", sa.String(length=16), nullable=False),
        sa.Column("recording", sa.String(length=16), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_workshop_kinds")),
    )
    op.create_table(
        "workshop_kind_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["members.id"], name=op.f("fk_workshop_kind_changes_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_kind_changes")),
    )
    op.create_table(
        "workshops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("sharing_rule", sa.String(length=16), nullable=False),
        sa.Column("recording", sa.String(length=16), nullable=False),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("presenter_id", sa.Integer(), nullable=True),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["members.id"], name=op.f("fk_workshops_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_workshops_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["presenter_id"], ["members.id"], name=op.f("fk_workshops_presenter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshops")),
        sa.UniqueConstraint("origin", name=op.f("uq_workshops_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_workshops_experiment_id"), "workshops", ["experiment_id"], unique=False
    )
    op.create_index("ix_workshops_state", "workshops", ["state"], unique=False)

    op.create_table(
        "ideas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("talking_id", sa.Integer(), nullable=True),
        sa.Column("chosen_for_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["chosen_for_id"], ["workshops.id"], name=op.f("fk_ideas_chosen_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_ideas_experiment_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_ideas_member_id")),
        sa.ForeignKeyConstraint(["talking_id"], ["members.id"], name=op.f("fk_ideas_talking_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_ideas_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sa.UniqueConstraint("origin", name=op.f("uq_ideas_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ideas_chosen_for_id"), "ideas", ["chosen_for_id"], unique=False)
    op.create_index(op.f("ix_ideas_experiment_id"), "ideas", ["experiment_id"], unique=False)
    op.create_index(op.f("ix_ideas_member_id"), "ideas", ["member_id"], unique=False)
    op.create_index("ix_ideas_state", "ideas", ["state"], unique=False)

    op.create_table(
        "intentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_intentions_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_intentions_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_intentions_workshop_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intentions")),
        sa.UniqueConstraint("origin", name=op.f("uq_intentions_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_intentions_member_id", "intentions", ["member_id", "id"], unique=False)

    op.create_table(
        "join_links",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_join_links_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_join_links")),
    )
    op.create_table(
        "learnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=240), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_learnings_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_learnings_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["members.id"], name=op.f("fk_learnings_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnings")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_learnings_experiment_id"), "learnings", ["experiment_id"], unique=False
    )
    op.create_index(op.f("ix_learnings_workshop_id"), "learnings", ["workshop_id"], unique=False)

    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_slots_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("workshop_id", "position", name=op.f("uq_slots_workshop_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_slots_starts_at", "slots", ["starts_at"], unique=False)
    op.create_index("ix_slots_state_ends_at", "slots", ["state", "ends_at"], unique=False)
    op.create_index("ix_slots_state_starts_at", "slots", ["state", "starts_at"], unique=False)

    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("chapters", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_stories_author_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_stories_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint(
            "workshop_id", "author_id", name=op.f("uq_stories_workshop_id_author_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stories_author_id"), "stories", ["author_id"], unique=False)

    op.create_table(
        "writeups",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_writeups_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["members.id"], name=op.f("fk_writeups_written_by")
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_writeups")),
    )
    op.create_table(
        "calendar_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("holds", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_entries_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_calendar_entries_slot_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_calendar_entries_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
        sa.UniqueConstraint("uid", name=op.f("uq_calendar_entries_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_calendar_entries_member_id"), "calendar_entries", ["member_id"], unique=False
    )
    op.create_index(
        op.f("ix_calendar_entries_workshop_id"), "calendar_entries", ["workshop_id"], unique=False
    )

    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_notes_author_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_notes_slot_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshops.id"], name=op.f("fk_notes_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("origin", name=op.f("uq_notes_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_workshop_id", "notes", ["workshop_id", "id"], unique=False)

    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["members.id"], name=op.f("fk_roles_given_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_roles_member_id")),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_roles_slot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint(
            "slot_id", "member_id", "role", name=op.f("uq_roles_slot_id_member_id_role")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roles_member_id"), "roles", ["member_id"], unique=False)

    op.create_table(
        "signups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("coming_as", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_signups_member_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_signups_slot_id")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_signups_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signups")),
        sa.UniqueConstraint(
            "workshop_id", "member_id", name=op.f("uq_signups_workshop_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signups_member_id"), "signups", ["member_id"], unique=False)
    op.create_index(
        "ix_signups_slot_id_state", "signups", ["slot_id", "state", "waiting_since"], unique=False
    )

    op.create_table(
        "workshop_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["members.id"], name=op.f("fk_workshop_changes_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_workshop_changes_slot_id")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshops.id"],
            name=op.f("fk_workshop_changes_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_workshop_changes_workshop_id"), "workshop_changes", ["workshop_id"], unique=False
    )

    op.create_table(
        "access_needs",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"],
            ["signups.id"],
            name=op.f("fk_access_needs_signup_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("signup_id", name=op.f("pk_access_needs")),
    )
    op.create_table(
        "change_tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("told_with", sa.Integer(), nullable=True),
        sa.Column("fine_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["workshop_changes.id"],
            name=op.f("fk_change_tellings_change_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_change_tellings_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["told_with"],
            ["change_tellings.id"],
            name=op.f("fk_change_tellings_told_with"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_tellings")),
        sa.UniqueConstraint(
            "change_id", "member_id", name=op.f("uq_change_tellings_change_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_change_tellings_member_id"), "change_tellings", ["member_id"], unique=False
    )
    op.create_index(
        op.f("ix_change_tellings_told_with"), "change_tellings", ["told_with"], unique=False
    )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reminders", sa.JSON(), nullable=False, server_default='["day", "start"]')
        )
        batch_op.add_column(sa.Column("feed", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_members_feed"), ["feed"])

    with op.batch_alter_table(
        "reflections", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("workshop_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_reflections_workshop_id"), ["workshop_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reflections_workshop_id"), "workshops", ["workshop_id"], ["id"]
        )
