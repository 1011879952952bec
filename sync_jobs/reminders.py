"""The month's reminders: made when their step is due, handed to the mail server one by one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import VIETNAM
from province_app.services import reminding
from province_app.services.reminding import Letter
from sync_jobs.mail import letter, send_each
from tiers.reminding import Step

Clock = Callable[[], datetime]
_SUBJECTS = {
    Step.RETURNS: "Hồ sơ của bạn có mục phải bổ sung",
    Step.WINDOW: "Kỳ {period}: mở phê duyệt",
    Step.LATE_FACILITY: "Kỳ {period}: hôm nay là ngày cuối phê duyệt của cấp cơ sở",
    Step.LATE_DEPARTMENT: "Kỳ {period}: hôm nay là ngày cuối phê duyệt của sở, huyện",
}


def keep_reminding(session: Session, settings: Settings, at: datetime, now: Clock) -> int:
    """Write down what is due, hand over what waits; return how many letters went out.

    What the server does not take waits for the next tick. Without a mail server nothing is written
    down: people read their tasks on the pages.
    """
    if not settings.smtp_url:
        return 0
    reminding.remind(session, at, now())
    return send_each(
        settings,
        reminding.waiting(session, at),
        lambda one: letter(settings, one.mail_to, *words(one, settings)),
        lambda number: reminding.mailed(session, number, now()),
        "reminder",
    )


def words(one: Letter, settings: Settings) -> tuple[str, str]:
    """Return subject and text of the letter: what is to be done, until when, one link."""
    period = f"{one.period[5:]}/{one.period[:4]}"
    last = f"{(one.closes - timedelta(seconds=1)).astimezone(VIETNAM):%d/%m/%Y}"
    lines = [*_lines(one.owes), f"Phê duyệt đến hết ngày {last}."]
    page = _page(one)
    text = "\n".join(lines) + f"\n\nXem {settings.public_url}{page}\n"
    return _SUBJECTS[one.step].format(period=period), text


def _page(one: Letter) -> str:
    """Return where the task is: whoever answers for units below has the list of those behind."""
    if one.step is Step.RETURNS:
        return "/my-record"
    own = one.owes["check"] or one.owes["sign"] or one.owes["left"]
    return "/" if own else "/sync#cham"


def _lines(owes: dict[str, Any]) -> list[str]:
    found = []
    if owes["returned"]:
        found.append(
            f"Đơn vị yêu cầu bổ sung {owes['returned']} mục. Sửa rồi gửi lại để kịp kỳ này."
        )
    if owes["check"]:
        found.append(f"Chờ bạn kiểm tra: {owes['check']} hồ sơ.")
    if owes["sign"]:
        found.append(f"Chờ bạn ký số: {owes['sign']} hồ sơ.")
    if owes["left"]:
        found.append(f"Đơn vị của bạn còn {owes['left']} hồ sơ chưa xong.")
    if owes["units"]:
        found.append(f"{owes['units']} đơn vị do bạn theo dõi còn hồ sơ chưa ký:")
        found += [f"- {name}: {left}" for name, left in owes["below"]]
        if owes["units"] > len(owes["below"]):
            found.append(f"và {owes['units'] - len(owes['below'])} đơn vị khác.")
    return found
