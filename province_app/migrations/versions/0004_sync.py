"""Holdings, runs of the stages, items, submissions and the schedule."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_sync"
down_revision = "0003_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "period", "due_at", name=op.f("uq_job_run_job_period_due_at")),
    )
    op.create_table(
        "stage_opening",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("stage", "period", name=op.f("pk_stage_opening")),
    )
    op.create_table(
        "stage_run",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True, comment="null = the calendar"),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False, comment="after the stage's legal days"),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True, comment="why the last attempt stopped"),
        sa.CheckConstraint(
            "state in ('requested', 'running', 'done', 'failed')", name=op.f("ck_stage_run_state")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["person.id"], name=op.f("fk_stage_run_requested_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_run")),
    )
    op.create_index(
        "uq_stage_run_open",
        "stage_run",
        ["stage", "period"],
        unique=True,
        postgresql_where=sa.text("state in ('requested', 'running')"),
    )
    op.create_table(
        "holding",
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the holder"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "tier in ('facility', 'department', 'province', 'national')",
            name=op.f("ck_holding_tier"),
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest.id"], name=op.f("fk_holding_manifest_id_manifest")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_holding_record_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["stage_run.id"], name=op.f("fk_holding_run_id_stage_run")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_holding_unit_id_unit")),
        sa.PrimaryKeyConstraint("tier", "record_id", name=op.f("pk_holding")),
    )
    op.create_index("ix_holding_unit", "holding", ["unit_id", "tier"], unique=False)
    op.create_table(
        "stage_piece",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["stage_run.id"], name=op.f("fk_stage_piece_run_id_stage_run")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stage_piece_unit_id_unit")),
        sa.PrimaryKeyConstraint("run_id", "unit_id", name=op.f("pk_stage_piece")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="planned, open, committed, judged, settled, approved",
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("items_digest", sa.LargeBinary(), nullable=False),
        sa.Column("catalogues", postgresql.JSONB(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_signature", sa.LargeBinary(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "approval", sa.LargeBinary(), nullable=True, comment="the agency's CMS over the receipt"
        ),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["person.id"], name=op.f("fk_submission_approved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["stage_run.id"], name=op.f("fk_submission_run_id_stage_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_table(
        "sync_item",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the sending holder"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome in ('queued', 'sent', 'accepted', 'unchanged', 'rejected', 'withheld')",
            name=op.f("ck_sync_item_outcome"),
        ),
        sa.CheckConstraint(
            "outcome not in ('rejected', 'withheld') or code is not null",
            name=op.f("ck_sync_item_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_sync_item_record_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["stage_run.id"], name=op.f("fk_sync_item_run_id_stage_run")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_sync_item_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sync_item_unit_id_unit")),
        sa.PrimaryKeyConstraint("stage", "period", "record_id", name=op.f("pk_sync_item")),
    )
    op.create_index("ix_sync_item_submission", "sync_item", ["submission_id", "part"], unique=False)
    op.create_index("ix_sync_item_unit", "sync_item", ["stage", "period", "unit_id"], unique=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_sync_item_unit", table_name="sync_item")
    op.drop_index("ix_sync_item_submission", table_name="sync_item")
    op.drop_table("sync_item")
    op.drop_table("submission")
    op.drop_table("stage_piece")
    op.drop_index("ix_holding_unit", table_name="holding")
    op.drop_table("holding")
    op.drop_index(
        "uq_stage_run_open",
        table_name="stage_run",
        postgresql_where=sa.text("state in ('requested', 'running')"),
    )
    op.drop_table("stage_run")
    op.drop_table("stage_opening")
    op.drop_table("job_run")
