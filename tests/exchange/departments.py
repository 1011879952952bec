"""A province to which a department with software of its own delivers, and that department."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.demo.seed import document_of, seed_document
from province_app.demo.units import all_units
from province_app.services import deliveries, seed
from province_app.services.basis import Basis
from province_app.signing.pki import DEPARTMENT, DemoPki
from tests.databases import Database
from tests.exchange.parties import NationalNode, national_node
from tests.exchange.people import Record, content
from tests.provinces import START, Province
from tiers.stages import DEPARTMENT_CLIMB

BASIS = Basis("12/QĐ-SNV", date(2024, 5, 2))
MORNING = "2024-05-27T02:00+07:00"
UNITS = (DEPARTMENT, f"{DEPARTMENT}.01", f"{DEPARTMENT}.02")


def load_receiver(session: Session) -> Province:
    """Load a small province that knows the department's units and none of its people."""
    document = seed_document(5, 24)
    document["units"] += [one.as_seed() for one in all_units() if one.code in UNITS]
    seed.load(session, document, START)
    loaded = Province(session, document)
    officer = loaded.officer(loaded.holder("H40.03", "hr"))
    deliveries.begin(session, officer, DEPARTMENT, date(2024, 5, 1), BASIS, START)
    return loaded


def load_department(session: Session, staff: int = 9) -> Province:
    """Load the department as its own software knows it: its people, and the province above it."""
    chosen = [one for one in all_units() if one.code in ("H40", *UNITS)]
    document = document_of(chosen, staff, seed=2025)  # nobody whom the province has, too
    seed.load(session, document, START, DEPARTMENT_CLIMB)
    return Province(session, document)


@contextmanager
def province_node(
    database: Database, pki: DemoPki, folder: Path, master_keys: Path, **more: str
) -> Iterator[NationalNode]:
    """Yield the real application in role `province` on the 27th, with a seal for receipts."""
    settings = {
        "MASTER_KEYS_FILE": str(master_keys),
        "EXCHANGE_RECEIPT_SEAL_FILE": str(pki.receipt_seal_file),
        "EXCHANGE_RECEIPT_SEAL_PIN_FILE": str(pki.receipt_seal_pin_file),
        "CLOCK": MORNING,
        **more,
    }
    with national_node(database, pki, folder, "H40", "province", **settings) as node:
        yield node


def delivered(made: Record) -> Record:
    """Return the record as a department sends it: nothing is withheld from the province."""
    made.withheld = {}
    return made


def people(numbers: range) -> list[Record]:
    """Return invented people of the department, in order of their ids."""
    made = [
        delivered(Record(f"{n:08x}-0000-4000-8000-000000000000", 1, content(n))) for n in numbers
    ]
    return sorted(made, key=lambda one: one.record_id)


def rows(session: Session, query: str, **values: object) -> list[tuple[object, ...]]:
    """Return what the query says, read afresh."""
    session.rollback()
    return [tuple(row) for row in session.execute(text(query), values)]
