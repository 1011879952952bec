"""Sets of backup, their copies, the drills; their alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0032_backups"
down_revision = "0031_delivering_units"
branch_labels = None
depends_on = None

TABLES = ("backup_set", "backup_copy", "backup_drill")
BEFORE = "cause in ('stage', 'catalogues', 'place', 'disk')"
AFTER = "cause in ('stage', 'catalogues', 'place', 'disk', 'backup', 'drill')"


def upgrade() -> None:
    """Add what this version needs; rows are never changed or removed."""
    op.create_table(
        "backup_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of its signed note"),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="moment of the snapshot",
        ),
        sa.Column("bytes", sa.BigInteger(), nullable=False, comment="of the sealed dump"),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_set")),
        sa.UniqueConstraint("digest", name=op.f("uq_backup_set_digest")),
    )
    op.create_table(
        "backup_copy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False, comment="the outside folder"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_id", sa.Uuid()),
        sa.Column("fault", sa.Text(), comment="null: the copy is there and right"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_copy")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["backup_set.id"], name=op.f("fk_backup_copy_set_id_backup_set")
        ),
    )
    op.create_table(
        "backup_drill",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Uuid()),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_drill")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["backup_set.id"], name=op.f("fk_backup_drill_set_id_backup_set")
        ),
    )
    for table in TABLES:
        op.execute(f"revoke update, delete on {table} from app")
    _causes(AFTER)


def downgrade() -> None:
    """Go back to the version before."""
    op.execute("delete from alarm where cause in ('backup', 'drill')")
    _causes(BEFORE)
    for table in reversed(TABLES):
        op.drop_table(table)


def _causes(condition: str) -> None:
    op.drop_constraint(op.f("ck_alarm_cause"), "alarm", type_="check")
    op.create_check_constraint(op.f("ck_alarm_cause"), "alarm", condition)
