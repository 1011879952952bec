"""The inbox: empty, of HR, of a head, of Sở Nội vụ, very full."""

from dataclasses import replace
from datetime import date, timedelta

from province_app.views.home_page import (
    CheckTask,
    Deadline,
    HomePage,
    OwnTask,
    PersonTask,
    ReturnedTask,
    SignTask,
    SyncTask,
)
from province_app.views.page import Act, Count, Link, Pager
from tests.views.samples.shells import HEAD, HR, LONG_SHELL, NAMES, PROVINCE, at, doors


def check_tasks(count: int) -> tuple[CheckTask, ...]:
    """Return tasks to check, the first ones of several kinds."""
    sections = (("Lương", "Trình độ"), ("Lương",), ("Chức vụ, công việc",), ("Thông tin cá nhân",))
    return tuple(
        CheckTask(
            f"00000000-0000-4000-8000-{n:012d}",
            NAMES[n % len(NAMES)],
            "Giáo viên THCS hạng II",
            sections[n % 4],
            1 + n % 5,
            at(23, 16, 42) - timedelta(hours=9 * n),
            waited_days=3 if n % 7 == 6 else 0,
            restricted=n % 6 == 5,
            new=n % 9 == 8,
        )
        for n in range(count)
    )


DEADLINES = (
    Deadline(date(2024, 5, 23), "Mở thời hạn phê duyệt của cấp cơ sở."),
    Deadline(date(2024, 5, 24), "Kiểm tra xong các hồ sơ đang chờ."),
    Deadline(date(2024, 5, 25), "Hiệu trưởng ký 22 hồ sơ; Phó Hiệu trưởng ký hồ sơ Hiệu trưởng."),
    Deadline(date(2024, 5, 26), "Hồ sơ đã ký tự lên UBND huyện Hải Hậu."),
    Deadline(date(2024, 5, 27), "UBND huyện Hải Hậu đồng bộ lên tỉnh."),
    Deadline(date(2024, 5, 28), "Sở Nội vụ đẩy lên CSDL quốc gia, đến hết ngày 31/5."),
)
HOME = HomePage(
    "Kiểm tra xong trong hôm nay để Hiệu trưởng kịp ký trước hết ngày 25/5.",
    (
        Count(7, "Chờ kiểm tra", "#cho-kiem-tra", "1 hồ sơ chờ đã 3 ngày"),
        Count(23, "Chờ ký", "#", "Hiệu trưởng 22, Phó Hiệu trưởng 1"),
        Count(2, "Bị trả lại", "#bi-tra-lai", "1 của kỳ trước, 1 chờ người khai"),
        Count(30, "Chưa khai tháng này", "#", "Không thay đổi thì không phải khai", of=62),
    ),
    "62 người của đơn vị trong kỳ này",
    check_tasks(7),
    7,
    reminds=True,
    returned_total=2,
    returned=(
        ReturnedTask(
            "Lê Thị Mai Hương",
            "rejected",
            "CSDL quốc gia từ chối ở kỳ 04/2024: mã “CC_B” không có trong danh mục ngoại ngữ.",
            "chọn mã thay thế ở mục 32.6, trước hết ngày 25/5.",
            Link("Mở hồ sơ", "#"),
        ),
        ReturnedTask(
            "Phạm Thị Thu Hằng",
            "returned",
            "Bạn yêu cầu bổ sung phần Lương ngày 22/5; người khai đang sửa, chưa gửi lại.",
        ),
    ),
    deadlines=DEADLINES,
)
HOME_HEAD = HomePage(
    "Thời hạn phê duyệt mở đến hết ngày 25/5.",
    (Count(22, "Chờ ký", "#cho-ky"), Count(40, "Không thay đổi", "#", of=62)),
    to_sign=SignTask(
        "22 hồ sơ thay đổi, 40 hồ sơ không thay đổi trong kỳ 05/2024.", Act("Xem và ký số")
    ),
    own=OwnTask("with_person", "Bạn đã sửa 2 mục, chưa gửi.", Link("Xem lại và gửi", "#")),
    deadlines=DEADLINES,
)
HOME_PROVINCE = HomePage(
    "Đẩy lên CSDL quốc gia được đến hết ngày 31/5.",
    sync=SyncTask("1.912 hồ sơ phải gửi, 17 vướng mắc.", Link("Mở trang đồng bộ", "#")),
    deadlines=DEADLINES,
)

LAPSED = PersonTask(
    NAMES[0],
    "Hết thời hạn ở đơn vị từ 21/5/2024, chưa ghi quyết định. Hồ sơ vẫn ghi đang làm việc.",
    Link("Ghi quyết định", "#"),
)

PAGES = {
    "home-empty": ("home/show.html", HR, HomePage("Mọi hồ sơ đã xong.", deadlines=DEADLINES)),
    "home-hr": ("home/show.html", HR, HOME),
    "home-lapsed": ("home/show.html", HR, HomePage("Còn một việc.", lapsed=(LAPSED,))),
    "home-head": (
        "home/show.html",
        replace(
            HEAD, doors=doors("Việc của tôi", "Phê duyệt", "Hồ sơ của tôi", current="Việc của tôi")
        ),
        HOME_HEAD,
    ),
    "home-province": ("home/show.html", PROVINCE, HOME_PROVINCE),
    "home-full": (
        "home/show.html",
        LONG_SHELL,
        replace(
            HOME,
            to_check=check_tasks(200),
            to_check_total=200,
            to_check_pager=Pager(1, 200, next_url="#"),
        ),
    ),
}
