"""What one life learnt: the courses of item 32, the last of them the highest qualification."""

from datetime import date
from random import Random

from province_app.demo.biography import Life, Slot
from province_app.demo.careers import add_months
from province_app.demo.catalogues import AS_OF
from province_app.demo.rows import month, table

_YEARS = {"SC": 1, "TC": 2, "CD": 3}  # of study; four for a first degree
_AFTER_DEGREE = {"THS", "CK1", "CK2", "BSNT", "TS"}
_TEACHERS = ("Trường Đại học Sư phạm Hà Nội", "Trường Đại học Sư phạm Hà Nội 2",
             "Trường Đại học Hoa Lư")  # fmt: skip
_DOCTORS = ("Trường Đại học Y Dược Thái Bình", "Trường Đại học Điều dưỡng Nam Định",
            "Trường Đại học Y Hà Nội")  # fmt: skip
_OFFICIALS = ("Học viện Hành chính Quốc gia", "Trường Đại học Luật Hà Nội",
              "Trường Đại học Kinh tế Quốc dân", "Trường Đại học Công đoàn")  # fmt: skip
_SCHOOLS = {
    "CD": ("Trường Cao đẳng Sư phạm Nam Định", "Trường Cao đẳng Kinh tế và Công nghệ Nam Định"),
    "TC": ("Trường Trung cấp Y tế Nam Định", "Trường Trung cấp Kinh tế Nam Định"),
    "SC": ("Trường Cao đẳng nghề Nam Định",),
}
_MEDICAL_JOBS = {"BS", "DD", "HS", "KTY", "DS", "YS", "YTCC"}
_PROVINCE_SCHOOL = "Trường Chính trị Trường Chinh tỉnh Nam Định"
_LANGUAGE_CENTRE = "Trung tâm Ngoại ngữ - Tin học tỉnh Nam Định"


def courses_of(rng: Random, slot: Slot, life: Life, major: str) -> dict[str, str]:
    """Return item 32 of an official: every table has rows or is declared to have none."""
    first, later = add_months(life.recruited, 3), add_months(life.recruited, 8)
    public_employee = slot.category == "VC"
    return {
        **professional_of(rng, slot, life, major),
        **table("training.political_theory", _political(slot, life)),
        **table("training.state_management", [{
            "from_month": month(later),
            "to_month": month(add_months(later, 2)),
            "institution": _PROVINCE_SCHOOL,
            "certificate_code": "CDNN" if public_employee else "CV",
        }]),
        **table("training.defence", [{
            "from_month": month(later),
            "to_month": month(later),
            "institution": "Ban Chỉ huy quân sự địa phương",
            "certificate_code": "4",
        }] if rng.random() < 0.7 else []),
        **table("training.it", [{
            "from_month": month(first),
            "to_month": month(add_months(first, 2)),
            "institution": _LANGUAGE_CENTRE,
            "certificate_code": "UDCB" if life.recruited.year >= 2015 else "CC_B",
        }]),
        **table("training.languages", [{
            "from_month": month(first),
            "to_month": month(add_months(first, 3)),
            "institution": _LANGUAGE_CENTRE,
            "language_code": "en",
            "certificate_code": rng.choice(("B2", "B3")) if life.recruited.year >= 2015 else "CC_B",
        }] if rng.random() < 0.8 else []),
    }  # fmt: skip


def professional_of(rng: Random, slot: Slot, life: Life, major: str) -> dict[str, str]:
    """Return table 32.1: a first degree, and the higher one where there is one."""
    found, start = [], life.born.year + 18
    highest = life.grade.qualification
    if highest in _AFTER_DEGREE:
        found.append(_course(rng, slot, "DH", major, start))
        start += 4
    if highest != "CQDT":
        found.append(_course(rng, slot, highest, major, start))
    return table("training.professional", found)


def _course(rng: Random, slot: Slot, code: str, major: str, start: int) -> dict[str, str]:
    years = 2 if code in _AFTER_DEGREE else _YEARS.get(code, 4)
    ends = min(date(start + years, 6, 1), add_months(AS_OF, -1))
    row = {
        "from_month": f"09/{start}",
        "to_month": month(ends),
        "institution": rng.choice(_institutions(slot, code)),
        "study_mode_code": "CQ",
        "qualification_code": code,
    }
    return {**row, "major": major} if major else row


def _institutions(slot: Slot, code: str) -> tuple[str, ...]:
    if code in _SCHOOLS:
        return _SCHOOLS[code]
    if slot.track.job in _MEDICAL_JOBS:
        return _DOCTORS
    return _TEACHERS if slot.track.job.startswith("GV") else _OFFICIALS


def _political(slot: Slot, life: Life) -> list[dict[str, str]]:
    """Return the course that a leader needs before the appointment."""
    if not slot.leads:
        return []
    ends = max(add_months(life.recruited, 24), add_months(life.appointed, -6))
    return [
        {
            "from_month": month(add_months(ends, -18)),
            "to_month": month(ends),
            "institution": _PROVINCE_SCHOOL,
            "study_mode_code": "KTT",
            "political_level_code": "TC",
        }
    ]
