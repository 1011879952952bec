"""What units are assigned (biên chế), and which units follow one that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0046_unit_facts"
down_revision = "0045_ended_codes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "unit_quota",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False, comment="posts"),
        sa.Column("decision", sa.Text(), nullable=False, comment="number of the document"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True, comment="null = loaded with the units"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("assigned >= 0", name=op.f("ck_unit_quota_assigned")),
        sa.CheckConstraint("decision <> ''", name=op.f("ck_unit_quota_decision")),
        sa.CheckConstraint("year between 1945 and 9999", name=op.f("ck_unit_quota_year")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_quota_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_unit_quota_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_quota")),
    )
    op.create_index("ix_unit_quota_unit", "unit_quota", ["unit_id", "year"])
    op.create_index("ix_unit_quota_recorded_by", "unit_quota", ["recorded_by"])
    op.create_table(
        "unit_successor",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="that ended"),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True, comment="null = loaded with the units"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="null = loaded with the units"),
        sa.Column("recorded_by", sa.Uuid(), nullable=True, comment="null = loaded with the units"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("successor_id <> unit_id", name=op.f("ck_unit_successor_two_units")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_successor_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_successor_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_unit_successor_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name=op.f("pk_unit_successor")),
    )
    op.create_index("ix_unit_successor_recorded_by", "unit_successor", ["recorded_by"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("unit_successor")
    op.drop_table("unit_quota")
