"""Invented people as a sender holds them: their sections, their versions, their lines in a part."""

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from province_app.record.canonical import canonical, section_digest, version_digest


def content(number: int) -> dict[str, dict[str, Any]]:
    """Return the complete open sections of an invented person."""
    return {
        "identity": {
            "evidence": [],
            "managing_unit_code": "H40.03",
            "using_unit_code": "H40.16.01",
            "staff_number": f"ND{number:06}",
            "personal_id": f"0360{number:08}",
            "birth_full_name": "Phạm Thị Hồng Nhung",
            "gender_code": "2",
            "birth_date": "1987-05-17",
            "birth_place_text": "xã Hải Anh, huyện Hải Hậu, tỉnh Nam Định",
            "birth_place_unit_code": "366",
            "native_place_text": "xã Hải Anh, huyện Hải Hậu, tỉnh Nam Định",
            "native_place_commune_code": "366",
            "cccd_number": f"0360{number:08}",
            "cccd_issue_date": "2021-04-10",
            "phone": "0912345678",
            "social_insurance_number": None,
            "health_insurance_number": None,
            "current_address_text": "phường Trần Đăng Ninh, thành phố Nam Định",
            "current_address_commune_code": "366",
        },
        "recruitment": {
            "evidence": [],
            "occupation_before_recruitment": None,
            "first_recruitment_date": "2010-09-01",
            "first_recruiting_org_text": "Sở Giáo dục và Đào tạo tỉnh Nam Định",
            "current_org_join_date": "2010-09-01",
        },
        "education": {
            "evidence": [],
            "general_education_code": "12/12",
            "highest_qualification_code": "TS",
            "highest_qualification_major": "Toán học",
            "academic_title_code": None,
            "state_honour_codes": None,
        },
        "position": {
            "evidence": [],
            "position_text": None,
            "main_assigned_work": "Giảng dạy môn Toán",
            "work_strength": None,
        },
        "salary": {
            "evidence": [],
            "rank_code": "V.07.05.15",
            "salary_step": 3,
            "salary_coefficient": "3.00",
        },
        "service": {
            "evidence": [],
            "staff_category": "VC",
            "employment_status": "working",
            "movement_reason_code": None,
        },
    }


@dataclass
class Record:
    """A version as the sender holds it."""

    record_id: str
    version: int
    sections: dict[str, dict[str, Any]]
    withheld: dict[str, str] = field(default_factory=lambda: {"health": "ab" * 32})
    change: str = "new"
    salts: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.sections:
            self.salts.setdefault(name, secrets.token_bytes(16))

    @property
    def digest(self) -> str:
        """Return the version's digest in hex."""
        digests = {
            name: section_digest(self.salts[name], canonical(one)).hex()
            for name, one in self.sections.items()
        }
        return version_digest(self.record_id, self.version, digests | self.withheld).hex()

    def line(self, manifest_id: str) -> dict[str, Any]:
        """Return the record's line in a part."""
        return {
            "record_id": self.record_id,
            "version": self.version,
            "digest": self.digest,
            "manifest_id": manifest_id,
            "sections": {
                name: {"salt": self.salts[name].hex(), "content": one}
                for name, one in self.sections.items()
            },
            "withheld": self.withheld,
        }


def records(count: int, first: int = 1, version: int = 1) -> list[Record]:
    """Return invented records with random ids, in order of their ids."""
    made = [Record(str(uuid4()), version, content(first + n)) for n in range(count)]
    return sorted(made, key=lambda one: one.record_id)
