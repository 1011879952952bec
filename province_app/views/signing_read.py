"""A unit's list on its signer's desk → what `signing/show.html` shows; why it was not signed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from flask import current_app, url_for

from province_app.services.errors import Refused
from province_app.services.sign_page import ROWS, Item, OwnSigner, SignDesk, Sums, file_name
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.verifier import SignatureRefused
from province_app.views import formats, words
from province_app.views.broken_rules import broken_line
from province_app.views.changed import by_section, change_group, title_of
from province_app.views.messages import message, why
from province_app.views.page import Act, ChangeGroup, FieldError, Link, Note, Pager, Term
from province_app.views.photo_page import photos_of
from province_app.views.quality_messages import sentence
from province_app.views.signing_page import (
    CertificateOption,
    OwnRecord,
    PreparedManifest,
    SignedManifest,
    SigningPage,
    SignRow,
    sha256_of,
)
from tiers.units import PostKind

NotDone = Refused | KeystoreRefused | SignatureRefused

# Where a signature's detail says more than its code.
_CLOSER = {
    "expired": "certificate_expired",
    "revoked": "certificate_expired",
    "not_yet_valid": "certificate_not_yet_valid",
    "authority_unknown": "authority_unknown",
    "crl": "revocation_unknown",
    "unknown": "revocation_unknown",
    "too_large": "signature_too_large",
    "malformed": "signature_unreadable",
    "not_der": "signature_unreadable",
}
_PLACES = {
    "wrong_pin": "#ma-pin",
    "pin_missing": "#ma-pin",
    "changed_since_shown": "#danh-sach",
    "file_missing": "#chu-ky",
}


def read_desk(
    desk: SignDesk,
    at: datetime,
    *,
    signed: str = "",
    errors: tuple[FieldError, ...] = (),
    since: datetime | None = None,
) -> SigningPage:
    """Return the page; `signed` names the list just signed; rows newer than `since` are marked."""
    day = formats.local_day(at)
    previous = _previous(desk)
    return SigningPage(
        broken=tuple(broken_line(name, errors) for name, errors in desk.broken),
        period=desk.period,
        changed=desk.waiting,
        unchanged=desk.sums.unchanged,
        terms=_terms(desk),
        rows=tuple(_row(item, day, since, desk.unit_names) for item in desk.items),
        sign=_act(desk, "Ký số", bool(desk.certificates)),
        prepare=_act(desk, "Chốt danh sách", bool(desk.certificates)),
        shown=desk.shown,
        shown_at=at,
        certificates=_certificates(desk, with_keystore=True),
        registered=_certificates(desk),
        prepared=_prepared(desk),
        close=_close(desk),
        closed=_closed(desk),
        result=next((one for one in previous if one.manifest_id == signed), None),
        previous=previous,
        own=_own(desk.own),
        note=_note(desk, at),
        errors=errors,
        pager=_pager(desk),
        unit_id=desk.unit.unit_id,
        unit=desk.unit.name,
        others=tuple(
            Link(one.name, url_for("signing.show", unit=one.unit_id)) for one in desk.others
        ),
    )


def sentences(error: NotDone, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return why nothing was signed, with the place to look at; `names` are of changed records."""
    if isinstance(error, Refused):
        code = error.decision.code
    elif isinstance(error, SignatureRefused):
        code = _CLOSER.get(error.detail, error.code)
    else:
        code = error.code
    place = _PLACES.get(code, "")
    return [(message(code), place), *((f"Đã đổi: {name}", place) for name in names)]


def _act(desk: SignDesk, label: str, registered: bool) -> Act:
    label = f"{label} {formats.number(desk.waiting)} hồ sơ" if desk.waiting else label
    if not desk.decision.allowed:
        return Act(label, False, why(desk.decision))
    if not desk.waiting:
        return Act(label, False, message("nothing_to_sign"))
    if not registered:
        return Act(label, False, message("no_certificate"))
    return Act(label)


def _close(desk: SignDesk) -> Act | None:
    """Return the button of a month without a change; nothing waits, so it is the only act left."""
    due = desk.close.allowed or (desk.close.kind == "when" and not desk.waiting)
    if not due or not desk.sums.roster:
        return None
    label = "Xác nhận tháng không có thay đổi"
    return Act(label) if desk.close.allowed else Act(label, False, why(desk.close))


def _closed(desk: SignDesk) -> str:
    closed = desk.closed
    if closed is None:
        return ""
    who = f"{desk.names[closed.person_id]} xác nhận {formats.moment(closed.closed_at)}"
    counts = f"{formats.number(closed.unchanged)} trên {formats.number(closed.roster)} hồ sơ"
    return f"{who}: {counts} giữ nguyên, không có thay đổi nào cần ký."


