"""What records hold now at a place of an open section: each record by its newest version."""

from typing import NamedTuple

from sqlalchemy import TextClause, text

# Sealed sections stay closed.
_COUNTED = """
    select found.value #>> '{}' as held, count(distinct newest.record_id) as records
    from (
      select distinct on (record_id) record_id, section_digests from record_version
      order by record_id, version desc
    ) newest
    join record_section section
      on section.record_id = newest.record_id and section.digest = any(newest.section_digests)
     and section.name = :section and not section.sealed
    cross join lateral jsonb_path_query(
      convert_from(section.content, 'UTF8')::jsonb, cast(:path as jsonpath)) found(value)
    where <condition>
    group by 1
"""


class Place(NamedTuple):
    """Where a code may stand: a section, and a JSON path into its content."""

    section: str
    path: str


def counted(condition: str) -> TextClause:
    """Return the statement that counts records by what they hold at `:section` and `:path`.

    `condition`: which of the values `found.value` count.
    """
    return text(_COUNTED.replace("<condition>", condition))
