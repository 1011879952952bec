"""Documents at the pages: sent whole or in pieces, looked at by few, served with nothing to run."""

import re
import socket
from collections.abc import Iterator
from io import BytesIO
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from province_app.services import drafts, own_record
from province_app.views.messages import message
from tests.desks import ELSEWHERE, FACILITY, draft_of, plain_member
from tests.evidence.files import jpeg, pdf
from tests.provinces import Province, at, load_province
from tests.web import Site, without_tokens
from tiers.units import Officer, Role

ALLOWANCE = "salary.other_allowance_text"
PIECES = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def person(site: Site, province: Province) -> str:
    """An employee who has changed an allowance, signed in."""
    who = plain_member(province, FACILITY)
    actor = Officer(who, Role.PERSON)
    held = own_record.text_of(province.session, actor, at(21))
    text = f"{held.typed.get(ALLOWANCE, '')} thêm"
    drafts.save_draft(province.session, actor, {ALLOWANCE: text}, held.revision, at(21))
    site.at(at(21))
    site.sign_in(who)
    return who


def token(site: Site) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', site.client.get("/sign-in").text)
    assert found
    return {"X-CSRFToken": found[1]}


def bring(site: Site, data: bytes, name: str = "Quyết định.pdf", path: str = ALLOWANCE) -> None:
    form = {"path": path, "file": (BytesIO(data), name)}
    site.post("/my-record/evidence", form, 303)


def announce(site: Site, size: int, status: int = 201) -> str:
    form = {"path": ALLOWANCE, "name": "a.pdf", "size": str(size)}
    answer = site.post("/my-record/evidence", form, status)
    return answer.headers.get("Location", "")


def send(site: Site, place: str, offset: int, data: bytes, **headers: str):
    return site.client.patch(
        place, data=data, headers=PIECES | {"Upload-Offset": str(offset)} | token(site) | headers
    )


def attached(province: Province, person: str) -> list[str]:
    province.session.rollback()
    return (draft_of(province, person).evidence or {}).get(ALLOWANCE, [])


def addresses(page: str) -> list[str]:
    return sorted(set(re.findall(r'"(/evidence/[^"]+)"', page)))


def test_the_page_says_beforehand_what_is_wanted(site: Site, person: str) -> None:
    page = site.get("/my-record/salary")
    assert "Cần tài liệu trước khi gửi" in page
    assert "Phụ cấp khác: Quyết định phụ cấp" in page
    assert message("evidence_missing").split(".")[0].lower() in page.lower()
    refused = site.post("/my-record/send", status=422)
    assert "cần tài liệu kèm theo" in refused.text
    bring(site, pdf())
    assert "Cần tài liệu trước khi gửi" not in site.get("/my-record/salary")
    site.post("/my-record/send")


def test_a_file_of_several_megabytes_comes_through_the_form_alone(
    site: Site, province: Province, person: str
) -> None:
    """Other pages take one megabyte, and this one not more than a file may have."""
    noise = jpeg((600, 400)) + bytes(3 << 20)
    bring(site, noise)
    assert len(attached(province, person)) == 1
    form = {"path": ALLOWANCE, "file": (BytesIO(bytes(21 << 20)), "a.pdf")}
    site.post("/my-record/evidence", form, 413)
    big = {"revision": "1", ALLOWANCE: "1" * (2 << 20)}
    site.post("/my-record/salary", big, 413)


def test_a_document_stands_with_its_field_and_can_be_opened_whole(site: Site, person: str) -> None:
    bring(site, pdf(pages=2))
    page = site.get("/my-record/salary")
    form = page[: page.index("</form>", page.index("data-autosave"))]
    beside = form[form.index("Tài liệu của mục Phụ cấp khác") :]
    assert beside.count('class="evidence-sheet"') == 2  # seen without script too
    for act in ("before", "after", "larger", "smaller", "turn"):
        assert f'type="button" data-viewer-act="{act}"' in beside  # none of them sends the form
    assert re.search(r'href="/evidence/[^"]+/copy">Tải cả tài liệu', beside)


def test_a_file_that_is_not_taken_is_said_in_words(site: Site, person: str) -> None:
    bring(site, b"<svg/>", "a.pdf")
    assert message("evidence_kind") in site.get("/my-record/salary")


def test_pieces_follow_one_another(site: Site, province: Province, person: str) -> None:
    data = pdf(pages=2)
    place = announce(site, len(data))
    head = site.client.head(place)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", str(len(data)))
    assert send(site, place, 0, data[:100]).headers["Upload-Offset"] == "100"
    wrong = send(site, place, 50, data[50:])
    assert (wrong.status_code, wrong.json["code"]) == (409, "evidence_offset")
    assert site.client.head(place).headers["Upload-Offset"] == "100"
    assert "Chọn lại đúng tệp này để tải tiếp" in site.get("/my-record/salary")
    assert send(site, place, 100, data[100:]).status_code == 204
    assert site.client.head(place).status_code == 404  # whole, and gone
    assert len(attached(province, person)) == 1


def test_the_last_piece_says_why_a_file_is_not_taken(site: Site, person: str) -> None:
    place = announce(site, 6)
    answer = send(site, place, 0, b"<html>")
    assert answer.status_code == 409
    assert answer.json == {"code": "evidence_kind", "message": message("evidence_kind")}


