"""Uploaded workbooks on their way into drafts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_import"
down_revision = "0009_required_fields"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as the uploader called it, cleaned"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "sheets",
            sa.LargeBinary(),
            nullable=True,
            comment="rows of the file, sealed; gone once entered",
        ),
        sa.Column(
            "maps",
            postgresql.JSONB(),
            nullable=False,
            comment="which column of which sheet is which field",
        ),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('columns', 'compared', 'entering', 'entered')",
            name=op.f("ck_import_batch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f("fk_import_batch_officer_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_import_batch_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_officer_id", "import_batch", ["officer_id"])
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, in the file's order"),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "revision",
            sa.Integer(),
            nullable=False,
            comment="of the draft that it was compared with",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "entry",
            sa.LargeBinary(),
            nullable=False,
            comment="row, key, typed text and faults, sealed",
        ),
        sa.CheckConstraint(
            "state in ('insert', 'update', 'same', 'wrong', 'entered', 'refused')",
            name=op.f("ck_import_row_state"),
        ),
        sa.CheckConstraint(
            "person_id is not null or state in ('wrong', 'refused')",
            name=op.f("ck_import_row_person"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_row_batch_id_import_batch"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_row_person_id_person")
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_state", "import_row", ["batch_id", "state"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("import_row")
    op.drop_table("import_batch")
