"""Batches of papers → the page that follows them."""

from datetime import date

from flask import url_for

from province_app.services.print_batches import Batch, PrintDesk
from province_app.views import formats
from province_app.views.imports_read import unit_option
from province_app.views.prints_page import BatchLine, PrintsPage

_WITHOUT = {
    "nothing_to_print": "người chưa có phiên bản nào",
    "print_closed": "người đã hạn chế xử lý cả hồ sơ",
    "not_here": "người không còn trong phạm vi của bạn",
}


def prints_page(desk: PrintDesk, today: date, error: str = "") -> PrintsPage:
    """Return the page; `error`: why the last act was not done."""
    names = {one.unit_id: one.name for one in desk.units}
    return PrintsPage(
        tuple(_line(one, names.get(one.row.unit_id, "")) for one in desk.batches),
        tuple(map(unit_option, desk.units)),
        today.isoformat(),
        error,
    )


def _line(batch: Batch, unit: str) -> BatchLine:
    row, counts = batch.row, batch.outcomes
    made = row.finished_at is not None
    printed = counts.get("printed", 0)
    return BatchLine(
        unit,
        row.asked_at,
        row.people - counts.get("", 0),
        row.people,
        not made,
        printed,
        row.ends_at,
        row.restricted,
        tuple(
            f"{formats.number(counts[code])} {words}"
            for code, words in _WITHOUT.items()
            if counts.get(code)
        ),
        url_for("prints.take", print_id=row.id) if made and printed else "",
    )
