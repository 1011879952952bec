"""Fields that an upper unit requires of its subtree, from one day to another."""

import sqlalchemy as sa
from alembic import op

revision = "0009_required_fields"
down_revision = "0008_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "required_field",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "path", sa.Text(), nullable=False, comment="section.field of the record's schema"
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), comment="first day without it"),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on", name=op.f("ck_required_field_dates")
        ),
        sa.CheckConstraint(
            "(ends_on is null) = (ended_by is null)", name=op.f("ck_required_field_ended")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_required_field_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_required_field_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["person.id"], name=op.f("fk_required_field_ended_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_required_field")),
    )
    op.create_index(
        "uq_required_field_open",
        "required_field",
        ["unit_id", "path"],
        unique=True,
        postgresql_where=sa.text("ends_on is null"),
    )
    op.execute("revoke delete on required_field from app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("required_field")
