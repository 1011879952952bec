"""Which sessions have shown a passkey: some roles may be asked for nothing less."""

import sqlalchemy as sa
from alembic import op

revision = "0044_session_by_key"
down_revision = "0043_clock_reading"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.add_column(
        "web_session",
        sa.Column(
            "by_key",
            sa.Boolean(),
            comment="that factor was a passkey; null = no",
        ),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("web_session", "by_key")
