"""A draft remembers which of its fields the unit typed: one draft may hold two people's words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0038_typed_by_unit"
down_revision = "0037_national_lookups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    told = "fields whose present text an officer typed; null: not kept yet when it began"
    op.add_column("draft", sa.Column("typed_by_unit", JSONB(none_as_null=True), comment=told))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("draft", "typed_by_unit")
