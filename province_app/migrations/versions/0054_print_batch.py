"""Many records are printed at once, by the tick; what was printed is kept sealed for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0054_print_batch"
down_revision = "0053_import_unproved"
branch_labels = None
depends_on = None

BATCH, ITEM = "print_batch", "print_item"
POLICIES = {
    BATCH: "(select sees_all()) or unit_id = any ((select visible_units())::integer[])",
    ITEM: "exists (select from print_batch whole where whole.id = print_item.batch_id)",
}


def upgrade() -> None:
    """Add both tables behind the wall of the unit."""
    op.create_table(
        BATCH,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "restricted", sa.Boolean(), nullable=False,
            comment="whether restricted parts are printed too",
        ),
        sa.Column(
            "two_person_id", sa.Uuid(), nullable=True,
            comment="by which a second person agreed; null: fifty or less",
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=False,
            comment="from then on nothing of it is kept",
        ),
        sa.CheckConstraint("ends_at > asked_at", name=op.f(f"ck_{BATCH}_ends")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{BATCH}_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f(f"fk_{BATCH}_officer_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["two_person_id"], ["two_person_act.id"],
            name=op.f(f"fk_{BATCH}_two_person_id_two_person_act"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{BATCH}")),
    )  # fmt: skip
    op.create_index("ix_print_batch_officer", BATCH, ["officer_id", "asked_at"])
    op.create_index("ix_print_batch_unit", BATCH, ["unit_id"])
    waits = sa.text("finished_at is null")
    op.create_index("ix_print_batch_open", BATCH, ["asked_at"], postgresql_where=waits)
    op.create_index(
        "uq_print_batch_open", BATCH, ["officer_id"], unique=True, postgresql_where=waits
    )
    op.create_table(
        ITEM,
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, by given name"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True, comment="null: waits"),
        sa.Column("file_name", sa.Text(), nullable=True, comment="without the person's name"),
        sa.Column("pdf", sa.LargeBinary(), nullable=True, comment="sealed"),
        sa.CheckConstraint(
            "outcome in ('printed', 'nothing_to_print', 'print_closed', 'not_here')",
            name=op.f(f"ck_{ITEM}_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome is not distinct from 'printed') = (pdf is not null)"
            " and (pdf is null) = (file_name is null)",
            name=op.f(f"ck_{ITEM}_printed"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["print_batch.id"], name=op.f(f"fk_{ITEM}_batch_id_print_batch"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{ITEM}_person_id_person")
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f(f"pk_{ITEM}")),
    )  # fmt: skip
    op.create_index("ix_print_item_person", ITEM, ["person_id"])
    for table, predicate in POLICIES.items():
        op.execute(f"alter table {table} enable row level security, force row level security")
        op.execute(f"create policy keeps on {table} to owner using (true) with check (true)")
        op.execute(f"create policy sees on {table} to app using ({predicate})")


def downgrade() -> None:
    """Take them away again."""
    op.drop_table(ITEM)
    op.drop_table(BATCH)
