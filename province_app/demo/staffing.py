"""Who works in which kind of unit: careers, posts, shares. Plausible, not statistics."""

from dataclasses import dataclass

from province_app.demo.units import DemoUnit


@dataclass(frozen=True)
class Grade:
    """One way into a career: a qualification and the rank that it opens."""

    weight: int
    qualification: str  # code of trinh_do_chuyen_mon
    rank: str  # code of ngach_cong_chuc or chuc_danh_nghe_nghiep


@dataclass(frozen=True)
class Track:
    """A career: its grades, what was studied, what is done, and the higher rank it leads to."""

    job: str  # local code of the job position (vị trí việc làm), a placeholder
    female: float  # share of women
    grades: tuple[Grade, ...]
    majors: tuple[str, ...]
    works: tuple[str, ...]
    senior: str | None = None


@dataclass(frozen=True)
class Staffing:
    """The staff of one kind of unit; allowances are typed coefficients (NĐ 204/2004)."""

    weight: int  # relative number of people
    category: str  # code of loai_can_bo
    leaders: str  # category of head and deputies
    tracks: tuple[tuple[int, Track], ...]  # weighted; the first is the leaders' career
    hr: Track
    head_allowance: str
    deputy_allowance: str
    contract_share: float = 0.05  # drivers, guards, cleaners under NĐ 111/2022


