"""Scanned documents, uploads on their way, and which field of a draft has which document."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_evidence"
down_revision = "0007_sealing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "evidence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes of the original"),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as the uploader called it, cleaned"),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "master_key",
            sa.Text(),
            nullable=False,
            comment="name of the key that wrapped this file's key",
        ),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column(
            "original",
            sa.Text(),
            nullable=False,
            comment="where the sealed original lies; never served",
        ),
        sa.Column("copy", sa.Text(), nullable=False, comment="where the harmless copy lies"),
        sa.Column(
            "previews",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="where the pictures of its first pages lie",
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_evidence_sha256")),
        sa.CheckConstraint("kind in ('pdf', 'jpeg', 'png')", name=op.f("ck_evidence_kind")),
        sa.CheckConstraint("size > 0 and pages > 0", name=op.f("ck_evidence_size")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["person.id"], name=op.f("fk_evidence_uploaded_by_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "sha256", name=op.f("pk_evidence")),
    )
    op.create_table(
        "evidence_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="field that it will be attached to"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "declared", sa.Integer(), nullable=False, comment="bytes that the client announced"
        ),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column(
            "pieces",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="where they lie, in order",
        ),
        sa.Column(
            "offsets",
            postgresql.ARRAY(sa.Integer()),
            nullable=False,
            comment="first byte of each piece",
        ),
        sa.Column("master_key", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "received >= 0 and received <= declared", name=op.f("ck_evidence_upload_received")
        ),
        sa.CheckConstraint(
            "declared > 0 and declared <= 20971520", name=op.f("ck_evidence_upload_declared")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_upload_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_upload")),
    )
    op.create_index(op.f("ix_evidence_upload_person_id"), "evidence_upload", ["person_id"])
    op.create_index(op.f("ix_evidence_upload_expires_at"), "evidence_upload", ["expires_at"])
    # Empty in drafts of the version before this one, which may still run.
    op.add_column(
        "draft",
        sa.Column(
            "evidence",
            postgresql.JSONB(none_as_null=True),
            nullable=True,
            comment="path -> [hex SHA-256] of its documents",
        ),
    )
    op.execute("revoke update, delete on evidence from app")
    op.execute("grant update (master_key, wrapped_key) on evidence to app")  # a new master key


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("draft", "evidence")
    op.drop_table("evidence_upload")
    op.drop_table("evidence")
