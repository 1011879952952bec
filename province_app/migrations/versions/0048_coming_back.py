"""Whoever left the province comes back: a movement of its own, and what was owed in between."""

import sqlalchemy as sa
from alembic import op

revision = "0048_coming_back"
down_revision = "0047_shared_back"
branch_labels = None
depends_on = None

LEAVING = "'transfer', 'away', 'retired', 'resigned', 'died'"
CHECKS = {  # name: (as it was, as it is)
    "kind": (f"kind in ({LEAVING})", f"kind in ({LEAVING}, 'back')"),
    "receiver": (
        "(kind = 'transfer') = (to_unit_id is not null)",
        "(kind in ('transfer', 'back')) = (to_unit_id is not null)",
    ),
    "two_units": ("to_unit_id <> from_unit_id", "kind = 'back' or to_unit_id <> from_unit_id"),
}
SEES = (
    "(select sees_all()) or record_id = (select scope_person()) or exists (select from employment"
    " on_roster where on_roster.person_id = absence.record_id"
    " and on_roster.unit_id = any ((select visible_units())::integer[]))"
)


def upgrade() -> None:
    """Add what this version needs."""
    _checks(1)
    op.create_table(
        "absence",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=False, comment="first day away"),
        sa.Column("back_on", sa.Date(), nullable=False, comment="first day on a roster again"),
        sa.Column("keeper_id", sa.Integer(), nullable=True, comment="null = it never held it"),
        sa.Column(
            "sender_id", sa.Integer(), nullable=True, comment="who had sent it up; null = none"
        ),
        sa.Column("left_taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("back_on >= gone_on", name=op.f("ck_absence_days")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_absence_record_id_person")
        ),
        sa.ForeignKeyConstraint(["keeper_id"], ["unit.id"], name=op.f("fk_absence_keeper_id_unit")),
        sa.ForeignKeyConstraint(["sender_id"], ["unit.id"], name=op.f("fk_absence_sender_id_unit")),
        sa.PrimaryKeyConstraint("record_id", "receiver", "back_on", name=op.f("pk_absence")),
    )
    op.execute("revoke update, delete on absence from app")
    op.execute("alter table absence enable row level security, force row level security")
    op.execute("create policy keeps on absence to owner using (true) with check (true)")
    op.execute(f"create policy sees on absence to app using ({SEES})")
    op.add_column(
        "national_lookup",
        sa.Column(
            "back_record_id",
            sa.Uuid(),
            nullable=True,
            comment="ours, of somebody who comes back: its next version goes above the one there",
        ),
    )
    op.create_foreign_key(
        op.f("fk_national_lookup_back_record_id_person"),
        "national_lookup", "person", ["back_record_id"], ["id"],
    )  # fmt: skip
    op.create_index("ix_national_lookup_back_record_id", "national_lookup", ["back_record_id"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("national_lookup", "back_record_id")
    op.drop_table("absence")
    op.execute("delete from movement where kind = 'back'")
    _checks(0)


def _checks(version: int) -> None:
    for name, rules in CHECKS.items():
        op.drop_constraint(op.f(f"ck_movement_{name}"), "movement")
        op.create_check_constraint(op.f(f"ck_movement_{name}"), "movement", rules[version])
