"""The lists that the province keeps: what Sở Nội vụ adds, stops, uses again and puts in order."""

import sqlalchemy as sa
from alembic import op

revision = "0050_catalogue_act"
down_revision = "0049_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "catalogue_act",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "name", sa.Text(), nullable=True, comment="of a new entry; or another name of one"
        ),
        sa.Column("day", sa.Date(), nullable=True, comment="first day of use, or without it"),
        sa.Column("place", sa.Integer(), nullable=True, comment="in the list, from 1"),
        sa.Column("basis_number", sa.Text(), nullable=True),
        sa.Column("basis_date", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('add', 'stop', 'resume', 'place', 'alias')",
            name=op.f("ck_catalogue_act_kind"),
        ),
        sa.CheckConstraint("code ~ '^[A-Za-z0-9._/+-]{1,40}$'", name=op.f("ck_catalogue_act_code")),
        sa.CheckConstraint(
            "(name is not null) = (kind in ('add', 'alias'))", name=op.f("ck_catalogue_act_name")
        ),
        sa.CheckConstraint(
            "(day is not null) = (kind in ('add', 'stop', 'resume'))",
            name=op.f("ck_catalogue_act_day"),
        ),
        sa.CheckConstraint(
            "(place is not null) = (kind = 'place') and place > 0",
            name=op.f("ck_catalogue_act_place"),
        ),
        sa.CheckConstraint(
            "(basis_number is not null and basis_number <> '' and basis_date is not null)"
            " = (kind in ('add', 'stop', 'resume'))",
            name=op.f("ck_catalogue_act_basis"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_catalogue_act_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_act")),
    )
    op.execute("revoke update, delete on catalogue_act from app")
    op.execute(
        "create trigger is_immutable before update or delete on catalogue_act"
        " for each row execute function is_immutable()"
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("catalogue_act")
