"""The rest of the exchange: trees of units, the order of approvals, pauses after a fault."""

import sqlalchemy as sa
from alembic import op

revision = "0019_exchange_rest"
down_revision = "0018_row_security"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "exchange_units",
        sa.Column("sender", sa.Text(), nullable=False, comment="agency code"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="JCS of the request: same body, same answer",
        ),
        sa.Column("count", sa.Integer(), nullable=False, comment="units"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sender", "version", name=op.f("pk_exchange_units")),
    )
    op.execute("revoke update, delete on exchange_units from app")
    op.create_table(
        "sent_unit_tree",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="JCS, as sent: a repeated PUT has the same bytes",
        ),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "taken_at", sa.DateTime(timezone=True), nullable=True, comment="null = no answer yet"
        ),
        sa.CheckConstraint(
            "octet_length(sha256) = 32", name=op.f("ck_sent_unit_tree_sha256_length")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_sent_unit_tree")),
    )
    op.add_column(
        "exchange_approval",
        sa.Column(
            "place",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="order of commit: cursor of changes",
        ),
    )
    op.create_unique_constraint(op.f("uq_exchange_approval_place"), "exchange_approval", ["place"])
    op.create_index(
        "ix_exchange_record_person_before",
        "exchange_record",
        ["personal_id"],
        postgresql_where=sa.text("not current"),
    )
    op.add_column(
        "stage_run",
        sa.Column("attempts", sa.Integer(), nullable=True, comment="without answer, in a row"),
    )
    op.add_column(
        "stage_run",
        sa.Column(
            "try_again_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="system clock; null = at once",
        ),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("stage_run", "try_again_at")
    op.drop_column("stage_run", "attempts")
    op.drop_index("ix_exchange_record_person_before", "exchange_record")
    op.drop_constraint(op.f("uq_exchange_approval_place"), "exchange_approval")
    op.drop_column("exchange_approval", "place")
    op.drop_table("sent_unit_tree")
    op.drop_table("exchange_units")
