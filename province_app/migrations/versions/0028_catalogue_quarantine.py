"""New versions of the national catalogues wait for two persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028_catalogue_quarantine"
down_revision = "0027_event_policy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "catalogue_quarantine",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False, comment="opaque"),
        sa.Column("entries", sa.LargeBinary(), nullable=False, comment="as in catalogue_version"),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="pulled; business clock",
        ),
        sa.Column(
            "in_use",
            postgresql.JSONB(),
            nullable=False,
            comment="code that would vanish -> records of the province that use it",
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_catalogue_quarantine")),
    )
    # A version is admitted or dropped as it was taken, never rewritten.
    op.execute("revoke update on catalogue_quarantine from app")


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("catalogue_quarantine")
