"""`record import FILE.xlsx --preview [--unit CODE]`."""

import json
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.workbooks.layout import KEY
from province_app.workbooks.writing import Line, workbook
from tests.desks import FACILITY, FIELD, draft_of, plain_member
from tests.provinces import START, load_province
from tests.web import Site
from tests.workbooks.files import formula
from tiers.calendar import local_day


def test_it_tells_what_would_change_and_keeps_nothing(
    site: Site, session: Session, tmp_path: Path
) -> None:
    province = load_province(session)
    draft = draft_of(province, plain_member(province, FACILITY))
    line = {KEY: draft.typed[KEY], FIELD: "Tin học"}
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook([Line(line), Line({KEY: "001099999999"})], local_day(START)))
    runner = site.app.test_cli_runner()
    answer = runner.invoke(args=["record", "import", str(file), "--preview", "--unit", FACILITY])
    assert answer.exit_code == 0, answer.output
    first, second = [json.loads(one) for one in answer.output.splitlines()]
    assert (first["row"], first["state"], first["changes"]) == (3, "update", [FIELD])
    assert second["faults"] == [{"path": KEY, "code": "import_not_in_unit"}]
    assert "Tin học" not in answer.output
    assert session.scalar(text("select count(*) from import_batch")) == 0


def test_the_unit_is_found_by_the_people_of_the_file(
    site: Site, session: Session, tmp_path: Path
) -> None:
    province = load_province(session)
    draft = draft_of(province, plain_member(province, FACILITY))
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook([Line({KEY: draft.typed[KEY], FIELD: "x"})], local_day(START)))
    arguments = ["record", "import", str(file), "--preview"]
    runner = site.app.test_cli_runner()
    assert "name it by --unit" in runner.invoke(args=arguments).output
    province.send(FACILITY)
    province.confirm(FACILITY)
    answer = runner.invoke(args=arguments)
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["changes"] == [FIELD]


def test_it_says_why_it_cannot(site: Site, session: Session, tmp_path: Path) -> None:
    load_province(session)
    file = tmp_path / "a.xlsx"
    file.write_bytes(formula())
    runner = site.app.test_cli_runner()
    nobody = tmp_path / "b.xlsx"
    nobody.write_bytes(workbook([Line({KEY: "001099999999"})], local_day(START)))
    for one, unit, why in (
        (file, FACILITY, "import_formula Hồ sơ!B3"),
        (nobody, "H40.99", "no unit"),
    ):
        answer = runner.invoke(args=["record", "import", str(one), "--preview", "--unit", unit])
        assert answer.exit_code == 1
        assert why in answer.output
