"""Every field of every section, wrong: the others stay, and the fault comes back at its field.

The table of cases is the schema itself, so a field added there is tried here.
"""

import html

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.record.form import EVERYBODY
from province_app.record.schema import SECTIONS, FieldInfo, fields
from province_app.views.messages import message
from tests.desks import draft_of
from tests.provinces import Province
from tests.views.record_form import WRONG, wrong_for
from tests.views.test_record_said import said, save
from tests.web import Site

PERSONS = [info for info in fields().values() if info.item.filled_by == "person"]
SECTIONS_TO_FILL = list(dict.fromkeys(info.section for info in PERSONS))
# Whatever is typed is some text: there is nothing wrong to type but too much.
ANY_TEXT = ("text", "long_text", "full_text")


def as_category(session: Session, province: Province, person: str, section: str) -> None:
    """Let the person be of a staff category that is asked for the section."""
    category = "VC" if SECTIONS[section].asked_from("VC") else "HDLD"
    assert category in EVERYBODY
    change = text("update employment set category = :category where person_id = :who")
    session.execute(change, {"category": category, "who": person})
    draft = draft_of(province, person)
    draft.typed = {**draft.typed, "service.staff_category": category}
    session.commit()


def wrong_columns(table: FieldInfo) -> dict[str, str]:
    """Return the first row of the table with a wrong text in each cell."""
    return {f"{table.path}.0.{one.name}": wrong_for(one) for one in table.columns}


def kept(province: Province, person: str) -> dict[str, str]:
    province.session.rollback()
    return {path: one for path, one in draft_of(province, person).typed.items() if one}


@pytest.mark.parametrize("section", SECTIONS_TO_FILL)
def test_all_wrong_at_once_comes_back_field_by_field(
    site: Site, session: Session, province: Province, person: str, section: str
) -> None:
    as_category(session, province, person, section)
    mine = [info for info in PERSONS if info.section == section]
    wrong = {info.path: wrong_for(info) for info in mine if info.kind != "table"}
    for table in (info for info in mine if info.kind == "table"):
        wrong |= {table.path: ""} | wrong_columns(table)
    before = kept(province, person)
    part = save(site, section, wrong)
    others = {path: one for path, one in before.items() if not path.startswith(f"{section}.")}
    now = kept(province, person)
    assert {path: one for path, one in now.items() if path in others} == others
    filled = {path: one for path, one in wrong.items() if one}
    assert {path: one for path, one in now.items() if path in wrong} == filled
    page = html.unescape(site.get(f"/my-record/{section}"))
    for path, one in filled.items():
        assert said(part, path), path
        assert f'id="loi-{path}"' in page
        assert one in page


@pytest.mark.parametrize("section", SECTIONS_TO_FILL)
def test_a_form_with_one_unknown_field_is_refused_whole(
    site: Site, session: Session, province: Province, person: str, section: str
) -> None:
    as_category(session, province, person, section)
    elsewhere = next(info.path for info in PERSONS if info.section != section)
    others = [info for info in fields().values() if info.item.filled_by != "person"]
    before = kept(province, person)
    right = next(info.path for info in PERSONS if info.section == section)
    for name in (f"{section}.nothing", f"{right}.0.nothing", elsewhere, others[0].path, "state"):
        form = {"revision": "1", right: WRONG, name: "x"}
        refused = site.post(f"/my-record/{section}", form, 400)
        assert message("unknown_field") in refused.text
    assert kept(province, person) == before


def test_what_people_take_for_one_another_is_told_apart(
    site: Site, person: str, province: Province
) -> None:
    """Each of these says beside itself what belongs there."""
    for section, words in {
        "identity": ("không phải nơi sinh", "có thể khác quê quán"),
        "recruitment": ("quyết định tuyển dụng đầu tiên", "Ngày về cơ quan hiện nay"),
        "salary": ("Không phải chức vụ", "không phải phần trăm", "tập sự hưởng 85"),
        "awards": ("Chiến sĩ thi đua cơ sở", "ví dụ Bằng khen"),
    }.items():
        page = site.get(f"/my-record/{section}?add={section}.{section}")
        for word in words:
            assert word in page, (section, word)
