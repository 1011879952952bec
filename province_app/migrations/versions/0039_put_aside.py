"""Submissions whose judgement failed are put aside, and somebody is called."""

import sqlalchemy as sa
from alembic import op

revision = "0039_put_aside"
down_revision = "0038_typed_by_unit"
branch_labels = None
depends_on = None

BEFORE = "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill')"
AFTER = "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill', 'delivery')"


def upgrade() -> None:
    """Add what this version needs."""
    table = "exchange_submission"
    op.add_column(
        table, sa.Column("fault", sa.Text(), comment="what the judgement failed with, last")
    )
    op.add_column(table, sa.Column("faults", sa.Integer()))
    moment = sa.DateTime(timezone=True)
    op.add_column(table, sa.Column("judge_again_at", moment, comment="system clock"))
    op.execute(f"grant update (fault, faults, judge_again_at) on {table} to app")
    _causes(AFTER)


def downgrade() -> None:
    """Go back to the version before."""
    op.execute("delete from alarm where cause = 'delivery'")
    _causes(BEFORE)
    for name in ("judge_again_at", "faults", "fault"):
        op.drop_column("exchange_submission", name)


def _causes(condition: str) -> None:
    op.drop_constraint(op.f("ck_alarm_cause"), "alarm", type_="check")
    op.create_check_constraint(op.f("ck_alarm_cause"), "alarm", condition)
