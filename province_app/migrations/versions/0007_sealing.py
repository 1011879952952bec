"""Seal drafts, restricted sections and identity numbers; a data key for each record."""

from collections.abc import Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from province_app.sealing import opened, ring, sealed

revision = "0007_sealing"
down_revision = "0006_month_close"
branch_labels = None
depends_on = None

SEALED = ("identity", "identity_restricted")  # the sections to seal that this version knew
ROWS = 500


def upgrade() -> None:
    """Add what this version needs, and seal what lies open."""
    op.create_table(
        "record_key",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("master", sa.Text(), nullable=False, comment="name of the master key"),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_record_key_record_id_person")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_key")),
    )
    op.create_table(
        "identity_index",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column(
            "number", sa.LargeBinary(), nullable=False, comment="keyed hash of the number, 16 bytes"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["person.id"], name=op.f("fk_identity_index_record_id_person")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_identity_index")),
    )
    op.create_index(op.f("ix_identity_index_number"), "identity_index", ["number"])
    op.execute("revoke delete on record_key from app")
    op.add_column(
        "record_section",
        sa.Column(
            "sealed",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="under the record's data key",
        ),
    )
    op.alter_column("record_section", "sealed", server_default=None)
    op.alter_column(
        "record_section", "content", comment="RFC 8785 bytes, as hashed; sealed or open"
    )
    _seal_sections()
    _change_typed(sa.LargeBinary(), "path -> text as typed, sealed", _sealed_text)


def downgrade() -> None:
    """Take it away again, after opening what was sealed."""
    _change_typed(postgresql.JSONB(), "path -> text as typed", _open_text)
    _open_sections()
    op.alter_column("record_section", "content", comment="RFC 8785 bytes, hashed as stored")
    op.drop_column("record_section", "sealed")
    op.drop_index(op.f("ix_identity_index_number"), table_name="identity_index")
    op.drop_table("identity_index")
    op.drop_table("record_key")


def _pages(query: str) -> Iterator[list[Any]]:
    """Yield the query's rows, so many at a time; its rows vanish from it as they are dealt with."""
    while rows := list(op.get_bind().execute(sa.text(query + f" limit {ROWS}"))):
        yield rows


def _seal_sections() -> None:
    bind = op.get_bind()
    names = "', '".join(SEALED)
    for rows in _pages(f"select * from record_section where not sealed and name in ('{names}')"):  # noqa: S608
        for row in rows:
            key = _key_of(row.record_id)
            bind.execute(
                sa.text(
                    "update record_section set content = :content, sealed = true"
                    " where record_id = :record_id and digest = :digest"
                ),
                {
                    "content": sealed(key, bytes(row.content), _bound_to(row)),
                    "record_id": row.record_id,
                    "digest": row.digest,
                },
            )


def _open_sections() -> None:
    bind = op.get_bind()
    for rows in _pages("select * from record_section where sealed"):
        for row in rows:
            content = opened(_key_of(row.record_id), bytes(row.content), _bound_to(row))
            bind.execute(
                sa.text(
                    "update record_section set content = :content, sealed = false"
                    " where record_id = :record_id and digest = :digest"
                ),
                {"content": content, "record_id": row.record_id, "digest": row.digest},
            )


def _key_of(record_id: Any) -> bytes:
    bind = op.get_bind()
    query = sa.text("select master, wrapped from record_key where record_id = :record_id")
    found = bind.execute(query, {"record_id": record_id}).one_or_none()
    if found is not None:
        return ring().open_key(str(record_id), found.master, bytes(found.wrapped)).plain
    key = ring().new_key(str(record_id))
    bind.execute(
        sa.text("insert into record_key values (:record_id, :master, :wrapped)"),
        {"record_id": record_id, "master": key.master, "wrapped": key.wrapped},
    )
    return key.plain


def _bound_to(row: Any) -> str:
    return f"record_section/{row.record_id}/{row.name}/{bytes(row.digest).hex()}"


def _change_typed(kind: Any, comment: str, convert: Any) -> None:
    """Replace the column by one of the kind; each row's value is converted."""
    bind = op.get_bind()
    op.add_column("draft", sa.Column("changed", kind, nullable=True, comment=comment))
    for rows in _pages("select id, typed from draft where changed is null"):
        for row in rows:
            bind.execute(
                sa.text("update draft set changed = :typed where id = :id"),
                {"typed": convert(row.typed), "id": row.id},
            )
    op.drop_column("draft", "typed")
    op.alter_column("draft", "changed", new_column_name="typed", nullable=False)


def _sealed_text(typed: Any) -> bytes:
    return ring().seal(orjson.dumps(typed), "draft.typed")


def _open_text(typed: Any) -> str:
    return ring().open(bytes(typed), "draft.typed").decode()