@pytest.mark.parametrize("offset", ["", "-1", "x", "１", "9" * 30])
def test_an_offset_that_is_none_is_refused(site: Site, person: str, offset: str) -> None:
    place = announce(site, 6)
    assert send(site, place, 0, b"x", **{"Upload-Offset": offset}).status_code == 400


def test_pieces_need_the_token_and_their_type(site: Site, person: str) -> None:
    place = announce(site, 6)
    headers = PIECES | {"Upload-Offset": "0"}
    assert site.client.patch(place, data=b"x", headers=headers).status_code == 400
    assert send(site, place, 0, b"x", **{"Content-Type": "text/plain"}).status_code == 415
    assert site.client.head(place).headers["Upload-Offset"] == "0"


def test_an_upload_is_given_up_at_the_page(site: Site, person: str) -> None:
    place = announce(site, 600)
    site.post(f"{place}/cancel", status=303)
    assert site.client.head(place).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("person_id", "x"), ("kind", "pdf"), ("sha256", "0" * 64), ("unit_id", "1"), ("pages", "1")],
)
def test_the_form_takes_no_other_field(site: Site, person: str, field: str, value: str) -> None:
    form = {"path": ALLOWANCE, "name": "a", "size": "5", field: value}
    site.post("/my-record/evidence", form, 400)


def test_a_document_is_taken_off_at_the_page(site: Site, province: Province, person: str) -> None:
    bring(site, pdf())
    (digest,) = attached(province, person)
    site.post("/my-record/evidence/detach", {"path": ALLOWANCE, "digest": digest}, 303)
    assert attached(province, person) == []
    site.post("/my-record/evidence/detach", {"path": ALLOWANCE, "digest": digest}, 404)


def test_what_is_served_runs_nothing(site: Site, province: Province, person: str) -> None:
    """Security bar row 12."""
    bring(site, pdf(), 'a"\r\nX-Evil: 1.pdf')
    bring(site, jpeg(), "Ảnh.jpg")
    found = addresses(site.get("/my-record/salary"))
    assert len(found) == 4  # two files, a page each
    kinds = []
    for address in found:
        answer = site.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "X-Evil" not in answer.headers
        shown = answer.headers["Content-Disposition"].split(";")[0]
        kinds.append((answer.mimetype, shown))
        assert answer.data not in (pdf(), jpeg())  # never the original
    assert sorted(kinds) == [
        ("application/pdf", "attachment"),
        *[("image/jpeg", "inline")] * 3,
    ]


def test_a_strangers_document_is_as_absent_as_one_that_never_was(
    site: Site, province: Province, person: str
) -> None:
    bring(site, pdf())
    found = addresses(site.get("/my-record/salary"))
    place = announce(site, 600)
    nowhere = [re.sub(r"[0-9a-f]{64}", "0" * 64, one) for one in found]
    for who in (province.holder(ELSEWHERE, "hr"), province.holder(FACILITY, "hr")):
        site.sign_in(who)  # of another unit; of the own one, but nothing has been sent
        for there, absent in zip(found, nowhere, strict=True):
            answers = [without_tokens(site.get(one, 404)) for one in (there, absent)]
            assert answers[0] == answers[1]
        assert site.client.head(place).status_code == 404
        assert send(site, place, 0, b"x").status_code == 404
        site.post(f"{place}/cancel", status=404)
    site.client.delete_cookie("session")
    assert site.client.get(found[0]).status_code == 302  # to the sign-in


def test_the_checker_sees_the_pages_beside_the_changed_field(
    site: Site, province: Province, person: str
) -> None:
    bring(site, pdf(pages=2))
    site.post("/my-record/send")
    site.sign_in(province.holder(FACILITY, "hr"))
    page = site.get(f"/drafts/{draft_of(province, person).id}")
    item = re.search(r'aria-labelledby="ten-salary.other_allowance_text".*?</article>', page, re.S)
    assert item
    found = addresses(item[0])
    assert len(found) == 3
    for address in found:
        assert site.client.get(address).status_code == 200
    count = text("select count(*) from audit_event where event = 'evidence.read'")
    assert province.session.scalar(count) == 3


@pytest.fixture
def served(site: Site) -> Iterator[int]:
    """The site on a real socket, whose lines break."""
    app: Flask = site.app
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.port
    server.shutdown()


@pytest.mark.parametrize("cut", [1, 1000, 70_000, 200_000])
def test_a_line_that_breaks_loses_nothing_that_had_come(
    site: Site, province: Province, person: str, served: int, cut: int
) -> None:
    data = jpeg((1500, 1500), quality=95) + bytes(200_100)
    place = urlsplit(announce(site, len(data))).path
    cookie = site.client.get_cookie("session")
    assert cookie
    headers = {
        "Host": f"127.0.0.1:{served}", "Content-Length": str(len(data)), "Upload-Offset": "0",
        "Cookie": f"session={cookie.value}", **PIECES, **token(site),
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection(("127.0.0.1", served)) as line:
        line.sendall(f"PATCH {place} HTTP/1.1\r\n{lines}\r\n".encode() + data[:cut])
        line.shutdown(socket.SHUT_WR)  # the rest never comes
        while line.recv(1000):
            pass
    received = int(site.client.head(place).headers["Upload-Offset"])
    assert received == cut
    assert send(site, place, received, data[received:]).status_code == 204
    assert len(attached(province, person)) == 1
