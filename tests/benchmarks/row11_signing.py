"""Row 11: one head signs 500 records."""

import time
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from province_app.demo.month import day
from province_app.demo.people import distribute
from province_app.demo.province import SIGNING_PIN
from province_app.demo.units import FEWEST_UNITS, choose_units
from province_app.models.people import Account
from province_app.models.records import RecordVersion
from province_app.services import accounts, signing
from province_app.signing.trust import TrustList
from province_app.stores import manifests, units
from province_app.stores.engine import connect_arguments
from tests.benchmarks import floors
from tests.benchmarks.pairs import measure
from tests.benchmarks.province import Made, Workshop
from tiers.calendar import local_day

NAME = "one head signs 500 records"
RECORDS = 500
AT = day(23, 9)
FLOOR = "floor"


def run(workshop: Workshop, pairs: int) -> dict[str, object]:
    """Return the row."""
    # One unit has the head, whose own record the deputy signs, and 500 others.
    chosen = choose_units(FEWEST_UNITS)
    staff = next(n for n in count(RECORDS) if max(distribute(chosen, n)) == RECORDS + 1)
    made = workshop.province(staff, FEWEST_UNITS, signed=False)
    trust = TrustList.load(workshop.nodes.pki.trust_file)
    keystore, body, ids = _material(workshop, made, trust)
    workshop.server.drop_database(FLOOR)
    workshop.server.create_database(FLOOR)
    with workshop.owner(FLOOR) as one, one.cursor() as write:
        write.execute(floors.TABLES)
        one.commit()
    arguments = connect_arguments(workshop.server.url("owner", FLOOR))

    def floor() -> float:
        with workshop.owner(FLOOR) as one, one.cursor() as write:
            write.execute("truncate receiver")
            one.commit()
        workshop.checkpoint()
        return floors.signed_rows(arguments, body, keystore, SIGNING_PIN, ids)

    with workshop.engine("province") as engine:  # one for all, as in a web worker

        def product() -> float:
            workshop.fresh(made)
            with Session(engine) as session:
                return _sign(session, trust)

        floor(), product()  # the first call of each fills the libraries' caches
        return measure(floor, product, pairs).row(11, NAME, RECORDS)


def _sign(session: Session, trust: TrustList) -> float:
    """Return the seconds in which the head prepares the list and signs it, without the page."""
    unit_id, head, certificate = _signer(session, AT)
    account = session.scalars(select(Account).where(Account.person_id == head)).one()
    officer = accounts.officer(session, account, AT)
    began = time.perf_counter()
    manifest = signing.prepare_manifest(session, officer, unit_id, certificate, AT)
    signing.sign_manifest(session, officer, manifest.id, SIGNING_PIN, trust, AT)
    seconds = time.perf_counter() - began
    if manifest.items != RECORDS:
        raise RuntimeError(f"{manifest.items} records were signed")
    return seconds


def _signer(session: Session, at: datetime) -> tuple[int, UUID, str]:
    """Return the unit with the most records, its head, and the head's certificate."""
    largest = select(RecordVersion.unit_id).group_by(RecordVersion.unit_id)
    unit_id = session.scalars(largest.order_by(func.count().desc()).limit(1)).one()
    head = UUID(units.staff_of(session, unit_id, local_day(at)).heads[0])
    return unit_id, head, manifests.certificates_of(session, head, local_day(at))[0].sha256


def _material(workshop: Workshop, made: Made, trust: TrustList) -> tuple[bytes, bytes, list[str]]:
    """Return a head's keystore, the manifest's bytes as the product makes them, and the ids."""
    workshop.fresh(made)
    with workshop.session("province") as session:
        _sign(session, trust)
        unit_id, head, _ = _signer(session, AT)
        (manifest,) = manifests.signed_in(session, unit_id, "2024-05")
        keystore = manifests.certificates_of(session, head, local_day(AT))[0].keystore
        assert keystore is not None  # the demo's heads have one
        ids = session.scalars(
            select(RecordVersion.record_id).where(
                RecordVersion.unit_id == unit_id, RecordVersion.record_id != head
            )
        )
        return keystore, manifest.body, [str(one) for one in ids]
