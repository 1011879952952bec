"""Passkeys with the challenge of a session, and the province's single sign-on."""

import sqlalchemy as sa
from alembic import op

revision = "0020_passkeys"
down_revision = "0019_exchange_rest"
branch_labels = None
depends_on = None

KINDS = "'new_device', 'factor_added', 'factor_reset', 'codes_made', 'password_set', 'mail_set'"
MORE = "'passkey_added', 'passkey_removed', 'sso_bound', 'sso_unbound'"


def upgrade() -> None:
    """Add what this version needs."""
    op.add_column(
        "web_session",
        sa.Column(
            "challenge",
            sa.LargeBinary(),
            comment="what a passkey is to sign in this session, once",
        ),
    )
    op.add_column(
        "web_session",
        sa.Column("challenge_at", sa.DateTime(timezone=True), comment="when it was given out"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "credential_id",
            sa.LargeBinary(),
            nullable=False,
            comment="chosen by the authenticator",
        ),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="COSE"),
        sa.Column(
            "sign_count",
            sa.BigInteger(),
            nullable=False,
            comment="as the authenticator said last; 0 = it does not count",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="what the person calls it"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"])
    # A key is what it was made as; only its use is noted.
    op.execute("revoke update on passkey from app")
    op.execute("grant update (sign_count, used_at) on passkey to app")
    op.create_table(
        "single_sign_on",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="the provider's own name for the person"
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_single_sign_on_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_single_sign_on")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_single_sign_on_issuer_subject")),
    )
    op.execute("revoke update on single_sign_on from app")
    _notices(f"{KINDS}, {MORE}")


def downgrade() -> None:
    """Take it away again."""
    op.execute("delete from security_notice where kind like 'passkey_%' or kind like 'sso_%'")
    _notices(KINDS)
    op.drop_table("single_sign_on")
    op.drop_table("passkey")
    op.drop_column("web_session", "challenge_at")
    op.drop_column("web_session", "challenge")


def _notices(kinds: str) -> None:
    name = op.f("ck_security_notice_kind")
    op.drop_constraint(name, "security_notice")
    op.create_check_constraint(name, "security_notice", f"kind in ({kinds})")
