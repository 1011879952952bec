"""Units, people, posts, accounts and the legal calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0002_units_and_people"
down_revision = "0001_roles_and_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "calendar_rule",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False, comment="sign, or the name of a stage"),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=True, comment="null = last day of the month"),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_rule")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False, comment="folded name, given name first"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_sort_key", "person", ["sort_key"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "password_hash", sa.Text(), nullable=True, comment="argon2id; null = not activated"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role in ('person', 'hr', 'leader', 'department_hr', 'province')",
            name=op.f("ck_account_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("post in ('head', 'deputy', 'hr')", name=op.f("ck_appointment_post")),
        sa.CheckConstraint(
            "ends_on is null or ends_on > starts_on", name=op.f("ck_appointment_dates")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_appointment_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_appointment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index("ix_appointment_person", "appointment", ["person_id"], unique=False)
    op.create_index("ix_appointment_unit", "appointment", ["unit_id"], unique=False)
    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False, comment="code of catalogue loai_can_bo"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on is null or ends_on > starts_on", name=op.f("ck_employment_dates")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_employment_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    op.create_index("ix_employment_unit", "employment", ["unit_id"], unique=False)
    op.create_index(
        "uq_employment_open",
        "employment",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ends_on is null"),
    )
    op.create_table(
        "unit_period",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "code", sa.Text(), nullable=False, comment="mã định danh điện tử, QĐ 20/2020/QĐ-TTg"
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "tier in ('facility', 'department', 'province')", name=op.f("ck_unit_period_tier")
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_unit_period_dates")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["unit.id"], name=op.f("fk_unit_period_parent_id_unit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_period_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "valid_from", name=op.f("pk_unit_period")),
    )
    op.create_index("ix_unit_period_code", "unit_period", ["code", "valid_from"], unique=True)
    op.create_index("ix_unit_period_parent", "unit_period", ["parent_id"], unique=False)


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_unit_period_parent", table_name="unit_period")
    op.drop_index("ix_unit_period_code", table_name="unit_period")
    op.drop_table("unit_period")
    op.drop_index(
        "uq_employment_open", table_name="employment", postgresql_where=sa.text("ends_on is null")
    )
    op.drop_index("ix_employment_unit", table_name="employment")
    op.drop_table("employment")
    op.drop_index("ix_appointment_unit", table_name="appointment")
    op.drop_index("ix_appointment_person", table_name="appointment")
    op.drop_table("appointment")
    op.drop_table("account")
    op.drop_table("unit")
    op.drop_index("ix_person_sort_key", table_name="person")
    op.drop_table("person")
    op.drop_table("calendar_rule")
