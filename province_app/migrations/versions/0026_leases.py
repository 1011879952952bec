"""A worker that pushes holds its run by a lease; who comes back after it writes nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0026_leases"
down_revision = "0025_restriction_end"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    fence = "one more for each worker that took the run to push it"
    until = "system clock; then another worker may take the run; null = nobody has it"
    holder = "the worker's session in the database"
    op.add_column("stage_run", sa.Column("fence", sa.Integer(), comment=fence))
    held_until = sa.Column("held_until", sa.DateTime(timezone=True), comment=until)
    op.add_column("stage_run", held_until)
    op.add_column("stage_run", sa.Column("holder", sa.Integer(), comment=holder))


def downgrade() -> None:
    """Take it away again."""
    for name in ("fence", "held_until", "holder"):
        op.drop_column("stage_run", name)
