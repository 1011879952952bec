"""The form of Thông tư 06/2023/TT-BNV written down a second time: labels, order, and what stands
behind each label. Not read from the template that it judges.
"""

# (label, the field behind it); several fields behind one label are joined on the form.
HEADER = [
    ("Cơ quan quản lý cán bộ, công chức, viên chức:", ["identity.managing_unit_code"]),
    ("Cơ quan, đơn vị sử dụng cán bộ, công chức, viên chức:", ["identity.using_unit_code"]),
    ("Số hiệu:", ["identity.staff_number"]),
    ("Mã số định danh:", ["identity.personal_id", "identity.national_cbccvc_code"]),
    ("Ảnh màu", []),
    ("(4 x 6 cm)", []),
    ("SƠ YẾU LÝ LỊCH", []),
]
ITEMS = [
    ("1) Họ và tên khai sinh (viết chữ in hoa):", ["identity.birth_full_name"]),
    ("Giới tính:", ["identity.gender_code"]),
    ("2) Các tên gọi khác:", ["identity_restricted.other_names"]),
    ("3) Sinh ngày", []),  # day, month, year: a test of its own
    ("tháng", []),
    ("năm", []),
    ("4) Nơi sinh:", ["identity.birth_place_text"]),
    ("5) Quê quán (xã, phường)", ["identity.native_place_text"]),
    ("6) Dân tộc:", ["identity_restricted.ethnicity_code"]),
    ("7) Tôn giáo:", ["identity_restricted.religion_code"]),
    ("8) Số CCCD:", ["identity.cccd_number"]),
    ("Ngày cấp:", ["identity.cccd_issue_date"]),
    ("SĐT liên hệ:", ["identity.phone"]),
    ("9) Số BHXH:", ["identity.social_insurance_number"]),
    ("Số thẻ BHYT:", ["identity.health_insurance_number"]),
    ("10) Nơi ở hiện nay:", ["identity.current_address_text"]),
    ("11) Thành phần gia đình xuất thân:", ["identity_restricted.family_background_code"]),
    ("12) Nghề nghiệp trước khi được tuyển dụng:", ["recruitment.occupation_before_recruitment"]),
    ("13) Ngày được tuyển dụng lần đầu:", ["recruitment.first_recruitment_date"]),
    ("Cơ quan, tổ chức, đơn vị tuyển dụng:", ["recruitment.first_recruiting_org_text"]),
    ("14) Ngày vào cơ quan hiện đang công tác:", ["recruitment.current_org_join_date"]),
    ("15) Ngày vào Đảng Cộng sản Việt Nam:", ["political.party_join_date"]),
    ("Ngày chính thức:", ["political.party_official_date"]),
    (
        "16) Ngày tham gia tổ chức chính trị-xã hội đầu tiên (ngày vào Đoàn TNCSHCM, Công đoàn, "
        "Hội):",
        ["political.first_union_join_date", "political.first_union_name"],
    ),
    ("17) Ngày nhập ngũ:", ["political.enlist_date"]),
    ("Ngày xuất ngũ:", ["political.discharge_date"]),
    ("Quân hàm cao nhất:", ["political.highest_military_rank_code"]),
    ("18) Đối tượng chính sách:", ["political.policy_beneficiary_code"]),
    (
        "19) Trình độ giáo dục phổ thông (đã tốt nghiệp lớp mấy/thuộc hệ nào):",
        ["education.general_education_code"],
    ),
    (
        "20) Trình độ chuyên môn cao nhất:",
        ["education.highest_qualification_code", "education.highest_qualification_major"],
    ),
    ("21) Học hàm:", ["education.academic_title_code"]),
    ("22) Danh hiệu nhà nước phong tặng:", ["education.state_honour_codes"]),
    ("23) Chức vụ hiện tại:", ["position.position_text"]),
    ("Ngày bổ nhiệm/ngày phê chuẩn:", ["position.appointment_date"]),
    ("Ngày bổ nhiệm lại/phê chuẩn nhiệm kỳ tiếp theo:", ["position.reappointment_date"]),
    ("24) Được quy hoạch chức danh:", ["planning.planned_position"]),
    ("25) Chức vụ kiêm nhiệm:", ["position.concurrent_positions"]),
    ("26) Chức vụ Đảng hiện tại:", ["political.party_position_text"]),
    ("27) Chức vụ Đảng kiêm nhiệm:", ["political.party_concurrent_positions"]),
    ("28) Công việc chính được giao:", ["position.main_assigned_work"]),
    ("29) Sở trường công tác:", ["position.work_strength"]),
    ("Công việc làm lâu nhất:", ["position.longest_job"]),
    ("30) Tiền lương", []),
    ("30.1) Ngạch/chức danh nghề nghiệp:", ["salary.rank_code"]),
    ("Mã số:", []),
    ("Ngày bổ nhiệm ngạch/chức danh nghề nghiệp:", ["salary.rank_appointment_date"]),
    ("Bậc lương:", ["salary.salary_step"]),
    ("Hệ số:", ["salary.salary_coefficient"]),
    ("Ngày hưởng:", ["salary.salary_effective_date"]),
    ("Phần trăm hưởng:", ["salary.salary_percent"]),
    ("Phụ cấp thâm niên vượt khung:", ["salary.over_frame_percent"]),
    ("Ngày hưởng PCTNVK:", ["salary.over_frame_date"]),
    ("30.2) Phụ cấp chức vụ:", ["salary.position_allowance_coefficient"]),
    ("Phụ cấp kiêm nhiệm:", ["salary.concurrent_allowance"]),
    ("Phụ cấp khác:", ["salary.other_allowance_text"]),
    ("30.3) Vị trí việc làm:", []),
    ("Mã số:", ["salary.job_position_code"]),
    ("Bậc lương:", ["salary.jp_salary_step"]),
    ("Lương theo mức tiền:", ["salary.jp_salary_amount"]),
    ("Ngày hưởng:", ["salary.jp_effective_date"]),
    ("Phần trăm hưởng:", ["salary.jp_percent"]),
    ("Phụ cấp thâm niên vượt khung:", ["salary.jp_over_frame_percent"]),
    ("Ngày hưởng PCTNVK:", ["salary.jp_over_frame_date"]),
    ("31) Tình trạng sức khoẻ:", ["health.health_status_code"]),
    ("Chiều cao:", ["health.height_cm"]),
    ("Cân nặng:", ["health.weight_kg"]),
    ("Nhóm máu:", ["health.blood_group_code"]),
]
SPAN = ["from_month", "to_month"]
_DATED = ["Tháng/năm", "Từ", "Đến"]
_COURSE = [*SPAN, "institution"]
_RELATIVE_HEADS = [
    "Mối quan hệ", "Họ và tên", "Năm sinh",
    "Quê quán, nghề nghiệp, chức danh, chức vụ, đơn vị công tác, học tập, nơi ở (trong, ngoài "
    "nước); thành viên các tổ chức chính trị - xã hội (trong, ngoài nước); làm việc cho chế độ cũ, "
    "tiền án, tiền sự (nếu có)",
]  # fmt: skip
_RELATIVE = [
    "relation_code", "full_name", "birth_year", "native_place", "occupation", "workplace",
    "residence_text", "memberships", "special_notes",
]  # fmt: skip
# path -> (the words over the table, its headings, its columns from left to right)
TABLES: dict[str, tuple[str, list[str], list[str]]] = {
    "training.professional": (
        "32.1- Chuyên môn (từ trung cấp trở lên cả trong nước và nước ngoài)",
        [*_DATED, "Tên cơ sở đào tạo", "Chuyên ngành đào tạo", "Hình thức đào tạo",
         "Văn bằng, trình độ"],
        [*_COURSE, "major", "study_mode_code", "diploma_text", "qualification_code"],
    ),
    "training.political_theory": (
        "32.2- Lý luận chính trị",
        [*_DATED, "Tên cơ sở đào tạo", "Hình thức đào tạo", "Văn bằng được cấp"],
        [*_COURSE, "study_mode_code", "diploma_text", "political_level_code"],
    ),
    "training.state_management": (
        "32.3- Bồi dưỡng quản lý nhà nước/ chức danh nghề nghiệp/ nghiệp vụ chuyên ngành",
        [*_DATED, "Tên cơ sở đào tạo", "Chứng chỉ được cấp"],
        [*_COURSE, "certificate_code", "certificate_text"],
    ),
    "training.defence": (
        "32.4- Bồi dưỡng kiến thức an ninh, quốc phòng",
        [*_DATED, "Tên cơ sở đào tạo", "Chứng chỉ được cấp"],
        [*_COURSE, "certificate_code"],
    ),
    "training.it": (
        "32.5- Tin học",
        [*_DATED, "Tên cơ sở đào tạo", "Chứng chỉ được cấp"],
        [*_COURSE, "certificate_code"],
    ),
    "training.languages": (
        "32.6- Ngoại ngữ/ tiếng dân tộc",
        [*_DATED, "Tên cơ sở đào tạo", "Tên ngoại ngữ/ tiếng dân tộc", "Chứng chỉ được cấp",
         "Điểm số"],
        [*_COURSE, "language_code", "certificate_code", "score"],
    ),
    "work_history.jobs": (
        "33) TÓM TẮT QUÁ TRÌNH CÔNG TÁC",
        [*_DATED, "Đơn vị công tác (đảng, chính quyền, đoàn thể, tổ chức xã hội)",
         "Chức danh/ chức vụ"],
        [*SPAN, "org_text", "title_text"],
    ),
    "self_history.old_regime_work": (
        "34.2- Bản thân có làm việc cho chế độ cũ",
        [*_DATED, "Chức danh, chức vụ, đơn vị, địa điểm đã làm việc"],
        [*SPAN, "title_unit_place"],
    ),
    "self_history.foreign_relations": (
        "34.3- Tham gia hoặc có quan hệ với các tổ chức chính trị, kinh tế, xã hội ... ở nước "
        "ngoài",
        [*_DATED, "Tên tổ chức, địa chỉ trụ sở, công việc đã làm"],
        [*SPAN, "org_address_work"],
    ),
    "awards.awards": (
        "35.1- Thành tích thi đua, khen thưởng",
        ["Năm", "Xếp loại chuyên môn", "Xếp loại thi đua", "Hình thức khen thưởng"],
        ["year", "professional_rating_code", "emulation_title_code", "award_form_code",
         "decision_text"],
    ),
    "discipline.disciplines": (
        "35.2- Kỷ luật Đảng/hành chính",
        [*_DATED, "Hình thức", "Hành vi vi phạm chính", "Cơ quan quyết định"],
        [*SPAN, "discipline_form_code", "violation_text", "deciding_org"],
    ),
    "family.own": (
        "36.1- Về bản thân: Cha, Mẹ, Vợ (hoặc chồng), các con, anh chị em ruột",
        _RELATIVE_HEADS, _RELATIVE,
    ),
    "family.spouse_side": (
        "36.2- Cha, Mẹ, anh chị em ruột (bên vợ hoặc chồng)", _RELATIVE_HEADS, _RELATIVE,
    ),
    "salary_history.salaries": (
        "37.1- Quá trình lương của bản thân",
        [*_DATED, "Mã số", "Bậc lương", "Hệ số lương", "Tiền lương theo vị trí việc làm"],
        [*SPAN, "rank_code", "step", "coefficient", "jp_salary_amount"],
    ),
    "salary_history.allowances": (
        "37.2- Các loại phụ cấp khác",
        [*_DATED, "Loại phụ cấp", "Phần trăm hưởng", "Hệ số", "Hình thức hưởng", "Giá trị (đồng)"],
        [*SPAN, "allowance_type_code", "percent", "coefficient", "payment_mode", "amount_vnd"],
    ),
}  # fmt: skip
PARTS = {  # heading of a part, before its first table
    "training.professional": "32) QUÁ TRÌNH ĐÀO TẠO, BỒI DƯỠNG",
    "self_history.old_regime_work": "34) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN",
    "awards.awards": "35) KHEN THƯỞNG, KỶ LUẬT",
    "family.own": "36) QUAN HỆ GIA ĐÌNH",
    "salary_history.salaries": "37) HOÀN CẢNH KINH TẾ GIA ĐÌNH",
}
DETENTION = (
    "34.1- Khai rõ: bị bắt, bị tù (từ ngày tháng năm nào đến ngày tháng năm nào, ở đâu?), đã khai "
    "báo cho ai, những vấn đề gì?:"
)
END = [
    ("37.3- Nguồn thu nhập chính của gia đình hàng năm", []),
    ("- Tiền lương:", ["economy.income_salary_year"]),
    ("- Các nguồn khác:", ["economy.income_other_year", "economy.income_other_text"]),
    ("- Nhà ở:", []),
    ("+ Được cấp, được thuê (loại nhà):", ["economy.house_granted_type"]),
    ("tổng diện tích sử dụng:", ["economy.house_granted_area"]),
    ("Giấy chứng nhận quyền sở hữu:", ["economy.house_granted_cert"]),
    ("+ Nhà tự mua, tự xây (loại nhà):", ["economy.house_owned_type"]),
    ("tổng diện tích sử dụng:", ["economy.house_owned_area"]),
    ("Giấy chứng nhận quyền sở hữu:", ["economy.house_owned_cert"]),
    ("- Đất ở:", []),
    ("+ Đất được cấp:", ["economy.land_granted_area"]),
    ("Giấy chứng nhận quyền sử dụng:", ["economy.land_granted_cert"]),
    ("+ Đất tự mua:", ["economy.land_bought_area"]),
    ("Giấy chứng nhận quyền sử dụng:", ["economy.land_bought_cert"]),
    ("- Đất sản xuất kinh doanh:", ["economy.business_land_text"]),
    (
        "38) NHẬN XÉT, ĐÁNH GIÁ CỦA CƠ QUAN, TỔ CHỨC, ĐƠN VỊ SỬ DỤNG",
        ["evaluation.agency_assessment"],
    ),
    ("Người khai", []),
    ("Xác nhận của cơ quan, đơn vị quản lý cán bộ, công chức, viên chức", []),
]  # fmt: skip
