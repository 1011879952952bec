"""The quality rules on one record: hits, scores, and what of it stands in the way.

Nothing is read but the catalogues; what the province alone knows (numbers of others, the unit's
name) is handed in. Source: Quy chế Đ.3, Đ.6.2.b.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from province_app.record.catalogues import KEPT, label_on, last_day
from province_app.record.entry import Fault
from province_app.record.reference import reference
from province_app.record.schema import FieldInfo, fields
from tiers.calendar import local_day
from tiers.quality.facts import Facts, Term, facts_of
from tiers.quality.reminders import CODE_DAYS_AHEAD, Reminder, reminders_of, seen_on
from tiers.quality.rule import Dimension, Hit, Severity
from tiers.quality.rulebook import EVERY_RULE, judge
from tiers.quality.tables import is_working

Content = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class RuleFault(Fault):
    """A hit that stands in the way; `path` is a field of the form."""

    hit: Hit

    @staticmethod
    def of(hit: Hit) -> "RuleFault":
        """Return the hit as a fault of the field, or of the table, in which it stands.

        What is missing has the form's own code for it: the pages treat it as not reached yet.
        """
        info = _field_of(hit.path)
        missing = EVERY_RULE[hit.key].dimension is Dimension.COMPLETE
        code = "required" if missing else hit.key
        return RuleFault(info.path if info else hit.path, code, hit)


def facts(
    content: Content,
    category: str | None,
    at: datetime,
    duplicates: frozenset[str] = frozenset(),
    unit_name: str = "",
    earlier: tuple[Term, ...] = (),
) -> Facts:
    """Return what the rules look at; the day is the moment's in Vietnam."""
    given = (duplicates, unit_name, earlier, _post_of(content, local_day(at)))
    return facts_of(content, category, local_day(at), reference(), *given)


def _post_of(content: Content, day: date) -> str:
    """Return the name of the post of item 23: its code's on the day, or older text as it is."""
    code = content.get("position", {}).get("position_text")
    return label_on("chuc_vu", code, day) if isinstance(code, str) else ""


def hits_of(
    content: Content,
    category: str | None,
    at: datetime,
    duplicates: frozenset[str] = frozenset(),
    unit_name: str = "",
    earlier: tuple[Term, ...] = (),
) -> list[Hit]:
    """Return every hit in the record: errors, warnings and what is only to be known.

    `category`: a code of `loai_can_bo`; people under a labour contract are judged by identity and
    contract alone. `duplicates`: identity numbers of other people's records (rule ID-6).
    `earlier`: the terms of contracts before this one (LC-2, LC-14).
    """
    return judge(facts(content, category, at, duplicates, unit_name, earlier))


def reminders(content: Content, category: str | None, at: datetime) -> list[Reminder]:
    """Return what comes due for the person: retirement, raise, term, card, contract, codes."""
    found = facts(content, category, at)
    ending = _ending_codes(content, found.today) if is_working(found) else []
    return seen_on(found.today, [*reminders_of(found), *ending])


def _ending_codes(content: Content, today: date) -> list[Reminder]:
    """Return the fields of today's post and pay whose code will not be used any more."""
    found = []
    for info in _dated_now():
        value = content.get(info.section, {}).get(info.name)
        for code in value if isinstance(value, list) else [value]:
            last = last_day(info.item.catalogue or "", code) if isinstance(code, str) else None
            if last is not None and today <= last:
                ahead = last - timedelta(days=CODE_DAYS_AHEAD)
                found.append(Reminder("code", ahead, last, info.path))
    return found


@cache
def _dated_now() -> tuple[FieldInfo, ...]:
    """Return the fields with a kept catalogue, and the ranks of item 30 and of the contract."""
    return tuple(
        one for one in fields().values() if one.item.catalogue in (*KEPT, "ngach_chuc_danh")
    )


def faults_before_sending(hits: Sequence[Hit]) -> list[RuleFault]:
    """Return the errors in fields that the person fills: what others fill stops nobody here."""
    return [one for one in faults_before_confirming(hits) if _is_filled_by_person(one.path)]


def faults_before_confirming(hits: Sequence[Hit]) -> list[RuleFault]:
    """Return every error of the rules, one for a field. Source: Quy chế Đ.6.2.b, 7.1a."""
    errors = [hit for hit in hits if hit.severity is Severity.ERROR]
    return _one_a_field([RuleFault.of(hit) for hit in errors])


def warnings(hits: Sequence[Hit]) -> list[RuleFault]:
    """Return what deserves a look in fields that the person fills, and stops nobody."""
    found = [RuleFault.of(hit) for hit in hits if hit.severity is Severity.WARNING]
    return [one for one in found if _is_filled_by_person(one.path)]


def place_of(hit: Hit) -> FieldInfo | None:
    """Return the field of the form, or the table, in which the hit stands."""
    return _field_of(hit.path)


def concerns(hits: Sequence[Hit]) -> dict[str, tuple[Hit, ...]]:
    """Return the errors and warnings that HR looks at, by field or table of the form."""
    found: dict[str, tuple[Hit, ...]] = {}
    for hit in hits:
        if hit.severity is not Severity.INFO:
            path = RuleFault.of(hit).path
            found[path] = (*found.get(path, ()), hit)
    return found


def own_hits(
    content: Content,
    at: datetime,
    duplicates: frozenset[str] = frozenset(),
    unit_name: str = "",
    earlier: tuple[Term, ...] = (),
) -> list[Hit]:
    """Return the hits in a record that says its own category."""
    return hits_of(content, category_of(content), at, duplicates, unit_name, earlier)


def category_of(content: Content) -> str | None:
    """Return the staff category that the record itself says."""
    category = content.get("service", {}).get("staff_category")
    return category if isinstance(category, str) else None


def _one_a_field(faults: Sequence[RuleFault]) -> list[RuleFault]:
    first: dict[str, RuleFault] = {}
    for fault in faults:
        first.setdefault(fault.path, fault)
    return list(first.values())


def _is_filled_by_person(path: str) -> bool:
    info = fields().get(path)
    return info is not None and info.item.filled_by == "person"


def _field_of(path: str) -> FieldInfo | None:
    """Return the form's field at the path; for a cell of a table that table."""
    known = fields()
    return known.get(path) or known.get(".".join(path.split(".")[:2]))
