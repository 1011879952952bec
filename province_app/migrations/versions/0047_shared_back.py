"""What the node above shares back, and how far it has been read."""

import sqlalchemy as sa
from alembic import op

revision = "0047_shared_back"
down_revision = "0046_unit_facts"
branch_labels = None
depends_on = None

NODE = "(select scope_kind()) = 'node'"


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "shared_cursor",
        sa.Column("peer", sa.Text(), nullable=False, comment="address of the node above"),
        sa.Column(
            "cursor", sa.Text(), nullable=False, comment="opaque; where the next page begins"
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.PrimaryKeyConstraint("peer", name=op.f("pk_shared_cursor")),
    )
    op.create_table(
        "shared_back",
        sa.Column("record_id", sa.Uuid(), nullable=False, comment="may be nobody known here"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.CheckConstraint("octet_length(digest) = 32", name=op.f("ck_shared_back_digest_length")),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_shared_back")),
    )
    op.execute("revoke update, delete on shared_back from app")
    op.execute("alter table shared_back enable row level security, force row level security")
    op.execute("create policy keeps on shared_back to owner using (true) with check (true)")
    op.execute(f"create policy sees on shared_back to app using ({NODE})")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("shared_back")
    op.drop_table("shared_cursor")
