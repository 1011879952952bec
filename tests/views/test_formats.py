"""How pages write moments, numbers and names."""

from datetime import UTC, date, datetime, timedelta

import pytest

from province_app.record.values import code_of
from province_app.views import formats

NOW = datetime(2024, 5, 24, 3, 0, tzinfo=UTC)  # Friday, 10:00 in Vietnam


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1912, "1.912"), (2_340_000, "2.340.000")]
)
def test_thousands_are_parted_by_dots(value: int, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 5, 24), "24/5/2024"),
        (date(2024, 5, 1), "01/5/2024"),
        (date(2024, 2, 15), "15/02/2024"),
        (date(2024, 12, 3), "03/12/2024"),
        (datetime(2024, 5, 23, 17, 0, tzinfo=UTC), "24/5/2024"),  # already the 24th in Vietnam
        (datetime(2024, 5, 23, 16, 59, tzinfo=UTC), "23/5/2024"),
    ],
)
def test_a_day_is_vietnams_day(value: date, text: str) -> None:
    assert formats.day(value) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ((2024, 5, 24, 2, 30), "hôm nay 09:30"),
        ((2024, 5, 23, 17, 0), "hôm nay 00:00"),
        ((2024, 5, 23, 16, 59), "hôm qua 23:59"),
        ((2024, 5, 22, 13, 14), "thứ Tư 20:14"),
        ((2024, 5, 18, 2, 30), "thứ Bảy 09:30"),
        ((2024, 5, 17, 2, 30), "17/5 09:30"),  # a week ago "thứ Sáu" would be taken for today
        ((2023, 12, 31, 16, 59), "31/12/2023 23:59"),
        ((2024, 5, 25, 2, 30), "ngày mai 09:30"),
        ((2024, 5, 28, 2, 30), "28/5 09:30"),
    ],
)
def test_moments_are_told_from_today(at: tuple[int, ...], text: str) -> None:
    assert formats.ago(datetime(*at, tzinfo=UTC), NOW) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=1, hours=14, minutes=59), "còn 1 ngày 14 giờ"),
        (timedelta(days=3, minutes=5), "còn 3 ngày"),
        (timedelta(hours=3, minutes=20), "còn 3 giờ 20 phút"),
        (timedelta(hours=3), "còn 3 giờ"),
        (timedelta(minutes=12, seconds=59), "còn 12 phút"),
        (timedelta(seconds=1), "còn dưới 1 phút"),
        (timedelta(), "đã hết hạn"),
        (timedelta(days=-1), "đã hết hạn"),
    ],
)
def test_time_left_is_rounded_down(left: timedelta, text: str) -> None:
    assert formats.remaining(NOW + left, NOW) == text


def test_an_end_at_midnight_is_the_whole_day_before() -> None:
    """Windows are half-open: the 26th at 00:00 means that the 25th still counts."""
    assert formats.end(datetime(2024, 5, 25, 17, 0, tzinfo=UTC)) == "hết ngày 25/5/2024"
    assert formats.end(datetime(2024, 5, 25, 9, 5, tzinfo=UTC)) == "16:05 ngày 25/5/2024"
    assert formats.moment(datetime(2024, 5, 25, 17, 0, tzinfo=UTC)) == "00:00 ngày 26/5/2024"


@pytest.mark.parametrize(
    "boxes",
    [
        ["17", "05", "1987"], ["", "05", "1987"], ["", "", "1987"], ["31", "4", "2024"],
        ["31", "", "2024"], ["31", "4", ""], ["mồng 1", "5", "2024"],
    ],
)  # fmt: skip
def test_a_typed_date_comes_back_box_by_box(boxes: list[str]) -> None:
    assert list(formats.date_boxes(formats.join_date(boxes))) == boxes


def test_an_empty_date_is_empty_text() -> None:
    assert formats.join_date(["", " ", ""]) == ""
    assert formats.date_boxes("") == ("", "", "")
    assert formats.date_boxes("1/2/3/4") == ("1/2/3/4", "", "")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Đại học (DH)", "DH"),
        ("Giáo viên hạng II (cũ) (V.07.04.11)", "V.07.04.11"),
        (" V.07.04.11 ", "V.07.04.11"),
        ("Giáo viên", "Giáo viên"),
        ("", ""),
    ],
)
def test_a_catalogue_value_is_read_back_by_its_code(typed: str, code: str) -> None:
    assert code_of(typed) == code
    assert code_of(formats.with_code("Tên (cũ)", code)) == code


def test_names_figures_and_articles() -> None:
    assert formats.given_name("Phạm Thị Thu Hằng") == "Hằng"
    assert formats.family_name("Phạm Thị Thu Hằng") == "Phạm Thị Thu"
    assert formats.family_name("Hằng") == ""
    assert formats.decimal("3.66") == "3,66"
    assert formats.period("2024-05") == "05/2024"
    assert formats.seconds(20) == "20 giây"
    assert formats.seconds(200) == "3 phút"
    assert formats.article("Đ.7.1b") == "Quy chế\u00a0Đ.7.1b"
    assert formats.article("TT06 Đ.13") == "Quy chế theo Thông tư 06/2023, Đ.13"
    assert formats.capital("thứ Sáu") == "Thứ Sáu"
