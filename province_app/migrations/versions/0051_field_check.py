"""What a checker confirmed of single fields is kept, without a value of them."""

import sqlalchemy as sa
from alembic import op

revision = "0051_field_check"
down_revision = "0050_catalogue_act"
branch_labels = None
depends_on = None

TABLE = "field_check"
OF_DRAFT = "exists (select from draft whole where whole.id = field_check.draft_id)"


def upgrade() -> None:
    """Add the table behind the wall of its draft."""
    op.create_table(
        TABLE,
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="field of the record"),
        sa.Column(
            "seen", sa.LargeBinary(), nullable=False,
            comment="keyed hash of old, new and documents as they were shown, 16 bytes",
        ),
        sa.Column("revision", sa.Integer(), nullable=False, comment="of the draft, as it was shown"),
        sa.Column("checked_by", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f(f"fk_{TABLE}_draft_id_draft")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f(f"fk_{TABLE}_checked_by_person")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f(f"pk_{TABLE}")),
    )  # fmt: skip
    op.execute(f"alter table {TABLE} enable row level security, force row level security")
    op.execute(f"create policy keeps on {TABLE} to owner using (true) with check (true)")
    op.execute(f"create policy sees on {TABLE} to app using ({OF_DRAFT})")


def downgrade() -> None:
    """Take it away again."""
    op.drop_table(TABLE)
