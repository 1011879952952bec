"""What tests of pages share: who is signed in; for a real browser, loopback and Chromium."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.desks import DEPARTMENT, FACILITY, plain_member
from tests.provinces import Province
from tests.web import Site

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture
def person(site: Site, province: Province) -> str:
    """An ordinary employee, signed in."""
    who = plain_member(province, DEPARTMENT)
    site.sign_in(who)
    return who


@pytest.fixture
def hr(site: Site, province: Province) -> str:
    """The HR officer of a facility, signed in by password and code."""
    who = province.holder(FACILITY, "hr")
    site.sign_in(who)
    return who


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The province's pages on loopback."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
