"""Invented Vietnamese names with the frequencies of the Red River delta, in NFC."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tiers.letters import bare

_FASHION_CHANGED = 1982  # birth year from which the newer middle and given names prevail


@dataclass(frozen=True, slots=True)
class _Weighted:
    """Words with running sums of their weights, as `Random.choices` takes them."""

    words: tuple[str, ...]
    sums: tuple[int, ...]

    def pick(self, rng: Random) -> str:
        return rng.choices(self.words, cum_weights=self.sums)[0]


def _weighted(text: str) -> _Weighted:
    """Read "Nguyễn 30, Trần 16": words and whole weights."""
    pairs = [part.strip().rsplit(" ", 1) for part in text.split(",")]
    words = tuple(word for word, _ in pairs)
    return _Weighted(words, tuple(accumulate(int(weight) for _, weight in pairs)))


_SURNAMES = _weighted(
    "Nguyễn 300, Trần 165, Phạm 105, Vũ 92, Lê 55, Đỗ 42, Hoàng 38, Bùi 26, Đặng 24, Ngô 22, "
    "Đinh 20, Phan 15, Mai 15, Đoàn 15, Lương 9, Lại 8, Cao 8, Dương 7, Tống 5, Lưu 5, Tạ 4, Hà 4, "
    "Trịnh 4, Triệu 3, Đào 4, Khương 1, Ninh 2, Kim 1, Doãn 1, Phùng 1"
)
_MALE_MIDDLE_OLD = _weighted(
    "Văn 42, Đức 7, Xuân 7, Quang 5, Ngọc 6, Đình 6, Hữu 5, Công 4, Minh 3, Duy 2, Hồng 3, "
    "Thanh 3, Trọng 3, Thế 3, Viết 2, Bá 1, Huy 1"
)
_MALE_MIDDLE_NEW = _weighted(
    "Văn 20, Đức 11, Xuân 6, Quang 8, Ngọc 8, Đình 5, Hữu 4, Công 5, Minh 9, Duy 6, Hồng 3, "
    "Thanh 5, Trọng 4, Thế 4, Việt 4, Anh 4, Tuấn 5, Mạnh 5, Thành 5, Hoàng 5, Tiến 3, Huy 3"
)
_MALE_GIVEN_OLD = _weighted(
    "Hùng 9, Dũng 8, Thắng 7, Tuấn 6, Hải 6, Bình 5, Minh 4, Sơn 5, Thanh 4, Hòa 4, Cường 4, "
    "Toàn 4, Chiến 4, Hưng 4, Quang 4, Tâm 3, Khánh 3, Thành 4, Đông 3, Trường 3, Vinh 3, Định 2, "
    "Thịnh 3, Tiến 4, Quyết 3, Lâm 2, Nam 3, Phương 2, Chung 2, Luân 1, Hiển 2, Lợi 2, Oánh 1"
)
_MALE_GIVEN_NEW = _weighted(
    "Anh 7, Tuấn 8, Dũng 6, Hiếu 6, Nam 6, Đạt 5, Hùng 5, Long 5, Minh 5, Thắng 5, Trung 6, "
    "Tùng 5, Cường 5, Quân 4, Huy 4, Sơn 4, Linh 2, Đức 5, Thành 5, Hoàng 4, Việt 4, Khánh 2, "
    "Kiên 3, Phong 3, Duy 3, Toàn 3, Hải 3, Bắc 1, Quyền 2, Thuận 2, Tú 2, Lâm 2"
)
_FEMALE_MIDDLE_OLD = _weighted(
    "Thị 70, Thị Thanh 4, Thị Hồng 4, Thị Thu 5, Thị Kim 3, Thị Minh 2, Thị Ngọc 3, Thị Bích 2, "
    "Thanh 2, Kim 1, Thu 2, Hồng 2"
)
_FEMALE_MIDDLE_NEW = _weighted(
    "Thị 44, Thị Thu 9, Thị Thanh 7, Thị Hồng 6, Thị Ngọc 5, Thị Bích 3, Thị Minh 3, Thị Phương 4, "
    "Thị Thùy 3, Thu 4, Thanh 4, Ngọc 4, Phương 3, Hồng 3, Thùy 3, Minh 3, Mai 2, Khánh 2, Quỳnh 1"
)
_FEMALE_GIVEN_OLD = _weighted(
    "Hoa 6, Hương 8, Lan 6, Hằng 6, Hà 7, Thủy 6, Nga 5, Hiền 6, Hạnh 5, Dung 4, Thu 4, Mai 4, "
    "Huệ 4, Liên 4, Yến 4, Loan 4, Nhung 3, Tuyết 3, Thơm 3, Oanh 3, Nguyệt 3, Phượng 3, Lý 2, "
    "Hòa 3, Bình 2, Thoa 2, Mùi 1, Nhàn 2, Xuyến 1, Hợi 1, Dịu 1, Vân 4, Thanh 3, Minh 2"
)
_FEMALE_GIVEN_NEW = _weighted(
    "Hương 6, Trang 8, Hà 8, Linh 6, Huyền 7, Hằng 5, Thảo 5, Phương 6, Nhung 5, Ngọc 4, Hiền 4, "
    "Thu 3, Thủy 4, Anh 5, Yến 4, Lan 3, Mai 4, Quỳnh 2, Vân 4, Dung 4, Hoa 3, Nga 3, Thúy 4, "
    "Loan 2, Oanh 3, Ngân 2, Chi 1, My 1, Duyên 3, Hạnh 3, Tươi 2, Luyến 1, Thơm 2, Hoài 2"
)


def full_name(rng: Random, female: bool, birth_year: int) -> str:
    """Return a birth name that suits the gender and the generation: "Nguyễn Thị Thu Hà"."""
    new = birth_year >= _FASHION_CHANGED
    if female:
        middle = _FEMALE_MIDDLE_NEW if new else _FEMALE_MIDDLE_OLD
        given = _FEMALE_GIVEN_NEW if new else _FEMALE_GIVEN_OLD
    else:
        middle = _MALE_MIDDLE_NEW if new else _MALE_MIDDLE_OLD
        given = _MALE_GIVEN_NEW if new else _MALE_GIVEN_OLD
    surname, between, last = _SURNAMES.pick(rng), middle.pick(rng), given.pick(rng)
    while last in between.split():  # nobody is called Thu Thu
        last = given.pick(rng)
    return f"{surname} {between} {last}"


def ascii_parts(name: str) -> tuple[str, str]:
    """Return the given name and the rest without accents: ("ha", "nguyenthithu")."""
    words: Sequence[str] = bare(name).encode("ascii", "ignore").decode().split()
    return words[-1], "".join(words[:-1])
