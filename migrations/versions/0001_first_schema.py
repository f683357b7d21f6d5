"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# The audit trail is only ever added to. A later migration that rebuilds the table has to make these again.
_APPEND_ONLY = {
    "sqlite": (
        """
        CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
        """,
        """
        CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
        """,
        """
        CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()
        """,
    ),
}


def upgrade() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "pause",
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_pause")),
    )
    op.create_table(
        "account_sign_in",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_sign_in_user_id_user")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_account_sign_in")),
    )
    op.create_index(op.f("ix_account_sign_in_user_id"), "account_sign_in", ["user_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("user_id", sa.String(length=22), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "paper",
            sa.Enum("a4", "letter", name="paper", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("needs_second_factor", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("name", name=op.f("uq_workspace_name")),
    )
    op.create_table(
        "audit_event",
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_audit_event_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("workspace_id", "seq", name=op.f("pk_audit_event")),
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("user_id", sa.String(length=22), nullable=False),
        sa.Column("edition", sa.String(length=24), nullable=False),
        sa.Column("waves", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_batch_user_id_user")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_batch_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_workspace_id"), "batch", ["workspace_id"], unique=False)
    op.create_table(
        "company",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_company_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_company_workspace_id_id")),
    )
    op.create_index(op.f("ix_company_workspace_id"), "company", ["workspace_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("engagement_id", sa.String(length=22), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_erasure_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("engagement_id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_workspace_id"), "erasure", ["workspace_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "reminder",
                "link_again",
                "reopened",
                "report_open",
                "pair_closed",
                "release_retracted",
                "both_submitted",
                "mail_failing",
                "deletion_soon",
                "password_reset",
                "test",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("wave_id", sa.String(length=22), nullable=True),
        sa.Column("occupant_id", sa.String(length=22), nullable=True),
        sa.Column("user_id", sa.String(length=22), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name=op.f("ck_mail_failed_has_reason")),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_mail_sent_has_time")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_mail_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index(op.f("ix_mail_occupant_id"), "mail", ["occupant_id"], unique=False)
    op.create_index(op.f("ix_mail_state"), "mail", ["state"], unique=False)
    op.create_index(op.f("ix_mail_user_id"), "mail", ["user_id"], unique=False)
    op.create_index(op.f("ix_mail_wave_id"), "mail", ["wave_id"], unique=False)
    op.create_index(op.f("ix_mail_workspace_id"), "mail", ["workspace_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("user_id", sa.String(length=22), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner", "facilitator", "reader", name="role", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_member_user_id_user")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_member_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("workspace_id", "user_id", name=op.f("uq_member_workspace_id_user_id")),
    )
    op.create_index(op.f("ix_member_user_id"), "member", ["user_id"], unique=False)
    op.create_index(op.f("ix_member_workspace_id"), "member", ["workspace_id"], unique=False)
    op.create_table(
        "own_instrument",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=22), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user.id"], name=op.f("fk_own_instrument_uploaded_by_user")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_own_instrument_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_instrument")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_own_instrument_workspace_id_key")),
    )
    op.create_index(op.f("ix_own_instrument_workspace_id"), "own_instrument", ["workspace_id"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("company_id", sa.String(length=22), nullable=False),
        sa.Column("facilitator_id", sa.String(length=22), nullable=False),
        sa.Column("instrument", sa.String(length=80), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["facilitator_id"], ["user.id"], name=op.f("fk_engagement_facilitator_id_user")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name=op.f("fk_engagement_workspace_id_company_id_company"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_engagement_workspace_id_id")),
    )
    op.create_index(op.f("ix_engagement_company_id"), "engagement", ["company_id"], unique=False)
    op.create_index(op.f("ix_engagement_facilitator_id"), "engagement", ["facilitator_id"], unique=False)
    op.create_index(op.f("ix_engagement_workspace_id"), "engagement", ["workspace_id"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_snapshot_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("workspace_id", "hash", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "wave",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("engagement_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "complete",
                "released",
                "in_workshop",
                "retracted",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column(
            "sequence",
            sa.Enum("paired", "blocked", name="sequence", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("state <> 'complete' OR completed_at IS NOT NULL", name=op.f("ck_wave_complete_has_date")),
        sa.CheckConstraint(
            "state <> 'released' OR completed_at IS NOT NULL", name=op.f("ck_wave_released_was_complete")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_wave_number_from_one")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "engagement_id"],
            ["engagement.workspace_id", "engagement.id"],
            name=op.f("fk_wave_workspace_id_engagement_id_engagement"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "snapshot_hash"],
            ["snapshot.workspace_id", "snapshot.hash"],
            name=op.f("fk_wave_workspace_id_snapshot_hash_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("engagement_id", "number", name=op.f("uq_wave_engagement_id_number")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_wave_workspace_id_id")),
    )
    op.create_index(op.f("ix_wave_engagement_id"), "wave", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_wave_workspace_id"), "wave", ["workspace_id"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("wave_id", sa.String(length=22), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("both", "room", name="scope", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("report_number", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=False),
        sa.Column("released_by", sa.String(length=22), nullable=False),
        sa.Column("retracted_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["released_by"], ["user.id"], name=op.f("fk_release_released_by_user")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "wave_id"],
            ["wave.workspace_id", "wave.id"],
            name=op.f("fk_release_workspace_id_wave_id_wave"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_wave_id"), "release", ["wave_id"], unique=False)
    op.create_index(op.f("ix_release_workspace_id"), "release", ["workspace_id"], unique=False)
    op.create_index(
        "uq_release_in_force",
        "release",
        ["wave_id"],
        unique=True,
        sqlite_where=sa.text("retracted_at IS NULL AND scope = 'both'"),
        postgresql_where=sa.text("retracted_at IS NULL AND scope = 'both'"),
    )
    op.create_index(
        "uq_release_in_room",
        "release",
        ["wave_id"],
        unique=True,
        sqlite_where=sa.text("retracted_at IS NULL AND scope = 'room'"),
        postgresql_where=sa.text("retracted_at IS NULL AND scope = 'room'"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("wave_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column(
            "edition",
            sa.Enum("participant", "facilitator", name="edition", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("paper", sa.String(length=10), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum("queued", "ready", "failed", name="state", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("sealed_pdf", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_twin", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name=op.f("ck_report_failed_has_reason")),
        sa.CheckConstraint("state <> 'ready' OR sealed_pdf IS NOT NULL", name=op.f("ck_report_ready_has_file")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "wave_id"],
            ["wave.workspace_id", "wave.id"],
            name=op.f("fk_report_workspace_id_wave_id_wave"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "wave_id", "number", "edition", "paper", name=op.f("uq_report_wave_id_number_edition_paper")
        ),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_report_workspace_id_id")),
    )
    op.create_index(op.f("ix_report_state"), "report", ["state"], unique=False)
    op.create_index(op.f("ix_report_wave_id"), "report", ["wave_id"], unique=False)
    op.create_index(op.f("ix_report_workspace_id"), "report", ["workspace_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("wave_id", sa.String(length=22), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "wave_id"],
            ["wave.workspace_id", "wave.id"],
            name=op.f("fk_seat_workspace_id_wave_id_wave"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("wave_id", "role", name=op.f("uq_seat_wave_id_role")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_seat_workspace_id_id")),
    )
    op.create_index(op.f("ix_seat_wave_id"), "seat", ["wave_id"], unique=False)
    op.create_index(op.f("ix_seat_workspace_id"), "seat", ["workspace_id"], unique=False)
    op.create_table(
        "occupant",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("seat_id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("pin_hash", sa.String(length=255), nullable=True),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.Column("disowned_at", sa.DateTime(), nullable=True),
        sa.Column("reminders_stopped_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seat.workspace_id", "seat.id"],
            name=op.f("fk_occupant_workspace_id_seat_id_seat"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupant")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_occupant_link_hash")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_occupant_workspace_id_id")),
    )
    op.create_index(op.f("ix_occupant_seat_id"), "occupant", ["seat_id"], unique=False)
    op.create_index(op.f("ix_occupant_workspace_id"), "occupant", ["workspace_id"], unique=False)
    op.create_index(
        "uq_occupant_current",
        "occupant",
        ["seat_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "respondent_sign_in",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("occupant_id", sa.String(length=22), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occupant_id"],
            ["occupant.workspace_id", "occupant.id"],
            name=op.f("fk_respondent_sign_in_workspace_id_occupant_id_occupant"),
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_respondent_sign_in")),
    )
    op.create_index(op.f("ix_respondent_sign_in_occupant_id"), "respondent_sign_in", ["occupant_id"], unique=False)
    op.create_index(op.f("ix_respondent_sign_in_workspace_id"), "respondent_sign_in", ["workspace_id"], unique=False)
    op.create_table(
        "response_set",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("seat_id", sa.String(length=22), nullable=False),
        sa.Column("occupant_id", sa.String(length=22), nullable=False),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_for", sa.Text(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "started_at IS NULL OR acknowledged_at IS NOT NULL", name=op.f("ck_response_set_started_after_promise")
        ),
        sa.CheckConstraint(
            "submitted_at IS NULL OR started_at IS NOT NULL", name=op.f("ck_response_set_submitted_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occupant_id"],
            ["occupant.workspace_id", "occupant.id"],
            name=op.f("fk_response_set_workspace_id_occupant_id_occupant"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "seat_id"],
            ["seat.workspace_id", "seat.id"],
            name=op.f("fk_response_set_workspace_id_seat_id_seat"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_set")),
        sa.UniqueConstraint("seat_id", "occupant_id", name=op.f("uq_response_set_seat_id_occupant_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_response_set_workspace_id_id")),
    )
    op.create_index(op.f("ix_response_set_occupant_id"), "response_set", ["occupant_id"], unique=False)
    op.create_index(op.f("ix_response_set_seat_id"), "response_set", ["seat_id"], unique=False)
    op.create_index(op.f("ix_response_set_workspace_id"), "response_set", ["workspace_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("response_set_id", sa.String(length=22), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_answer_revision")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "response_set_id"],
            ["response_set.workspace_id", "response_set.id"],
            name=op.f("fk_answer_workspace_id_response_set_id_response_set"),
        ),
        sa.PrimaryKeyConstraint("response_set_id", "item", "subject", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_workspace_id"), "answer", ["workspace_id"], unique=False)
    op.create_table(
        "answer_history",
        sa.Column("response_set_id", sa.String(length=22), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "response_set_id"],
            ["response_set.workspace_id", "response_set.id"],
            name=op.f("fk_answer_history_workspace_id_response_set_id_response_set"),
        ),
        sa.PrimaryKeyConstraint("response_set_id", "item", "subject", "revision", name=op.f("pk_answer_history")),
    )
    op.create_index(op.f("ix_answer_history_workspace_id"), "answer_history", ["workspace_id"], unique=False)
    op.create_index(
        "uq_answer_history_key", "answer_history", ["response_set_id", "key", "item", "subject"], unique=True
    )
    op.create_table(
        "workshop",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("wave_id", sa.String(length=22), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("prepared_by", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sealed_agenda", sa.LargeBinary(), nullable=False),
        sa.Column("agenda_revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("writings", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "overlay",
            sa.Enum("none", "code", "vote", name="overlay", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("timer_ends_at", sa.DateTime(), nullable=True),
        sa.Column("timer_left", sa.Integer(), nullable=True),
        sa.Column("voting_opened_at", sa.DateTime(), nullable=True),
        sa.Column("code_generation", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("started_by", sa.String(length=22), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column(
            "ending",
            sa.Enum(
                "closed",
                "timed_out",
                "retracted",
                "withdrawn",
                name="ending",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("next_wave_on", sa.Date(), nullable=True),
        sa.Column("reported", sa.String(length=64), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_workshop_ended_has_reason")),
        sa.CheckConstraint("(started_at IS NULL) = (started_by IS NULL)", name=op.f("ck_workshop_started_by_someone")),
        sa.CheckConstraint("step BETWEEN 0 AND 4", name=op.f("ck_workshop_step")),
        sa.ForeignKeyConstraint(["prepared_by"], ["user.id"], name=op.f("fk_workshop_prepared_by_user")),
        sa.ForeignKeyConstraint(["started_by"], ["user.id"], name=op.f("fk_workshop_started_by_user")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "wave_id"],
            ["wave.workspace_id", "wave.id"],
            name=op.f("fk_workshop_workspace_id_wave_id_wave"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_workshop_code_hash")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_workshop_workspace_id_id")),
    )
    op.create_index(op.f("ix_workshop_prepared_by"), "workshop", ["prepared_by"], unique=False)
    op.create_index(op.f("ix_workshop_started_by"), "workshop", ["started_by"], unique=False)
    op.create_index(op.f("ix_workshop_wave_id"), "workshop", ["wave_id"], unique=False)
    op.create_index(op.f("ix_workshop_workspace_id"), "workshop", ["workspace_id"], unique=False)
    op.create_index(
        "uq_workshop_current",
        "workshop",
        ["wave_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "decision",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "decided",
                "parked",
                "nothing_needed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_decision_revision")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "workshop_id"],
            ["workshop.workspace_id", "workshop.id"],
            name=op.f("fk_decision_workspace_id_workshop_id_workshop"),
        ),
        sa.PrimaryKeyConstraint("workshop_id", "id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_workspace_id"), "decision", ["workspace_id"], unique=False)
    op.create_table(
        "workshop_note",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "workshop_id"],
            ["workshop.workspace_id", "workshop.id"],
            name=op.f("fk_workshop_note_workspace_id_workshop_id_workshop"),
        ),
        sa.PrimaryKeyConstraint("workshop_id", "item", name=op.f("pk_workshop_note")),
    )
    op.create_index(op.f("ix_workshop_note_workspace_id"), "workshop_note", ["workspace_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("workshop_id", sa.String(length=22), nullable=False),
        sa.Column("occupant_id", sa.String(length=22), nullable=False),
        sa.Column("sealed_dots", sa.LargeBinary(), nullable=True),
        sa.Column("voted_at", sa.DateTime(), nullable=True),
        sa.Column("agreed_to", sa.String(length=64), nullable=True),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("workspace_id", sa.String(length=22), nullable=False),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_to IS NULL)", name=op.f("ck_participant_agreed_to_something")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "occupant_id"],
            ["occupant.workspace_id", "occupant.id"],
            name=op.f("fk_participant_workspace_id_occupant_id_occupant"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "workshop_id"],
            ["workshop.workspace_id", "workshop.id"],
            name=op.f("fk_participant_workspace_id_workshop_id_workshop"),
        ),
        sa.PrimaryKeyConstraint("workshop_id", "occupant_id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_occupant_id"), "participant", ["occupant_id"], unique=False)
    op.create_index(op.f("ix_participant_workspace_id"), "participant", ["workspace_id"], unique=False)
    # ### end Alembic commands ###
    # ### end Alembic commands ###


def downgrade() -> None:
    op.drop_index(op.f("ix_participant_workspace_id"), table_name="participant")
    op.drop_index(op.f("ix_participant_occupant_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_index(op.f("ix_workshop_note_workspace_id"), table_name="workshop_note")
    op.drop_table("workshop_note")
    op.drop_index(op.f("ix_decision_workspace_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(
        "uq_workshop_current",
        table_name="workshop",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_workshop_workspace_id"), table_name="workshop")
    op.drop_index(op.f("ix_workshop_wave_id"), table_name="workshop")
    op.drop_index(op.f("ix_workshop_started_by"), table_name="workshop")
    op.drop_index(op.f("ix_workshop_prepared_by"), table_name="workshop")
    op.drop_table("workshop")
    # ### end Alembic commands ###
    op.drop_index("uq_answer_history_key", table_name="answer_history")
    op.drop_index(op.f("ix_answer_history_workspace_id"), table_name="answer_history")
    op.drop_table("answer_history")
    op.drop_index(op.f("ix_answer_workspace_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_response_set_workspace_id"), table_name="response_set")
    op.drop_index(op.f("ix_response_set_seat_id"), table_name="response_set")
    op.drop_index(op.f("ix_response_set_occupant_id"), table_name="response_set")
    op.drop_table("response_set")
    op.drop_index(op.f("ix_respondent_sign_in_workspace_id"), table_name="respondent_sign_in")
    op.drop_index(op.f("ix_respondent_sign_in_occupant_id"), table_name="respondent_sign_in")
    op.drop_table("respondent_sign_in")
    op.drop_index(
        "uq_occupant_current",
        table_name="occupant",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(op.f("ix_occupant_workspace_id"), table_name="occupant")
    op.drop_index(op.f("ix_occupant_seat_id"), table_name="occupant")
    op.drop_table("occupant")
    op.drop_index(op.f("ix_seat_workspace_id"), table_name="seat")
    op.drop_index(op.f("ix_seat_wave_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_report_workspace_id"), table_name="report")
    op.drop_index(op.f("ix_report_wave_id"), table_name="report")
    op.drop_index(op.f("ix_report_state"), table_name="report")
    op.drop_table("report")
    op.drop_index(
        "uq_release_in_room",
        table_name="release",
        sqlite_where=sa.text("retracted_at IS NULL AND scope = 'room'"),
        postgresql_where=sa.text("retracted_at IS NULL AND scope = 'room'"),
    )
    op.drop_index(
        "uq_release_in_force",
        table_name="release",
        sqlite_where=sa.text("retracted_at IS NULL AND scope = 'both'"),
        postgresql_where=sa.text("retracted_at IS NULL AND scope = 'both'"),
    )
    op.drop_index(op.f("ix_release_workspace_id"), table_name="release")
    op.drop_index(op.f("ix_release_wave_id"), table_name="release")
    op.drop_table("release")
    op.drop_index(op.f("ix_wave_workspace_id"), table_name="wave")
    op.drop_index(op.f("ix_wave_engagement_id"), table_name="wave")
    op.drop_table("wave")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_engagement_workspace_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_facilitator_id"), table_name="engagement")
    op.drop_index(op.f("ix_engagement_company_id"), table_name="engagement")
    op.drop_table("engagement")
    op.drop_index(op.f("ix_own_instrument_workspace_id"), table_name="own_instrument")
    op.drop_table("own_instrument")
    op.drop_index(op.f("ix_member_workspace_id"), table_name="member")
    op.drop_index(op.f("ix_member_user_id"), table_name="member")
    op.drop_table("member")
    op.drop_index(op.f("ix_mail_workspace_id"), table_name="mail")
    op.drop_index(op.f("ix_mail_wave_id"), table_name="mail")
    op.drop_index(op.f("ix_mail_user_id"), table_name="mail")
    op.drop_index(op.f("ix_mail_state"), table_name="mail")
    op.drop_index(op.f("ix_mail_occupant_id"), table_name="mail")
    op.drop_table("mail")
    op.drop_index(op.f("ix_erasure_workspace_id"), table_name="erasure")
    op.drop_table("erasure")
    op.drop_index(op.f("ix_company_workspace_id"), table_name="company")
    op.drop_table("company")
    op.drop_index(op.f("ix_batch_workspace_id"), table_name="batch")
    op.drop_table("batch")
    op.drop_table("audit_event")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_append_only()")
    op.drop_table("workspace")
    op.drop_index(op.f("ix_passkey_user_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_index(op.f("ix_account_sign_in_user_id"), table_name="account_sign_in")
    op.drop_table("account_sign_in")
    op.drop_table("pause")
    op.drop_table("user")
    # ### end Alembic commands ###
