"""What the demo's people do at the pages: each function is one sitting of one person."""

from province_app.demo.browser import Browser
from province_app.demo.people import DemoPerson
from province_app.demo.province import TYPED, Visitor
from province_app.record.schema import SECTIONS, FieldInfo, field_of
from tiers.stages import Stage


def fill_and_send(origin: str, visitor: Visitor, person: DemoPerson) -> None:
    """Sign in, type what the province does not hold of the own record, send it to the unit."""
    browser = _sign_in(origin, visitor)
    for section in SECTIONS:
        if section not in TYPED:
            continue
        typed = {
            path: _as_boxes(info, text)
            for path, text in person.fields.items()
            for info in [field_of(path)]
            if info.section == section and info.item.filled_by == "person"
        }
        if typed:
            if f"/my-record/{section}" not in browser.places():  # saving leads on to the next one
                browser.get(f"/my-record/{section}")
            browser.submit(f"/my-record/{section}", typed)
    _send(browser)


def send_again(origin: str, visitor: Visitor) -> None:
    """Sign in, look at what HR asked for, send the record again."""
    _send(_sign_in(origin, visitor))


def check_all(origin: str, officer: Visitor, doubted: set[str]) -> None:
    """Check what waits in the inbox: the `doubted` drafts go back, the rest is confirmed."""
    browser = _sign_in(origin, officer)
    while links := _drafts(browser):
        for link in links:
            browser.get(link)
            if link.rsplit("/", 1)[-1] in doubted:
                path = "identity.current_address_text"
                reason = {f"reason-{path}": "unclear", f"text-{path}": "Ghi rõ số nhà."}
                browser.submit(f"{link}/return", reason)
            elif f"{link}/confirm" in browser.places():  # another deputy may have been faster
                browser.submit(f"{link}/confirm", {}, may_lose=True)
        browser.get("/")


def sign(origin: str, leader: Visitor, pin: str) -> None:
    """Open the list, sign what waits with the certificate offered and the PIN."""
    browser = _sign_in(origin, leader)
    page = browser.get("/signing")
    if page.xpath("//button[not(@disabled)]/ancestor::form[@action='/signing/sign']"):
        browser.submit("/signing/sign", {"pin": pin}, may_lose=True)


def push(origin: str, manager: Visitor) -> None:
    """Press the push button of the last stage."""
    browser = _sign_in(origin, manager)
    browser.get(f"/sync?stage={Stage.PROVINCE_TO_NATIONAL}")
    browser.submit("/sync/push", {"basis": "Đợt đồng bộ hằng tháng"})


def approve(origin: str, manager: Visitor, pin: str) -> None:
    """Approve the national receipt with the agency's seal."""
    browser = _sign_in(origin, manager)
    page = browser.get(f"/sync?stage={Stage.PROVINCE_TO_NATIONAL}")
    (action,) = page.xpath("//form[contains(@action, '/approve')]/@action")
    browser.submit(action, {"pin": pin})


def _sign_in(origin: str, visitor: Visitor) -> Browser:
    return Browser(origin, visitor.username, visitor.password, visitor.totp_secret)


def _send(browser: Browser) -> None:
    browser.get("/my-record")
    browser.submit("/my-record/send", {})


def _drafts(browser: Browser) -> list[str]:
    found = browser.page.xpath("//a[contains(@href, '/drafts/')]/@href")
    return list(dict.fromkeys(found))


def _as_boxes(info: FieldInfo, text: str) -> str | list[str]:
    """Return what is typed: a date goes into three boxes."""
    if info.kind not in ("date", "any_date"):
        return text
    parts = text.split("/")
    return [""] * (3 - len(parts)) + parts
