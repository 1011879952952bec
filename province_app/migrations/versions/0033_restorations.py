"""That a database was restored, and which versions were given away before."""

import sqlalchemy as sa
from alembic import op

revision = "0033_restorations"
down_revision = "0032_backups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "restoration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_digest", sa.LargeBinary(), nullable=False),
        sa.Column("set_made_at", moment, nullable=False),
        sa.Column("restored_at", moment, nullable=False, comment="system clock"),
        sa.Column("asked_by", sa.Uuid(), nullable=False, comment="person"),
        sa.Column("approved_by", sa.Uuid(), nullable=False, comment="person"),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("log_from", sa.BigInteger(), nullable=False, comment="sealed events in the set"),
        sa.Column(
            "log_to", sa.BigInteger(), nullable=False, comment="that the outside places knew of"
        ),
        sa.Column("compared_at", moment, comment="with the national node, last"),
        sa.Column("settled_at", moment, comment="nothing is left to be compared"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
        sa.CheckConstraint("asked_by <> approved_by", name=op.f("ck_restoration_second_person")),
    )
    op.execute("revoke update, delete on restoration from app")
    op.execute("grant update (compared_at, settled_at) on restoration to app")
    op.create_table(
        "version_floor",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_version_floor")),
    )
    op.execute("revoke delete on version_floor from app")
    # Who may see a version may know how far they were counted.
    op.execute("alter table version_floor enable row level security, force row level security")
    op.execute("create policy keeps on version_floor to owner using (true) with check (true)")
    op.execute("""
        create policy sees on version_floor to app using (
          (select sees_all()) or record_id = (select scope_person())
          or exists (select from employment here where here.person_id = version_floor.record_id
                     and here.unit_id = any ((select visible_units())::integer[])))
    """)


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("version_floor")
    op.drop_table("restoration")
