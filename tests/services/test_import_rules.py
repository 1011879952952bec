"""What a comparison shows of a row is what happens when it is entered. Source: Quy chế Đ.5, 6.1."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.services import importing
from province_app.services.required_fields import add_required
from province_app.workbooks.layout import KEY
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.writing import Line, workbook
from tests.desks import ELSEWHERE, FIELD, draft_of
from tests.provinces import Province, at
from tests.services.test_importing import codes, rows
from tests.services.test_required_fields import acting, form_user
from tiers.calendar import local_day
from tiers.units import Role

NOW = at(21)
STEP, COEFFICIENT = "salary.salary_step", "salary.salary_coefficient"


def brought(province: Province, line: dict[str, str]):
    hr = province.officer(province.holder(ELSEWHERE, "hr"))
    book = read_workbook(workbook([Line(line)], local_day(NOW)))
    batch = importing.upload(province.session, hr, province.unit(ELSEWHERE), "Nhập.xlsx", book, NOW)
    importing.compare(province.session, hr, batch.id, {}, NOW)
    return hr, batch


def test_a_field_that_an_upper_unit_requires_is_missed_in_the_comparison(
    session: Session, province: Province
) -> None:
    who = form_user(province, ELSEWHERE)
    above = acting(province, ELSEWHERE, Role.PROVINCE)
    day = local_day(NOW)
    add_required(session, above, province.unit("H40"), FIELD, day, NOW)
    line = {KEY: draft_of(province, who).typed[KEY], "identity.phone": "0912000777"}
    _, batch = brought(province, line)
    assert (FIELD, "required_here") in codes(rows(session, batch)[0])
    hr, batch = brought(province, {**line, FIELD: "Tin học"})
    assert codes(rows(session, batch)[0]) == []
    importing.enter(session, hr, batch.id, NOW)
    assert [row.state for row in rows(session, batch)] == ["entered"]


def test_a_new_step_brings_its_coefficient(session: Session, province: Province) -> None:
    """SL-1: the file says the step alone."""
    who = form_user(province, ELSEWHERE)
    typed = draft_of(province, who).typed
    step = int(typed[STEP]) - 1 or 2
    hr, batch = brought(province, {KEY: typed[KEY], STEP: str(step)})
    (row,) = rows(session, batch)
    assert codes(row) == []
    assert row.entry["typed"][COEFFICIENT] != typed[COEFFICIENT]
    importing.enter(session, hr, batch.id, NOW)
    assert session.scalar(text("select state from draft where person_id = :p"), {"p": who}) == (
        "with_hr"
    )
    assert draft_of(province, who).typed[COEFFICIENT] == row.entry["typed"][COEFFICIENT]
