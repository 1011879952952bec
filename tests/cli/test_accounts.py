"""`flask accounts …`: the same services, as an officer, refused like that officer."""

import re

from sqlalchemy import text

from tests.admins import Admins, plain
from tests.desks import ELSEWHERE, FACILITY
from tests.provinces import Province
from tests.web import Site

BASIS = ("--basis", "12/QĐ", "--basis-date", "2024-05-02")


def run(site: Site, province: Province, who: str, *words: str, status: int = 0) -> str:
    query = text("select username from account where person_id = :who")
    name = province.session.scalar(query, {"who": who})
    province.session.rollback()
    command = ["accounts", words[0], "--by", name, *words[1:]]
    result = site.app.test_cli_runner().invoke(args=command)
    assert result.exit_code == status, result.output
    return result.output


def test_an_administrator_grants_revokes_and_closes_by_command(
    site: Site, province: Province, admins: Admins
) -> None:
    """Quy chế Đ.5.3."""
    by, who = admins.facility.person_id, plain(province, FACILITY)[0]
    listed = run(site, province, by, "list", "--unit", FACILITY)
    assert re.search(rf"waiting +person +{who}", listed)
    grant = ("grant", "--person", who, "--role", "hr", *BASIS)
    assert "Granted" in run(site, province, by, *grant)
    assert "already_granted" in run(site, province, by, *grant, status=1)
    assert re.search(rf"person,hr +{who}", run(site, province, by, "list", "--unit", FACILITY))
    run(site, province, by, "revoke", "--person", who, "--role", "hr", *BASIS)
    run(site, province, by, "revoke", "--person", who, "--role", "hr", *BASIS, status=1)
    run(site, province, by, "disable", "--person", who)
    assert re.search(rf"disabled .*{who}", run(site, province, by, "list", "--unit", FACILITY))
    assert "0 accounts" in run(site, province, by, "open", "--unit", FACILITY, *BASIS)
    codes = run(site, province, by, "activate-codes", "--unit", FACILITY)
    assert re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", codes)


def test_a_command_is_refused_what_its_officer_is_refused(
    site: Site, province: Province, admins: Admins
) -> None:
    by, stranger = admins.facility.person_id, plain(province, ELSEWHERE)[0]
    run(site, province, by, "list", "--unit", ELSEWHERE, status=1)
    run(site, province, by, "disable", "--person", stranger, status=1)
    grant = ("grant", "--person", by, "--role", "leader", *BASIS)
    assert "own_account" in run(site, province, by, *grant, status=1)
    run(site, province, stranger, "list", "--unit", ELSEWHERE, status=1)
    result = site.app.test_cli_runner().invoke(
        args=["accounts", "list", "--by", "khong.co", "--unit", FACILITY]
    )
    assert (result.exit_code, "no usable account" in result.output) == (1, True)


def test_what_the_province_gives_waits_for_the_second_person(
    site: Site, province: Province, admins: Admins
) -> None:
    who = plain(province, "H40.03")[0]
    said = run(
        site, province, admins.first.person_id, "grant", "--person", who, "--role", "unit_admin",
        *BASIS,
    )  # fmt: skip
    assert "second person" in said
