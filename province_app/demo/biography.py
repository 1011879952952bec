"""One life: birth, recruitment, post and pay that agree, and the record's fields of it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from province_app.demo.careers import (
    LATEST_RECRUITMENT,
    Pay,
    add_months,
    may_rise,
    months_between,
    pay_of,
    random_day,
)
from province_app.demo.catalogues import (
    AS_OF,
    Commune,
    code_named,
    communes,
    districts,
    earliest_birth,
)
from province_app.demo.names import full_name
from province_app.demo.staffing import Grade, Track
from province_app.demo.units import DemoUnit
from tiers.units import PostKind

_YEAR = 365.25  # days
_ENTRY_AGE = {"CQDT": 19, "SC": 19, "TC": 20, "CD": 21, "CK1": 24, "CK2": 24, "BSNT": 24}
_GRADUATE_AGE = 22
_YOUNGEST_LEADER, _LEADER_SERVICE = 34, 8  # years
_TERM_MONTHS = 60  # of a leader's appointment
_FIRST_CHIP_CARD = date(2021, 3, 1)
_CARD_AGES = (25, 40, 60)  # the card is replaced at these ages, or up to two years before
_SENIOR_SHARE, _SENIOR_SHARE_OF_LEADERS = 0.10, 0.6
_TEN_YEAR_SCHOOL_UNTIL = 1971  # birth year; the North then had ten classes
_MOBILE = ("091", "094", "088", "097", "098", "096", "086", "033", "035", "038", "039", "090",
           "093", "070", "079", "081", "083", "085", "056", "092")  # fmt: skip
_ETHNICITIES = (("01", "06", "02", "07", "03"), (985, 990, 994, 997, 1000))
_RELIGIONS = (("00", "02", "01"), (88, 97, 100))
_BACKGROUNDS = (("ND", "CN", "CC", "TT"), (72, 86, 96, 100))
_STREETS = (
    "Trần Hưng Đạo",
    "Hùng Vương",
    "Điện Biên",
    "Trường Chinh",
    "Hoàng Văn Thụ",
    "Giải Phóng",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: category, career, and the post or title that comes with it."""

    category: str
    track: Track
    post: PostKind | None = None
    title: str = ""
    leads: bool = False  # has item 23 of the form and a position allowance
    allowance: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The facts of one person from which the fields are written."""

    full_name: str
    female: bool
    born: date
    grade: Grade
    recruited: date
    joined: date  # the present unit
    appointed: date  # to the present post; the day of joining for who has none
    pay: Pay


def life_of(rng: Random, unit: DemoUnit, slot: Slot) -> Life:
    """Return a life that fits the slot: of working age, recruited when grown up, paid by rank."""
    grade = _grade(rng, slot.track)
    female = rng.random() < slot.track.female
    born, recruited = _start(rng, female, grade, slot.leads)
    joined = _joined(rng, unit, recruited, slot.leads)
    share = _SENIOR_SHARE_OF_LEADERS if slot.leads else _SENIOR_SHARE
    senior = slot.track.senior
    rises = senior and rng.random() < share and may_rise(grade.rank, recruited)
    return Life(
        full_name(rng, female, born.year),
        female,
        born,
        grade,
        recruited,
        joined,
        _appointed(rng, slot, recruited, joined),
        pay_of(rng, grade.rank, senior if rises else None, recruited),
    )


def fields_of(rng: Random, unit: DemoUnit, slot: Slot, life: Life, number: int) -> dict[str, str]:
    """Return the text of each field by path, as the person or HR would type it.

    Fields that the system fills (unit codes, category, status) are left to it. `number` makes
    identity, insurance and telephone numbers unique in the province without remembering them.
    """
    return {
        **_identity(rng, unit, life, number),
        **_restricted(rng),
        **_recruitment(rng, unit, life),
        **_education(rng, slot, life),
        **_position(rng, slot, life),
        **_salary(slot, life),
    }


def _grade(rng: Random, track: Track) -> Grade:
    if len(track.grades) == 1:
        return track.grades[0]
    return rng.choices(track.grades, [grade.weight for grade in track.grades])[0]


def _start(rng: Random, female: bool, grade: Grade, leads: bool) -> tuple[date, date]:
    """Return the days of birth and of the first recruitment."""
    age = _ENTRY_AGE.get(grade.qualification, _GRADUATE_AGE)
    latest = LATEST_RECRUITMENT
    youngest = age + 1.0
    if leads:
        latest = add_months(AS_OF, -12 * _LEADER_SERVICE)
        youngest = _YOUNGEST_LEADER - _LEADER_SERVICE
    first = earliest_birth("F" if female else "M").toordinal()
    last = latest.toordinal() - int(youngest * _YEAR)
    born = date.fromordinal(rng.randint(first, last))
    grown = date.fromordinal(born.toordinal() + int(age * _YEAR) + 30)
    until = date.fromordinal(min(grown.toordinal() + 6 * 365, latest.toordinal()))
    return born, random_day(rng, grown, until)


def _joined(rng: Random, unit: DemoUnit, recruited: date, leads: bool) -> date:
    """Return the day of joining the unit: at once, or moved there later."""
    first = max(recruited, date.fromisoformat(unit.valid_from))
    if not leads and rng.random() < 0.6:
        return first
    last = date(2020, 12, 28) if leads else date(2024, 3, 28)
    return random_day(rng, first, max(first, last))


def _appointed(rng: Random, slot: Slot, recruited: date, joined: date) -> date:
    """Return since when the person holds the post; leaders for at most two terms."""
    if not slot.post and not slot.leads:
        return joined
    first = joined
    if slot.leads:
        first = max(joined, add_months(recruited, 36), date(2015, 6, 1))
    return random_day(rng, first, date(2024, 3, 28))


def _identity(rng: Random, unit: DemoUnit, life: Life, number: int) -> dict[str, str]:
    born, card = life.born, _card_number(life, number)
    birth_place = rng.choice(communes())
    home = birth_place if rng.random() < 0.8 else rng.choice(communes())
    lives_in = home if rng.random() < 0.5 else rng.choice(_near(unit))
    insurance = f"36{(number * 61_803_399 + 20_240_501) % 10**8:08d}"
    return {
        "identity.staff_number": f"ND{number + 1:06d}",
        "identity.personal_id": card,
        "identity.birth_full_name": life.full_name,
        "identity.gender_code": "2" if life.female else "1",
        "identity.birth_date": typed(born),
        "identity.birth_place_text": _sentence(birth_place.address),
        "identity.birth_place_unit_code": birth_place.code,
        "identity.native_place_text": _sentence(home.address),
        "identity.native_place_commune_code": home.code,
        "identity.cccd_number": card,
        "identity.cccd_issue_date": typed(_card_issued(rng, born)),
        "identity.phone": f"{rng.choice(_MOBILE)}{(number * 7_320_509 + 1_414_213) % 10**7:07d}",
        "identity.social_insurance_number": insurance,
        "identity.health_insurance_number": insurance,
        "identity.current_address_text": _address(rng, lives_in),
        "identity.current_address_commune_code": lives_in.code,
    }


def _card_number(life: Life, number: int) -> str:
    """Return 12 digits: Nam Định, century and gender, year, six digits unique by `number`."""
    century_and_gender = 2 * (life.born.year // 100 - 19) + life.female
    unique = (number * 387_407 + 271_828) % 10**6
    return f"036{century_and_gender}{life.born.year % 100:02d}{unique:06d}"


def _card_issued(rng: Random, born: date) -> date:
    """Return a day on which a chip card was issued that is still valid on AS_OF."""
    reached = [age for age in _CARD_AGES if born.year + age <= AS_OF.year]
    first = _FIRST_CHIP_CARD
    if reached:
        first = max(first, date(born.year + reached[-1] - 1, 1, 1))
    return random_day(rng, first, date(2024, 3, 28))


@cache
def _near(unit: DemoUnit) -> tuple[Commune, ...]:
    """Return the communes where the unit's people live: its own district's, else the city's."""
    district = next((code for code, name in districts().items() if _lower(name) in unit.name), None)
    by_code = {commune.code: commune.district_code for commune in communes()}
    district = district or by_code.get(unit.gso_code or "", "356")
    return tuple(commune for commune in communes() if commune.district_code == district)


