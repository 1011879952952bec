"""Who was found: nobody yet, some, too many, none."""

from province_app.views.page import Link
from province_app.views.search_page import FoundRow, SearchPage
from tests.views.samples.shells import HR, LONG_NAME

ROWS = (
    FoundRow("Trần Văn Bình", "#", "Trường THCS Hải Minh", "Từ 1/9/2015"),
    FoundRow(LONG_NAME, "", "Phòng Giáo dục và Đào tạo huyện Hải Hậu", "Từ 1/1/2020"),
    FoundRow(
        "Lại Thế Anh", "", "Trường THCS Hải Minh", "Đã rời đơn vị từ 1/3/2024", True,
        Link("Xem danh sách người đã đi", "#"),
    ),
)  # fmt: skip
PAGES = {
    "search": ("search/show.html", HR, SearchPage()),
    "search-found": ("search/show.html", HR, SearchPage("binh", asked=True, rows=ROWS)),
    "search-more": (
        "search/show.html",
        HR,
        SearchPage("a", asked=True, rows=ROWS, first=False, after=("0102", "id")),
    ),
    "search-none": ("search/show.html", HR, SearchPage("khong co", asked=True)),
    "search-short": (
        "search/show.html",
        HR,
        SearchPage("a", "Gõ ít nhất 2 chữ. Gõ họ tên, số hiệu hoặc đủ 12 số định danh."),
    ),
}
