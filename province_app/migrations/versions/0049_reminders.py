"""Who was reminded of a month's work, and how many bytes a submission brought."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0049_reminders"
down_revision = "0048_coming_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mail_to", sa.Text(), nullable=False),
        sa.Column("owes", postgresql.JSONB(), nullable=False, comment="counts; nobody's name"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True, comment="system clock"),
        sa.CheckConstraint(
            "step in ('returns', 'window', 'late_facility', 'late_department')",
            name=op.f("ck_reminder_step"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminder_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "period", "step", "account_id", name=op.f("uq_reminder_period_step_account_id")
        ),
    )
    op.create_index(
        "ix_reminder_to_mail", "reminder", ["id"], postgresql_where=sa.text("mailed_at is null")
    )
    op.execute("revoke update, delete on reminder from app")
    op.execute("grant update (mailed_at) on reminder to app")
    op.add_column(
        "submission",
        sa.Column("payload", sa.BigInteger(), nullable=True, comment="bytes put, before gzip"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("submission", "payload")
    op.drop_table("reminder")
