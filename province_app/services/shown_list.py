"""What was shown to a signer is what is signed: the list that the page carries to the act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from province_app.record.canonical import canonical
from province_app.services.errors import refuse_state
from province_app.stores import manifests
from province_app.stores.records import Unsigned
from tiers.calendar import period_of


@dataclass(frozen=True)
class Shown:
    """The list that an officer has seen: its digest decides, its moment only explains."""

    digest: str
    at: datetime


def list_digest(versions: Sequence[Unsigned], period: str) -> str:
    """Return the hex SHA-256 that names a list: its period, records, versions and digests.

    The documents of a version are under its digest.
    """
    listed = [[str(one.record_id), one.version, one.digest.hex()] for one in versions]
    return sha256(canonical([period, listed])).hexdigest()


def require_shown(
    session: Session, unit_id: int, versions: Sequence[Unsigned], shown: Shown, period: str
) -> None:
    """Raise Refused unless these versions, in this period, are what was shown.

    `period_changed` when only the month is another. Else `changed_since_shown`: its detail names
    the records that came into the list or, signed by another, left it since.
    """
    if shown.digest == list_digest(versions, period):
        return
    if shown.digest == list_digest(versions, period_of(shown.at)):
        raise refuse_state("period_changed", "Đ.7.1b")
    came = {str(one.record_id) for one in versions if one.confirmed_at >= shown.at}
    left = {str(record_id) for record_id in manifests.attested_since(session, unit_id, shown.at)}
    raise refuse_state("changed_since_shown", "Đ.7.1b", ", ".join(sorted(came | left)))
