"""`flask --app wsgi sums`."""

import json

from sqlalchemy.orm import Session

from province_app.cli.sums import sums
from tests.provinces import at, signed_month
from tests.stages import insert_person, run_stage
from tests.web import Site
from tiers.stages import Stage


def test_the_command_prints_the_equation_and_fails_when_it_does_not_balance(
    site: Site, session: Session
) -> None:
    """Exchange contract §3."""
    site.at(at(26))
    runner = site.app.test_cli_runner()
    assert "No stage of 2024-05 has opened" in runner.invoke(sums, []).output
    province = signed_month(session)
    run_stage(session, Stage.FACILITY_TO_DEPARTMENT, at(26))
    whole = runner.invoke(sums, [])
    assert whole.exit_code == 0
    assert whole.output == (
        "facility_to_department: owed 10 = queued 0 + sent 0 + accepted 10 + unchanged 0"
        " + rejected 0 + withheld 0\n"
    )
    units = json.loads(runner.invoke(sums, ["--units", "--json"]).output)["stages"][0]["units"]
    people = [len(province.people(one["unit"])) for one in units]
    assert [one["owed"] for one in units] == [one["accepted"] for one in units] == people
    assert f"  {units[0]['unit']}: owed {people[0]} =" in runner.invoke(sums, ["--units"]).output
    insert_person(session, province.unit("H40.02.01"))
    broken = runner.invoke(sums, ["2024-05", "--json"])
    assert broken.exit_code == 1
    stage = json.loads(broken.output)["stages"][0]
    assert (stage["owed"], stage["accepted"], stage["balanced"]) == (11, 10, False)
    assert runner.invoke(sums, []).exit_code == 1
    assert (
        f"  {units[0]['unit']}: owed {people[0] + 1} IS NOT"
        in runner.invoke(sums, ["--units"]).output
    )
    assert runner.invoke(sums, ["05/2024"]).exit_code == 2
