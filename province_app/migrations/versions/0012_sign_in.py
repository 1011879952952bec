"""Signing in: sessions that the server can end, second factors, limits of tries."""

import sqlalchemy as sa
from alembic import op

revision = "0012_sign_in"
down_revision = "0011_corrections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.add_column(
        "account",
        sa.Column(
            "disabled_at", sa.DateTime(timezone=True), comment="nobody signs in from then on"
        ),
    )
    op.add_column(
        "account", sa.Column("mail", sa.Text(), comment="where notices of the account are sent")
    )
    op.create_table(
        "web_session",
        sa.Column(
            "id", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the cookie holds"
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "factor_owed",
            sa.Boolean(),
            nullable=False,
            comment="code still owed: opens nothing",
        ),
        sa.Column(
            "offered",
            sa.LargeBinary(),
            comment="sealed secret of the factor that is being set up in this session",
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="to the minute"),
        sa.Column(
            "proved_at", sa.DateTime(timezone=True), comment="when the second factor was shown"
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False, comment="what the browser calls itself"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
    )
    op.create_index("ix_web_session_account_id", "web_session", ["account_id"])
    op.create_table(
        "totp_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "secret", sa.LargeBinary(), nullable=False, comment="sealed, bound to the account"
        ),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=False,
            comment="of 30 s; this one and earlier ones are used up",
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_totp_factor_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="HMAC under the index key"),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "known_device",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False, comment="SHA-256 of its own cookie"),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_known_device")),
    )
    op.create_table(
        "attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="HMAC of what and of whom"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_last_at", "attempt", ["last_at"])
    op.create_table(
        "security_notice",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), comment="when the person said so"),
        sa.Column("mail_to", sa.Text(), comment="where it is sent, as known at the moment"),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "kind in ('new_device', 'factor_added', 'factor_reset', 'codes_made', 'password_set',"
            " 'mail_set')",
            name=op.f("ck_security_notice_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_security_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_notice")),
    )
    op.create_index("ix_security_notice_account", "security_notice", ["account_id", "at"])
    op.create_index(
        "ix_security_notice_to_mail",
        "security_notice",
        ["id"],
        postgresql_where=sa.text("mail_to is not null and mailed_at is null"),
    )
    # What was said stays as it was said.
    op.execute("revoke update, delete on security_notice from app")
    op.execute("grant update (seen_at, mailed_at) on security_notice to app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("security_notice")
    for table in ("attempt", "known_device", "recovery_code", "totp_factor", "web_session"):
        op.drop_table(table)
    op.drop_column("account", "mail")
    op.drop_column("account", "disabled_at")
