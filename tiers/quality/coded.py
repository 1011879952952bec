"""Codes that had ended before the fact they stand for: DM-1, wherever a coded field has a date.

Rules of their own have the rank of item 30 (SL-2), the kind of contract (LC-1) and the
administrative units (AD-1). DM-2: text of before the province kept the list, in a code's place.
"""

import re

from tiers.partial_dates import earliest
from tiers.quality.facts import POST, Facts
from tiers.quality.rule import Dimension, Found, Rule, Severity, Values

_FROM, _START = "from_month", "contract.start_date"
# The date of each coded field: of a column another column of its row, of a field another field.
DATED = {
    "training.professional.*.study_mode_code": _FROM,
    "training.professional.*.qualification_code": _FROM,
    "training.political_theory.*.study_mode_code": _FROM,
    "training.political_theory.*.political_level_code": _FROM,
    "training.state_management.*.certificate_code": _FROM,
    "training.defence.*.certificate_code": _FROM,
    "training.it.*.certificate_code": _FROM,
    "training.languages.*.language_code": _FROM,
    "training.languages.*.certificate_code": _FROM,
    "awards.awards.*.professional_rating_code": "year",
    "awards.awards.*.emulation_title_code": "year",
    "awards.awards.*.award_form_code": "year",
    "discipline.disciplines.*.discipline_form_code": _FROM,
    "salary_history.salaries.*.rank_code": _FROM,
    "salary_history.allowances.*.allowance_type_code": _FROM,
    "political.first_union_name": "political.first_union_join_date",
    "political.highest_military_rank_code": "political.enlist_date",
    "contract.work_kind_code": _START,
    "contract.salary_mode": _START,
    "contract.rank_code": _START,
    "contract.pay_method": _START,
    "contract.insurance_scheme": _START,
    "contract.termination_reason_code": "contract.termination_date",
    "service.movement_reason_code": "service.movement_date",
}
# Where older versions have free text in the place of a code of a list that the province keeps.
LISTED = (
    POST,
    "position.concurrent_positions",
    "political.party_position_text",
    "political.party_concurrent_positions",
    "salary.job_position_code",
    "contract.job_position_code",
)
_CODE = re.compile(r"[A-Za-z0-9._/+-]{1,40}", re.ASCII)
_PLACES = tuple((path, *path.partition(".*.")[::2], dated) for path, dated in DATED.items())


def _ended(facts: Facts) -> Found:
    known = facts.reference.ended_codes
    found: list[tuple[str, Values]] = []
    for path, table, column, dated in _PLACES:
        if path not in known:
            continue
        if not column:
            found += _hit(facts, path, path, facts.values.get(path), facts.values.get(dated))
        for number, row in enumerate(facts.rows(table) if column else ()):
            place = f"{table}.{number}.{column}"
            found += _hit(facts, path, place, row.get(column), row.get(dated))
    return found


def _hit(
    facts: Facts, path: str, place: str, value: object, on: object
) -> list[tuple[str, Values]]:
    """Return the place once for each code that had ended before the first day of the fact."""
    since, ended = earliest(on), facts.reference.ended_codes[path]
    if since is None:
        return []
    return [
        (place, {"code": code, "last": last, "on": str(on)})
        for code in (value if isinstance(value, list) else [value])
        if isinstance(code, str) and (last := ended.get(code)) and last < since
    ]


def _free_text(facts: Facts) -> Found:
    """Return the fields that hold what can be no code, with the first such text."""
    found: list[tuple[str, Values]] = []
    for path in LISTED:
        value = facts.values.get(path)
        texts = value if isinstance(value, list) else [value] if value else []
        free = [one for one in texts if isinstance(one, str) and not _CODE.fullmatch(one)]
        if free:
            found.append((path, {"text": free[0]}))
    return found


RULES = (
    Rule("DM-1", Severity.WARNING, Dimension.RIGHT, "Danh mục dùng chung", tuple(DATED), _ended),
    Rule("DM-2", Severity.WARNING, Dimension.CLEAN, "Danh mục dùng chung", LISTED, _free_text),
)
