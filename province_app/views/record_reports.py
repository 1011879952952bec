"""What the person reported as wrong, in words: beside the field, and as a list."""

from collections.abc import Mapping
from dataclasses import replace

from flask import url_for

from province_app.record.schema import FieldInfo, fields
from province_app.services.corrections import Report
from province_app.views.record_page import Reported

ANSWERS = {"mended": "Đã sửa", "kept": "Giữ nguyên"}


def reported(report: Report | None) -> Reported | None:
    """Return the report as it stands beside its field."""
    if report is None:
        return None
    one = report.request
    answer = ANSWERS[one.answer] if one.answer else ""
    return Reported(
        one.said, one.asked_at, answer, one.reason or "", report.answered_by, one.answered_at
    )


def report_lines(reports: Mapping[str, Report]) -> tuple[Reported, ...]:
    """Return the person's reports, newest first, each leading to its field."""
    lines = []
    for path, report in reports.items():
        info, line = fields()[path], reported(report)
        if line is not None:
            page = url_for("record.edit_section", section=info.section)
            lines.append(replace(line, label=info.item.label, url=f"{page}#xem-{path}"))
    return tuple(lines)


def report_address(info: FieldInfo) -> str:
    """Return where the field can be reported as wrong."""
    return url_for("corrections.new", section=info.section, name=info.name)
