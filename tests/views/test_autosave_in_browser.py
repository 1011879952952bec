"""The form saves itself; what it sends and what its button sends never meet as two writers."""

import pytest
from playwright.sync_api import APIResponse, Browser, Route

from tests.complaints import complaints_of
from tests.desks import FACILITY, draft_of, plain_member
from tests.provinces import Province
from tests.web import Site

pytestmark = pytest.mark.browser


def test_the_button_waits_for_the_save_on_its_way(
    site: Site, province: Province, address: str, browser: Browser
) -> None:
    """On a slow line the answer of the save comes after the press; it brings the revision."""
    person = plain_member(province, FACILITY)
    site.sign_in(person)
    page = browser.new_page(locale="vi-VN")
    cookie = site.client.get_cookie("session")
    assert cookie
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    complaints = complaints_of(page)
    late: list[tuple[Route, APIResponse]] = []

    def hold_the_answer(route: Route) -> None:
        if route.request.method == "POST" and "hx-request" in route.request.headers:
            late.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/my-record/identity*", hold_the_answer)
    page.goto(f"{address}/my-record/identity")
    page.get_by_label("Số điện thoại liên hệ").fill("0912345678")
    while not late:
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Lưu và sang phần sau").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert page.url.endswith("/my-record/identity")
    ((route, response),) = late
    route.fulfill(response=response)
    page.wait_for_url(lambda url: not url.endswith("/my-record/identity"))
    assert draft_of(province, person).typed["identity.phone"] == "0912345678"
    assert complaints == []
