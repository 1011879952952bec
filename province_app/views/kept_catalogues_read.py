"""A list that the province keeps → its page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for

from province_app.record.values import code_of
from province_app.services.catalogue_search import fold
from province_app.services.kept_catalogues import FreeText, Shown
from province_app.views import formats
from province_app.views.kept_catalogues_page import (
    ActRow,
    Chosen,
    EntryRow,
    KeptPage,
    KeptTyped,
    ListLink,
    TextRow,
)
from province_app.views.record_page import Option
from province_app.workbooks.cells import suggested
from tiers.calendar import local_day
from tiers.kept_catalogues import Act, Listed, Term

TITLES = {
    "chuc_vu": "Chức vụ, chức danh",
    "chuc_vu_dang": "Chức vụ Đảng",
    "vi_tri_viec_lam": "Vị trí việc làm",
}
_ROWS = 200
_ACTS = 20
_TEXTS = 50


def kept_page(
    shown: Shown,
    texts: Sequence[FreeText] | None,
    query: str,
    code: str,
    typed: KeptTyped,
    now: datetime,
) -> KeptPage:
    """Return the list as it stands, the entry that is changed, and the texts asked for."""
    day, name = local_day(now), shown.catalogue
    rows = [_row(name, place, one, day) for place, one in enumerate(shown.entries, 1)]
    asked = fold(query)
    found = [row for row in rows if asked in fold(f"{row.name} {row.others} {row.code}")]
    entry = next((one for one in shown.entries if one.code == code), None)
    names = {one.code: one.name for one in shown.entries}
    return KeptPage(
        name,
        TITLES[name],
        ", ".join(shown.labels),
        tuple(ListLink(title, _url(one), one == name) for one, title in TITLES.items()),
        tuple(found[:_ROWS]),
        len(rows),
        day.isoformat(),
        _url(name, texts="1", anchor="h-chu"),
        query,
        max(len(found) - _ROWS, 0),
        _chosen(rows, entry),
        tuple(_text(name, one, day) for one in texts[:_TEXTS]) if texts is not None else None,
        max(len(texts or ()) - _TEXTS, 0),
        tuple(
            ActRow(
                _words(Act(act.kind), formats.with_code(names[act.code], act.code), act.name or "",
                       act.day, act.place or 0),
                f"{act.basis_number}, {formats.day(act.basis_date)}" if act.basis_date else "",
                shown.names.get(act.decided_by, ""),
                act.decided_at,
            )
            for act in shown.acts[:_ACTS]
        ),
        typed,
    )  # fmt: skip


def _row(catalogue: str, place: int, one: Listed, day: date) -> EntryRow:
    used = one.used_on(day)
    later = one.terms[-1].first is not None and one.terms[-1].first > day
    state = "Đang dùng" if used else "Chưa đến ngày" if later else "Ngừng sử dụng"
    return EntryRow(
        place,
        one.code,
        one.name,
        f"Tên khác: {', '.join(one.aliases)}" if one.aliases else "",
        "Có sẵn" if one.shipped else "Tỉnh thêm",
        "; ".join(filter(None, (_days(term) for term in one.terms))),
        state,
        used,
        _url(catalogue, code=one.code, anchor="h-sua"),
    )


def _days(term: Term) -> str:
    first = f"từ {formats.day(term.first)}" if term.first else ""
    last = f"đến hết {formats.day(term.last)}" if term.last else ""
    return " ".join(filter(None, (first, last)))


def _chosen(rows: Sequence[EntryRow], entry: Listed | None) -> Chosen | None:
    if entry is None:
        return None
    return Chosen(next(row for row in rows if row.code == entry.code), entry.stops_on is None)


def _text(catalogue: str, one: FreeText, day: date) -> TextRow:
    offers = tuple(Option(code_of(name), name) for name in suggested(catalogue, one.text, day))
    return TextRow(
        one.text, one.records, offers, _url(catalogue, name=one.text, texts="1", anchor="h-them")
    )


def _words(kind: Act, entry: str, name: str, day: date | None, place: int) -> str:
    on = formats.day(day) if day else ""
    words: Mapping[Act, str] = {
        Act.ADD: f"Thêm {entry}, dùng từ {on}",
        Act.STOP: f"Ngừng sử dụng {entry} từ {on}",
        Act.RESUME: f"Sử dụng lại {entry} từ {on}",
        Act.PLACE: f"Xếp {entry} vào thứ tự {place}",
        Act.ALIAS: f"Ghi “{name}” là tên khác của {entry}",
    }
    return words[kind]


def _url(catalogue: str, anchor: str | None = None, **more: str) -> str:
    values: dict[str, Any] = more
    return url_for("kept_catalogues.show", list=catalogue, _anchor=anchor, **values)
