"""A unit whose month brought no change closes it by its head's recorded act."""

import sqlalchemy as sa
from alembic import op

revision = "0006_month_close"
down_revision = "0005_exchange"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "month_close",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("roster", sa.Integer(), nullable=False, comment="people of the unit on the day"),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="of these, held as before"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_month_close_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_month_close_person_id_person")
        ),
        sa.PrimaryKeyConstraint("unit_id", "period", name=op.f("pk_month_close")),
    )
    op.execute("revoke update, delete on month_close from app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("month_close")
