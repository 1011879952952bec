"""Beside what is wrong in a version stands what its four scores lost, for those of its unit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0036_losses"
down_revision = "0035_by_person"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the points; verdicts of before have none."""
    note = "what each score lost: [{rule, path, dimension, points}]; null: not counted"
    op.add_column("rule_verdict", sa.Column("losses", JSONB(), nullable=True, comment=note))


def downgrade() -> None:
    """Take the points away."""
    op.drop_column("rule_verdict", "losses")
