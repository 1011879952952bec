"""My record's path, from the draft to the national receipt."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.provinces import Province, at
from tests.views.record_form import UNIT, path_of, posted, push_done
from tests.web import Site


def test_the_path_to_the_signature(
    site: Site, session: Session, province: Province, person: str
) -> None:
    assert "Đang khai" in site.get("/my-record")
    province.send(UNIT)
    province.confirm(UNIT, at(21, 10, 12))
    site.at(at(22))
    path = path_of(site.get("/my-record"))
    assert "Chờ ký số" in path
    assert "21/5 10:12" in path
    assert "28–31/5" in path
    province.sign(UNIT, moment=at(23, 9, 30))
    site.at(at(23, 10))
    page = site.get("/my-record")
    assert "23/5 09:30" in path_of(page)
    assert path.count("<li") == path_of(page).count("<li") == 8


def test_a_newer_version_has_its_own_path(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    climb = text(
        "insert into holding select 'province', record_id, unit_id, version, digest, manifest_id,"
        " null, :at from holding where record_id = :person and tier = 'department'"
    )
    session.execute(climb, {"at": at(27), "person": person})
    session.commit()
    june = at(24, month=6)
    site.at(june)
    assert path_of(site.get("/my-record")).count('class="is-done"') == 7
    form = posted(site.get("/my-record/identity"))
    site.post("/my-record/identity", form | {"identity.phone": ["0911111111"]})
    assert path_of(site.get("/my-record")).count('class="is-done"') == 0
    site.post("/my-record/send")
    province.confirm(UNIT, june)
    assert path_of(site.get("/my-record")).count('class="is-done"') == 4
    province.sign(UNIT, moment=june)
    page = site.get("/my-record")
    assert path_of(page).count('class="is-done"') == 6  # the province still holds the one before
    assert "27/6" in path_of(page)


def test_the_path_ends_with_the_national_receipt(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    receipt, run = push_done(session, "province_to_national", at(28))
    climb = text(
        "insert into holding select :tier, record_id, unit_id, version, digest, manifest_id, :run,"
        " :at from holding where record_id = :person and tier = 'department'"
    )
    session.execute(climb, {"tier": "province", "run": None, "at": at(27), "person": person})
    session.commit()
    site.at(at(28, 9))
    waiting = path_of(site.get("/my-record"))
    assert waiting.count('class="is-done"') == 7
    assert "đến hết ngày 31/5/2024" in waiting
    session.execute(climb, {"tier": "national", "run": run, "at": at(28, 9, 40), "person": person})
    session.commit()
    page = site.get("/my-record")
    assert path_of(page).count('class="is-done"') == 8
    assert "28/5 09:40" in path_of(page)
    assert str(receipt) in page
    assert "Đã vào CSDL quốc gia" in page


def test_a_version_that_was_stopped_says_whose_work_it_is(
    site: Site, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    stop = text(
        "insert into sync_item (stage, period, record_id, unit_id, outcome, version, code, path,"
        " changed_at) values ('province_to_national', '2024-05', :person, :unit, 'rejected', 1,"
        " 'catalogue_unknown_code', '/sections/education/content/general_education_code', :at)"
    )
    session.execute(stop, {"person": UUID(person), "unit": province.unit(UNIT), "at": at(28)})
    session.commit()
    site.at(at(29))
    page = site.get("/my-record")
    assert "Bị từ chối" in path_of(page)
    assert "Giáo dục phổ thông (mục 19)" in page
    assert 'href="/my-record/education#education.general_education_code"' in page
