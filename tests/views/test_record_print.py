"""My record as a PDF: whose it is comes from the session alone."""

from sqlalchemy import text

from tests.desks import DEPARTMENT
from tests.printing.papers import pages

ADDRESS = "/my-record/print.pdf"


def test_the_page_offers_what_can_be_printed(site, province, person) -> None:
    page = site.get("/my-record")
    assert f'href="{ADDRESS}?draft=1"' in page
    assert "In bản nháp (PDF)" in page
    assert "In phiên bản" not in page
    province.send(DEPARTMENT)
    province.confirm(DEPARTMENT)
    page = site.get("/my-record")
    assert f'href="{ADDRESS}"' in page
    assert "In phiên bản 1 (PDF)" in page
    assert "In bản nháp" not in page


def test_the_own_record_comes_as_a_pdf_that_no_cache_keeps(site, session, person) -> None:
    answer = site.client.get(ADDRESS)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="so-yeu-ly-lich-ban-nhap.pdf"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    name = session.scalar(text("select full_name from person where id = :id"), {"id": person})
    assert name in "\n".join(pages(answer.data))


def test_there_is_no_draft_to_print_once_it_was_confirmed(site, province, person) -> None:
    province.send(DEPARTMENT)
    province.confirm(DEPARTMENT)
    assert "Phiên bản 1" in "".join(pages(site.client.get(ADDRESS).data))
    site.get(f"{ADDRESS}?draft=1", 404)


def test_strangers_are_sent_to_sign_in(site, province) -> None:
    assert site.client.get(ADDRESS).status_code == 302