def _address(rng: Random, commune: Commune) -> str:
    if commune.level == "phường":
        return f"Số {rng.randint(2, 320)} đường {rng.choice(_STREETS)}, {commune.address}"
    return f"Xóm {rng.randint(1, 18)}, {commune.address}"


def _restricted(rng: Random) -> dict[str, str]:
    return {
        "identity_restricted.ethnicity_code": _weighted(rng, _ETHNICITIES),
        "identity_restricted.religion_code": _weighted(rng, _RELIGIONS),
        "identity_restricted.family_background_code": _weighted(rng, _BACKGROUNDS),
    }


def _recruitment(rng: Random, unit: DemoUnit, life: Life) -> dict[str, str]:
    if life.recruited == life.joined:
        recruiter = unit.name
    elif life.recruited.year < 1992:
        recruiter = "Ủy ban nhân dân tỉnh Hà Nam Ninh"
    elif life.recruited.year < 1997:
        recruiter = "Ủy ban nhân dân tỉnh Nam Hà"
    else:
        recruiter = f"Ủy ban nhân dân {_lower(rng.choice(tuple(districts().values())))}"
    return {
        "recruitment.first_recruitment_date": typed(life.recruited),
        "recruitment.first_recruiting_org_text": recruiter,
        "recruitment.current_org_join_date": typed(life.joined),
    }


