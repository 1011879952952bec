"""Drafts, immutable versions, manifests and their signatures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_records"
down_revision = "0002_units_and_people"
branch_labels = None
depends_on = None

NOT_THE_OWN = """
create function not_the_own_record() returns trigger language plpgsql as $$
begin
  if exists (select from new_items item join manifest on manifest.id = item.manifest_id
             where manifest.signer_id = item.record_id) then
    raise exception 'nobody signs the own record';
  end if;
  return null;
end $$
"""
KEEP_SIGNED = """
create function keep_signed() returns trigger language plpgsql as $$
begin
  raise exception 'a signed manifest does not change';
end $$
"""


def upgrade() -> None:
    """Add what this version needs."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False, comment="path -> text as typed"),
        sa.Column(
            "revision",
            sa.Integer(),
            nullable=False,
            comment="grows with each save; two tabs are told apart",
        ),
        sa.Column("typed_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "returned_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="last time HR sent it back",
        ),
        sa.Column(
            "returns",
            postgresql.JSONB(),
            nullable=False,
            comment="[{path, reason, text}] of the last return",
        ),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('with_person', 'with_hr', 'returned', 'confirmed')",
            name=op.f("ck_draft_state"),
        ),
        sa.CheckConstraint(
            "checked_by is null or checked_by <> person_id", name=op.f("ck_draft_own_record")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_draft_checked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_person_id_person")
        ),
        sa.ForeignKeyConstraint(["typed_by"], ["person.id"], name=op.f("fk_draft_typed_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_draft_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_unit_state", "draft", ["unit_id", "state"], unique=False)
    op.create_index(
        "uq_draft_open",
        "draft",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'confirmed'"),
    )
    op.create_table(
        "manifest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="RFC 8785 bytes, signed as stored"
        ),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column(
            "roster",
            sa.Integer(),
            nullable=False,
            comment="people of the unit on the day, shown when signing",
        ),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificate_sha256", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True, comment="detached CMS, DER"),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(signature is null) = (signed_at is null)", name=op.f("ck_manifest_signed")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["person.id"], name=op.f("fk_manifest_signer_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_manifest_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
    )
    op.create_index("ix_manifest_unit_period", "manifest", ["unit_id", "period"], unique=False)
    op.create_table(
        "record_section",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="sha256(salt || content)"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="RFC 8785 bytes, hashed as stored"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_record_section_record_id_person")
        ),
        sa.PrimaryKeyConstraint("record_id", "digest", name=op.f("pk_record_section")),
    )
    op.create_table(
        "signer_certificate",
        sa.Column("sha256", sa.Text(), nullable=False, comment="hex of the DER certificate"),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column(
            "keystore",
            sa.LargeBinary(),
            nullable=True,
            comment="PKCS#12 under the person's PIN; pilots",
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signer_certificate_person_id_person")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_signer_certificate")),
    )
    op.create_index(
        op.f("ix_signer_certificate_person_id"), "signer_certificate", ["person_id"], unique=False
    )
    op.create_table(
        "manifest_verification",
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column(
            "trust_state",
            sa.Text(),
            nullable=False,
            comment="digest over CAs, CRLs, body and signature",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="ok, or why the records are withheld"),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "holds_until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="first end of a certificate or CRL",
        ),
        sa.ForeignKeyConstraint(
            ["manifest_id"],
            ["manifest.id"],
            name=op.f("fk_manifest_verification_manifest_id_manifest"),
        ),
        sa.PrimaryKeyConstraint(
            "manifest_id", "trust_state", name=op.f("pk_manifest_verification")
        ),
    )
    op.create_table(
        "record_version",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="sha256(tree)"),
        sa.Column(
            "tree",
            sa.LargeBinary(),
            nullable=False,
            comment="RFC 8785 bytes naming each section's digest",
        ),
        sa.Column(
            "section_digests",
            postgresql.ARRAY(sa.LargeBinary()),
            nullable=False,
            comment="the tree's digests, to join record_section",
        ),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column(
            "confirmed_as",
            sa.Text(),
            nullable=False,
            comment="post by which the checker was entitled",
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "change in ('new', 'changed', 'left')", name=op.f("ck_record_version_change")
        ),
        sa.CheckConstraint("confirmed_by <> record_id", name=op.f("ck_record_version_own_record")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_record_version_version")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_record_version_confirmed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_record_version_draft_id_draft")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_record_version_record_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_record_version_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_record_version")),
    )
    op.create_index("ix_record_version_unit", "record_version", ["unit_id"], unique=False)
    op.create_table(
        "manifest_item",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manifest_id"], ["manifest.id"], name=op.f("fk_manifest_item_manifest_id_manifest")
        ),
        sa.ForeignKeyConstraint(
            ["record_id", "version"],
            ["record_version.record_id", "record_version.version"],
            name=op.f("fk_manifest_item_record_id_record_version"),
        ),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_manifest_item")),
    )
    op.create_index("ix_manifest_item_manifest", "manifest_item", ["manifest_id"], unique=False)
    op.execute("revoke update, delete on record_section, record_version, manifest_item from app")
    op.execute("revoke delete, update on manifest from app")
    op.execute("grant update (signature, signed_at) on manifest to app")
    op.execute(NOT_THE_OWN)
    op.execute(
        "create trigger not_the_own_record after insert on manifest_item"
        " referencing new table as new_items"
        " for each statement execute function not_the_own_record()"
    )
    op.execute(KEEP_SIGNED)
    op.execute(
        "create trigger keep_signed before update on manifest"
        " for each row when (old.signature is not null) execute function keep_signed()"
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_manifest_item_manifest", table_name="manifest_item")
    op.drop_table("manifest_item")
    op.drop_index("ix_record_version_unit", table_name="record_version")
    op.drop_table("record_version")
    op.drop_table("manifest_verification")
    op.drop_index(op.f("ix_signer_certificate_person_id"), table_name="signer_certificate")
    op.drop_table("signer_certificate")
    op.drop_table("record_section")
    op.drop_index("ix_manifest_unit_period", table_name="manifest")
    op.drop_table("manifest")
    op.drop_index(
        "uq_draft_open", table_name="draft", postgresql_where=sa.text("state <> 'confirmed'")
    )
    op.drop_index("ix_draft_unit_state", table_name="draft")
    op.drop_table("draft")
    op.execute("drop function keep_signed()")
    op.execute("drop function not_the_own_record()")
