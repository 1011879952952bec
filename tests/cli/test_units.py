"""`flask --app wsgi units`: biên chế and successors, by an officer and a document."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.cli.units import units
from tests.provinces import at, load_province
from tests.web import Site

FACILITY, SIBLING = "H40.02.01", "H40.03.01"
PAPER = ("--basis", "20/QĐ-UBND", "--basis-date", "2024-05-20")


def test_the_manager_says_what_units_are_assigned_and_what_follows(
    site: Site, session: Session
) -> None:
    site.at(at(21))
    province = load_province(session, 6)
    names = dict(session.execute(text("select person_id::text, username from account")).all())
    by = ("--by", str(names[province.holder("H40.03", "hr")]))
    other = ("--by", str(names[province.holder("H40.02", "hr")]))
    session.execute(
        text("update unit_period set valid_to = '2024-05-21' where code = :code"),
        {"code": FACILITY},
    )
    session.commit()
    runner = site.app.test_cli_runner()

    def said(*words: str) -> tuple[int, str]:
        ended = runner.invoke(units, words)
        return ended.exit_code, ended.output

    quota = ("quota", "--unit", SIBLING, "--year", "2024", "--assigned", "31", *PAPER)
    assert "role_lacks" in said(*quota, *other)[1]
    assert said(*quota, *by) == (0, "")
    succeed = ("succeed", "--unit", FACILITY, "--by-unit", SIBLING, *PAPER)
    assert said(*succeed, *by) == (0, "")
    assert "successor_known" in said(*succeed, *by)[1]
    kept = session.execute(text("select year, assigned, decision from unit_quota")).all()
    assert [tuple(one) for one in kept] == [(2024, 31, "20/QĐ-UBND")]
