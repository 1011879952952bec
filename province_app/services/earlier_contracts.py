"""The terms that a person worked under a labour contract before the present one: LC-2, LC-14."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.stores import contracts
from tiers.partial_dates import earliest
from tiers.quality.contract import LABOUR_FIXED, NUMBER
from tiers.quality.facts import Term


def terms_before(session: Session, person_id: UUID, typed: Mapping[str, str]) -> tuple[Term, ...]:
    """Return the terms of the record's contracts with other numbers than the draft's.

    A contract that was ended early lasted until then. Source: BLLĐ 2019 Đ.20.2.c.
    """
    number = typed.get(NUMBER)
    if not number:
        return ()
    found = []
    for one in contracts.of_records(session, [person_id]).get(person_id, ()):
        start = earliest(one["start_date"])
        if start is None or one["contract_number"] in (None, number):
            continue
        ends = [day for name in ("end_date", "termination_date") if (day := earliest(one[name]))]
        fixed = one["contract_type_code"] == LABOUR_FIXED
        found.append(Term(start, min(ends, default=None), fixed))
    return tuple(sorted(found, key=lambda term: term.start))
