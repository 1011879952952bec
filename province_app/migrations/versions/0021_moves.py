"""Movements between units and out of them, objections to what HR typed, HR's uploads."""

import sqlalchemy as sa
from alembic import op

revision = "0021_moves"
down_revision = "0020_passkeys"
branch_labels = None
depends_on = None

UNITS = "= any ((select visible_units())::integer[])"
SEES = (
    "(select sees_all()) or person_id = (select scope_person())"
    f" or from_unit_id {UNITS} or to_unit_id {UNITS}"
)
CHECKS = {
    "kind": "kind in ('transfer', 'away', 'retired', 'resigned', 'died')",
    "state": "state in ('proposed', 'refused', 'withdrawn', 'done')",
    "receiver": "(kind = 'transfer') = (to_unit_id is not null)",
    "two_units": "to_unit_id <> from_unit_id",
    "basis": "basis_number <> ''",
    "own_record": "proposed_by <> person_id",
    "own_answer": "decided_by <> person_id",
    "decided": "(state = 'proposed') = (decided_at is null)",
    "decided_by": "(decided_by is null) = (decided_at is null)",
    "roster": "(state = 'done') = (roster_on is not null)",
    "reason": "(state = 'refused') = (reason is not null)",
    "reasons": "reason in ('not_ours', 'wrong_day', 'wrong_document')",
}
REFERS = {
    "person_id": "person",
    "from_unit_id": "unit",
    "to_unit_id": "unit",
    "proposed_by": "person",
    "decided_by": "person",
}


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer()),
        sa.Column(
            "effective_on",
            sa.Date(),
            nullable=False,
            comment="first day away, as the document says",
        ),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), comment="of a refusal, a code"),
        sa.Column(
            "roster_on",
            sa.Date(),
            comment="day on which the rosters changed: later than effective_on when a stage had"
            " counted",
        ),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_movement_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_movement_{column}_{table}")
            )
            for column, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    op.create_index(
        "uq_movement_open",
        "movement",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index("ix_movement_person", "movement", ["person_id"])
    op.create_index("ix_movement_from", "movement", ["from_unit_id", "state"])
    op.create_index("ix_movement_to", "movement", ["to_unit_id", "state"])
    # What was proposed stays as it was proposed; the answer is written once.
    op.execute("revoke update, delete on movement from app")
    op.execute("grant update (state, decided_by, decided_at, reason, roster_on) on movement to app")
    op.execute("alter table movement enable row level security, force row level security")
    op.execute("create policy keeps on movement to owner using (true) with check (true)")
    op.execute(f"create policy sees on movement to app using ({SEES})")
    op.add_column(
        "correction_request",
        sa.Column(
            "version",
            sa.Integer(),
            comment="of the record, typed by HR, that the person objects to; null = Báo sai",
        ),
    )
    op.add_column(
        "evidence_upload",
        sa.Column("by_officer", sa.Uuid(), comment="HR officer who brings it; null = the person"),
    )
    op.create_foreign_key(
        op.f("fk_evidence_upload_by_officer_person"),
        "evidence_upload",
        "person",
        ["by_officer"],
        ["id"],
    )
    # What a person reported is answered where the person works.
    op.execute("grant update (unit_id) on correction_request to app")


def downgrade() -> None:
    """Take it away again."""
    op.execute("revoke update (unit_id) on correction_request from app")
    op.drop_column("evidence_upload", "by_officer")
    op.drop_column("correction_request", "version")
    op.drop_table("movement")
