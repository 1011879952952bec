"""`flask --app wsgi deliveries`: a department's own software, by an officer and a document."""

from sqlalchemy.orm import Session

from province_app.cli.deliveries import deliveries
from province_app.signing.pki import DEPARTMENT
from tests.exchange.departments import load_receiver, rows
from tests.provinces import at
from tests.web import Site

PAPER = ("--basis", "20/QĐ-SNV", "--basis-date", "2024-05-20")


def test_the_manager_begins_and_ends_deliveries(site: Site, session: Session) -> None:
    site.at(at(21))
    province = load_receiver(session)
    names = dict(rows(session, "select person_id::text, username from account"))
    manager = ("--by", str(names[province.holder("H40.03", "hr")]))
    other = ("--by", str(names[province.holder("H40.02", "hr")]))
    runner = site.app.test_cli_runner()

    def said(*words: str) -> tuple[int, str]:
        ended = runner.invoke(deliveries, words)
        return ended.exit_code, ended.output

    assert said("list") == (0, f"{DEPARTMENT:20} 2024-05-01 -          12/QĐ-SNV\n")
    begin = ("begin", "--from", "2024-06-01", *PAPER)
    assert "role_lacks" in said(*begin, *other, "--unit", "H40.02")[1]
    assert "already_delivers" in said(*begin, *manager, "--unit", DEPARTMENT)[1]
    assert "not there" in said(*begin, *manager, "--unit", f"{DEPARTMENT}.01")[1]
    end = ("end", *PAPER, *manager)
    assert "does_not_deliver" in said(*end, "--on", "2024-06-01", "--unit", "H40.02")[1]
    assert said(*end, "--on", "2024-06-01", "--unit", DEPARTMENT) == (0, "")
    assert said(*begin, *manager, "--unit", DEPARTMENT) == (0, "")
    told = rows(session, "select event from audit_event where event like 'delivery.%' order by id")
    assert told == [("delivery.begun",), ("delivery.ended",), ("delivery.begun",)]
