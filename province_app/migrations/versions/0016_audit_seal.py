"""The log says decision, basis and request, and is sealed; heads, places, counted refusals."""

import sqlalchemy as sa
from alembic import op

revision = "0016_audit_seal"
down_revision = "0015_certificates"
branch_labels = None
depends_on = None

KEPT = ("audit_event", "audit_seal", "audit_checkpoint", "audit_log")

# A slip of the hand in maintenance meets it; who goes past it is found by `audit verify`.
KEEP = """
create function keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log does not change';
end $$
"""
# The queue makes a seal for each event certain, also for those of slow transactions whose ids
# are lower than others that are sealed already.
QUEUE = """
create function queue_audit() returns trigger language plpgsql as $$
begin
  insert into audit_unsealed (event_id) select id from added;
  return null;
end $$
"""


def upgrade() -> None:
    """Add what this version needs; events that stand get their seals from the first tick."""
    op.add_column(
        "audit_event",
        sa.Column("decision", sa.Text(), nullable=True, comment="null: written before it was kept"),
    )
    op.add_column(
        "audit_event",
        sa.Column(
            "basis", sa.Text(), nullable=True, comment="article by which it was done or refused"
        ),
    )
    op.add_column(
        "audit_event",
        sa.Column("request_id", sa.Text(), nullable=True, comment="of the request or the tick"),
    )
    op.create_check_constraint(
        op.f("ck_audit_event_decision"), "audit_event", "decision in ('done', 'refused')"
    )
    op.create_table(
        "audit_log",
        sa.Column("one", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_audit_log_one")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "audit_unsealed",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_unsealed")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "nodes",
            sa.LargeBinary(),
            nullable=False,
            comment="32 bytes each, the event's own hash first",
        ),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_seal_event_id_audit_event")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_seal_event_id")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("tree_size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.Column("note", sa.Text(), nullable=False, comment="the signed note, byte for byte"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "audit_place",
        sa.Column("place", sa.Text(), nullable=False, comment="folder or address"),
        sa.Column(
            "checkpoint_id", sa.BigInteger(), nullable=False, comment="last one there, 0 = none"
        ),
        sa.Column(
            "delivered_at", sa.DateTime(timezone=True), nullable=True, comment="system clock"
        ),
        sa.Column("tries", sa.Integer(), nullable=False, comment="that failed since"),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True, comment="system clock"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_audit_place")),
    )
    op.create_table(
        "audit_denial",
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "minute", name=op.f("pk_audit_denial")),
    )
    op.execute("insert into audit_unsealed (event_id) select id from audit_event")
    op.execute(KEEP)
    op.execute(QUEUE)
    for table in KEPT:
        op.execute(f"revoke update, delete on {table} from app")
        op.execute(
            f"create trigger keep_audit before update or delete or truncate on {table}"
            " for each statement execute function keep_audit()"
        )
    op.execute(
        "create trigger queue_audit after insert on audit_event"
        " referencing new table as added for each statement execute function queue_audit()"
    )


def downgrade() -> None:
    """Take it away again; the events stay."""
    op.execute("drop trigger queue_audit on audit_event")
    op.execute("drop trigger keep_audit on audit_event")
    for table in (
        "audit_denial",
        "audit_place",
        "audit_checkpoint",
        "audit_seal",
        "audit_unsealed",
        "audit_log",
    ):
        op.drop_table(table)
    op.execute("drop function queue_audit()")
    op.execute("drop function keep_audit()")
    op.drop_constraint(op.f("ck_audit_event_decision"), "audit_event")
    for column in ("request_id", "basis", "decision"):
        op.drop_column("audit_event", column)
