"""Sessions that the server can end."""

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
    op.create_table(
        "web_session",
        sa.Column(
            "id", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the cookie holds"
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="to the minute"),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False, comment="what the browser calls itself"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
    )
    op.create_index("ix_web_session_account_id", "web_session", ["account_id"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("web_session")
    op.drop_column("account", "disabled_at")
