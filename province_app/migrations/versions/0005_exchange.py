"""The receiving half of the exchange, and published catalogues."""

import sqlalchemy as sa
from alembic import op

revision = "0005_exchange"
down_revision = "0004_sync"
branch_labels = None
depends_on = None

TABLES = (  # in the order in which they can be dropped
    "exchange_receipt",
    "exchange_approval",
    "exchange_part",
    "exchange_manifest_refusal",
    "exchange_manifest",
    "exchange_submission",
    "exchange_result",
    "exchange_record",
    "exchange_manifest_item",
    "exchange_line",
    "exchange_nonce",
    "catalogue_version",
)
# What was received and what was answered is evidence: the application adds to it, nothing more.
APPEND_ONLY = (
    "exchange_receipt",
    "exchange_approval",
    "exchange_part",
    "exchange_manifest",
    "exchange_manifest_item",
    "exchange_line",
    "exchange_result",
)
MAY_UPDATE = {
    "exchange_submission": "state, committed_at, commit_order, judged_at, accepted, unchanged,"
    " rejected, approved_at",
    "exchange_record": "current",
    "catalogue_version": "current",
}


def upgrade() -> None:
    """Add the tables; take from `app` what it must never do to them."""
    op.execute(sa.schema.CreateSequence(sa.Sequence("exchange_commit_order")))
    op.create_table(
        "catalogue_version",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False, comment="opaque"),
        sa.Column(
            "sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of JCS({code, version, entries})",
        ),
        sa.Column(
            "entries",
            sa.LargeBinary(),
            nullable=False,
            comment="JCS of [{code, name, parent, valid_from, valid_to}]",
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="entries"),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="published or pulled; business clock",
        ),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "octet_length(sha256) = 32", name=op.f("ck_catalogue_version_sha256_length")
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_catalogue_version")),
    )
    op.create_index(
        "uq_catalogue_version_current",
        "catalogue_version",
        ["code"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "exchange_line",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("first_byte", sa.Integer(), nullable=False, comment="from 0"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes without the line end"),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "submission_id", "part", "first_byte", name=op.f("pk_exchange_line")
        ),
    )
    op.create_table(
        "exchange_manifest_item",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "leaves",
            sa.Boolean(),
            nullable=False,
            comment="change is 'left': the sender's claim ends",
        ),
        sa.PrimaryKeyConstraint(
            "submission_id", "manifest_id", "record_id", name=op.f("pk_exchange_manifest_item")
        ),
    )
    op.create_table(
        "exchange_nonce",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False, comment="system clock"),
        sa.PrimaryKeyConstraint("key_id", "nonce", name=op.f("pk_exchange_nonce")),
    )
    op.create_index(
        op.f("ix_exchange_nonce_kept_until"), "exchange_nonce", ["kept_until"], unique=False
    )
    op.create_table(
        "exchange_record",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "agency", sa.Text(), nullable=False, comment="who sent it and so owns the record"
        ),
        sa.Column(
            "leaves",
            sa.Boolean(),
            nullable=False,
            comment="the agency's claim of ownership has ended",
        ),
        sa.Column("personal_id", sa.Text(), nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("first_byte", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_exchange_record")),
    )
    op.create_index(
        "ix_exchange_record_submission", "exchange_record", ["submission_id"], unique=False
    )
    op.create_index(
        "uq_exchange_record_current",
        "exchange_record",
        ["record_id"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_index(
        "uq_exchange_record_person",
        "exchange_record",
        ["personal_id"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "exchange_result",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True, comment="JSON pointer into the line"),
        sa.Column("message", sa.Text(), nullable=True, comment="Vietnamese, for people"),
        sa.CheckConstraint(
            "(outcome = 'rejected') = (code is not null)",
            name=op.f("ck_exchange_result_code_when_rejected"),
        ),
        sa.CheckConstraint(
            "outcome in ('accepted','unchanged','rejected')",
            name=op.f("ck_exchange_result_outcome"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "record_id", name=op.f("pk_exchange_result")),
    )
    op.create_table(
        "exchange_submission",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False, comment="agency code"),
        sa.Column("period", sa.Text(), nullable=False, comment="YYYY-MM"),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False, comment="records owed in all parts"),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("items_digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "catalogues",
            sa.LargeBinary(),
            nullable=False,
            comment="JCS of {code: version}, frozen at open",
        ),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="JCS of the open request: same body, same answer",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commit_order", sa.BigInteger(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.Column("unchanged", sa.BigInteger(), nullable=True),
        sa.Column("rejected", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (commit_order is null)",
            name=op.f("ck_exchange_submission_committed_when"),
        ),
        sa.CheckConstraint(
            "state in ('open','processing','judged','approved')",
            name=op.f("ck_exchange_submission_state"),
        ),
        sa.CheckConstraint(
            "octet_length(items_digest) = 32",
            name=op.f("ck_exchange_submission_items_digest_length"),
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_exchange_submission")),
        sa.UniqueConstraint("commit_order", name=op.f("uq_exchange_submission_commit_order")),
    )
    op.create_index(
        "ix_exchange_submission_waiting",
        "exchange_submission",
        ["commit_order"],
        unique=False,
        postgresql_where=sa.text("state = 'processing'"),
    )
    op.create_table(
        "exchange_approval",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "signature",
            sa.LargeBinary(),
            nullable=False,
            comment="DER CMS over the receipt's bytes",
        ),
        sa.Column("certificate_sha256", sa.Text(), nullable=False, comment="hex"),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["exchange_submission.submission_id"],
            name=op.f("fk_exchange_approval_submission_id_exchange_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_exchange_approval")),
    )
    op.create_table(
        "exchange_manifest",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False, comment="DER CMS, detached"),
        sa.Column(
            "signer", sa.Uuid(), nullable=False, comment="record id of the person who signed"
        ),
        sa.Column(
            "trust_state",
            sa.Text(),
            nullable=False,
            comment="what the signature was judged against",
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["exchange_submission.submission_id"],
            name=op.f("fk_exchange_manifest_submission_id_exchange_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "manifest_id", name=op.f("pk_exchange_manifest")),
    )
    op.create_table(
        "exchange_manifest_refusal",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["exchange_submission.submission_id"],
            name=op.f("fk_exchange_manifest_refusal_submission_id_exchange_submission"),
        ),
        sa.PrimaryKeyConstraint(
            "submission_id", "manifest_id", name=op.f("pk_exchange_manifest_refusal")
        ),
    )
    op.create_table(
        "exchange_part",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=False,
            comment="NDJSON; stored uncompressed, so that one line is read without the rest",
        ),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False, comment="lines"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "octet_length(sha256) = 32", name=op.f("ck_exchange_part_sha256_length")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["exchange_submission.submission_id"],
            name=op.f("fk_exchange_part_submission_id_exchange_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "part", name=op.f("pk_exchange_part")),
    )
    op.create_table(
        "exchange_receipt",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False, comment="JCS"),
        sa.Column(
            "signature",
            sa.LargeBinary(),
            nullable=False,
            comment="DER CMS of this node's seal, detached",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["exchange_submission.submission_id"],
            name=op.f("fk_exchange_receipt_submission_id_exchange_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_exchange_receipt")),
    )
    # Uncompressed and out of line: a substring is then read without the rest of the part.
    op.execute("alter table exchange_part alter column content set storage external")
    op.execute(f"revoke update, delete on {', '.join(APPEND_ONLY)} from app")
    op.execute("revoke update on exchange_nonce from app")
    op.execute("revoke delete on exchange_manifest_refusal from app")
    for table, columns in MAY_UPDATE.items():
        op.execute(f"revoke update, delete on {table} from app")
        op.execute(f"grant update ({columns}) on {table} to app")


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)
    op.execute("drop sequence exchange_commit_order")
