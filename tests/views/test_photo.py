"""The photo on the pages: brought by its person, seen beside the old one by HR, in no list."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.databases import Database, as_owner
from tests.desks import ELSEWHERE, FACILITY, amend, draft_of, plain_member
from tests.evidence.files import jpeg, png
from tests.provinces import Province, at, load_province
from tests.web import Site

IMAGE = re.compile(r'<img class="photo[^"]*" src="([^"]+)"[^>]* alt="([^"]+)"')


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A facility, one of whose people is signed in on day 20."""
    loaded = load_province(session)
    site.at(at(20))
    site.sign_in(plain_member(loaded, FACILITY))
    return loaded


@pytest.fixture
def person(province: Province) -> str:
    return plain_member(province, FACILITY)


def put(site: Site, data: bytes, name: str = "anh.jpg") -> str:
    """Bring a photo and return what the page says."""
    site.post("/my-record/photo", {"file": (BytesIO(data), name)}, 303)
    return unescape(site.get("/my-record/identity"))


def test_the_person_brings_a_photo_and_takes_it_away(
    site: Site, province: Province, person: str
) -> None:
    assert "Chưa có ảnh" in unescape(site.get("/my-record/identity"))
    assert not IMAGE.search(site.get("/my-record"))
    page = put(site, jpeg((900, 1200)))
    assert "Đã lưu ảnh vào bản khai" in page
    ((address, alt),) = IMAGE.findall(page)
    assert alt == "Ảnh trong hồ sơ của bạn"
    answer = site.client.get(address)
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    ((small, alt),) = IMAGE.findall(site.get("/my-record"))
    assert small.endswith("/pages/1")
    assert unescape(alt).startswith("Ảnh của ")
    assert "Chưa có ảnh" not in page
    assert "Tài liệu kèm theo" in page
    assert page.count("Ảnh 4×6.jpg") == 0  # it is no document beside a field
    assert not IMAGE.search(site.get("/my-record/education"))
    site.post("/my-record/photo/remove", {}, 303)
    assert "Chưa có ảnh" in unescape(site.get("/my-record/identity"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Chưa chọn ảnh"),
        (b"GIF89a", "Tệp này không phải ảnh"),
        (png((30, 40)), "Ảnh quá nhỏ"),
    ],
)
def test_a_refusal_is_said_at_the_photo(
    site: Site, province: Province, data: bytes, said: str
) -> None:
    page = put(site, data)
    assert said in page
    assert "Chưa có ảnh" in page


def test_hr_sees_the_old_and_the_new_one_side_by_side(
    site: Site, province: Province, person: str
) -> None:
    put(site, jpeg((900, 1200)))
    province.send(FACILITY, at(20))
    site.sign_in(province.holder(FACILITY, "hr"))
    first = unescape(site.get(f"/drafts/{draft_of(province, person).id}"))
    ((new, alt),) = IMAGE.findall(first)
    assert alt.startswith("Ảnh mới của ")
    assert site.client.get(new).status_code == 200
    province.confirm(FACILITY, at(20))
    site.at(at(21))
    site.sign_in(person)
    put(site, png((500, 800)), "anh.png")
    amend(province, person, "Soạn thảo văn bản", at(21))
    site.sign_in(province.holder(FACILITY, "hr"))
    page = unescape(site.get(f"/drafts/{draft_of(province, person).id}"))
    (old, was), (new, now) = IMAGE.findall(page)
    assert (was.partition(" của ")[0], now.partition(" của ")[0]) == ("Ảnh cũ", "Ảnh mới")
    assert old != new
    for address in (old, new):
        assert site.client.get(address).status_code == 200
    for place in ("/", "/unit"):
        assert "/evidence/" not in site.get(place)
    site.sign_in(province.people(FACILITY)[-1])
    assert site.client.get(new).status_code == 404


def two_versions(site: Site, province: Province, person: str) -> None:
    """Give the record two versions, each with a photo of its own."""
    for day, data in ((20, jpeg((900, 1200))), (21, png((500, 800)))):
        site.at(at(day))
        site.sign_in(person)
        put(site, data)
        province.send(FACILITY, at(day))
        province.confirm(FACILITY, at(day))


