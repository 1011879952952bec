"""Acts of two persons that are done after the confirmation, once: key change, bulk export."""

import sqlalchemy as sa
from alembic import op

revision = "0023_two_person_use"
down_revision = "0022_rights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of what was done; a row is never changed or removed."""
    op.create_table(
        "two_person_use",
        sa.Column("two_person_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["two_person_id"],
            ["two_person_act.id"],
            name=op.f("fk_two_person_use_two_person_id_two_person_act"),
        ),
        sa.PrimaryKeyConstraint("two_person_id", name=op.f("pk_two_person_use")),
    )
    op.execute("revoke update, delete on two_person_use from app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("two_person_use")
