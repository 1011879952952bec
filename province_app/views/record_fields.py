"""The fields of a section as the form shows them: control, value, hint, fault, reason of return."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from province_app.record.catalogues import KEPT, label_on, labels_on
from province_app.record.computed import COMPUTED, origins_of
from province_app.record.entry import Fault
from province_app.record.schema import FieldInfo, fields, table_of
from province_app.record.values import YES_NO, code_of
from province_app.services.catalogue_mappings import offered
from province_app.services.checking import REASONS
from province_app.services.own_record import OwnText
from province_app.views import formats
from province_app.views.page import FieldError
from province_app.views.quality_messages import fault_sentence
from province_app.views.record_page import (
    Control,
    Field,
    Lookup,
    Option,
    Returned,
    Said,
    TableField,
)
from province_app.views.record_reports import report_address, reported
from province_app.views.record_tables import (
    place_of_cell,
    table_field,
    table_to_read,
    tables_that_differ,
)
from province_app.views.record_values import WRITTEN_BY, shown
from province_app.workbooks.cells import suggested

LONGEST_LIST = 20  # entries that a person looks through; longer catalogues are searched
LONGEST_SENT = 1_000  # entries that a page brings along; of the whole country none are sent
_UNKNOWN_THERE = "Nơi nhận hồ sơ chưa biết mã này; mã dùng thay ở ngay dưới."
_CONTROLS: dict[str, Control] = {
    "long_text": "long_text",
    "full_text": "long_text",
    "codes": "checks",
    "date": "date",
    "any_date": "date",
    "coefficient": "number",
    "percent": "number",
    "integer": "number",
    "money": "number",
    "area": "number",
    "weight": "number",
    "height": "number",
    "count": "number",
    "month": "number",
    "year": "number",
    "yes_no": "choice",
}
_SHAPES = {
    "phone": "10 chữ số, bắt đầu bằng số 0",
    "health_insurance": "10 chữ số, hoặc đủ 15 ký tự ghi trên thẻ",
    "integer": "số từ 1 đến 16",
    "money": "số đồng, không có phần lẻ",
    "coefficient": "số, phần lẻ sau dấu phẩy",
    "percent": "số, phần lẻ sau dấu phẩy",
    "area": "số mét vuông, phần lẻ sau dấu phẩy",
    "weight": "số ki-lô-gam, từ 25 đến 199,9",
    "height": "số xăng-ti-mét, từ 100 đến 230",
    "count": "số từ 1 đến 99",
    "email": "địa chỉ thư điện tử, có dấu @",
    "month": "tháng và năm, ví dụ 09/2011",
    "year": "năm, bốn chữ số",
}


def section_fields(
    section: str,
    text: OwnText,
    said: Mapping[str, Said],
    day: date,
    *,
    closed: bool,
    added: str = "",
) -> tuple[Field | TableField, ...]:
    """Return the section's fields; `closed`: only to read, so values are put into words.

    `said`: what stands beside each, by path. `added`: the path of a table that
    gets one empty row more.
    """

    def cell(column: FieldInfo, path: str) -> Field:
        return _typed(column, path, text, said.get(path) or Said(path), day)

    def shown_as(info: FieldInfo) -> Field | TableField:
        if closed or info.item.filled_by != "person":
            return _read(info, text, day)
        if info.kind != "table":
            return cell(info, info.path)
        return table_field(
            info,
            text.typed,
            said.get(info.path) or Said(info.path),
            one_more=info.path == added,
            cell=cell,
            required=_is_required(info.path, info, text),
            returned=returned_at(info.path, text),
        )

    return tuple(
        shown_as(info)
        for info in fields().values()
        if info.section == section and info.kind != "photo"  # it is seen, not read
    )


def entry_field(info: FieldInfo, text: OwnText, faults: Iterable[Fault], day: date) -> Field:
    """Return one single field as a control, whoever fills it."""
    errors = tuple(fault_sentence(one) for one in faults if one.path == info.path)
    return _typed(info, info.path, text, Said(info.path, errors), day)


def filled_fields(
    section: str, text: OwnText, posted: Mapping[str, str], day: date
) -> tuple[Field, ...]:
    """Return the fields of the section that now hold another text than was posted for them."""
    return tuple(
        _typed(info, path, text, Said(path), day)
        for path in COMPUTED
        if (info := fields()[path]).section == section
        and path in posted
        and text.typed.get(path, "") != posted[path]
    )


def origins(section: str, typed: Mapping[str, str], day: date) -> tuple[tuple[str, str], ...]:
    """Return where each field that is filled in by itself comes from; "" where it is not known."""
    known = _origins(typed, day)
    return tuple((path, known.get(path, "")) for path in COMPUTED if path.startswith(f"{section}."))


def _origins(typed: Mapping[str, str], day: date) -> dict[str, str]:
    found = {}
    for one in origins_of(typed, day):
        rank = label_on("ngach_chuc_danh", one.rank_code, one.day)
        since = formats.day(one.day) if one.dated else "hôm nay (chưa có ngày hưởng)"
        said = "" if one.agrees else " Ô này đang ghi số khác."
        found[one.path] = (
            f"Theo bảng lương, {formats.with_code(rank, one.rank_code)} bậc {one.step} "
            f"từ {since}: hệ số {one.coefficient}.{said}"
        )
    return found


def lookups(section_fields: Iterable[Field | TableField], day: date) -> tuple[Lookup, ...]:
    """Return the long catalogues that the fields search in, each once; not the longest."""
    names = dict.fromkeys(
        field.lookup
        for one in section_fields
        for field in (
            (one,) if isinstance(one, Field) else [cell for row in one.rows for cell in row.fields]
        )
        if field.lookup and field.lookup_sent
    )
    return tuple(Lookup(name, _options(name, day)) for name in names)


def field_errors(faults: Iterable[Fault], address: str = "") -> tuple[FieldError, ...]:
    """Return a line of the summary for each fault, leading to its field at the address."""
    return tuple(
        FieldError(f"{place_of_cell(fault.path)}: {_lower(fault_sentence(fault))}",
                   f"{address}#{fault.path}")
        for fault in faults
    )  # fmt: skip


def differences(
    posted: Mapping[str, str], saved: Mapping[str, str], day: date
) -> tuple[FieldError, ...]:
    """Return a line for each field and table where what was posted is not the saved one."""
    known = fields()
    tables = tuple(
        FieldError(
            f"{info.item.label}: bản đã lưu có {saved_rows} dòng, bạn đang nhập {rows} dòng,"
            " nội dung khác nhau",
            f"#{info.path}",
        )
        for info, saved_rows, rows in tables_that_differ(posted, saved)
    )
    return tables + tuple(
        FieldError(
            f"{known[path].item.label}: bản đã lưu là “{shown(known[path], old, day) or 'trống'}”,"
            f" bạn đang nhập “{shown(known[path], new, day) or 'trống'}”",
            f"#{path}",
        )
        for path, new in posted.items()
        if table_of(path) is None and new != (old := saved.get(path, ""))
    )


def _typed(info: FieldInfo, path: str, text: OwnText, said: Said, day: date) -> Field:
    """Return a field, or the cell of a column, to type in."""
    item, value = info.item, text.typed.get(path, "")
    catalogue = item.catalogue
    options: tuple[Option, ...] = ()
    control = _CONTROLS.get(info.kind, "text")
    lookup, sent = "", True
    if catalogue:
        known = labels_on(catalogue, day)
        sent = len(known) <= LONGEST_SENT
        options = _options(catalogue, day) if sent else ()
        if len(known) > LONGEST_LIST and info.kind == "codes":
            lookup = catalogue  # what is chosen stands as boxes, the next is searched
            options = tuple(Option(one, label_on(catalogue, one, day)) for one in _parts(value))
        elif len(known) > LONGEST_LIST:
            control, lookup, options = "lookup", catalogue, ()
            label = label_on(catalogue, value, day)
            value = formats.with_code(label, value) if label != value else value
        elif info.kind != "codes":
            control = "choice"
    elif info.kind == "yes_no":
        options = tuple(Option(code, label) for code, label in YES_NO.items())
    stand_in = _stand_in(info, text, path, day)
    return Field(
        path,
        "" if path != info.path else item.number,
        item.label,
        control,
        value,
        options,
        lookup,
        _is_required(path, info, text),
        _hint(info, control),
        said.errors,
        returned_at(path, text),
        (*said.warnings, _UNKNOWN_THERE) if stand_in else said.warnings,
        computed=path in COMPUTED,
        origin=_origins(text.typed, day).get(path, "") if path in COMPUTED else "",
        lookup_sent=sent,
        offers=(_offers(info, text.typed.get(path, ""), day) if _wants_code(info, said) else ())
        + stand_in,
    )


def _stand_in(info: FieldInfo, text: OwnText, path: str, day: date) -> tuple[Option, ...]:
    """Return the code to choose instead of one that the receiver does not know, if it is ours."""
    catalogue, code = info.item.catalogue or "", text.typed.get(path, "")
    found = offered(text.stand_ins, catalogue, code, day)
    return (Option(code_of(found), found),) if found else ()


def _wants_code(info: FieldInfo, said: Said) -> bool:
    """Whether the field is refused, or may hold text of before the province kept its list."""
    return bool(said.errors) or info.item.catalogue in KEPT


def _offers(info: FieldInfo, value: str, day: date) -> tuple[Option, ...]:
    """Return the codes that may be meant by one that the field does not take (any longer).

    Of several codes the first such is replaced: a button brings the field's whole text.
    """
    catalogue, parts = info.item.catalogue, _parts(value)
    if not catalogue or (info.kind == "codes" and catalogue not in KEPT):
        return ()
    wrong = next((one for one in parts if one not in labels_on(catalogue, day)), "")
    if info.kind != "codes":
        wrong = "" if value in labels_on(catalogue, day) else value
    found = suggested(catalogue, wrong, day) if wrong else ()
    if info.kind != "codes":
        return tuple(Option(code_of(one), one) for one in found)
    return tuple(
        Option("; ".join(code_of(one) if part == wrong else part for part in parts), one)
        for one in found
    )


def _parts(value: str) -> list[str]:
    return [one for part in value.split(";") if (one := part.strip())]


def _read(info: FieldInfo, text: OwnText, day: date) -> Field | TableField:
    item = info.item
    why = "" if item.filled_by == "person" else WRITTEN_BY[item.filled_by]
    returned = returned_at(info.path, text)
    told = reported(text.reports.get(info.path)) if why else None
    waits = told is not None and not told.answer
    url = "" if not why or waits else report_address(info)
    if info.kind == "table":
        table = table_to_read(info, text.typed, why, day, returned)
        return replace(table, reported=told, report_url=url)
    value = shown(info, text.typed.get(info.path, ""), day)
    if value in text.unit_names:
        value = formats.with_code(text.unit_names[value], value)
    return Field(
        info.path, item.number, item.label, value=value, returned=returned,
        read_only=why, reported=told, report_url=url,
    )  # fmt: skip


def _is_required(path: str, info: FieldInfo, text: OwnText) -> bool:
    return info.item.required_of(_category(text)) or path in text.here


def _category(text: OwnText) -> str:
    return text.typed.get("service.staff_category", "")


def returned_at(path: str, text: OwnText) -> Returned | None:
    one = text.returns.get(path)
    if one is None or text.draft is None or text.draft.returned_at is None:
        return None
    reason = ". ".join(part for part in (REASONS[one["reason"]], one["text"].strip()) if part)
    return Returned(reason, text.checker, text.draft.returned_at)


def _options(catalogue: str, day: date) -> tuple[Option, ...]:
    return tuple(Option(code, label) for code, label in labels_on(catalogue, day).items())


def _hint(info: FieldInfo, control: str) -> str:
    """Return what tells the field from others, and how it is typed."""
    return " ".join(part for part in (info.item.help, _shape(info, control)) if part)


def _shape(info: FieldInfo, control: str) -> str:
    if control == "lookup":
        return "Gõ vài chữ của tên hoặc mã rồi chọn một dòng."
    if info.name == "to_month":
        return "Tháng và năm, ví dụ 08/2016. Đến nay thì để trống."
    if info.kind == "any_date":
        return "Không rõ ngày hoặc tháng thì để trống ô đó."
    example = info.item.example or _SHAPES.get(info.kind, "")
    if not example or info.item.help:  # the help has an example of its own
        return ""
    return f"Ví dụ {example}" if example.replace(",", "").isdecimal() else f"Nhập {example}."


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
