"""The printed record: every label and value in the form's order, whole tables, steady bytes."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2
import pytest

from province_app.printing import pdf as printing
from province_app.printing.form import Stamp
from province_app.record.schema import SECTIONS, fields
from tests.printing.official import DETENTION, END, HEADER, ITEMS, PARTS, TABLES
from tests.printing.papers import (
    DIGEST,
    NONE,
    dense,
    full_content,
    pages,
    printed,
    read,
    told,
)

HIDDEN = "Thông tin hạn chế"
LONG = "Phường Nguyễn Trường Tộ " * 10


@pytest.fixture(scope="module")
def full() -> dict[str, dict[str, Any]]:
    return full_content()


def expected(content: dict[str, dict[str, Any]]) -> list[str]:
    """Return all that must stand on the paper, in its order."""
    words: list[str] = []

    def line(label: str, paths: list[str]) -> None:
        words.append(label)
        for path in paths:
            section, name = path.split(".")
            text = told(fields()[path], content[section][name])
            words.append(text.upper() if name == "birth_full_name" else text)

    for label, paths in HEADER + ITEMS:
        line(label, paths)
    for path, (title, heads, columns) in TABLES.items():
        if path in PARTS:
            words.append(PARTS[path])
        if path == "self_history.old_regime_work":
            line(DETENTION, ["self_history.detention_statement"])
        words.append(title)
        section, name = path.split(".")
        infos = {one.name: one for one in fields()[path].columns}
        words += heads[:1]  # what stands under it comes in the order of the reader's choice
        for row in content[section][name]["rows"]:
            words += [told(infos[column], row[column]) for column in columns]
    for label, paths in END:
        line(label, paths)
    return words


def test_every_label_and_value_stands_on_the_paper_in_the_order_of_the_form(full) -> None:
    text, place = read(printed(full)), 0
    for words in expected(full):
        found = text.find(dense(words), place)
        assert found >= 0, f"{words!r} after {text[max(0, place - 80) : place]!r}"
        place = found + len(dense(words))


def test_the_list_above_names_every_field_of_the_form() -> None:
    """Only what the form has no place for is left out."""
    named = {path for _, paths in HEADER + ITEMS + END for path in paths} | set(TABLES)
    named |= {"self_history.detention_statement", "identity.birth_date"}
    left = {path for path in fields() if path not in named}
    assert {path for path in left if not path.startswith(("contract.", "service."))} == {
        "identity.birth_place_unit_code",
        "identity.native_place_commune_code",
        "identity.current_address_commune_code",
        "identity.photo",  # a picture
    }


@pytest.mark.parametrize("path", TABLES)
def test_a_long_table_breaks_and_repeats_its_heading(path: str) -> None:
    content = full_content(rows=1)
    section, name = path.split(".")
    row = content[section][name]["rows"][0]
    content[section][name]["rows"] = [row] * 170
    _, heads, columns = TABLES[path]
    last = {one.name: one for one in fields()[path].columns}[columns[-1]]
    cell = dense(told(last, row[last.name]))
    found = [dense(page) for page in pages(printed(content))]
    long = [page for page in found if page.count(cell) > 4]
    assert sum(page.count(cell) for page in found) >= 170
    assert len(long) >= 3
    for page in long[1:-1]:  # nothing else stands there; a reader may mix the headings' lines
        assert all(word in page for head in heads for word in head.split())


def test_diacritics_survive(full) -> None:
    full = {**full, "identity": {**full["identity"], "birth_full_name": "Nguyễn Thị Hường ẵ ỡ"}}
    text = "\n".join(pages(printed(full)))
    for words in ("NGUYỄN THỊ HƯỜNG Ẵ Ỡ", "Nguyễn Thị Hường ẵ ỡ", "Được quy hoạch chức danh"):
        assert words in text


@pytest.mark.parametrize(
    ("iso", "line"),
    [("1987-05-17", "3)Sinhngày17tháng05năm1987"), ("1987-05", "3)Sinhngàytháng05năm1987"),
     ("1987", "3)Sinhngàythángnăm1987")],
)  # fmt: skip
def test_the_birth_date_is_spread_over_its_three_places(full, iso: str, line: str) -> None:
    content = {**full, "identity": {**full["identity"], "birth_date": iso}}
    assert line in read(printed(content))


def test_places_are_spread_or_kept_whole(full) -> None:
    def line(words: str) -> str:
        content = {**full, "identity": {**full["identity"], "native_place_text": words}}
        return read(printed(content))

    three = line("xã Hải Minh, huyện Hải Hậu, tỉnh Nam Định")
    assert "5)Quêquán(xã,phường):xãHảiMinh(huyện,quận):huyệnHảiHậu(tỉnh,TP):tỉnhNamĐịnh" in three
    two = line("xã Hải Minh, tỉnh Ninh Bình")
    assert "(xã,phường):xãHảiMinh(huyện,quận):(tỉnh,TP):tỉnhNinhBình" in two
    assert "(tỉnh,TP):bênsôngHồng" in line("bên sông Hồng")


def test_declared_none_says_so_and_no_answer_leaves_lines(full) -> None:
    declared = {**full, "discipline": {"disciplines": NONE}, "awards": {"awards": None}}
    text = read(printed(declared))
    discipline = text[text.index("35.2-") : text.index("36)QUAN")]
    awards = text[text.index("35.1-") : text.index("35.2-")]
    assert discipline.endswith("Không")
    assert awards.endswith("Hìnhthứckhenthưởng")


def test_what_is_not_handed_in_is_named_as_restricted_and_nothing_of_it_is_told(full) -> None:
    content = {name: part for name, part in full.items() if not SECTIONS[name].restricted}
    text = "\n".join(pages(printed(content)))
    for section, info in SECTIONS.items():
        for name, value in full[section].items() if info.restricted else ():
            if isinstance(value, str) and fields()[f"{section}.{name}"].item.catalogue is None:
                assert value not in text
    assert re.search(rf"24\) Được quy hoạch chức danh: {HIDDEN}", text)
    spots = dense(text).count(dense(HIDDEN))
    single = sum(SECTIONS[path.split(".")[0]].restricted for path in fields())
    assert single - 6 <= spots <= single + 4  # some fields share a line, a birth date has three
    told_open = dense(told(fields()["position.position_text"], full["position"]["position_text"]))
    assert told_open in dense(text)


def test_nothing_runs_out_of_the_page_however_long_it_is() -> None:
    """Long words too: no ink in the margins."""
    content = full_content()
    for section, part in content.items():
        for name, value in part.items():
            info = fields().get(f"{section}.{name}")
            if info and info.kind in ("text", "long_text", "full_text"):
                part[name] = LONG + "X" * 120
            elif info and info.kind == "table":
                for row in value["rows"]:
                    for column in info.columns:
                        if column.kind in ("text", "long_text"):
                            row[column.name] = LONG + "Ẵ" * 120
    document = pypdfium2.PdfDocument(printed(content))
    try:
        for page in document:
            width, height = page.get_size()
            assert (round(width), round(height)) == (595, 842)  # A4
            image = page.render(scale=1, grayscale=True)
            ink, stride = bytes(image.buffer), image.stride
            image.close()
            for start in range(0, len(ink), stride):
                assert min(ink[start : start + 69]) > 200
                assert min(ink[start + 555 : start + 595]) > 200
    finally:
        document.close()


def test_the_text_is_text_and_never_markup(full) -> None:
    tricky = '#panic("x") *đậm* $a$ \\ ] "ngoặc" <nhãn> @ai // hết'
    content = {**full, "position": {**full["position"], "position_text": tricky}}
    assert dense(tricky) in read(printed(content))


def test_the_foot_names_version_digest_and_signature_on_every_page(full) -> None:
    signed = f"Phiên bản 3, mã {DIGEST}, ký số bởi Trần Văn Ánh ngày 24/5/2024"
    found = pages(printed(full))
    for number, page in enumerate(found, 1):
        assert dense(signed) in dense(page)
        assert f"Trang {number}/{len(found)}" in page
    unsigned = "".join(pages(printed(full, Stamp(2, DIGEST))))
    assert "Phiên bản 2" in unsigned
    assert "ký số" not in unsigned


def test_a_draft_is_marked_on_every_page(full) -> None:
    for page in pages(printed(full, Stamp())):
        assert "BẢN NHÁP" in page
        assert "Bản nháp, chưa được đơn vị xác nhận" in page
    assert "BẢN NHÁP" not in "".join(pages(printed(full)))


def test_two_prints_of_one_version_are_the_same_bytes(full) -> None:
    first, other = printed(full), printed({**full, "awards": {"awards": NONE}})
    assert printed(full) == first
    assert other != first
    printing._compiler.cache_clear()
    assert printed(full) == first
    document = pypdfium2.PdfDocument(first)
    try:  # the moment of the version, not of the print
        assert document.get_metadata_value("CreationDate").startswith("D:20240522")
        assert document.get_metadata_value("Title").startswith("Sơ yếu lý lịch – ")
    finally:
        document.close()


def test_threads_that_print_at_once_get_each_their_own(full) -> None:
    stamps = [Stamp(number, DIGEST) for number in range(1, 7)]
    alone = [printed(full, stamp) for stamp in stamps]
    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda stamp: printed(full, stamp), stamps)) == alone


def test_an_unknown_font_stops_the_print(full, monkeypatch, tmp_path) -> None:
    for template in printing.FORMS.glob("*.typ"):
        text = template.read_text().replace('font: "Tinos"', 'font: "Times No Roman"')
        (tmp_path / template.name).write_text(text)
    monkeypatch.setattr(printing, "FORMS", tmp_path)
    printing._compiler.cache_clear()
    with pytest.raises(printing.PrintError, match="unknown font family"):
        printed(full)
    printing._compiler.cache_clear()


def test_the_contract_sheet_tells_the_whole_contract(full) -> None:
    content = full_content(category="HD111")
    text = read(printed(content))
    assert text.index("THÔNGTINHỢPĐỒNGLAOĐỘNG") < text.index("BÊNA") < text.index("BÊNB")
    for name, value in content["contract"].items():
        info = fields().get(f"contract.{name}")
        if info and info.kind != "table":
            assert dense(told(info, value)) in text, name
    for row in content["contract"]["annexes"]["rows"]:
        for column in fields()["contract.annexes"].columns:
            assert dense(told(column, row[column.name])) in text
    assert "SƠYẾULÝLỊCH" not in text