# fmt: off
_ADMIN = Track(
    "CV", 0.42,
    (Grade(72, "DH", "01.003"), Grade(22, "THS", "01.003"), Grade(3, "CD", "01.004"),
     Grade(3, "TC", "01.005")),
    ("Luật", "Quản lý nhà nước", "Hành chính học", "Kinh tế", "Tài chính - Ngân hàng",
     "Quản trị nhân lực", "Công nghệ thông tin", "Quản lý đất đai"),
    ("Tham mưu, tổng hợp, báo cáo", "Tham mưu quản lý nhà nước theo lĩnh vực được phân công",
     "Cải cách hành chính, kiểm soát thủ tục hành chính", "Tiếp nhận và trả kết quả thủ tục",
     "Theo dõi kế hoạch, đầu tư công"),
    "01.002",
)
_PERSONNEL = Track(
    "TCCB", 0.55, _ADMIN.grades[:2],
    ("Quản trị nhân lực", "Quản lý nhà nước", "Luật", "Hành chính học"),
    ("Công tác tổ chức cán bộ, quản lý hồ sơ",),
    "01.002",
)
_ACCOUNTANT = Track(
    "KT", 0.82,
    (Grade(85, "DH", "06.031"), Grade(15, "CD", "06.032")),
    ("Kế toán", "Tài chính doanh nghiệp", "Kiểm toán"),
    ("Kế toán cơ quan, quản lý tài sản công", "Kế toán thanh toán, tiền lương"),
    "06.030",
)
_CLERK = Track(
    "VTLT", 0.86,
    (Grade(70, "DH", "02.007"), Grade(30, "TC", "02.008")),
    ("Văn thư - Lưu trữ", "Lưu trữ học", "Quản trị văn phòng"),
    ("Văn thư, lưu trữ cơ quan", "Quản lý văn bản đi, đến và con dấu"),
    "02.006",
)
_INSPECTOR = Track(
    "TTV", 0.38,
    (Grade(78, "DH", "04.025"), Grade(22, "THS", "04.025")),
    ("Luật", "Kinh tế", "Thanh tra"),
    ("Thanh tra, giải quyết khiếu nại, tố cáo", "Phòng, chống tham nhũng, tiêu cực"),
    "04.024",
)
_COMMUNE = Track(
    "CCX", 0.38,
    (Grade(80, "DH", "01.003"), Grade(6, "CD", "01.004"), Grade(14, "TC", "01.005")),
    ("Luật", "Quản lý nhà nước", "Kế toán", "Quản lý đất đai", "Hành chính học",
     "Phát triển nông thôn", "Quản lý văn hóa"),
    ("Văn phòng - Thống kê", "Địa chính - Nông nghiệp - Xây dựng và Môi trường",
     "Tài chính - Kế toán", "Tư pháp - Hộ tịch", "Văn hóa - Xã hội"),
)
_KINDERGARTEN = Track(
    "GVMN", 0.99,
    (Grade(68, "DH", "V.07.02.25"), Grade(32, "CD", "V.07.02.26")),
    ("Giáo dục mầm non",),
    ("Nuôi dưỡng, chăm sóc, giáo dục trẻ mẫu giáo", "Nuôi dưỡng, chăm sóc trẻ nhà trẻ"),
    "V.07.02.24",
)
_PRIMARY = Track(
    "GVTH", 0.84,
    (Grade(95, "DH", "V.07.03.29"), Grade(5, "THS", "V.07.03.29")),
    ("Giáo dục tiểu học", "Sư phạm Tiếng Anh", "Sư phạm Âm nhạc", "Giáo dục thể chất"),
    ("Giảng dạy, chủ nhiệm lớp tiểu học", "Giảng dạy môn chuyên biệt cấp tiểu học"),
    "V.07.03.28",
)
_SECONDARY = Track(
    "GVTHCS", 0.70,
    (Grade(91, "DH", "V.07.04.32"), Grade(9, "THS", "V.07.04.32")),
    ("Sư phạm Toán", "Sư phạm Ngữ văn", "Sư phạm Tiếng Anh", "Sư phạm Vật lý", "Sư phạm Sinh học",
     "Sư phạm Lịch sử - Địa lý", "Giáo dục thể chất"),
    ("Giảng dạy cấp THCS, chủ nhiệm lớp", "Giảng dạy cấp THCS, bồi dưỡng học sinh giỏi"),
    "V.07.04.31",
)
_HIGH = Track(
    "GVTHPT", 0.66,
    (Grade(68, "DH", "V.07.05.15"), Grade(32, "THS", "V.07.05.15")),
    ("Sư phạm Toán", "Sư phạm Ngữ văn", "Sư phạm Tiếng Anh", "Sư phạm Vật lý", "Sư phạm Hóa học",
     "Sư phạm Sinh học", "Sư phạm Lịch sử", "Sư phạm Địa lý", "Sư phạm Tin học"),
    ("Giảng dạy cấp THPT, chủ nhiệm lớp", "Giảng dạy cấp THPT, ôn thi tốt nghiệp"),
    "V.07.05.14",
)
_SCHOOL_OFFICE = Track(
    "GVU", 0.88, (Grade(1, "TC", "V.07.07.21"),),
    ("Văn thư - Lưu trữ", "Hành chính văn phòng"),
    ("Giáo vụ, quản lý hồ sơ học sinh",),
)
_LIBRARIAN = Track(
    "TVV", 0.93,
    (Grade(60, "DH", "V.10.02.06"), Grade(40, "TC", "V.10.02.07")),
    ("Khoa học thư viện", "Thông tin - Thư viện"),
    ("Quản lý thư viện, phục vụ bạn đọc",),
)
_EQUIPMENT = Track(
    "TBTN", 0.72, (Grade(1, "CD", "V.07.07.20"),),
    ("Công nghệ thiết bị trường học", "Sư phạm Vật lý"),
    ("Quản lý thiết bị, phòng thí nghiệm",),
)
_PHYSICIAN_ASSISTANT = Track(
    "YS", 0.80, (Grade(1, "TC", "V.08.03.07"),),
    ("Y sĩ đa khoa", "Y sĩ y học cổ truyền"),
    ("Chăm sóc sức khỏe ban đầu, y tế trường học",),
)
_DOCTOR = Track(
    "BS", 0.44,
    (Grade(58, "DH", "V.08.01.03"), Grade(29, "CK1", "V.08.01.03"), Grade(7, "THS", "V.08.01.03"),
     Grade(4, "BSNT", "V.08.01.03"), Grade(2, "CK2", "V.08.01.03")),
    ("Y đa khoa", "Nội khoa", "Ngoại khoa", "Nhi khoa", "Sản phụ khoa", "Y học cổ truyền"),
    ("Khám bệnh, chữa bệnh", "Khám bệnh, chữa bệnh, trực cấp cứu", "Điều trị nội trú"),
    "V.08.01.02",
)
_NURSE = Track(
    "DD", 0.84,
    (Grade(42, "DH", "V.08.05.12"), Grade(46, "CD", "V.08.05.13"), Grade(12, "TC", "V.08.05.13")),
    ("Điều dưỡng",),
    ("Chăm sóc người bệnh", "Điều dưỡng hành chính khoa", "Điều dưỡng phòng mổ"),
)
_MIDWIFE = Track(
    "HS", 1.0,
    (Grade(40, "DH", "V.08.06.15"), Grade(60, "CD", "V.08.06.16")),
    ("Hộ sinh",),
    ("Chăm sóc sản phụ và trẻ sơ sinh",),
)
_MEDICAL_TECHNICIAN = Track(
    "KTY", 0.55,
    (Grade(50, "DH", "V.08.07.18"), Grade(50, "CD", "V.08.07.19")),
    ("Kỹ thuật xét nghiệm y học", "Kỹ thuật hình ảnh y học", "Kỹ thuật phục hồi chức năng"),
    ("Xét nghiệm", "Chẩn đoán hình ảnh", "Vật lý trị liệu"),
)
_PHARMACIST = Track(
    "DS", 0.70,
    (Grade(55, "DH", "V.08.08.22"), Grade(45, "CD", "V.08.08.23")),
    ("Dược học",),
    ("Cấp phát, quản lý thuốc", "Dược lâm sàng"),
)
_PUBLIC_HEALTH = Track(
    "YTCC", 0.60,
    (Grade(85, "DH", "V.08.04.10"), Grade(15, "THS", "V.08.04.10")),
    ("Y tế công cộng",),
    ("Kế hoạch tổng hợp", "Giám sát dịch tễ, truyền thông sức khỏe"),
)
_ENGINEER = Track(
    "KS", 0.36,
    (Grade(68, "DH", "V.05.02.07"), Grade(17, "THS", "V.05.02.07"), Grade(15, "TC", "V.05.02.08")),
    ("Công nghệ thông tin", "Kinh tế nông nghiệp", "Nông học", "Kỹ thuật môi trường",
     "Xây dựng dân dụng và công nghiệp", "Quản lý đất đai", "Kinh tế"),
    ("Thực hiện nhiệm vụ chuyên môn, kỹ thuật", "Tư vấn, hướng dẫn nghiệp vụ tại cơ sở",
     "Khảo sát, đo đạc, lập hồ sơ kỹ thuật", "Vận hành hệ thống thông tin"),
    "V.05.02.06",
)
_ARCHIVIST = Track(
    "LTV", 0.80,
    (Grade(70, "DH", "V.01.02.02"), Grade(30, "TC", "V.01.02.03")),
    ("Lưu trữ học", "Văn thư - Lưu trữ"),
    ("Lưu trữ, quản lý hồ sơ đơn vị",),
)

