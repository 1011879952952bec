"""Codes that a newer national catalogue lacks are kept as ended from a day on."""

import sqlalchemy as sa
from alembic import op

revision = "0045_ended_codes"
down_revision = "0044_session_by_key"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "ended_code",
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "ended_on", sa.Date(), nullable=False, comment="first day on which it is unknown above"
        ),
        sa.Column("version", sa.Text(), nullable=False, comment="the first one without it"),
        sa.PrimaryKeyConstraint("catalogue", "code", name=op.f("pk_ended_code")),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("ended_code")
