"""The table of actions in words: what is done, whose, in which state, what is named for it."""

ROLES = {
    "person": "Cá nhân",
    "hr": "Cán bộ tổ chức của đơn vị",
    "leader": "Người đứng đầu, cấp phó",
    "department_hr": "Quản lý cấp sở, cấp huyện",
    "province": "Sở Nội vụ",
}

ACTIONS = {
    "home.read": "Xem việc của mình",
    "record.read_own": "Xem hồ sơ của mình",
    "record.write_own": "Khai, sửa và gửi hồ sơ của mình",
    "record.print_own": "In hồ sơ của mình",
    "record.read_history": "Xem các phiên bản hồ sơ",
    "catalogue.search": "Tra danh mục khi nhập",
    "evidence.read": "Xem tài liệu kèm theo",
    "correction.ask": "Báo sai một mục do đơn vị ghi",
    "correction.answer": "Trả lời báo sai",
    "request.ask": "Khiếu nại, yêu cầu về dữ liệu của mình",
    "request.answer": "Trả lời khiếu nại, yêu cầu",
    "consent.give": "Đồng ý cho người khác xem hồ sơ của mình",
    "issue.raise": "Báo vấn đề dữ liệu cho Sở Nội vụ",
    "issue.answer": "Trả lời vấn đề dữ liệu",
    "incident.read": "Xem sổ sự cố",
    "incident.write": "Ghi sổ sự cố",
    "unit.read": "Xem danh sách người của đơn vị",
    "unit.write": "Ghi phần của đơn vị trong hồ sơ",
    "draft.check": "Kiểm tra, xác nhận, trả lại hồ sơ",
    "records.import": "Nhập và xuất hồ sơ bằng Excel",
    "manifest.sign": "Phê duyệt bằng ký số",
    "month.close": "Xác nhận tháng không có thay đổi",
    "sync.read": "Xem đồng bộ",
    "sync.start": "Bắt đầu một chặng đồng bộ",
    "requirement.read": "Xem thông tin bắt buộc nhập liệu",
    "requirement.write": "Yêu cầu thêm mục bắt buộc",
    "catalogue.read": "So danh mục với CSDL quốc gia",
    "receipt.approve": "Phê duyệt biên nhận của CSDL quốc gia",
    "policy.read": "Xem ai được làm gì",
}

RELATIONS = {
    "any": "Danh mục công bố, không thuộc hồ sơ nào",
    "own": "Hồ sơ, dữ liệu của chính mình",
    "own_or_post": "Hồ sơ của mình và của đơn vị đang giữ chức vụ",
    "post": "Hồ sơ của đơn vị đang giữ chức vụ",
    "hr_post": "Đơn vị đang làm cán bộ tổ chức",
    "signer": "Đơn vị đang là người đứng đầu hoặc cấp phó",
    "below": "Sở, huyện của mình và các đơn vị trực thuộc; Sở Nội vụ: cả tỉnh",
    "all": "Cả tỉnh",
}

STATES = {
    "with_person": "đang khai",
    "returned": "được trả lại để bổ sung",
    "with_hr": "đang chờ kiểm tra",
    "window_open": "trong thời hạn phê duyệt",
    "stage_open": "trong ngày của chặng",
    "unanswered": "chưa có trả lời",
    "batch_open": "tệp chưa ghi xong",
    "receipt_open": "biên nhận chưa được phê duyệt",
}

THINGS = {
    "person": "mã người có hồ sơ",
    "draft": "mã bản khai",
    "report": "mã báo sai",
    "unit": "mã đơn vị, như H40.03.01",
    "stage": "tên chặng, như Cơ sở lên sở, huyện",
    "submission": "mã gói gửi",
}
