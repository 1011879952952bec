"""Workbooks for a unit: alone, by two persons in each step, refused, without a unit."""

from dataclasses import replace

from province_app.views.imports_page import UnitOption, UploadPage
from province_app.views.page import FieldError, Link
from tests.views.samples.shells import HR, at

SMALL = UnitOption(5, "Trường THCS Hải Minh", 42, True)
LARGE = UnitOption(6, "Bệnh viện đa khoa huyện Hải Hậu", 1240, False)
RELEASED = replace(LARGE, id=7, release="5a0e9d5c-0b5c-4b0e-8a53-0d6c1c9b2f10", until=at(27, 9))
UPLOAD = UploadPage(
    (SMALL, LARGE, RELEASED, replace(LARGE, id=8, until=at(29, 9))),
    "2024-05-24",
    Link("nhap-thang-5.xlsx", "#"),
)
PAGES = {
    "imports": ("imports/show.html", HR, UPLOAD),
    "imports-refused": (
        "imports/show.html",
        HR,
        replace(
            UPLOAD,
            units=(LARGE,),
            errors=(FieldError("Thiếu số văn bản. Nhập số của văn bản làm căn cứ.", "#tai-ve"),),
            problem="Chưa tải về được",
        ),
    ),
    "imports-none": ("imports/show.html", HR, replace(UPLOAD, units=(), last=None)),
}
