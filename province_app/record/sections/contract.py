"""The labour contract (Phụ lục II, Thông tư 05/2023/TT-BNV), instead of the form's items.

What the record knows of the person already (name, birth, identity card, telephone, insurance,
unit) stands in `identity` and is not asked twice. The bank account is left out: nobody up the
chain needs it. Source: Quy chế Đ.6.1b.
"""

from functools import partial
from typing import Annotated

from province_app.record.form import (
    CONTRACT_DAY,
    CONTRACT_STAFF,
    Item,
    Row,
    Rows,
    Section,
    SectionInfo,
    column,
)
from province_app.record.kinds import (
    Code,
    Codes,
    Coefficient,
    Count,
    Day,
    Dong,
    Email,
    ListedCode,
    LongText,
    ShortText,
    Step,
)

_item = partial(Item, "HĐ", sensitivity="A", since=CONTRACT_DAY)
_needed = partial(_item, required_for=CONTRACT_STAFF)


class Annex(Row):
    """One annex to the contract."""

    annex_number: Annotated[ShortText | None, column("Số phụ lục")] = None
    annex_date: Annotated[Day | None, column("Ngày ký phụ lục")] = None
    changed_clause: Annotated[ShortText | None, column("Điều khoản thay đổi")] = None
    content: Annotated[LongText | None, column("Nội dung thay đổi")] = None


class Contract(Section):
    """Hợp đồng lao động."""

    contract_number: Annotated[ShortText | None, _needed("Số hợp đồng")] = None
    signed_date: Annotated[Day | None, _needed("Ngày ký hợp đồng")] = None
    signed_place: Annotated[ShortText | None, _needed("Nơi ký")] = None
    legal_basis: Annotated[LongText | None, _needed("Căn cứ pháp lý", filled_by="hr")] = None
    employer_address: Annotated[ShortText | None, _needed("Bên A: địa chỉ", filled_by="hr")] = None
    employer_phone: Annotated[ShortText | None, _needed("Bên A: số điện thoại", filled_by="hr")] = (
        None
    )
    employer_tax_code: Annotated[
        ShortText | None, _item("Bên A: mã số thuế, tài khoản", filled_by="hr")
    ] = None
    employer_signatory_name: Annotated[
        ShortText | None, _needed("Bên A: người đại diện ký", filled_by="hr")
    ] = None
    employer_signatory_position: Annotated[
        ShortText | None, _needed("Bên A: chức vụ của người ký", filled_by="hr")
    ] = None
    authorisation_doc: Annotated[
        ShortText | None, _item("Bên A: giấy ủy quyền ký", filled_by="hr")
    ] = None
    nationality: Annotated[ShortText | None, _needed("Bên B: quốc tịch", example="Việt Nam")] = None
    permanent_address: Annotated[
        ShortText | None, _needed("Bên B: nơi thường trú", sensitivity="P")
    ] = None
    cccd_issue_place: Annotated[
        ShortText | None, _needed("Bên B: nơi cấp CCCD", sensitivity="P")
    ] = None
    email: Annotated[Email | None, _item("Bên B: thư điện tử", sensitivity="P")] = None
    occupation: Annotated[ShortText | None, _item("Bên B: nghề nghiệp")] = None
    tax_code: Annotated[ShortText | None, _item("Bên B: mã số thuế cá nhân", sensitivity="P")] = (
        None
    )
    contract_type_code: Annotated[Code | None, _needed("Loại hợp đồng", "loai_hop_dong")] = None
    start_date: Annotated[Day | None, _needed("Hợp đồng từ ngày")] = None
    end_date: Annotated[Day | None, _item("Hợp đồng đến ngày")] = None
    probation_from: Annotated[Day | None, _item("Thử việc từ ngày")] = None
    probation_to: Annotated[Day | None, _item("Thử việc đến ngày")] = None
    work_place: Annotated[ShortText | None, _needed("Địa điểm làm việc")] = None
    job_title: Annotated[ShortText | None, _needed("Chức danh, vị trí việc làm")] = None
    job_position_code: Annotated[
        ListedCode | None, _item("Mã vị trí việc làm (hợp đồng)", "vi_tri_viec_lam")
    ] = None
    work_kind_code: Annotated[Code | None, _needed("Loại công việc", "loai_cong_viec_hd")] = None
    work_description: Annotated[LongText | None, _needed("Công việc phải làm")] = None
    working_hours: Annotated[ShortText | None, _needed("Thời giờ làm việc, nghỉ ngơi")] = None
    shift_note: Annotated[ShortText | None, _item("Ca làm việc, trực")] = None
    equipment_note: Annotated[LongText | None, _item("Dụng cụ làm việc, bảo hộ lao động")] = None
    salary_mode: Annotated[
        Code | None, _needed("Cách trả lương", "cach_tra_luong", sensitivity="P")
    ] = None
    salary_amount: Annotated[Dong | None, _item("Mức lương, tiền công (đồng)", sensitivity="P")] = (
        None
    )
    rank_code: Annotated[
        Code | None,
        _item("Ngạch, nếu xếp theo bảng lương nhà nước", "ngach_chuc_danh", sensitivity="P"),
    ] = None
    step: Annotated[Step | None, _item("Bậc lương theo hợp đồng", sensitivity="P")] = None
    coefficient: Annotated[
        Coefficient | None, _item("Hệ số lương theo hợp đồng", sensitivity="P", example="1,50")
    ] = None
    pay_method: Annotated[
        Code | None, _needed("Hình thức trả lương", "hinh_thuc_tra_luong", sensitivity="P")
    ] = None
    pay_day: Annotated[
        ShortText | None, _needed("Kỳ trả lương", sensitivity="P", example="ngày 5 hằng tháng")
    ] = None
    allowance_text: Annotated[LongText | None, _item("Phụ cấp, thưởng", sensitivity="P")] = None
    raise_rule: Annotated[LongText | None, _item("Chế độ nâng lương", sensitivity="P")] = None
    transport_note: Annotated[ShortText | None, _item("Phương tiện đi lại")] = None
    leave_note: Annotated[ShortText | None, _item("Chế độ nghỉ phép")] = None
    insurance_scheme: Annotated[
        Codes | None, _needed("Bảo hiểm bắt buộc tham gia", "che_do_bao_hiem", sensitivity="P")
    ] = None
    training_note: Annotated[LongText | None, _item("Đào tạo, bồi dưỡng theo hợp đồng")] = None
    extra_terms: Annotated[LongText | None, _item("Thỏa thuận khác")] = None
    copies: Annotated[Count | None, _needed("Số bản hợp đồng")] = None
    effective_date: Annotated[Day | None, _needed("Ngày hợp đồng có hiệu lực")] = None
    annexes: Annotated[Rows[Annex] | None, _item("Phụ lục hợp đồng")] = None
    termination_date: Annotated[Day | None, _item("Ngày chấm dứt hợp đồng", filled_by="hr")] = None
    termination_reason_code: Annotated[
        Code | None, _item("Lý do chấm dứt hợp đồng", "ly_do_bien_dong", filled_by="hr")
    ] = None
    termination_decision: Annotated[
        ShortText | None, _item("Số quyết định chấm dứt hợp đồng", filled_by="hr")
    ] = None


CONTRACT = SectionInfo("contract", "Hợp đồng lao động", Contract, asked_of=CONTRACT_STAFF)
