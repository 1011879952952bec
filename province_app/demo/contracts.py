"""The labour contract of one life, instead of the form's items. Source: Quy chế Đ.6.1b."""

from province_app.demo.biography import Life, Slot, typed
from province_app.demo.units import DemoUnit

# Sections of the form that are not asked of contract staff.
_OF_THE_FORM = ("identity_restricted.", "recruitment.", "position.", "salary.")
_TITLES = {"LX": "Lái xe", "BV": "Bảo vệ", "PV": "Nhân viên phục vụ"}


def without_form(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields without those that only the form asks for."""
    return {path: text for path, text in fields.items() if not path.startswith(_OF_THE_FORM)}


def contract_of(unit: DemoUnit, slot: Slot, life: Life, fields: dict[str, str]) -> dict[str, str]:
    """Return the contract by which the person works in the unit since joining it."""
    pay, kind = life.pay, slot.track.job
    texts = {
        "contract_number": f"{int(fields['identity.staff_number'][2:])}/HĐLĐ-{life.joined.year}",
        "signed_date": typed(life.joined),
        "signed_place": "Nam Định",
        "legal_basis": "Bộ luật Lao động 2019; Nghị định 111/2022/NĐ-CP",
        "employer_address": "Tỉnh Nam Định",
        "employer_phone": "02283640000",
        "employer_signatory_name": "Người đứng đầu đơn vị",
        "employer_signatory_position": "Thủ trưởng đơn vị",
        "nationality": "Việt Nam",
        "permanent_address": fields["identity.current_address_text"],
        "cccd_issue_place": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        "occupation": _TITLES[kind],
        "contract_type_code": "HDLD_KXD",
        "start_date": typed(life.joined),
        "work_place": unit.name,
        "job_title": _TITLES[kind],
        "job_position_code": f"ND-{kind}",
        "work_kind_code": kind,
        "work_description": slot.track.works[0],
        "working_hours": "40 giờ một tuần",
        "salary_mode": "BL",
        "rank_code": pay.rank_code,
        "step": str(pay.step),
        "coefficient": str(pay.coefficient).replace(".", ","),
        "pay_method": "CK",
        "pay_day": "Ngày 5 hằng tháng",
        "insurance_scheme": "BHXH; BHYT; BHTN",
        "copies": "2",
        "effective_date": typed(life.joined),
        "annexes": "none",
    }
    return {f"contract.{name}": text for name, text in texts.items()}
