"""Departments that deliver by their own software, and the versions that came from there."""

import sqlalchemy as sa
from alembic import op

revision = "0031_delivering_units"
down_revision = "0030_scope_once"
branch_labels = None
depends_on = None

SOMEBODY = "(select scope_kind()) in ('node', 'person')"
OURS = ("draft_id", "confirmed_by", "confirmed_as")


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "delivering_unit",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="exclusive; null = open"),
        sa.Column("agency", sa.Text(), nullable=False, comment="its code in the exchange"),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_on is null or ends_on > starts_on", name=op.f("ck_delivering_unit_dates")
        ),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_delivering_unit_basis")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_delivering_unit_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_delivering_unit_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("unit_id", "starts_on", name=op.f("pk_delivering_unit")),
    )
    op.create_index("ix_delivering_unit_agency", "delivering_unit", ["agency"])
    op.execute("revoke delete, update on delivering_unit from app")
    op.execute("grant update (ends_on) on delivering_unit to app")
    op.execute("alter table delivering_unit enable row level security, force row level security")
    op.execute("create policy keeps on delivering_unit to owner using (true) with check (true)")
    op.execute(f"create policy sees on delivering_unit to app using ({SOMEBODY})")
    # What a department's software delivered has no draft and no checker here.
    for name in OURS:
        op.alter_column("record_version", name, nullable=True)
    op.add_column(
        "record_version",
        sa.Column(
            "received_in", sa.Uuid(), nullable=True, comment="submission of a department's software"
        ),
    )
    op.create_check_constraint(
        op.f("ck_record_version_made_here"),
        "record_version",
        "num_nulls(draft_id, confirmed_by, confirmed_as)"
        " = case when received_in is null then 0 else 3 end",
    )
    op.create_foreign_key(
        op.f("fk_record_version_received_in_exchange_submission"),
        "record_version",
        "exchange_submission",
        ["received_in"],
        ["submission_id"],
    )


def downgrade() -> None:
    """Go back to the version before; refused by the database while it holds such versions."""
    op.drop_constraint(op.f("fk_record_version_received_in_exchange_submission"), "record_version")
    op.drop_constraint(op.f("ck_record_version_made_here"), "record_version")
    op.drop_column("record_version", "received_in")
    for name in OURS:
        op.alter_column("record_version", name, nullable=False)
    op.drop_table("delivering_unit")