def _row(item: Item, day: date, since: datetime | None, unit_names: Mapping[str, str]) -> SignRow:
    version = item.version
    late = since is not None and version.confirmed_at >= since
    photos = photos_of(item.photos, item.full_name)
    return SignRow(
        person=item.full_name,
        title=title_of(item.content, day),
        change="new" if item.is_first else version.change,  # type: ignore[arg-type]
        groups=tuple(
            ChangeGroup(section.label, hidden=len(group))
            if section.restricted
            else change_group(section, group, photos)
            for section, group in by_section(item.changes, day, unit_names)
        ),
        checked_by=item.checked_by,
        checked_at=version.confirmed_at,
        checked_as=""
        if version.confirmed_as in (None, PostKind.HR)
        else words.POST[version.confirmed_as],
        warnings=(
            *(("Xác nhận sau lúc bạn mở trang",) if late else ()),
            *(sentence(hit) for hit in item.concerns),
        ),
    )


def _terms(desk: SignDesk) -> tuple[Term, ...]:
    """Return the roster and where its people are; what is zero is left out but for two."""
    sums: Sums = desk.sums
    is_open = desk.decision.allowed
    terms = (
        Term(sums.mine, "ký lần này" if is_open else "chờ bạn ký", "#danh-sach"),
        Term(sums.others, "chờ người khác ký"),
        Term(sums.blocked, "chưa có người ký", bad=True),
        Term(sums.signed, "đã ký trong kỳ", "#h-truoc"),
        Term(sums.checking, "chưa kiểm tra xong"),
        Term(sums.absent, "chưa khai"),
        Term(sums.unchanged, "không thay đổi"),
    )
    kept = (one for one in terms if one.value or one in (terms[0], terms[-1]))
    return (Term(sums.roster, "người của đơn vị"), *kept)


def _certificates(desk: SignDesk, with_keystore: bool = False) -> tuple[CertificateOption, ...]:
    return tuple(
        CertificateOption(one.sha256, one.subject, one.valid_until, one.in_token)
        for one in desk.certificates
        if one.has_keystore or (one.in_token and has_token()) or not with_keystore
    )


def has_token() -> bool:
    """Tell whether this node has a token (PKCS#11) whose keys may sign."""
    return current_app.config["SETTINGS"].signing.pkcs11_module is not None


def _prepared(desk: SignDesk) -> PreparedManifest | None:
    manifest = desk.prepared
    if manifest is None:
        return None
    number = str(manifest.id)[:8]
    return PreparedManifest(
        str(manifest.id), number, manifest.items, manifest.prepared_at, file_name(manifest)
    )


def _previous(desk: SignDesk) -> tuple[SignedManifest, ...]:
    """Return the signed lists of the period, numbered in the order of their signatures."""
    return tuple(
        SignedManifest(
            str(one.id),
            f"{one.period}/{number}",
            one.items,
            one.signed_at or one.prepared_at,
            f"{desk.names[one.signer_id]}, {words.POST[one.post]}",
            sha256_of(one.body),
            file_name(one),
        )
        for number, one in enumerate(desk.signed, 1)
    )


def _own(own: OwnSigner | None) -> OwnRecord | None:
    if own is None:
        return None
    rule = f"{words.POST[own.officer_post].capitalize()} không ký hồ sơ của mình."
    if not own.holders:
        return OwnRecord(f"{rule} {message('no_entitled_signer')}")
    who = " hoặc ".join(f"{title} {name}" for name, title in own.holders)
    waits = ", 1 hồ sơ đang chờ" if own.waits else ""
    return OwnRecord(f"{rule} {who} ký hồ sơ của bạn{waits}.")


def _note(desk: SignDesk, at: datetime) -> Note | None:
    if desk.stale:
        return Note(message("changed_since_shown"), tone="wait")
    following = desk.opening.following
    if desk.decision.kind != "when" or following is None:
        return None
    if following.period == desk.period:
        span = f"Mở {formats.moment(following.opens)}, đến {formats.end(following.closes)}."
        return Note(span, "Chưa đến thời hạn phê duyệt.", "wait")
    late = f"{formats.number(desk.waiting)} hồ sơ chưa ký vẫn còn nguyên và vào danh sách kỳ "
    text = f"{late}{formats.period(following.period)}." if desk.waiting else ""
    return Note(text, "Đã hết thời hạn phê duyệt.", "wait")


def _pager(desk: SignDesk) -> Pager | None:
    if desk.waiting <= ROWS:
        return None
    first = (desk.page - 1) * ROWS + 1
    pager = Pager(first, first + len(desk.items) - 1)
    if desk.page > 1:
        pager = replace(pager, previous_url=_page_url(desk, desk.page - 1))
    if pager.last < desk.waiting:
        pager = replace(pager, next_url=_page_url(desk, desk.page + 1))
    return pager


def _page_url(desk: SignDesk, page: int) -> str:
    """Return the address of another page of this very list: of a changed one the first comes."""
    return url_for("signing.show", unit=desk.unit.unit_id, page=page, shown=desk.shown)
