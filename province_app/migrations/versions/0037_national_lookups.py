"""What units ask the national database of people received from outside, and its answers."""

import sqlalchemy as sa
from alembic import op

revision = "0037_national_lookups"
down_revision = "0036_losses"
branch_labels = None
depends_on = None

TABLE = "national_lookup"
SEES = "(select sees_all()) or unit_id = any ((select visible_units())::integer[])"
# What is sealed is sealed anew under a new master key, also after it was answered.
MAY_UPDATE = (
    "state, tries, try_at, fault, answered_at, record_id, version, personal_id, purpose, answer,"
    " begun_by, begun_at"
)
CHECKS = {
    "state": "state in ('requested', 'found', 'absent', 'known', 'failed')",
    "answered": "(state = 'requested') = (answered_at is null)",
    "fault": "(state = 'failed') = (fault is not null)",
    "found": "(state = 'found') = (record_id is not null)",
    "version": "(record_id is null) = (version is null)",
    "answer": "answer is null or state = 'found'",
    "begun": "(begun_at is null) = (begun_by is null)",
    "used": "begun_at is null or (state = 'found' and answer is null)",
    "basis": "basis_number <> ''",
}
# An answer stays as it came: only a failed request is put again, nothing that was deleted comes back,
# and a record begins from it once.
STANDS = """
  (old.state in ('found', 'absent', 'known')
    and row(old.state, old.answered_at, old.record_id, old.version)
      is distinct from row(new.state, new.answered_at, new.record_id, new.version))
  or (old.state <> 'requested' and old.answer is null and new.answer is not null)
  or (old.personal_id is null and new.personal_id is not null)
  or (old.begun_at is not null
    and row(old.begun_by, old.begun_at) is distinct from row(new.begun_by, new.begun_at))"""


def _moment(name: str, comment: str | None = None, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def upgrade() -> None:
    """Add the table with its wall."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="which receives the person"),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        _moment("asked_at"),
        sa.Column(
            "number", sa.LargeBinary(), nullable=False,
            comment="keyed hash of the number, 16 bytes",
        ),
        sa.Column("personal_id", sa.LargeBinary(), comment="sealed; null = deleted again"),
        sa.Column("purpose", sa.LargeBinary(), nullable=False),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment(
            "try_at", "not asked before; whoever asks moves it on first, so that nobody else asks too"
        ),
        sa.Column("fault", sa.Text(), comment="a code of views/messages.py"),
        _moment("answered_at", nullable=True),
        sa.Column("record_id", sa.Uuid(), comment="as it is there, and will be here"),
        sa.Column("version", sa.Integer()),
        sa.Column("answer", sa.LargeBinary(), comment="sealed; null = deleted again"),
        sa.Column("begun_by", sa.Uuid()),
        _moment("begun_at", "the person's record began from it", nullable=True),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_{TABLE}_{name}"))
            for name, condition in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{TABLE}_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f(f"fk_{TABLE}_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["begun_by"], ["person.id"], name=op.f(f"fk_{TABLE}_begun_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )  # fmt: skip
    op.create_index("ix_national_lookup_unit", TABLE, ["unit_id", "asked_at"])
    op.create_index(
        "uq_national_lookup_open",
        TABLE,
        ["unit_id", "number"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.execute(f"alter table {TABLE} enable row level security, force row level security")
    op.execute(f"create policy keeps on {TABLE} to owner using (true) with check (true)")
    op.execute(f"create policy sees on {TABLE} to app using ({SEES})")
    op.execute(f"revoke update, delete on {TABLE} from app")
    op.execute(f"grant update ({MAY_UPDATE}) on {TABLE} to app")
    op.execute(
        f"create trigger keeps_answer before update on {TABLE} for each row"
        f" when ({STANDS}) execute function is_immutable()"
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table(TABLE)
