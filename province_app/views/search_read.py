"""Who was found, in words."""

from flask import url_for

from province_app.services.search import Found, SearchResult
from province_app.views import formats
from province_app.views.page import Link
from province_app.views.search_page import FoundRow, SearchPage
from tiers.policy import may_enter
from tiers.units import Officer, PostKind


def search_page(found: SearchResult, officer: Officer, q: str, first: bool) -> SearchPage:
    """Return the page; `first`: it is not the continuation of another."""
    last = found.people[-1] if found.more else None
    return SearchPage(
        q=q,
        asked=True,
        rows=tuple(_row(one, found, officer) for one in found.people),
        first=first,
        after=(last.sort_key, str(last.person_id)) if last else None,
    )


def _row(one: Found, found: SearchResult, officer: Officer) -> FoundRow:
    left = one.ends_on is not None and one.ends_on <= found.today
    mine = any(post.unit_id == one.unit_id for post in officer.posts)
    where = None
    if left and mine and may_enter(officer, "move.read"):
        where = Link("Xem danh sách người đã đi", url_for("moves.show", unit=one.unit_id))
    return FoundRow(
        one.full_name,
        "" if left or not mine else _url(one, officer),
        found.units.get(one.unit_id, ""),
        f"Đã rời đơn vị từ {formats.day(one.ends_on)}"
        if left and one.ends_on
        else f"Từ {formats.day(one.starts_on)}",
        left,
        where,
    )


def _url(one: Found, officer: Officer) -> str:
    """Return where the name leads: HR writes, others of the unit read."""
    if str(one.person_id) == officer.person_id:
        return url_for("record.show")
    if officer.holds(PostKind.HR, one.unit_id) and may_enter(officer, "unit.read"):
        return url_for("unit.person", person_id=one.person_id)
    return url_for("record_history.show", person_id=one.person_id)
