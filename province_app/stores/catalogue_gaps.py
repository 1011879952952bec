"""Codes that the national node refused, read out of the versions that were sent."""

from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from province_app.models.sync import StageOpening
from tiers.stages import Stage

# A refusal names the place, not the value: that is read where the place leads. Sealed sections
# stay closed; their codes are counted without being named.
_REFUSED = text("""
    select item.path, count(distinct item.record_id) as records,
           case when not section.sealed then
             convert_from(section.content, 'UTF8')::jsonb
               #>> (string_to_array(item.path, '/'))[5:] end as value
    from sync_item item
    join record_version version using (record_id, version)
    join record_section section
      on section.record_id = item.record_id and section.digest = any(version.section_digests)
     and section.name = split_part(item.path, '/', 3)
    where item.stage = :stage and item.period = :period
      and item.outcome = 'rejected' and item.code = 'catalogue_unknown_code'
    group by 1, 3
""")


class Refused(NamedTuple):
    """How many records were refused for a value at a place; None where it lies sealed."""

    path: str
    records: int
    value: str | None


def last_period(session: Session) -> str | None:
    """Return the last month in which records went to the national node."""
    query = select(func.max(StageOpening.period))
    return session.scalar(query.where(StageOpening.stage == Stage.PROVINCE_TO_NATIONAL))


def refused_codes(session: Session, period: str) -> list[Refused]:
    """Return what the national node refused for a code in the period."""
    values = {"stage": Stage.PROVINCE_TO_NATIONAL, "period": period}
    return [Refused._make(row) for row in session.execute(_REFUSED, values)]
