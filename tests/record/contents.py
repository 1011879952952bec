"""Contents of a record for tests: any of our shape, and fixed Vietnamese ones."""

import unicodedata

from hypothesis import strategies as st

LARGEST = 2**53 - 1
# A little of everything that an encoder may write in its own way.
AWKWARD = 'aZ09 "\\/<>&\x00\x07\x08\t\n\x0c\r\x1f\x7f\x85\xa0\u2028\u2029\ufeffđĐơƯấậỹ€😀𠮷'

letters = st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=("Cs",)))
texts = st.text(letters, max_size=12).map(lambda text: unicodedata.normalize("NFC", text))
names = st.text(st.characters(max_codepoint=127), max_size=8)
integers = st.one_of(
    st.integers(-LARGEST, LARGEST), st.sampled_from([0, -1, LARGEST, -LARGEST, 2**31, 2**32])
)
leaves = st.one_of(st.none(), st.booleans(), integers, texts)
contents = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=5)),
    max_leaves=20,
)

VIETNAMESE = [
    {},
    {"evidence": []},
    {
        "birth_full_name": "NGUYỄN THỊ HƯỜNG",
        "birth_date": "1987",
        "birth_place_text": "Xã Hải Minh, huyện Hải Hậu, tỉnh Nam Định",
        "personal_id": "036187001234",
        "gender_code": "2",
        "other_names": None,
        "evidence": ["0f" * 32, "a1" * 32],
    },
    {
        "salary_coefficient": "3.66",
        "salary_step": 4,
        "jp_salary_amount": 12_345_678,
        "salary_percent": "100",
        "salary_effective_date": "2019-05-17",
        "evidence": [],
    },
    {"rows": [{"from_month": "2019-05", "to_month": None}], "declared_none": False},
    {"rows": [], "declared_none": True},
    {
        "text": 'Phụ cấp "khác": 30 %\\năm\t\n – Ngũ Đoài / Ưu Ước 𠮷',
        "z": 1,
        "A": 2,
        "a": 3,
        "_": 4,
    },
]