def test_the_history_shows_the_pictures_of_a_version_and_of_two(
    site: Site, province: Province, person: str
) -> None:
    two_versions(site, province, person)
    for reader in (person, province.holder(FACILITY, "hr"), province.holder(FACILITY, "head")):
        site.sign_in(reader)
        seen = []
        for number in (1, 2):
            page = unescape(site.get(f"/records/{person}/versions/{number}"))
            ((address, alt),) = IMAGE.findall(page)
            assert alt.startswith("Ảnh của ")
            assert "Có ảnh, mã" not in page
            assert "Ảnh 4×6.jpg" not in page  # nor among the documents
            seen.append(address)
        page = unescape(site.get(f"/records/{person}/compare?old=1&new=2"))
        assert [address for address, _ in IMAGE.findall(page)] == seen
        assert [alt.partition(" của ")[0] for _, alt in IMAGE.findall(page)] == [
            "Ảnh cũ",
            "Ảnh mới",
        ]
        for address in seen:
            assert site.client.get(address).status_code == 200
    noted = province.session.scalars(
        text("select count(*) from audit_event where event = 'evidence.read' group by actor")
    )
    assert list(noted) == [2, 2]  # by each of the two officers, not by the owner


def lost(database: Database, address: str) -> None:
    """Take the picture's row away, as of a version that other software delivered: no file came."""
    digest = address.split("/")[3]
    as_owner(database, "delete from evidence where encode(sha256, 'hex') = :digest", digest=digest)


def absent(site: Site, place: str) -> int:
    """Return how often the page says that a picture is not here; none may be broken."""
    page = unescape(site.get(place))
    for address, _ in IMAGE.findall(page):
        assert site.client.get(address).status_code == 200
    return len(re.findall(r"Ảnh chưa có ở đây \(mã [0-9a-f]{8}\)", page))


def test_a_photo_that_is_not_held_here_is_said_in_words(
    site: Site, province: Province, person: str, database: Database
) -> None:
    two_versions(site, province, person)
    history = f"/records/{person}"
    ((address, _),) = IMAGE.findall(site.get(f"{history}/versions/2"))
    lost(database, address)
    for reader in (person, province.holder(FACILITY, "hr"), province.holder(FACILITY, "head")):
        site.sign_in(reader)
        assert absent(site, f"{history}/versions/1") == 0
        assert absent(site, f"{history}/versions/2") == 1
        assert absent(site, f"{history}/compare?old=1&new=2") == 1
    site.sign_in(province.holder(FACILITY, "hr"))
    assert absent(site, f"/unit/people/{person}") == 1
    site.sign_in(person)
    assert absent(site, "/my-record/identity") == 1
    assert not IMAGE.search(site.get("/my-record"))


def signed_with_a_photo(site: Site, province: Province, person: str) -> str:
    """Sign the record with a photo, let another one wait for the check; return the old address."""
    for day, data in ((20, jpeg((900, 1200))), (23, png((500, 800)))):
        site.at(at(day))
        site.sign_in(person)
        page = put(site, data)
        if day == 20:
            old = IMAGE.findall(page)[0][0]
            province.send(FACILITY, at(day))
            province.confirm(FACILITY, at(day))
            province.sign(FACILITY, moment=at(23))
    amend(province, person, "Soạn thảo văn bản", at(23))
    return str(old)


def test_the_desks_of_check_and_signature_say_that_the_old_picture_is_not_here(
    site: Site, province: Province, person: str, database: Database
) -> None:
    lost(database, signed_with_a_photo(site, province, person))
    site.sign_in(province.holder(FACILITY, "hr"))
    assert absent(site, f"/drafts/{draft_of(province, person).id}") == 1
    province.confirm(FACILITY, at(23))
    site.sign_in(province.holder(FACILITY, "head"))
    assert absent(site, "/signing") == 1


