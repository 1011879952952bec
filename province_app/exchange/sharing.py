"""What a node gives back: changes, and a person that an agency receives from outside.

Source: exchange contract §3; annex 45; NĐ Đ.11.5.
"""

import re
from base64 import b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.exchange import strict_json
from province_app.exchange.agencies import Agencies
from province_app.exchange.documents import Lookup, read
from province_app.exchange.problems import not_found, schema_invalid
from province_app.exchange.receipts import page_size
from province_app.exchange.submissions import Reply
from province_app.stores import audit
from province_app.stores import exchange_sharing as store
from province_app.stores.exchange_sharing import Shared
from province_app.stores.transaction import transaction
from tiers.calendar import local_day

START = "0_00000000-0000-0000-0000-000000000000"
# A manifest comes with each record that it attests: a page ends before it grows out of bounds.
MOST_PAGE_BYTES = 4 * 1024 * 1024
_CURSOR = re.compile(r"(0|[1-9][0-9]{0,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def changes(
    session: Session,
    agencies: Agencies,
    sender: str,
    after: str | None,
    limit: str | None,
    at: datetime,
) -> Reply:
    """Return the approved versions that are the agency's, in order of approval, and a cursor.

    At least once each, superseded ones too; `next` equals `after` when nothing is new.
    """
    cursor = START if after is None else after
    matched = _CURSOR.fullmatch(cursor)
    if matched is None:
        raise schema_invalid("after must be a cursor that was given as next")
    owners = agencies.predecessors(sender, local_day(at))
    place, record_id = int(matched[1]), UUID(matched[2])
    rows: list[dict[str, Any]] = []
    size, begun = 0, cursor
    with transaction(session):
        for one in store.changes(session, owners, place, record_id, page_size(limit)):
            rows.append(_disclosed(one))
            cursor = f"{one.place}_{one.record_id}"
            size += len(one.line) + 2 * len(one.manifest)
            if size > MOST_PAGE_BYTES:
                break
        if rows:  # the cursors name them; who asks and is told of nothing new has read nothing
            audit.add(
                session, "exchange.changes", None, [sender], at,
                count=len(rows), after=begun, next=cursor,
            )  # fmt: skip
    return Reply(200, {"changes": rows, "next": cursor})


def look_up(
    session: Session,
    agencies: Agencies,
    sender: str,
    body: bytes,
    at: datetime,
    *,
    of_others: bool = True,
) -> Reply:
    """Return the approved record of a person, or 404; who asked, and why, is kept either way.

    `of_others`: whether this node tells one agency of another's people at all.
    """
    asked = read(Lookup, body)
    with transaction(session):
        found = store.person(session, asked.personal_id)
        if found is not None and not (of_others and agencies.may_look_up(sender)):
            found = None
        subject = found.record_id if found else "none"
        audit.add(
            session, "exchange.lookup", None, [subject], at,
            agency=sender, purpose=asked.purpose, basis=asked.basis, found=found is not None,
        )  # fmt: skip
    if found is None:
        raise not_found()
    return Reply(200, _disclosed(found))


def _disclosed(one: Shared) -> dict[str, Any]:
    """Return the line with the signed manifest that attests it: the receiver can verify it."""
    line: dict[str, Any] = strict_json.load_readable(one.line)  # judged when it was taken
    return {
        **line,
        "manifest": b64encode(one.manifest).decode(),
        "signature": b64encode(one.signature).decode(),
    }
