"""The node above is called what it is: the national one, or of a department the province."""

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.views.messages import MESSAGES
from province_app.views.sync_words import TARGET, fault_text, reason_of
from tests.databases import Database, as_owner
from tests.desks import DEPARTMENT
from tests.provinces import Province, at
from tests.views.record_form import UNIT, path_of, push_done
from tests.web import Site
from tiers.stages import DEPARTMENT_CLIMB, PROVINCE_CLIMB, Stage


@pytest.mark.parametrize("stage", [PROVINCE_CLIMB.pushed, DEPARTMENT_CLIMB.pushed])
def test_a_silent_node_above_is_named(stage: Stage) -> None:
    assert reason_of("timed out", stage) == f"{TARGET[stage]} không trả lời."
    assert fault_text("418 teapot", stage).startswith(f"{TARGET[stage]} từ chối (teapot).")


NATIONAL = re.compile("CSDL quốc gia|CSDLQG|biên nhận quốc gia")


def as_department(site: Site, database: Database) -> None:
    """Let the node be a department's own: its calendar ends with the stage to the province."""
    as_owner(database, "delete from calendar_rule where act = 'province_to_national'")
    settings = site.app.config["SETTINGS"]
    site.app.config["SETTINGS"] = replace(settings, role="department")


def test_no_sentence_for_people_names_a_receiver_by_name() -> None:
    """The node above differs; a code's sentence is one for both."""
    named = {code for code in MESSAGES if NATIONAL.search(MESSAGES[code])}
    assert named == set()


def test_a_department_reads_of_the_province(
    site: Site, database: Database, province: Province
) -> None:
    """On the pages that its officers and people see every month."""
    as_department(site, database)
    site.at(at(27))
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    for place in ("/", "/sync", "/sync/hand-delivery", "/catalogues", "/my-record"):
        said = unescape(site.get(place))
        assert not NATIONAL.search(said), place
    assert "CSDL của tỉnh" in unescape(site.get("/sync/hand-delivery"))


def test_the_path_of_a_record_ends_with_the_receipt_of_the_province(
    site: Site, database: Database, session: Session, province: Province, person: str
) -> None:
    province.send(UNIT)
    province.confirm(UNIT)
    province.sign(UNIT)
    assert path_of(site.get("/my-record")).count("<li") == 8
    as_department(site, database)
    receipt, run = push_done(session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    climb = text(
        "insert into holding select 'province', record_id, unit_id, version, digest, manifest_id,"
        " :run, :at from holding where record_id = :person and tier = 'department'"
    )
    session.execute(climb, {"run": run, "at": at(27, 9), "person": person})
    session.commit()
    page = unescape(site.get("/my-record"))
    assert path_of(page).count("<li") == path_of(page).count('class="is-done"') == 7
    assert f"CSDL của tỉnh đã nhận hồ sơ. Số biên nhận: {receipt}." in page
