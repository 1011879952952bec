"""Grants of accounts, codes that activate them, written assignments, acts of two persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_grants"
down_revision = "0012_sign_in"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_FIRST = "Chuyển từ vai trò tài khoản trước đây"  # the basis of what accounts had before


def upgrade() -> None:
    """Add what this version needs; what accounts could do so far becomes grants."""
    _two_person_acts()
    _grants()
    _codes()
    _assignments()
    op.alter_column(
        "account",
        "role",
        nullable=True,
        comment="of the former version, which still runs while this one starts; not read any more",
    )
    op.add_column("account", sa.Column("disabled_by", sa.Uuid()))
    op.create_foreign_key(
        op.f("fk_account_disabled_by_person"), "account", "person", ["disabled_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_account_disabled"), "account", "(disabled_at is null) = (disabled_by is null)"
    )
    _carry_over()


def _two_person_acts() -> None:
    op.create_table(
        "two_person_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="a key of the services' registry"),
        sa.Column(
            "payload", postgresql.JSONB(), nullable=False, comment="ids, dates and codes only"
        ),
        sa.Column("subject_id", sa.Uuid(), comment="whom it is about: never one of the two"),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", _AT, nullable=False),
        sa.Column("expires_at", _AT, nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", _AT),
        sa.Column("outcome", sa.Text()),
        sa.CheckConstraint(
            "outcome in ('done', 'refused')", name=op.f("ck_two_person_act_outcome")
        ),
        sa.CheckConstraint(
            "(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null)",
            name=op.f("ck_two_person_act_decided"),
        ),
        sa.CheckConstraint(
            "decided_by <> proposed_by", name=op.f("ck_two_person_act_second_person")
        ),
        sa.CheckConstraint(
            "decided_by <> subject_id", name=op.f("ck_two_person_act_subject_decides")
        ),
        sa.CheckConstraint(
            "proposed_by <> subject_id", name=op.f("ck_two_person_act_subject_proposes")
        ),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_two_person_act_basis")),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_two_person_act_{name}_person")
            )
            for name in ("subject_id", "proposed_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_two_person_act")),
    )
    op.create_index(
        "ix_two_person_act_open",
        "two_person_act",
        ["expires_at"],
        postgresql_where=sa.text("outcome is null"),
    )
    op.create_table(
        "exceptional_window",
        sa.Column("two_person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", _AT, nullable=False),
        sa.Column("closes_at", _AT, nullable=False, comment="exclusive"),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_exceptional_window_times")),
        sa.ForeignKeyConstraint(
            ["two_person_id"],
            ["two_person_act.id"],
            name=op.f("fk_exceptional_window_two_person_id_two_person_act"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_exceptional_window_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("two_person_id", "unit_id", name=op.f("pk_exceptional_window")),
    )
    op.create_index("ix_exceptional_window_unit", "exceptional_window", ["unit_id"])
    op.execute("revoke update, delete on two_person_act, exceptional_window from app")
    op.execute("grant update (decided_by, decided_at, outcome) on two_person_act to app")


def _grants() -> None:
    op.create_table(
        "account_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("limited", sa.Boolean(), nullable=False, comment="reading only"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), comment="first day without it"),
        sa.Column(
            "basis_number",
            sa.Text(),
            nullable=False,
            comment="number of the document that orders it",
        ),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Uuid(), comment="null = loaded with the province's first data"),
        sa.Column("at", _AT, nullable=False),
        sa.Column("two_person_id", sa.Uuid()),
        sa.Column("follows", sa.BigInteger()),
        sa.CheckConstraint(
            "role in ('person', 'hr', 'leader', 'department_hr', 'province', 'unit_admin')",
            name=op.f("ck_account_grant_role"),
        ),
        sa.CheckConstraint(
            "act in ('granted', 'limited', 'extended', 'revoked')",
            name=op.f("ck_account_grant_act"),
        ),
        sa.CheckConstraint(
            "(act = 'granted') = (follows is null)", name=op.f("ck_account_grant_follows")
        ),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on", name=op.f("ck_account_grant_dates")
        ),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_account_grant_basis")),
        sa.CheckConstraint(
            "role <> 'province' or by_person is null or two_person_id is not null"
            " or act in ('limited', 'revoked')",
            name=op.f("ck_account_grant_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_grant_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_account_grant_unit_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["by_person"], ["person.id"], name=op.f("fk_account_grant_by_person_person")
        ),
        sa.ForeignKeyConstraint(
            ["two_person_id"],
            ["two_person_act.id"],
            name=op.f("fk_account_grant_two_person_id_two_person_act"),
        ),
        sa.ForeignKeyConstraint(
            ["follows"], ["account_grant.id"], name=op.f("fk_account_grant_follows_account_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
    )
    op.create_index("uq_account_grant_follows", "account_grant", ["follows"], unique=True)
    op.create_index("ix_account_grant_account", "account_grant", ["account_id"])
    op.create_index("ix_account_grant_unit", "account_grant", ["unit_id"])
    op.execute("revoke update, delete on account_grant from app")


def _codes() -> None:
    op.create_table(
        "activation_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.LargeBinary(),
            nullable=False,
            comment="keyed index of the identity number",
        ),
        sa.Column("code", sa.LargeBinary(), nullable=False, comment="keyed index of the code"),
        sa.Column("issued_by", sa.Uuid()),
        sa.Column("issued_at", _AT, nullable=False, comment="system clock"),
        sa.Column("expires_at", _AT, nullable=False, comment="system clock"),
        sa.Column("ended_at", _AT, comment="used, or replaced by a newer one"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activation_code_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["person.id"], name=op.f("fk_activation_code_issued_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_code")),
    )
    op.create_index("ix_activation_code_account", "activation_code", ["account_id"])
    op.create_index("ix_activation_code_number", "activation_code", ["number"])
    op.execute("revoke update, delete on activation_code from app")
    op.execute("grant update (ended_at) on activation_code to app")


def _assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="root of the scope"),
        sa.Column("door", sa.Text(), nullable=False, comment="an action of tiers/policy.py"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "ends_on", sa.Date(), nullable=False, comment="first day without it, as it was given"
        ),
        sa.Column("basis_number", sa.Text(), nullable=False),
        sa.Column("basis_date", sa.Date(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("ended_on", sa.Date(), comment="first day without it, ended early"),
        sa.Column("ended_by", sa.Uuid()),
        sa.Column("ended_at", _AT),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_assignment_dates")),
        sa.CheckConstraint("basis_number <> ''", name=op.f("ck_assignment_basis")),
        sa.CheckConstraint("by_person <> person_id", name=op.f("ck_assignment_own_account")),
        sa.CheckConstraint(
            "(ended_on is null) = (ended_by is null)", name=op.f("ck_assignment_ended")
        ),
        sa.CheckConstraint(
            "(ended_on is null) = (ended_at is null)", name=op.f("ck_assignment_ended_at")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_assignment_{name}_person")
            )
            for name in ("person_id", "by_person", "ended_by")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_person", "assignment", ["person_id"])
    op.create_index("ix_assignment_unit", "assignment", ["unit_id"])
    op.execute("revoke update, delete on assignment from app")
    op.execute("grant update (ended_on, ended_by, ended_at) on assignment to app")


def _carry_over() -> None:
    """Turn each account's role into grants from the day of its making, in the unit of its work."""
    op.execute(
        f"""
        insert into account_grant (account_id, role, unit_id, limited, starts_on, basis_number,
          basis_date, act, at)
        select account.id, named.role,
          case when named.role = 'province' then root.unit_id else home.unit_id end, false,
          (account.created_at at time zone 'Asia/Ho_Chi_Minh')::date, '{_FIRST}',
          (account.created_at at time zone 'Asia/Ho_Chi_Minh')::date, 'granted', account.created_at
        from account
        join lateral (select distinct on (person_id) unit_id from employment
          where employment.person_id = account.person_id
          order by person_id, starts_on desc, id desc) home on true
        cross join lateral (select distinct unnest(array['person', account.role]) as role) named
        left join lateral (select unit_id from unit_period where tier = 'province'
          order by valid_from desc limit 1) root on true
        """  # noqa: S608  our own constant
    )


def downgrade() -> None:
    """Take it away again; the widest grant becomes the role once more."""
    op.execute(
        """
        update account set role = coalesce((
          select role from account_grant standing where account_id = account.id
            and role <> 'unit_admin' and not exists (
              select from account_grant later where later.follows = standing.id)
          order by array_position(
            array['province', 'department_hr', 'hr', 'leader', 'person'], role) limit 1), 'person')
        """
    )
    op.drop_constraint(op.f("ck_account_disabled"), "account")
    op.drop_constraint(op.f("fk_account_disabled_by_person"), "account")
    op.drop_column("account", "disabled_by")
    op.alter_column("account", "role", nullable=False, comment=None)
    for table in (
        "assignment", "activation_code", "account_grant", "exceptional_window",
        "two_person_act",
    ):  # fmt: skip
        op.drop_table(table)
