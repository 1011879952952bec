"""How many changes of a workbook's row need a document: told on the preview without opening rows."""

import sqlalchemy as sa
from alembic import op

revision = "0053_import_unproved"
down_revision = "0052_certificate_ends"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs; rows of before are not counted."""
    op.add_column(
        "import_row",
        sa.Column(
            "unproved",
            sa.Integer(),
            nullable=True,
            comment="changes that need a document and have none; null = not counted",
        ),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("import_row", "unproved")
