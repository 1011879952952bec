"""The rules are asked again after the confirmation, and once a state of rules and catalogues."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.record.rules_state import rules_state
from province_app.services import monitor, rule_verdicts, sign_page, signing
from province_app.services.quality import Content
from tests.desks import FACILITY, draft_of
from tests.provinces import Province, at, load_province, signed_month
from tests.raised import raise_by_row
from tests.stages import run_stage
from tests.web import Site
from tiers.quality.rule import Hit, Severity
from tiers.stages import Stage

NEW = Hit("DT-1", Severity.ERROR, "identity.birth_date")
HIDDEN = Hit("DT-1", Severity.ERROR, "family.own.0.birth_year")


class NewRules:
    """Rules that came after the confirmation: they find one person's record wrong."""

    def __init__(self, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.judged = 0
        self.wrong = wrong
        monkeypatch.setattr(rule_verdicts, "own_hits", self.own_hits)
        for user in (rule_verdicts, monitor):
            monkeypatch.setattr(user, "rules_state", lambda: "new")

    def own_hits(self, content: Content, at: object) -> list[Hit]:
        self.judged += 1
        hits = [Hit("ID-9", Severity.WARNING, "identity.id_card_issue_date")]
        return [*hits, NEW, HIDDEN] if content["identity"]["personal_id"] == self.wrong else hits


def number_of(province: Province, who: str) -> str:
    return draft_of(province, who).typed["identity.personal_id"]


@pytest.fixture
def waiting(session: Session) -> Province:
    """A facility whose records wait for the signature."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


@pytest.fixture
def signed(session: Session) -> Province:
    return signed_month(session)


def test_what_was_confirmed_today_is_not_judged_again(
    signed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(content: Content, at: object) -> list[Hit]:
        raise AssertionError("judged twice under the same rules")

    monkeypatch.setattr(rule_verdicts, "own_hits", never)
    run_stage(signed.session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    run_stage(signed.session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    count = text("select count(*) from rule_verdict where rules = :rules")
    assert signed.session.scalar(count, {"rules": rules_state()}) == 24


def test_the_signer_is_told_of_the_whole_list(
    waiting: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, head = waiting.session, waiting.holder(FACILITY, "head")
    who = next(one for one in waiting.people(FACILITY) if one != head)
    rules = NewRules(number_of(waiting, who), monkeypatch)
    officer, unit = waiting.officer(head, at(23)), waiting.unit(FACILITY)
    monkeypatch.setattr(sign_page, "ROWS", 1)
    desk = sign_page.sign_desk(session, officer, unit, at(23))
    ((name, errors),) = desk.broken
    assert name == session.scalar(text("select full_name from person where id = :id"), {"id": who})
    assert [one["path"] for one in errors] == [NEW.path, HIDDEN.path]
    assert session.scalar(text("select count(*) from rule_verdict where rules = 'new'")) == 0
    certificate = waiting.certify(head).certificate_sha256
    signing.prepare_manifest(session, officer, unit, certificate, at(23))
    seen = rules.judged
    assert len(sign_page.sign_desk(session, officer, unit, at(23)).broken) == 1
    assert rules.judged == seen  # the prepared list's verdicts are kept


def test_the_stages_ask_once_and_the_page_names_what_travels_wrong(
    signed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, who = signed.session, signed.people(FACILITY)[0]
    rules = NewRules(number_of(signed, who), monkeypatch)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    first = rules.judged
    run_stage(session, Stage.DEPARTMENT_TO_PROVINCE, at(27))
    assert 0 < first < rules.judged == 24
    manager = signed.officer(signed.holder("H40.03", "hr"), at(27))
    for stage in (Stage.FACILITY_TO_DEPARTMENT, Stage.DEPARTMENT_TO_PROVINCE):
        frame = monitor.frame_of(session, manager, stage, "2024-05", at(27))
        count, (line,) = monitor.broken(session, frame)
        assert (count, [one["path"] for one in line.errors]) == (1, [NEW.path, HIDDEN.path])
    other = signed.officer(signed.holder("H40.03.01", "hr"), at(27))
    frame = monitor.frame_of(session, other, Stage.FACILITY_TO_DEPARTMENT, "2024-05", at(27))
    assert monitor.broken(session, frame) == (0, [])
    raise_by_row(session, who)  # Quy chế Đ.3.2: not even in the number
    manager = signed.officer(signed.holder("H40.03", "hr"), at(27))
    frame = monitor.frame_of(session, manager, Stage.FACILITY_TO_DEPARTMENT, "2024-05", at(27))
    assert monitor.broken(session, frame) == (0, [])


def test_the_pages_say_it_without_values_of_restricted_sections(
    session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    province = signed_month(session)
    who = province.people(FACILITY)[0]
    NewRules(number_of(province, who), monkeypatch)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    site.at(at(26))
    site.sign_in(province.holder("H40.03", "hr"))
    page = site.client.get("/sync").get_data(as_text=True)
    assert "1 hồ sơ đã đi nhưng trái quy tắc đang áp dụng" in page
    assert "Quan hệ gia đình" in page
    assert "Năm sinh" not in page[page.index("trai-quy-tac") : page.index('id="don-vi"')]


def test_a_changed_rule_or_catalogue_is_another_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """The state covers the source of every rule and every catalogue."""
    before, real, seen = rules_state(), Path.read_bytes, set()

    def read(path: Path) -> bytes:
        seen.add(path.name)
        return real(path) + (b"\n" if path.name == "dan_toc.csv" else b"")

    monkeypatch.setattr(Path, "read_bytes", read)
    assert rules_state.__wrapped__() != before
    assert {"salary.py", "identity.py", "ngach_cong_chuc.csv"} <= seen
