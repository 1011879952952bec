"""The whole record of one life: what the biography leaves open, each table answered."""

from datetime import date
from random import Random

from province_app.demo.biography import Life, Slot, typed
from province_app.demo.careers import add_months
from province_app.demo.catalogues import AS_OF, code_named
from province_app.demo.contracts import contract_of, without_form
from province_app.demo.courses import courses_of, professional_of
from province_app.demo.jobs import jobs_of, merits_of, pay_history_of
from province_app.demo.relatives import family_of
from province_app.demo.staffing import CONTRACT_CATEGORY
from province_app.demo.units import DemoUnit

_PARTY_SHARE = 0.55  # of who is no leader
_PARTY_AFTER_MONTHS, _CANDIDATE_MONTHS = 24, 12
_YOUTH_AGE, _YOUTH_DAY = 17, "26/03"  # the day of the year; sixteen by then
_BLOOD = ("O", "A", "B", "AB")
_BASE_PAY = 1_800_000  # đồng a month, 2023-07 to 2024-06


def complete(
    rng: Random, unit: DemoUnit, slot: Slot, life: Life, fields: dict[str, str]
) -> dict[str, str]:
    """Return the record of the biography's fields, complete for the person's category.

    `rng` is the person's own, so that the biography stays as it was drawn.
    """
    recruiter = fields["recruitment.first_recruiting_org_text"]
    major = fields.get("education.highest_qualification_major", "")
    jobs = jobs_of(unit, slot, life, recruiter)
    if slot.category == CONTRACT_CATEGORY:
        none = ("political_theory", "state_management", "defence", "it", "languages")
        return {
            **without_form(fields),
            **professional_of(rng, slot, life, major),
            **{f"training.{name}": "none" for name in none},
            **jobs,
            **contract_of(unit, slot, life, fields),
        }
    home = fields["identity.native_place_text"]
    return {
        **fields,
        **_political(rng, slot, life),
        **_health(rng, life),
        **courses_of(rng, slot, life, major),
        **jobs,
        "self_history.detention_statement": "Không",
        "self_history.old_regime_work": "none",
        "self_history.foreign_relations": "none",
        **merits_of(rng, life),
        **family_of(rng, life, home, fields["identity.current_address_text"]),
        **pay_history_of(slot, life),
        "economy.income_salary_year": str(int(12 * _BASE_PAY * life.pay.coefficient)),
        "evaluation.agency_assessment": "Chấp hành tốt chủ trương của Đảng, chính sách, pháp luật "
        "của Nhà nước; hoàn thành nhiệm vụ được giao.",
    }


def _political(rng: Random, slot: Slot, life: Life) -> dict[str, str]:
    found = {
        "political.first_union_join_date": f"{_YOUTH_DAY}/{life.born.year + _YOUTH_AGE}",
        "political.first_union_name": "DOAN",
    }
    joined = add_months(life.recruited, _PARTY_AFTER_MONTHS)
    official = add_months(joined, _CANDIDATE_MONTHS)
    if official <= AS_OF and (slot.leads or rng.random() < _PARTY_SHARE):
        found["political.party_join_date"] = typed(joined)
        found["political.party_official_date"] = typed(official)
        if slot.leads:
            first = not slot.title.startswith("Phó")
            name = "Bí thư chi bộ" if first else "Chi ủy viên"
            found["political.party_position_text"] = code_named("chuc_vu_dang", name)
    return found


def _health(rng: Random, life: Life) -> dict[str, str]:
    tall = rng.randint(150, 165) if life.female else rng.randint(160, 178)
    return {
        "health.health_status_code": "2" if rng.random() < 0.7 or _old(life.born) else "1",
        "health.height_cm": str(tall),
        "health.weight_kg": str(tall - 105 + rng.randint(-3, 8)),
        "health.blood_group_code": rng.choice(_BLOOD),
    }


def _old(born: date) -> bool:
    return AS_OF.year - born.year > 50
