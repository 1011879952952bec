"""Roles `owner` (migrates) and `app` (runs), and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_roles_and_audit"
down_revision = None
branch_labels = None
depends_on = None

ROLES = """
do $$ begin
  if not exists (select from pg_roles where rolname = 'owner') then create role owner; end if;
  if not exists (select from pg_roles where rolname = 'app') then create role app; end if;
  if current_user <> 'owner' then
    execute format('grant owner, app to %I', current_user);
    execute format('grant create on database %I to owner', current_database());
    grant create, usage on schema public to owner;
    alter table alembic_version owner to owner;
  end if;
end $$
"""


def upgrade() -> None:
    """Make the roles where they are missing; from here on everything belongs to `owner`."""
    op.execute(ROLES)
    op.execute("set role owner")
    op.execute("grant select on alembic_version to app")  # to see whether it is up to date
    op.execute(
        "alter default privileges in schema public"
        " grant select, insert, update, delete on tables to app"
    )
    op.execute("alter default privileges in schema public grant usage on sequences to app")
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("actor", sa.Uuid(), comment="person; null = the system"),
        sa.Column("subject", sa.Text(), nullable=False, comment="id of the thing acted on"),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="business clock"),
        sa.Column("system_at", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
    op.execute("revoke update, delete on audit_event from app")


def downgrade() -> None:
    """Drop the log; the roles stay, other databases of the server may use them."""
    op.drop_table("audit_event")
