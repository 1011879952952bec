"""Acts of two persons → their page. Each kind has its words here."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for

from province_app.services.exporting import PAPERS
from province_app.services.two_person import release_of, unit_ids_of
from province_app.services.two_person_desk import TwoPersonDesk, Waiting
from province_app.services.two_person_kinds import KINDS
from province_app.views import formats, words
from province_app.views.accounts_page import TwoPersonPage, TwoPersonRow
from province_app.views.messages import why
from province_app.views.page import Link
from tiers.levels import keeps_levels
from tiers.policy import may_enter
from tiers.two_person import USABLE_FOR, may_use
from tiers.units import Officer

Payload = Mapping[str, Any]


def _window(payload: Payload) -> list[str]:
    first, last = (date.fromisoformat(payload[name]) for name in ("first", "last"))
    return [f"Được ký từ {formats.day(first)} đến hết {formats.day(last)}"]


def _grant(payload: Payload) -> list[str]:
    said = [f"{words.GRANT_ACT[payload['act']]}: {words.ROLE[payload['role']]}"]
    if payload["ends_on"]:
        said.append(f"Đến trước {formats.day(date.fromisoformat(payload['ends_on']))}")
    return said


def _enabling(payload: Payload) -> list[str]:
    return ["Tài khoản đang khóa được dùng lại"]


def _resetting(payload: Payload) -> list[str]:
    return ["Mật khẩu hiện nay hết giá trị, mọi phiên kết thúc; sau đó quản trị cấp mã mới"]


def _raising(payload: Payload) -> list[str]:
    first, last = (
        formats.day(date.fromisoformat(payload[name])) for name in ("starts_on", "ends_on")
    )
    now = "Đã tạm nâng, nhiều nhất 3 ngày nếu không xác nhận"
    return [f"Từ {first} đến trước {last}", *([now] if payload["at_once"] else [])]


def _lowering(payload: Payload) -> list[str]:
    return ["Trở về mức thường từ ngày xác nhận"]


def _factor(payload: Payload) -> list[str]:
    return ["Bỏ mã xác thực và khóa truy cập đã cài; đăng nhập lần sau thì cài lại"]


def _catalogues(payload: Payload) -> list[str]:
    return [", ".join(f"{code} bản {version}" for code, version in payload["versions"].items())]


def _key(payload: Payload) -> list[str]:
    return [f"Mọi dữ liệu được mã hóa lại bằng khóa {payload['key']}"]


def _export(payload: Payload) -> list[str]:
    number = formats.number(payload["people"])
    if payload.get("form") != PAPERS:
        return [f"{number} hồ sơ, tải một lần"]
    restricted = " cả thông tin hạn chế," if payload["restricted"] else ""
    return [f"{number} sơ yếu lý lịch trên giấy,{restricted} in một lần"]


def _restore(payload: Payload) -> list[str]:
    made_at = formats.moment(datetime.fromisoformat(payload["made_at"]))
    return [f"Bản sao lưu lúc {made_at}, mã {payload['set'][:16]}"]


# Kind → what stands in its payload, in words; the person and the units are named for all kinds.
WHAT: Mapping[str, Callable[[Payload], list[str]]] = {
    "exceptional_window": _window,
    "admin_grant": _grant,
    "unit_admin_grant": _grant,
    "admin_enable": _enabling,
    "admin_reset": _resetting,
    "level_raise": _raising,
    "level_lowering": _lowering,
    "factor_reset": _factor,
    "catalogue_use": _catalogues,
    "key_change": _key,
    "bulk_export": _export,
    "hand_delivery": _export,
    "restore": _restore,
}

COMMANDS = {
    "key_change": "flask --app wsgi keys rotate --act {act}",
    "hand_delivery": "flask --app wsgi exchange give giao-tay.zip --act {act}",
    "restore": "flask --app wsgi backup restore --set {set} --act {act}",
}


def two_person_page(desk: TwoPersonDesk, officer: Officer, now: datetime) -> TwoPersonPage:
    """Return what waits and what was decided lately."""
    works = []
    if may_enter(officer, "window.propose"):
        works.append(Link("Đề xuất thời hạn phê duyệt ngoại lệ", url_for("windows.show")))
    if may_enter(officer, "key.change"):
        works.append(Link("Đề xuất đổi khóa mã hóa", url_for("key_changes.show")))
    if may_enter(officer, "backup.read"):
        works.append(Link("Sao lưu và phục hồi", url_for("backups.show")))
    if keeps_levels(officer):
        works.append(Link("Mức độ hạn chế", url_for("levels.show")))
    return TwoPersonPage(
        tuple(_row(desk, one.act, now, one) for one in desk.waiting),
        tuple(_row(desk, act, now) for act in desk.ended),
        tuple(works),
    )


def _row(
    desk: TwoPersonDesk, act: Any, now: datetime, waiting: Waiting | None = None
) -> TwoPersonRow:
    what = []
    if act.subject_id:
        what.append(desk.names[act.subject_id])
    named = [desk.units[one] for one in unit_ids_of(act) if one in desk.units]
    if named:
        what.append(", ".join(named))
    return TwoPersonRow(
        id=str(act.id),
        kind=words.TWO_PERSON[act.kind],
        what=(*what, *WHAT[act.kind](act.payload)),
        by=desk.names[act.proposed_by],
        at=act.proposed_at,
        until=act.expires_at,
        basis=f"{act.basis_number}, {formats.day(act.basis_date)}",
        may_decide=waiting is not None and waiting.decision.allowed,
        why=why(waiting.decision) if waiting else "",
        outcome="" if waiting else _outcome(desk, act, now),
        command=_command(desk, act, now),
        decided_by=desk.names.get(act.decided_by, "") if act.decided_by else "",
        decided_at=act.decided_at,
    )


def _outcome(desk: TwoPersonDesk, act: Any, now: datetime) -> str:
    if act.outcome != "done":
        return "Từ chối" if act.outcome else "Quá hạn chờ"
    if KINDS[act.kind].carry_out:
        return "Đã làm"
    if act.id in desk.used:
        return f"Đã làm {formats.moment(desk.used[act.id])}"
    until = formats.moment(act.decided_at + USABLE_FOR)
    return f"Đã cho phép, làm một lần trước {until}" if _usable(desk, act, now) else "Quá hạn làm"


def _command(desk: TwoPersonDesk, act: Any, now: datetime) -> str:
    """Return what the operator runs, once the act is confirmed and not done."""
    if act.kind not in COMMANDS or not _usable(desk, act, now):
        return ""
    return COMMANDS[act.kind].format(act=act.id, **act.payload)


def _usable(desk: TwoPersonDesk, act: Any, now: datetime) -> bool:
    return bool(may_use(release_of(act, act.id in desk.used), now))