def _education(rng: Random, slot: Slot, life: Life) -> dict[str, str]:
    fields = {
        "education.general_education_code": (
            "10/10" if life.born.year <= _TEN_YEAR_SCHOOL_UNTIL else "12/12"
        ),
        "education.highest_qualification_code": life.grade.qualification,
    }
    if slot.track.majors and life.grade.qualification != "CQDT":
        fields["education.highest_qualification_major"] = rng.choice(slot.track.majors)
    return fields


def _position(rng: Random, slot: Slot, life: Life) -> dict[str, str]:
    if slot.post is PostKind.HR:
        return {"position.main_assigned_work": "Tổ chức cán bộ, quản lý hồ sơ của đơn vị"}
    if not slot.leads:
        return {"position.main_assigned_work": rng.choice(slot.track.works)}
    second = "Giúp người đứng đầu phụ trách lĩnh vực được phân công"
    fields = {
        "position.position_text": code_named("chuc_vu", slot.title),
        "position.appointment_date": typed(life.appointed),
        "position.main_assigned_work": (
            second if slot.title.startswith("Phó") else "Lãnh đạo, điều hành chung"
        ),
    }
    if months_between(life.appointed, AS_OF) >= _TERM_MONTHS:
        fields["position.reappointment_date"] = typed(add_months(life.appointed, _TERM_MONTHS))
    return fields


def _salary(slot: Slot, life: Life) -> dict[str, str]:
    pay = life.pay
    fields = {
        "salary.rank_code": pay.rank_code,
        "salary.rank_appointment_date": typed(pay.rank_date),
        "salary.salary_step": str(pay.step),
        "salary.salary_coefficient": str(pay.coefficient).replace(".", ","),
        "salary.salary_effective_date": typed(pay.since),
        "salary.salary_percent": "100",
        "salary.job_position_code": f"ND-{slot.track.job}",
    }
    if pay.over_frame_percent and pay.over_frame_since:
        fields["salary.over_frame_percent"] = str(pay.over_frame_percent)
        fields["salary.over_frame_date"] = typed(pay.over_frame_since)
    if slot.allowance:
        fields["salary.position_allowance_coefficient"] = slot.allowance
    return fields


def typed(day: date) -> str:
    """Return a day as people type it: 17/05/1987."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _weighted(rng: Random, choice: tuple[tuple[str, ...], tuple[int, ...]]) -> str:
    return rng.choices(choice[0], cum_weights=choice[1])[0]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
