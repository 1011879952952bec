"""What stands beside the fields of a section: what is wrong, and what deserves a look.

An automatic save answers with it while the person types; a page shows the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from province_app.record.entry import Fault
from province_app.record.schema import field_of, table_of
from province_app.record.tables import places
from province_app.services.own_record import OwnText, warnings_of
from province_app.services.quality import RuleFault
from province_app.views.quality_messages import fault_sentence
from province_app.views.record_page import Said, SavedPart, SectionLine

F = TypeVar("F", bound=Fault)


NOT_REACHED = ("required", "required_here")  # missing, rather than wrong


def faults_to_say(faults: Sequence[F], section: str, every_fault: bool) -> list[F]:
    """Return the section's faults; what is missing only with `every_fault`.

    Nobody is scolded for fields not reached yet.
    """
    return [
        fault
        for fault in faults
        if field_of(fault.path).section == section
        and (every_fault or fault.code not in NOT_REACHED)
    ]


def said_of(section: str, text: OwnText, every_fault: bool) -> tuple[Said, ...]:
    """Return what is said beside each field of the section that has a fault or a warning."""
    errors = _by_path(faults_to_say(text.faults, section, every_fault))
    warnings = _by_path(faults_to_say(text.warnings, section, every_fault))
    return tuple(
        Said(path, errors.get(path, ()), warnings.get(path, ()))
        for path in dict.fromkeys((*errors, *warnings))
    )


def saved_part(
    section: str,
    text: OwnText,
    saved_at: datetime,
    line: SectionLine,
    posted: Mapping[str, str],
    *,
    every_fault: bool,
) -> SavedPart:
    """Return the answer to an automatic save, at the rows as the page numbers them.

    `posted`: what the page sent; it may have empty rows, which are not kept.
    """
    rows = places(posted)
    said = tuple(
        Said(_on_page(one.path, rows), one.errors, one.warnings)
        for one in said_of(section, text, every_fault)
    )
    return SavedPart(text.revision, saved_at, said=said, mark=line)


def new_warnings(section: str, before: Mapping[str, str], after: OwnText, at: datetime) -> int:
    """Return how many fields of the section have a warning that they did not have before.

    `before`: what was typed then.
    """
    said = said_warnings(section, after.warnings)
    if not said:
        return 0
    known = set(said_warnings(section, warnings_of(before, after, at)))
    return len({path for path, text in said if (path, text) not in known})


def said_warnings(section: str, warnings: Sequence[RuleFault]) -> list[tuple[str, str]]:
    """Return path and sentence of each warning that is said without being asked for."""
    return [(one.path, fault_sentence(one)) for one in faults_to_say(warnings, section, False)]


def _by_path(faults: Sequence[Fault]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fault in faults:
        found[fault.path] = (*found.get(fault.path, ()), fault_sentence(fault))
    return found


def _on_page(path: str, rows: Mapping[str, str]) -> str:
    if table_of(path) is None or path.count(".") == 1:
        return path
    row, _, column = path.rpartition(".")
    return f"{rows.get(row, row)}.{column}"
