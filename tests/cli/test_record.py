"""`record fields`: the schema as other people's programs read it. `record print`: a PDF."""

import json
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.cli.record import record
from province_app.record.schema import fields
from tests.desks import DEPARTMENT, plain_member
from tests.printing.papers import pages
from tests.provinces import load_province
from tests.web import Site

MEMBERS = {
    "path", "item", "label", "type", "catalogue", "choices", "required_for", "fewest_rows",
    "filled_by", "sensitivity", "restricted", "since",
}  # fmt: skip


def told(*options: str) -> str:
    answer = CliRunner().invoke(record, ["fields", *options])
    assert answer.exit_code == 0
    return answer.output


def test_every_field_table_and_column_is_told_once() -> None:
    found = json.loads(told("--json"))
    paths = [one["path"] for one in found]
    expected = [one.path for info in fields().values() for one in (info, *info.columns)]
    assert paths == expected
    assert all(set(one) == MEMBERS for one in found)


def test_a_table_and_its_column_say_what_they_are() -> None:
    by_path = {one["path"]: one for one in json.loads(told("--json"))}
    own = by_path["family.own"]
    assert (own["type"], own["item"], own["sensitivity"], own["fewest_rows"]) == (
        "table", "36.1", "R", 2,
    )  # fmt: skip
    assert own["required_for"] == ["CB", "CBX", "CC", "CCX", "KCT", "VC"]
    column = by_path["family.own.*.relation_code"]
    assert (column["catalogue"], column["restricted"]) == ("quan_he_gia_dinh", True)
    assert by_path["contract.contract_number"]["since"] == "2024-01-01"


def test_without_json_each_stands_on_a_line() -> None:
    lines = told().splitlines()
    assert len(lines) == sum(1 + len(info.columns) for info in fields().values())
    assert any(
        line.startswith("identity.gender_code  1  Giới tính  code [gioi_tinh]") for line in lines
    )


def test_a_record_is_printed_and_the_print_is_noted(
    site: Site, session: Session, tmp_path: Path
) -> None:
    province = load_province(session)
    who, out = plain_member(province, DEPARTMENT), tmp_path / "record.pdf"
    words = ["record", "print", who, "--out", str(out)]
    failed = site.app.test_cli_runner().invoke(args=words)
    assert (failed.exit_code, out.exists()) == (1, False)
    assert "no version of record" in failed.output
    province.send(DEPARTMENT)
    province.confirm(DEPARTMENT)
    for options, hidden in (([], True), (["--restricted"], False)):
        answer = site.app.test_cli_runner().invoke(args=[*words, *options])
        assert answer.exit_code == 0, answer.output
        assert ("Thông tin hạn chế" in "".join(pages(out.read_bytes()))) is hidden
    noted = text("select detail->>'restricted' from audit_event where event = 'record.printed'")
    assert list(session.scalars(noted)) == ["false", "true"]
