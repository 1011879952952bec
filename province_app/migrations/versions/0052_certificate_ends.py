"""Until when certificates count that no trust list names: those of signers, and our own seal."""

import sqlalchemy as sa
from alembic import op

revision = "0052_certificate_ends"
down_revision = "0051_field_check"
branch_labels = None
depends_on = None

BEFORE = (
    "kind in ('new_device', 'factor_added', 'factor_reset', 'codes_made', 'password_set',"
    " 'mail_set', 'passkey_added', 'passkey_removed', 'sso_bound', 'sso_unbound')"
)
AFTER = BEFORE.replace("'sso_unbound'", "'sso_unbound', 'certificate_ends'")


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "certificate_end",
        sa.Column("sha256", sa.Text(), nullable=False, comment="hex of the DER certificate"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seal_file", sa.Text(), comment="SHA-256 of the PKCS#12 file; null = a signer's"),
        sa.Column("told_days", sa.Integer(), comment="before its end, when the signer was told"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_certificate_end")),
    )
    _kinds(AFTER)


def downgrade() -> None:
    """Go back to the version before."""
    op.execute("delete from security_notice where kind = 'certificate_ends'")
    _kinds(BEFORE)
    op.drop_table("certificate_end")


def _kinds(condition: str) -> None:
    op.drop_constraint(op.f("ck_security_notice_kind"), "security_notice", type_="check")
    op.create_check_constraint(op.f("ck_security_notice_kind"), "security_notice", condition)
