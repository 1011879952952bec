"""Which code of the receiver stands for one of ours: dated decisions of Sở Nội vụ."""

import sqlalchemy as sa
from alembic import op

revision = "0040_catalogue_mapping"
down_revision = "0039_put_aside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "catalogue_mapping",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("local_code", sa.Text(), nullable=False),
        sa.Column(
            "national_code", sa.Text(), nullable=True, comment="null = none stands for it any more"
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last day; null = open"),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_catalogue_mapping_basis")),
        sa.CheckConstraint(
            "local_code <> '' and national_code <> local_code",
            name=op.f("ck_catalogue_mapping_codes"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_catalogue_mapping_days")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_catalogue_mapping_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_mapping")),
    )
    op.create_index(
        "ix_catalogue_mapping_code", "catalogue_mapping", ["catalogue", "local_code", "id"]
    )
    op.execute("revoke update, delete on catalogue_mapping from app")
    op.execute(
        "create trigger is_immutable before update or delete on catalogue_mapping"
        " for each row execute function is_immutable()"
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("catalogue_mapping")
