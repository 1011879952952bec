"""Certificates bound by two persons, and what was known when a signature was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0015_certificates"
down_revision = "0014_levels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what this version needs."""
    op.add_column(
        "signer_certificate",
        sa.Column("starts_on", sa.Date(), comment="first day; null = from registration"),
    )
    op.add_column(
        "signer_certificate",
        sa.Column("key_label", sa.Text(), comment="of its key in the node's token"),
    )
    op.add_column(
        "signer_certificate",
        sa.Column("ends_on", sa.Date(), comment="first day on which it no longer counts"),
    )
    op.add_column("signer_certificate", sa.Column("ended_by", sa.Uuid()))
    op.add_column(
        "signer_certificate", sa.Column("end_basis", sa.Text(), comment="why it ended, in words")
    )
    op.create_foreign_key(
        op.f("fk_signer_certificate_ended_by_person"),
        "signer_certificate",
        "person",
        ["ended_by"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_signer_certificate_ended"),
        "signer_certificate",
        "(ends_on is null) = (ended_by is null)",
    )
    op.create_check_constraint(
        op.f("ck_signer_certificate_end_basis"),
        "signer_certificate",
        "(ends_on is null) = (end_basis is null)",
    )
    op.create_table(
        "trust_snapshot",
        sa.Column("state", sa.Text(), nullable=False, comment="hex; names the content"),
        sa.Column("pem", sa.LargeBinary(), nullable=False, comment="CA certificates and CRLs"),
        sa.Column(
            "stamps_pem",
            sa.LargeBinary(),
            nullable=True,
            comment="those of the time-stamp services",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_trust_snapshot")),
    )
    op.create_table(
        "signing_proof",
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("trust_state", sa.Text(), nullable=False),
        sa.Column("ocsp", sa.LargeBinary(), nullable=True, comment="the CA's answer, DER"),
        sa.Column(
            "stamped_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="instant of the time-stamp",
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest.id"], name=op.f("fk_signing_proof_manifest_id_manifest")
        ),
        sa.ForeignKeyConstraint(
            ["trust_state"],
            ["trust_snapshot.state"],
            name=op.f("fk_signing_proof_trust_state_trust_snapshot"),
        ),
        sa.PrimaryKeyConstraint("manifest_id", name=op.f("pk_signing_proof")),
    )
    op.create_table(
        "certificate_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="hex of the DER certificate"),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("key_label", sa.Text(), nullable=True, comment="of its key in the node's token"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="first day on which it counts"),
        sa.Column("basis", sa.Text(), nullable=False, comment="by which paper, in words"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_by <> proposed_by", name=op.f("ck_certificate_proposal_two_persons")
        ),
        sa.CheckConstraint(
            "person_id <> proposed_by and person_id is distinct from decided_by",
            name=op.f("ck_certificate_proposal_not_own"),
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'confirmed', 'refused')",
            name=op.f("ck_certificate_proposal_state"),
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)",
            name=op.f("ck_certificate_proposal_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_proposal_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_certificate_proposal_proposed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_certificate_proposal_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_proposal")),
    )
    op.create_index(
        "uq_certificate_proposal_open",
        "certificate_proposal",
        ["sha256"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    # What was known at a signature is only added to; of a proposal only its decision is written.
    op.execute("revoke update, delete on trust_snapshot, signing_proof from app")
    op.execute("revoke update, delete on certificate_proposal, signer_certificate from app")
    op.execute("grant update (state, decided_by, decided_at) on certificate_proposal to app")
    op.execute("grant update (ends_on, ended_by, end_basis) on signer_certificate to app")


def downgrade() -> None:
    """Take it away again."""
    op.execute("grant update, delete on signer_certificate to app")
    for table in ("certificate_proposal", "signing_proof", "trust_snapshot"):
        op.drop_table(table)
    for column in ("end_basis", "ended_by", "ends_on", "key_label", "starts_on"):
        op.drop_column("signer_certificate", column)
