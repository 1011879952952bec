"""What comes due for a person stands on the own record page. Source: Quy chế Đ.3 ("Sống")."""

import html
from datetime import date

from sqlalchemy.orm import Session

from province_app.views.reminder_words import WORDS, reminder_lines
from tests.desks import FACILITY
from tests.provinces import Province
from tests.services.test_quality import retype
from tests.services.test_required_fields import form_user
from tests.web import Site
from tiers.quality.reminders import Reminder

DUE = {
    "salary__rank_code": "01.003",
    "salary__salary_step": "2",
    "salary__salary_effective_date": "01/06/2021",
    "salary__salary_coefficient": "2,67",
    "discipline__disciplines": "none",
}


def test_every_kind_has_words_and_a_day_that_is_over_says_so() -> None:
    today = date(2024, 5, 20)
    for kind, said in WORDS.items():
        ahead, over = (
            reminder_lines([Reminder(kind, today, due)], today)[0]
            for due in (date(2024, 6, 1), date(2024, 5, 19))
        )
        assert ahead == f"Ngày 01/6/2024: {said}"
        assert over.startswith("Quá hạn từ ngày 19/5/2024: ")


def test_the_person_sees_what_comes_due(site: Site, session: Session, province: Province) -> None:
    person = form_user(province, FACILITY)
    retype(province, person, **DUE)
    site.sign_in(person)
    page = html.unescape(site.get("/my-record"))
    assert "Sắp đến hạn" in page
    assert f"Ngày 01/6/2024: {WORDS['raise']}" in page
    retype(province, person, salary__salary_effective_date="01/06/2023")
    assert WORDS["raise"] not in html.unescape(site.get("/my-record"))


def test_hr_finds_what_comes_due_for_the_unit_from_the_first_page(
    site: Site, session: Session, province: Province
) -> None:
    person = form_user(province, FACILITY)
    retype(province, person, **DUE)
    site.sign_in(province.holder(FACILITY, "hr"))
    assert 'href="/unit/reminders"' in site.get("/")
    page = html.unescape(site.get("/unit/reminders"))
    assert "Chưa có việc nào sắp đến hạn" in page  # nothing was confirmed yet
    province.send(FACILITY)
    province.confirm(FACILITY)
    page = html.unescape(site.get("/unit/reminders"))
    assert "Đến hạn nâng bậc lương." in page
    assert f'href="/unit/people/{person}"' in page
    site.sign_in(person)
    assert 'href="/unit/reminders"' not in site.get("/")
    site.get("/unit/reminders", 403)
