"""What people are told about their account: on the page, and by mail where there is an address.

The page keeps it; the mail says no more than what happened and where to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.sign_in import SecurityNotice
from province_app.services.sessions import DEVICE_LENGTH, Visit
from province_app.stores import notices
from province_app.stores.transaction import transaction

SHOWN = 30
MAILED_AT_ONCE = 50
TOLD = {
    "new_device": "Đăng nhập trên một thiết bị mới",
    "factor_added": "Cài mã xác thực",
    "factor_reset": "Quản trị đặt lại mã xác thực",
    "passkey_added": "Thêm khóa bảo mật",
    "passkey_removed": "Gỡ khóa bảo mật",
    "sso_bound": "Gắn đăng nhập của tỉnh",
    "sso_unbound": "Bỏ gắn đăng nhập của tỉnh",
    "codes_made": "Tạo mã dự phòng mới",
    "password_set": "Đổi mật khẩu",
    "mail_set": "Đổi địa chỉ nhận thông báo",
    "certificate_ends": "Chứng thư số ký hồ sơ của bạn sắp hết hạn",
}


@dataclass(frozen=True)
class Waiting:
    """A notice that is to be sent."""

    id: int
    kind: str
    at: datetime
    mail_to: str


def add(session: Session, account: Account, kind: str, visit: Visit, now: datetime) -> None:
    """Tell the person; in the transaction of what happened."""
    session.add(
        SecurityNotice(
            account_id=account.id,
            kind=kind,
            address=visit.address,
            device=visit.device[:DEVICE_LENGTH],
            at=now,
            mail_to=account.mail,
        )
    )


def shown(session: Session, account: Account) -> Sequence[SecurityNotice]:
    """Return the account's newest notices."""
    return notices.newest(session, account.id, SHOWN)


def unseen(session: Session, account: Account) -> int:
    """Return how many notices the person has not seen."""
    return notices.unseen(session, account.id)


def mark_seen(session: Session, account: Account, until: int, now: datetime) -> None:
    """Note that the person has seen the notices up to that one."""
    with transaction(session):
        notices.mark_seen(session, account.id, until, now)


def waiting_for_mail(session: Session) -> list[Waiting]:
    """Return the oldest notices that are to be sent; no transaction stays open."""
    with transaction(session):
        found = notices.to_mail(session, MAILED_AT_ONCE)
        return [Waiting(one.id, one.kind, one.at, one.mail_to or "") for one in found]


def mailed(session: Session, notice_id: int, now: datetime) -> None:
    """Note that the notice was sent."""
    with transaction(session):
        notices.mark_mailed(session, notice_id, now)
