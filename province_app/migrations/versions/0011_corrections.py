"""Requests to correct what a person may not write in the own record."""

import sqlalchemy as sa
from alembic import op

revision = "0011_corrections"
down_revision = "0010_import"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="whose HR answers"),
        sa.Column("path", sa.Text(), nullable=False, comment="field of the record"),
        sa.Column(
            "said",
            sa.LargeBinary(),
            nullable=False,
            comment="what is right, in the person's words",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column(
            "reason",
            sa.LargeBinary(),
            nullable=True,
            comment="of the answer; may name values too",
        ),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer in ('mended', 'kept')", name=op.f("ck_correction_request_answer")
        ),
        sa.CheckConstraint(
            "(answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)",
            name=op.f("ck_correction_request_answered"),
        ),
        sa.CheckConstraint(
            "answer is distinct from 'kept' or reason is not null",
            name=op.f("ck_correction_request_reason"),
        ),
        sa.CheckConstraint(
            "answered_by <> person_id", name=op.f("ck_correction_request_own_record")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_correction_request_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_correction_request_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_correction_request_answered_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
    )
    op.create_index(
        "uq_correction_request_open",
        "correction_request",
        ["person_id", "path"],
        unique=True,
        postgresql_where=sa.text("answer is null"),
    )
    op.create_index("ix_correction_request_unit", "correction_request", ["unit_id", "answer"])
    # What was asked stays as it was asked; `said` is written again only under a new master key.
    op.execute("revoke update, delete on correction_request from app")
    op.execute(
        "grant update (answer, reason, answered_by, answered_at, said) on correction_request to app"
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("correction_request")
