"""Taking an agency's tree of units with its quotas. Source: exchange contract §3; QĐ 893."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.exchange import strict_json
from province_app.exchange.agencies import Agencies
from province_app.exchange.documents import Units, check
from province_app.exchange.problems import Problem, not_found, schema_invalid
from province_app.exchange.submissions import Reply
from province_app.models.exchange import ExchangeUnits
from province_app.stores import audit, exchange_units
from province_app.stores import exchange as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day

_NUMBER = re.compile(r"[1-9][0-9]{0,15}")


def put_units(
    session: Session, agencies: Agencies, sender: str, version: str, body: bytes, at: datetime
) -> Reply:
    """Keep the tree under its version, or answer as before to the same body.

    A version lower than the highest one held is stale, unless it is held with this very body.
    """
    if not _NUMBER.fullmatch(version) or int(version) > strict_json.LARGEST:
        raise not_found()
    number = int(version)
    value = strict_json.loads(body)
    units = check(Units, value).units
    _require_own(agencies, sender, [unit.code for unit in units], at)
    canonical = strict_json.canonical(value)
    reply = Reply(200, {"version": number, "count": len(units)})
    with transaction(session):
        held = exchange_units.held(session, sender, number)
        if held == canonical:
            return reply
        if number < exchange_units.highest(session, sender):
            raise Problem(409, "stale_version")
        if held is not None:
            raise Problem(409, "different_body")
        added = store.insert_new(
            session,
            ExchangeUnits,
            sender=sender,
            version=number,
            body=canonical,
            count=len(units),
            received_at=at,
        )
        if not added and exchange_units.held(session, sender, number) != canonical:
            raise Problem(409, "different_body")  # another request was faster
        if added:
            said = {"version": number, "count": len(units)}
            audit.add(session, "unit_tree.taken", None, [sender], at, **said)
    return reply


def _require_own(agencies: Agencies, sender: str, codes: list[str], at: datetime) -> None:
    """Refuse a tree with another agency's unit, or with one unit twice."""
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            raise schema_invalid("a unit stands twice in the tree", f"/units/{index}/code")
        if not agencies.has_unit(sender, code, local_day(at)):
            raise schema_invalid("the unit is not the sender's", f"/units/{index}/code")
        seen.add(code)
