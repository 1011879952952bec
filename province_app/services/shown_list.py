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


@dataclass(frozen=True)
class Shown:
    """The list that an officer has seen: its digest decides, its moment only explains."""

    digest: str
    at: datetime


def list_digest(versions: Sequence[Unsigned]) -> str:
    """Return the hex SHA-256 that names a list: records, versions and digests, by record id."""
    listed = [[str(one.record_id), one.version, one.digest.hex()] for one in versions]
    return sha256(canonical(listed)).hexdigest()


def require_shown(
    session: Session, unit_id: int, versions: Sequence[Unsigned], shown: Shown
) -> None:
    """Raise Refused `changed_since_shown` unless these versions are the ones that were shown.

    Its detail names the records that came into the list or, signed by another, left it since.
    """
    if shown.digest == list_digest(versions):
        return
    came = {str(one.record_id) for one in versions if one.confirmed_at >= shown.at}
    left = {str(record_id) for record_id in manifests.attested_since(session, unit_id, shown.at)}
    raise refuse_state("changed_since_shown", "Đ.7.1b", ", ".join(sorted(came | left)))
