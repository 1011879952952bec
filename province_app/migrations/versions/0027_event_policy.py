"""The event policy: chosen with a date for a unit or for all; working days that were decided."""

import sqlalchemy as sa
from alembic import op

revision = "0027_event_policy"
down_revision = "0026_leases"
branch_labels = None
depends_on = None

SOMEBODY = "(select scope_kind()) in ('node', 'person')"
KEPT = ("sync_policy", "working_day_decision")
OPEN = "state in ('requested', 'running')"


def _decided(table: str) -> list[sa.Column[object] | sa.Constraint]:
    """Return the columns of a written decision."""
    return [
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("basis_number <> ''", name=op.f(f"ck_{table}_basis")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f(f"fk_{table}_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "sync_policy",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True, comment="null = all units"),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *_decided("sync_policy"),
        sa.CheckConstraint("policy in ('monthly', 'event')", name=op.f("ck_sync_policy_policy")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sync_policy_unit_id_unit")),
    )
    op.create_index("ix_sync_policy_unit", "sync_policy", ["unit_id", "valid_from"])
    op.create_table(
        "working_day_decision",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=True, comment="null = as published again"),
        sa.Column("name", sa.Text(), nullable=False),
        *_decided("working_day_decision"),
        sa.CheckConstraint("name <> ''", name=op.f("ck_working_day_decision_name")),
    )
    op.create_index("ix_working_day_decision_day", "working_day_decision", ["day"])
    op.create_table(
        "event_opening",
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("counted_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("stage", "period", name=op.f("pk_event_opening")),
    )
    for table in KEPT:
        op.execute(f"revoke update, delete on {table} from app")
        op.execute(
            f"create trigger is_immutable before update or delete on {table}"
            " for each row execute function is_immutable()"
        )
    op.execute("alter table sync_policy enable row level security, force row level security")
    op.execute("create policy keeps on sync_policy to owner using (true) with check (true)")
    op.execute(f"create policy sees on sync_policy to app using ({SOMEBODY})")
    op.add_column(
        "stage_run",
        sa.Column(
            "policy",
            sa.Text(),
            nullable=True,
            comment="event = only what units of that policy owe; null = the month's calendar",
        ),
    )
    op.create_check_constraint(op.f("ck_stage_run_policy"), "stage_run", "policy = 'event'")
    # One run of each policy may be open at once: an event does not wait for the month's.
    op.drop_index("uq_stage_run_open", table_name="stage_run")
    _open_runs("uq_stage_run_open", f"{OPEN} and policy is null")
    _open_runs("uq_stage_run_event_open", f"{OPEN} and policy = 'event'")


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("uq_stage_run_event_open", table_name="stage_run")
    op.drop_index("uq_stage_run_open", table_name="stage_run")
    op.execute(
        "update stage_run set state = 'failed'"
        " where state in ('requested', 'running') and policy = 'event'"
    )
    op.drop_column("stage_run", "policy")
    _open_runs("uq_stage_run_open", OPEN)
    op.drop_table("event_opening")
    op.drop_table("working_day_decision")
    op.drop_table("sync_policy")


def _open_runs(name: str, condition: str) -> None:
    """Let one run of a stage and period be open at a time."""
    where = sa.text(condition)
    op.create_index(name, "stage_run", ["stage", "period"], unique=True, postgresql_where=where)
