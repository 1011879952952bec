"""Nothing of the tick fails in silence: its duties, approvals that are refused, missed stages."""

import sqlalchemy as sa
from alembic import op

revision = "0041_duties"
down_revision = "0040_catalogue_mapping"
branch_labels = None
depends_on = None

BEFORE = "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill', 'delivery')"
AFTER = (
    "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill', 'delivery', 'tick',"
    " 'approval', 'missed', 'comparison', 'expiry')"
)


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "duty",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("good_at", sa.DateTime(timezone=True), comment="null = it has never gone well"),
        sa.Column("fault", sa.Text(), comment="kind of what stopped the last try"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="in vain, in a row"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duty")),
    )
    fault = "why the last attempt to hand the approval over stopped"
    again = "system clock; null beside a fault = refused, a person seals it again"
    op.add_column("submission", sa.Column("approval_fault", sa.Text(), comment=fault))
    op.add_column("submission", sa.Column("approval_tries", sa.Integer(), comment="in a row"))
    op.add_column(
        "submission", sa.Column("approval_again_at", sa.DateTime(timezone=True), comment=again)
    )
    _causes(AFTER)
    _states("state in ('requested', 'running', 'done', 'failed', 'missed')")


def downgrade() -> None:
    """Go back to the version before."""
    op.execute(
        "delete from alarm where cause in ('tick', 'approval', 'missed', 'comparison', 'expiry')"
    )
    op.execute("update stage_run set state = 'failed', fault = 'missed' where state = 'missed'")
    _states("state in ('requested', 'running', 'done', 'failed')")
    _causes(BEFORE)
    for column in ("approval_again_at", "approval_tries", "approval_fault"):
        op.drop_column("submission", column)
    op.drop_table("duty")


def _causes(condition: str) -> None:
    op.drop_constraint(op.f("ck_alarm_cause"), "alarm", type_="check")
    op.create_check_constraint(op.f("ck_alarm_cause"), "alarm", condition)


def _states(condition: str) -> None:
    op.drop_constraint(op.f("ck_stage_run_state"), "stage_run", type_="check")
    op.create_check_constraint(op.f("ck_stage_run_state"), "stage_run", condition)
