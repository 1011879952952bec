"""`flask --app wsgi exchange shared`: what the node above tells of and nobody here knows."""

from uuid import uuid4

from sqlalchemy.orm import Session

from province_app.cli.exchange import exchange
from province_app.clock import system_now
from province_app.services import shared_back
from province_app.stores.shared_back import Told
from tests.provinces import at
from tests.web import Site


def test_what_is_unknown_here_is_listed(site: Site, session: Session) -> None:
    runner = site.app.test_cli_runner()
    assert runner.invoke(exchange, ["shared"]).output == "0 unknown here.\n"
    one = Told(uuid4(), 3, bytes(range(32)))
    shared_back.take(session, "peer", ("", "a"), [one], at(28), system_now())
    told = runner.invoke(exchange, ["shared"]).output
    assert told == f"{one.record_id} 3 {one.digest.hex()}\n1 unknown here.\n"
