"""Raised levels of persons: dated, ended early only by two persons."""

import sqlalchemy as sa
from alembic import op

revision = "0014_levels"
down_revision = "0013_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "raised_level",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "ends_on", sa.Date(), nullable=False, comment="first day at the ordinary level again"
        ),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lowered_on", sa.Date(), comment="first day without it, by two persons"),
        sa.Column("two_person_id", sa.Uuid()),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_raised_level_dates")),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_raised_level_basis")),
        sa.CheckConstraint("raised_by <> person_id", name=op.f("ck_raised_level_own_subject")),
        sa.CheckConstraint(
            "(lowered_on is null) = (two_person_id is null)",
            name=op.f("ck_raised_level_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_raised_level_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["person.id"], name=op.f("fk_raised_level_raised_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["two_person_id"],
            ["two_person_act.id"],
            name=op.f("fk_raised_level_two_person_id_two_person_act"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raised_level")),
    )
    op.create_index("ix_raised_level_person", "raised_level", ["person_id"])
    op.create_index("uq_raised_level_two_person", "raised_level", ["two_person_id"], unique=True)
    op.execute("revoke update, delete on raised_level from app")
    op.execute("grant update (lowered_on, two_person_id) on raised_level to app")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("raised_level")
