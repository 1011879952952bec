"""Long workbooks are worked on by the tick; the rules are asked again after confirmation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_record_rest"
down_revision = "0016_audit_seal"
branch_labels = None
depends_on = None

_STATE = "ck_import_batch_state"


def upgrade() -> None:
    """Add what this version needs."""
    op.drop_constraint(op.f(_STATE), "import_batch", type_="check")
    op.create_check_constraint(
        op.f(_STATE),
        "import_batch",
        "state in ('columns', 'comparing', 'compared', 'entering', 'entered')",
    )
    op.add_column(
        "import_batch",
        sa.Column(
            "people",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="whom the file speaks of, once counted",
        ),
    )
    op.add_column(
        "import_batch",
        sa.Column(
            "strict",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="its rows are entered all or not at all",
        ),
    )
    for name in ("people", "strict"):  # the default was for the rows that were there
        op.alter_column("import_batch", name, server_default=None)
    op.create_table(
        "rule_verdict",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "rules",
            sa.Text(),
            nullable=False,
            comment="digest over the rules' source and the catalogues",
        ),
        sa.Column(
            "errors",
            postgresql.JSONB(),
            nullable=False,
            comment="[{path, rule}], never a value",
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id", "version"],
            ["record_version.record_id", "record_version.version"],
            name=op.f("fk_rule_verdict_record_id_record_version"),
        ),
        sa.PrimaryKeyConstraint("record_id", "version", "rules", name=op.f("pk_rule_verdict")),
    )
    op.create_index(
        "ix_rule_verdict_broken",
        "rule_verdict",
        ["rules"],
        postgresql_where=sa.text("jsonb_array_length(errors) > 0"),
    )


def downgrade() -> None:
    """Take it away again; what is being compared is to be compared anew."""
    op.drop_table("rule_verdict")
    op.drop_column("import_batch", "strict")
    op.drop_column("import_batch", "people")
    op.execute("update import_batch set state = 'columns' where state = 'comparing'")
    op.drop_constraint(op.f(_STATE), "import_batch", type_="check")
    op.create_check_constraint(
        op.f(_STATE), "import_batch", "state in ('columns', 'compared', 'entering', 'entered')"
    )
