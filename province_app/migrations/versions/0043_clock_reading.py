"""What the node knows of its own clock, and an alarm when that is wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0043_clock_reading"
down_revision = "0042_raised_by_two"
branch_labels = None
depends_on = None

BEFORE = (
    "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill', 'delivery', 'tick',"
    " 'approval', 'missed', 'comparison', 'expiry')"
)
AFTER = BEFORE.replace("'expiry'", "'expiry', 'clock'")


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "clock_reading",
        sa.Column("source", sa.Text(), nullable=False, comment="NTP server, as in the settings"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), comment="null = it has never answered"),
        sa.Column("skew_s", sa.Float(), comment="our clock less the source's, in seconds"),
        sa.CheckConstraint(
            "(read_at is null) = (skew_s is null)", name=op.f("ck_clock_reading_read")
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_clock_reading")),
    )
    _causes(AFTER)


def downgrade() -> None:
    """Go back to the version before."""
    op.execute("delete from alarm where cause = 'clock'")
    _causes(BEFORE)
    op.drop_table("clock_reading")


def _causes(condition: str) -> None:
    op.drop_constraint(op.f("ck_alarm_cause"), "alarm", type_="check")
    op.create_check_constraint(op.f("ck_alarm_cause"), "alarm", condition)
