"""A province with everything at its own tier, and a national node it can push to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from config.settings import Settings, load_settings
from province_app.clock import business_now
from province_app.exchange import sharing
from province_app.exchange.node import node_of
from province_app.services import catalogues
from province_app.signing.pki import DEPARTMENT, DemoPki, make_demo_pki
from province_app.stores.exchange_sharing import Shared
from sync_jobs import national_push
from sync_jobs.national_gateway import NationalGateway
from tests.climbing import climbed_month
from tests.databases import Database, Databases, session_on
from tests.exchange.departments import load_department, load_receiver, province_node
from tests.exchange.parties import PIN, NationalNode, environment, national_node
from tests.provinces import Province, at, authority, sign_all
from tests.sync_jobs.below import STAFF, Both
from tests.sync_jobs.hands import Hands, NoConnection
from tests.sync_jobs.letters import Letters
from tests.sync_jobs.pushing import JudgingGateway, push


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """Seals and integration keys under the same CA as the heads of the test province."""
    folder = tmp_path_factory.mktemp("pki")
    authority().save(folder / "ca")
    return make_demo_pki(folder, [], PIN)


@pytest.fixture
def national(all_databases: Databases, pki: DemoPki, tmp_path: Path) -> Iterator[NationalNode]:
    """The national node, served over real HTTP, on a database of its own."""
    with all_databases.copy() as copy, national_node(copy, pki, tmp_path) as node:
        yield node


@pytest.fixture
def national_database(all_databases: Databases) -> Iterator[Database]:
    """A database for the national node, with its catalogues."""
    with all_databases.copy() as copy:
        with session_on(copy) as session:
            catalogues.publish(session, business_now())
        yield copy


@pytest.fixture
def letters() -> Letters:
    """What a mail server of the test is handed."""
    return Letters()


@pytest.fixture
def settings(pki: DemoPki, tmp_path: Path) -> Settings:
    """The province's settings, without the national node's address."""
    return load_settings(environment(pki, "H40", VAR_DIR=str(tmp_path)))


@pytest.fixture
def gateway(national: NationalNode, settings: Settings) -> NationalGateway:
    """The province's client of that node."""
    return NationalGateway(node_of(settings), national.url)


@pytest.fixture
def province(session: Session) -> Province:
    """A province whose holdings have climbed to its own tier by day 27."""
    return climbed_month(session)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The push asks again at once; without this it waits as it does in use."""
    monkeypatch.setattr(national_push, "POLL_SECONDS", (0, 0, 0))


@pytest.fixture
def peer(gateway: NationalGateway, national: NationalNode, no_waiting: None) -> JudgingGateway:
    """The national node as the jobs see it: it judges as soon as it is asked."""
    return JudgingGateway(gateway, national)


@pytest.fixture
def hands(
    session: Session,
    province: Province,
    national: NationalNode,
    pki: DemoPki,
    tmp_path: Path,
    no_waiting: None,
) -> Hands:
    """A push that found nobody: the catalogues were copied down once, the records wait."""
    var = {"VAR_DIR": str(tmp_path)}
    ours = node_of(load_settings(environment(pki, "H40") | var))
    known = NationalGateway(ours, national.url)
    national_push.pull_catalogues(session, known, lambda: at(28))
    theirs = load_settings(environment(pki, "G01", ROLE="national") | var)
    push(session, province, NoConnection())
    return Hands(session, national, ours, node_of(theirs), theirs)


@pytest.fixture
def above(
    all_databases: Databases, pki: DemoPki, tmp_path: Path, master_keys: Path
) -> Iterator[NationalNode]:
    """The province as receiver; it judges as soon as something is committed."""
    with all_databases.copy() as copy, province_node(copy, pki, tmp_path, master_keys) as node:
        yield node


@pytest.fixture
def judging(above: NationalNode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge where the sender would wait for the province's scheduler."""
    asked = NationalGateway.status

    def status(self: NationalGateway, submission_id: UUID) -> object:
        above.judge()
        return asked(self, submission_id)

    monkeypatch.setattr(NationalGateway, "status", status)


@pytest.fixture
def forged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other node gives out another telephone number than its digest attests."""
    real = sharing._disclosed

    def disclosed(one: Shared) -> dict[str, object]:
        shared: dict[str, Any] = real(one)
        shared["sections"]["identity"]["content"]["phone"] = "0900000000"
        return shared

    monkeypatch.setattr(sharing, "_disclosed", disclosed)


@pytest.fixture
def unsigned(
    session: Session, above: NationalNode, pki: DemoPki, tmp_path: Path, judging: None
) -> Both:
    """A department in which nobody has sent anything yet, and the province above it."""
    receiver = load_receiver(above.session)
    own = load_department(session, STAFF)
    env = environment(pki, DEPARTMENT, ROLE="department", VAR_DIR=str(tmp_path / "department"))
    env["EXCHANGE_PEER_SEALS_FILE"] = str(pki.department_seals_file)
    settings = load_settings(env)
    gateway = NationalGateway(node_of(settings), above.url)
    return Both(session, own, above, gateway, settings, receiver)


@pytest.fixture
def both(unsigned: Both) -> Both:
    """A department in which everything is signed, and the province above it."""
    sign_all(unsigned.own)
    return unsigned
