"""What the demo's people do at the pages: each function is one sitting of one person."""

from itertools import pairwise

from province_app.demo.browser import Browser
from province_app.demo.people import DemoPerson
from province_app.demo.province import TYPED, Visitor
from province_app.record.schema import SECTIONS, FieldInfo, field_of
from tiers.stages import Stage


def fill_and_send(origin: str, visitor: Visitor, person: DemoPerson) -> None:
    """Sign in, type what the province does not hold of the own record, send it to the unit."""
    typed = {
        f"/my-record/{section}": found
        for section in SECTIONS
        if section in TYPED and (found := _typed_in(section, person))
    }
    places = [*typed, "/my-record"]
    browser = _sign_in(origin, visitor, places[0])
    for place, onwards in pairwise(places):
        browser.submit(place, typed[place], onwards=onwards)
        if browser.place != onwards:  # what was saved deserves a second look, and stops nobody
            browser.get(onwards)
    browser.submit("/my-record/send", {})


def send_again(origin: str, visitor: Visitor) -> None:
    """Sign in, look at what HR asked for, send the record again."""
    _sign_in(origin, visitor, "/my-record").submit("/my-record/send", {})


def check_all(origin: str, officer: Visitor, doubted: set[str]) -> None:
    """Check what waits in the inbox: the `doubted` drafts go back, the rest is confirmed."""
    browser = _sign_in(origin, officer)
    while links := _drafts(browser):
        for link in links:
            if browser.place != link:  # an act leads on to the next record
                browser.get(link)
            if link.rsplit("/", 1)[-1] in doubted:
                path = "identity.current_address_text"
                reason = {f"reason-{path}": "unclear", f"text-{path}": "Ghi rõ số nhà."}
                browser.submit(f"{link}/return", reason)
            elif f"{link}/confirm" in browser.places():  # another deputy may have been faster
                browser.submit(f"{link}/confirm", {}, may_lose=True)
        if browser.place != "/":
            browser.get("/")


def sign(origin: str, leader: Visitor, pin: str) -> None:
    """Open the list, sign what waits with the certificate offered and the PIN."""
    browser = _sign_in(origin, leader, "/signing")
    page = browser.page
    if page.xpath("//button[not(@disabled)]/ancestor::form[@action='/signing/sign']"):
        browser.submit("/signing/sign", {"pin": pin}, may_lose=True)


def push(origin: str, manager: Visitor) -> None:
    """Press the push button of the last stage."""
    browser = _sign_in(origin, manager, f"/sync?stage={Stage.PROVINCE_TO_NATIONAL}")
    browser.submit("/sync/push", {"basis": "Đợt đồng bộ hằng tháng"})


def approve(origin: str, manager: Visitor, pin: str) -> None:
    """Approve the national receipt with the agency's seal."""
    browser = _sign_in(origin, manager, f"/sync?stage={Stage.PROVINCE_TO_NATIONAL}")
    (action,) = browser.page.xpath("//form[contains(@action, '/approve')]/@action")
    browser.submit(action, {"pin": pin})


def _sign_in(origin: str, visitor: Visitor, first: str = "/") -> Browser:
    return Browser(origin, visitor.username, visitor.password, visitor.totp_secret, first)


def _typed_in(section: str, person: DemoPerson) -> dict[str, str | list[str]]:
    return {
        path: _as_boxes(info, text)
        for path, text in person.fields.items()
        for info in [field_of(path)]
        if info.section == section and info.item.filled_by == "person"
    }


def _drafts(browser: Browser) -> list[str]:
    found = browser.page.xpath("//a[contains(@href, '/drafts/')]/@href")
    return list(dict.fromkeys(found))


def _as_boxes(info: FieldInfo, text: str) -> str | list[str]:
    """Return what is typed: a date goes into three boxes."""
    if info.kind not in ("date", "any_date"):
        return text
    parts = text.split("/")
    return [""] * (3 - len(parts)) + parts
