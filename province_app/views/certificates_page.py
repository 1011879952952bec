"""What `certificates/show.html` shows: certificates that count, and those that wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app, url_for

from province_app.services.certificates import Bound, CertificateDesk, Proposed
from province_app.views import formats
from province_app.views.messages import why
from province_app.views.page import Act, Pager
from tiers.calendar import local_day
from tiers.certificates import Expiry

ROWS = 50


@dataclass(frozen=True)
class BoundRow:
    """A certificate that counts."""

    sha256: str
    holder: str
    subject: str
    issuer: str
    valid_until: date
    left: str  # "còn 12 ngày", or "" while that is far
    warned: bool
    starts_on: date | None
    in_token: bool
    end: Act


@dataclass(frozen=True)
class ProposedRow:
    """A certificate that waits for the second person."""

    id: str
    sha256: str
    holder: str
    subject: str
    issuer: str
    valid_until: date
    starts_on: date
    basis: str
    key_label: str
    by: str
    decide: Act


@dataclass(frozen=True)
class CertificatesPage:
    """Chứng thư số."""

    proposed: tuple[ProposedRow, ...]
    bound: tuple[BoundRow, ...]
    today: str
    warned: int  # how many end within 60 days
    has_token: bool
    error: str = ""
    pager: Pager | None = None
    username: str = ""  # what was typed, to be mended
    starts_on: str = ""
    basis: str = ""
    key_label: str = ""


def read_page(
    desk: CertificateDesk, page: int, error: str, typed: Mapping[str, str]
) -> CertificatesPage:
    """Return the page; the certificates that end first come first."""
    first = (page - 1) * ROWS
    shown, count = desk.bound[first : first + ROWS], len(desk.bound)
    pager = None
    if count > ROWS:
        pager = Pager(
            first + 1,
            first + len(shown),
            previous_url=url_for("certificates.show", page=page - 1) if page > 1 else "",
            next_url=url_for("certificates.show", page=page + 1) if first + ROWS < count else "",
        )
    return CertificatesPage(
        tuple(map(_proposed, desk.proposed)),
        tuple(_bound(one, desk.today) for one in shown),
        desk.today.isoformat(),
        sum(one.expiry is not Expiry.FAR for one in desk.bound),
        current_app.config["SETTINGS"].signing.pkcs11_module is not None,
        error,
        pager,
        typed.get("username", ""),
        typed.get("starts_on", ""),
        typed.get("basis", ""),
        typed.get("key_label", ""),
    )


def _bound(one: Bound, today: date) -> BoundRow:
    until = local_day(one.read.valid_until)
    days = (until - today).days
    left = "" if one.expiry is Expiry.FAR else f"còn {formats.number(days)} ngày"
    if one.expiry is Expiry.OVER:
        left = "đã hết hạn"
    act = Act("Kết thúc") if one.end.allowed else Act("Kết thúc", False, why(one.end))
    return BoundRow(
        one.row.sha256,
        one.holder,
        one.read.subject,
        one.read.issuer,
        until,
        left,
        one.expiry in (Expiry.NEAR, Expiry.OVER),
        one.row.starts_on,
        one.row.key_label is not None,
        act,
    )


def _proposed(one: Proposed) -> ProposedRow:
    row = one.row
    act = Act("Xác nhận") if one.decide.allowed else Act("Xác nhận", False, why(one.decide))
    return ProposedRow(
        str(row.id),
        row.sha256,
        one.holder,
        one.read.subject,
        one.read.issuer,
        local_day(one.read.valid_until),
        row.starts_on,
        row.basis,
        row.key_label or "",
        one.proposer,
        act,
    )
