"""A granted restriction of use holds until its person ends it: a row that is only added."""

import sqlalchemy as sa
from alembic import op

revision = "0025_restriction_end"
down_revision = "0024_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "restriction_end",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["person_request.id"],
            name=op.f("fk_restriction_end_request_id_person_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_restriction_end")),
    )
    op.execute("revoke update, delete on restriction_end from app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("restriction_end")
