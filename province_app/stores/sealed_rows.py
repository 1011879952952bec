"""What lies under an older master key, brought under the newest one, so many rows at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func, or_, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from province_app.evidence.vault import sealed_owner
from province_app.models.corrections import CorrectionRequest
from province_app.models.evidence import Evidence
from province_app.models.imports import ImportBatch, ImportRow
from province_app.models.national_lookups import NationalLookup
from province_app.models.prints import PrintItem
from province_app.models.records import Draft, RecordKey
from province_app.models.rights import Consent, DataIssue, PersonRequest
from province_app.models.sign_in import TotpFactor
from province_app.sealing import ring


def rewrap_keys(session: Session, limit: int) -> int:
    """Wrap data keys anew; return how many, 0 when none is left."""
    query = select(RecordKey).where(RecordKey.master != ring().newest).limit(limit)
    found = session.scalars(query.with_for_update()).all()
    for row in found:
        key = ring().rewrapped(str(row.record_id), row.master, row.wrapped)
        row.master, row.wrapped = key.master, key.wrapped
    return len(found)


def rewrap_documents(session: Session, limit: int) -> int:
    """Wrap the keys of sealed documents anew; return how many, 0 when none is left."""
    query = select(Evidence).where(Evidence.master_key != ring().newest).limit(limit)
    found = session.scalars(query.with_for_update()).all()
    for row in found:
        owner = sealed_owner(row.person_id, row.sha256)
        key = ring().rewrapped(owner, row.master_key, row.wrapped_key)
        row.master_key, row.wrapped_key = key.master, key.wrapped
    return len(found)


def reseal_drafts(session: Session, limit: int) -> int:
    """Seal drafts anew; return how many, 0 when none is left."""
    return _resealed(session, Draft.typed, [Draft.id], limit)


def reseal_imports(session: Session, limit: int) -> int:
    """Seal anew what was kept of uploaded workbooks; return how many rows, 0 when none is left."""
    return _resealed(session, ImportBatch.sheets, [ImportBatch.id], limit) or _resealed(
        session, ImportRow.entry, [ImportRow.batch_id, ImportRow.number], limit
    )


def reseal_prints(session: Session, limit: int) -> int:
    """Seal papers that wait to be taken anew; return how many, 0 when none is left."""
    return _resealed(session, PrintItem.pdf, [PrintItem.batch_id, PrintItem.number], limit)


def _resealed(
    session: Session,
    column: InstrumentedAttribute[Any],
    keys: Sequence[InstrumentedAttribute[Any]],
    limit: int,
) -> int:
    query = select(*keys, column).where(_is_older(column))
    rows = session.execute(query.limit(limit).with_for_update()).mappings().all()
    if rows:
        session.execute(update(column.class_), [dict(row) for row in rows])
    return len(rows)


def reseal_reports(session: Session, limit: int) -> int:
    """Seal reports of wrong fields and their answers anew; return how many, 0 when none is left."""
    return _resealed_texts(session, CorrectionRequest, ("said", "reason"), limit)


def reseal_rights(session: Session, limit: int) -> int:
    """Seal anew what persons asked and allowed and officers raised; how many, 0 when none."""
    return (
        _resealed_texts(session, PersonRequest, ("said", "reason"), limit)
        or _resealed_texts(session, DataIssue, ("said", "reason"), limit)
        or _resealed_texts(session, Consent, ("purpose",), limit)
    )


def reseal_lookups(session: Session, limit: int) -> int:
    """Seal anew what units asked the national database and were told; how many, 0 when none."""
    return _resealed_texts(session, NationalLookup, ("personal_id", "purpose", "answer"), limit)


def _resealed_texts(
    session: Session,
    table: type[CorrectionRequest | PersonRequest | DataIssue | Consent | NationalLookup],
    names: Sequence[str],
    limit: int,
) -> int:
    columns = [getattr(table, name) for name in names]
    query = select(table.id, *columns).where(or_(*map(_is_older, columns)))
    rows = session.execute(query.limit(limit).with_for_update()).mappings().all()
    if rows:
        session.execute(update(table), [dict(row) for row in rows])
    return len(rows)


def reseal_factors(session: Session, limit: int) -> int:
    """Seal secrets of second factors anew; return how many, 0 when none is left."""
    query = select(TotpFactor.account_id, TotpFactor.secret).where(_is_older(TotpFactor.secret))
    rows = session.execute(query.limit(limit).with_for_update()).all()
    sealed = []
    for account_id, secret in rows:
        name = TotpFactor.name_of(account_id)
        plain = ring().open(bytes(secret), name)
        sealed.append({"account_id": account_id, "secret": ring().seal(plain, name)})
    if sealed:
        session.execute(update(TotpFactor), sealed)
    return len(rows)


def _is_older(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Whether the column's master key is another than the newest."""
    newest = bytes.fromhex(ring().newest)
    sealed_by = func.substr(type_coerce(column, LargeBinary), 1, len(newest))
    return type_coerce(sealed_by, LargeBinary) != newest