# Contract staff kept on table 4 of NĐ 204/2004: (weight, career).
CONTRACT_CATEGORY = "HD111"
CONTRACT_TRACKS: tuple[tuple[int, Track], ...] = (
    (3, Track("LX", 0.0, (Grade(1, "SC", "01.010"),), ("Lái xe",), ("Lái xe cơ quan",))),
    (5, Track("BV", 0.0, (Grade(3, "CQDT", "01.011"), Grade(1, "SC", "01.011")), (),
              ("Bảo vệ cơ quan",))),
    (4, Track("PV", 0.96, (Grade(3, "CQDT", "01.009"), Grade(1, "SC", "01.009")), (),
              ("Tạp vụ, phục vụ",))),
)

_OFFICES = ((80, _ADMIN), (9, _ACCOUNTANT), (8, _CLERK))
_SCHOOL_STAFF = ((3, _LIBRARIAN), (3, _EQUIPMENT), (3, _PHYSICIAN_ASSISTANT), (3, _SCHOOL_OFFICE))

STAFFING: dict[str, Staffing] = {
    "department": Staffing(45, "CC", "CC", _OFFICES, _PERSONNEL, "0,90", "0,70"),
    "sub_department": Staffing(20, "CC", "CC", _OFFICES, _PERSONNEL, "0,50", "0,30"),
    "district": Staffing(7, "CC", "CB", _OFFICES, _PERSONNEL, "0,70", "0,50"),
    "district_office": Staffing(9, "CC", "CC", _OFFICES, _PERSONNEL, "0,30", "0,20", 0.02),
    "commune": Staffing(20, "CCX", "CBX", ((1, _COMMUNE),), _COMMUNE, "0,25", "0,20", 0.02),
    "kindergarten": Staffing(
        24, "VC", "VC", ((90, _KINDERGARTEN), (4, _PHYSICIAN_ASSISTANT)), _KINDERGARTEN,
        "0,50", "0,35",
    ),
    "primary_school": Staffing(
        28, "VC", "VC", ((90, _PRIMARY), *_SCHOOL_STAFF), _SCHOOL_OFFICE, "0,50", "0,40"
    ),
    "secondary_school": Staffing(
        26, "VC", "VC", ((90, _SECONDARY), *_SCHOOL_STAFF), _SCHOOL_OFFICE, "0,45", "0,35"
    ),
    "high_school": Staffing(
        75, "VC", "VC", ((90, _HIGH), *_SCHOOL_STAFF), _SCHOOL_OFFICE, "0,70", "0,55"
    ),
    "hospital": Staffing(
        180, "VC", "VC",
        ((24, _DOCTOR), (44, _NURSE), (6, _MIDWIFE), (10, _MEDICAL_TECHNICIAN), (7, _PHARMACIST),
         (5, _PUBLIC_HEALTH), (4, _ARCHIVIST)),
        _PUBLIC_HEALTH, "0,80", "0,60", 0.03,
    ),
    "service_unit": Staffing(
        24, "VC", "VC", ((85, _ENGINEER), (10, _ARCHIVIST)), _ARCHIVIST, "0,50", "0,30"
    ),
}
_INSPECTORATE = Staffing(
    30, "CC", "CC", ((80, _INSPECTOR), *_OFFICES[1:]), _PERSONNEL, "0,70", "0,50"
)
# fmt: on

# The first words of a unit's name say what its head is called; the first match counts.
_HEAD_TITLES = (
    ("Văn phòng Đăng ký", "Giám đốc"),
    ("Văn phòng", "Chánh Văn phòng"),
    ("Ủy ban nhân dân", "Chủ tịch"),
    ("Thanh tra", "Chánh Thanh tra"),
    ("Chi cục", "Chi cục trưởng"),
    ("Trường", "Hiệu trưởng"),
    ("Phòng", "Trưởng phòng"),
    ("Ban", "Trưởng ban"),
)


def staffing_of(unit: DemoUnit) -> Staffing:
    """Return how the unit is staffed; an inspectorate has inspectors, whatever its tier."""
    if unit.name.startswith("Thanh tra") and unit.kind == "department":
        return _INSPECTORATE
    return STAFFING[unit.kind]


def head_title(unit: DemoUnit) -> str:
    """Return the title of the unit's head: "Hiệu trưởng"; a deputy is "Phó " and the same."""
    return next((title for start, title in _HEAD_TITLES if unit.name.startswith(start)), "Giám đốc")