def test_who_signs_sees_the_old_and_the_new_picture(
    site: Site, province: Province, person: str
) -> None:
    old = signed_with_a_photo(site, province, person)
    province.confirm(FACILITY, at(23))
    site.sign_in(province.holder(FACILITY, "head"))
    page = unescape(site.get("/signing"))
    assert "Có ảnh, mã" not in page
    (first, was), (second, now) = IMAGE.findall(page)
    assert first == old
    assert (was.partition(" của ")[0], now.partition(" của ")[0]) == ("Ảnh cũ", "Ảnh mới")
    for address in (first, second):
        assert site.client.get(address).status_code == 200


def test_who_reads_by_consent_does_not_get_the_picture(
    site: Site, province: Province, person: str
) -> None:
    two_versions(site, province, person)
    reader = plain_member(province, ELSEWHERE)
    name = site.give_password(reader)
    days = {"starts_on": "2024-05-21", "ends_on": "2024-05-30"}
    site.sign_in(person)
    site.post("/my-record/consents", {"username": name, "purpose": "Thẩm định", **days})
    site.sign_in(reader)
    in_words(site, person)


def in_words(site: Site, person: str) -> None:
    for place in ("versions/2", "compare?old=1&new=2"):
        page = unescape(site.get(f"/records/{person}/{place}"))
        assert re.search(r"Có ảnh, mã [0-9a-f]{8}\b", page)
        assert not IMAGE.search(page)


def test_a_photo_that_was_sent_back_says_why(site: Site, province: Province, person: str) -> None:
    put(site, jpeg((900, 1200)))
    province.send(FACILITY, at(20))
    draft = draft_of(province, person)
    site.sign_in(province.holder(FACILITY, "hr"))
    form = {
        "revision": str(draft.revision),
        "reason-identity.photo": "unclear",
        "text-identity.photo": "Chụp lại, thấy rõ mặt",
    }
    site.post(f"/drafts/{draft.id}/return", form)
    site.sign_in(person)
    page = unescape(site.get("/my-record/identity"))
    panel = page[page.index("Ảnh màu 4×6") : page.index('type="file"')]
    assert "Chụp lại, thấy rõ mặt" in panel
    assert "field-return" in panel


def test_hr_brings_the_photo_of_somebody_who_cannot(
    site: Site, province: Province, person: str
) -> None:
    province.send(FACILITY, at(20))
    province.confirm(FACILITY, at(20))
    site.at(at(21))
    site.sign_in(province.holder(FACILITY, "hr"))
    place = f"/unit/people/{person}"
    assert "Chưa có ảnh" in unescape(site.get(place))
    site.post(f"{place}/photo", {"file": (BytesIO(b"GIF89a"), "anh.gif")}, 303)
    assert "Tệp này không phải ảnh" in unescape(site.get(place))
    site.post(f"{place}/photo", {}, 303)
    assert "Chưa chọn ảnh" in unescape(site.get(place))
    answer = site.post(f"{place}/photo", {"file": (BytesIO(jpeg((900, 1200))), "anh.jpg")}, 303)
    assert answer.location.endswith(f"{place}#anh")
    ((address, alt),) = IMAGE.findall(unescape(site.get(place)))
    assert alt.startswith("Ảnh của ")
    assert site.client.get(address).mimetype == "image/jpeg"
    site.post(f"{place}/send", {})
    assert "Tải ảnh lên" not in site.get(place)  # it waits for the check
    site.sign_in(province.holder(FACILITY, "deputy"))
    assert "Ảnh mới của" in unescape(site.get(f"/drafts/{draft_of(province, person).id}"))
    site.sign_in(person)
    assert site.client.get(address).status_code == 200


def test_hr_does_not_see_what_the_person_has_not_sent(
    site: Site, province: Province, person: str
) -> None:
    put(site, jpeg((900, 1200)))
    site.sign_in(province.holder(FACILITY, "hr"))
    page = unescape(site.get(f"/unit/people/{person}"))
    assert "Người này đã tự đưa ảnh vào bản khai" in page
    assert not IMAGE.search(page)
    assert "Tải ảnh lên" not in page
    answer = site.post(
        f"/unit/people/{person}/photo", {"file": (BytesIO(png((500, 800))), "a.png")}, 303
    )
    assert answer.status_code == 303
    assert "Đã lưu ảnh" not in site.get(f"/unit/people/{person}")
