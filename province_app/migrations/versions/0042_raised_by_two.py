"""A level is raised by two persons; one alone raises it for three days at most."""

import sqlalchemy as sa
from alembic import op

revision = "0042_raised_by_two"
down_revision = "0041_duties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add who raises a level by which act, and the limit for one alone."""
    op.add_column(
        "raised_level",
        sa.Column(
            "raise_act_id",
            sa.Uuid(),
            nullable=True,
            comment="by which two raise it; null: before two were needed",
        ),
    )
    op.add_column(
        "raised_level",
        sa.Column(
            "confirmed_by", sa.Uuid(), nullable=True, comment="null: by one alone, for three days"
        ),
    )
    op.create_foreign_key(
        op.f("fk_raised_level_raise_act_id_two_person_act"),
        "raised_level", "two_person_act", ["raise_act_id"], ["id"],
    )  # fmt: skip
    op.create_foreign_key(
        op.f("fk_raised_level_confirmed_by_person"),
        "raised_level", "person", ["confirmed_by"], ["id"],
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_raised_level_provisional"),
        "raised_level",
        "raise_act_id is null or confirmed_by is not null or ends_on - starts_on <= 3",
    )
    op.create_check_constraint(
        op.f("ck_raised_level_second_person"), "raised_level", "confirmed_by <> raised_by"
    )


def downgrade() -> None:
    """Go back to the version before."""
    for check in ("ck_raised_level_second_person", "ck_raised_level_provisional"):
        op.drop_constraint(op.f(check), "raised_level", type_="check")
    op.drop_column("raised_level", "confirmed_by")
    op.drop_column("raised_level", "raise_act_id")
