"""A list that is fixed, downloaded, signed outside and uploaded."""

import io
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.desks import FACILITY, amend, counts, plain_member, sign_outside
from tests.provinces import PIN, Province, at, authority
from tests.views.signing_page import head_signed_in, name_of, prepare, upload
from tests.web import Site


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    return head_signed_in(session, site)


def test_a_signature_made_outside_is_taken(site: Site, province: Province, tmp_path: Path) -> None:
    """Fix the list, download its very bytes, sign with openssl, upload."""
    manifest = prepare(site, province)
    got = site.client.get(f"/signing/{manifest.id}/manifest.json")
    assert got.data == manifest.body
    assert got.mimetype == "application/json"
    assert got.headers["Content-Disposition"].startswith("attachment")
    page = unescape(site.get("/signing"))
    assert "đang chờ chữ ký" in page
    identity = province.certify(province.holder(FACILITY, "head"))
    place = upload(site, manifest.id, sign_outside(got.data, identity, tmp_path), 302)
    assert "Đã ký số" in site.get(place)
    assert counts(province.session)[:2] == (1, 1)
    assert site.client.get(f"/signing/{manifest.id}/signature.p7s").data
    again = upload(site, manifest.id, sign_outside(got.data, identity, tmp_path), 409)
    assert "đã được ký" in again


def test_an_upload_that_is_no_signature_of_this_list_is_refused(
    site: Site, province: Province, tmp_path: Path
) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    manifest = prepare(site, province)
    own, other = province.certify(head), province.certify(deputy)
    expired = authority().issue("Người ký", PIN, valid=(at(1), at(22)))
    uploads = {
        "Chữ ký không khớp với tệp": sign_outside(manifest.body + b" ", own, tmp_path),
        "không phải của bạn": sign_outside(manifest.body, other, tmp_path),
        "đã hết hạn": sign_outside(manifest.body, expired, tmp_path),
        "Tệp lớn hơn 64 KiB": b"\x30" * (64 * 1024 + 1),
        "Không đọc được chữ ký": b"khong phai chu ky",
        "Chưa có tệp chữ ký": b"",
    }
    for sentence, content in uploads.items():
        form = {"signature": (io.BytesIO(content), "chu-ky.p7s" if content else "")}
        answer = site.post(f"/signing/{manifest.id}/signature", form, 409)
        assert sentence in unescape(answer.text), sentence
        assert counts(province.session) == (1, 0, 0)


def test_a_list_fixed_before_a_change_is_refused_by_name(
    site: Site, province: Province, tmp_path: Path
) -> None:
    person_id = plain_member(province, FACILITY)
    manifest = prepare(site, province)
    identity = province.certify(province.holder(FACILITY, "head"))
    cms = sign_outside(manifest.body, identity, tmp_path)
    site.at(at(24))
    amend(province, person_id, "Tin học", at(24))
    province.confirm(FACILITY, at(24))
    assert "đang chờ chữ ký" not in unescape(site.get("/signing"))
    again = upload(site, manifest.id, cms, 409)
    assert f"Đã đổi: {name_of(province, person_id)}" in again
    assert counts(province.session) == (1, 0, 0)
