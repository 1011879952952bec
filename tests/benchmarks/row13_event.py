"""Row 13: by the event policy, from a head's signature to the receipt of the national node.

A busy minute: so many signatures of one record each, spread evenly over sixty seconds and over
the units, with both nodes' real processes at work. The bar is sixty seconds for 99 of 100.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median, quantiles
from threading import Event, Thread
from uuid import UUID

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from province_app import clock
from province_app.demo.month import day
from province_app.demo.nodes import running
from province_app.demo.province import SIGNING_PIN
from province_app.models.people import Account
from province_app.services import accounts, checking, drafts, own_record, signing, sync_policy
from province_app.services.basis import Basis
from province_app.signing.trust import TrustList
from province_app.stores import drafts as draft_store
from province_app.stores import manifests, records, units
from tests.benchmarks.memory import peaks_mb
from tests.benchmarks.province import Made, Workshop
from tests.benchmarks.row01_full_month import FullMonth, climb
from tests.histories import PHONE
from tiers.calendar import local_day
from tiers.sync_policy import Policy
from tiers.units import Officer, Role

NAME = "signature to national receipt"
SIGNATURES, MINUTE_S, BAR_S = 300, 60.0, 60.0
PATIENCE_S, POLL_S = 600, 0.1
CHOSEN_AT, FIRST_DAY, BUSY_AT = day(30, 9), day(1, 9).replace(month=6), day(3, 9).replace(month=6)
# People without a post whose records the nation holds, one of each unit before a second of any.
PEOPLE = text("""
    select person_id::text, unit_id from (
      select employment.person_id, employment.unit_id,
             row_number() over (partition by employment.unit_id order by employment.person_id)
               as number
      from employment
      join holding on holding.tier = 'national' and holding.record_id = employment.person_id
      where employment.ends_on is null and not exists (
        select from appointment where appointment.person_id = employment.person_id)) plain
    order by number, unit_id limit :wanted
""")
ARRIVED = text("""
    select holding.record_id::text from holding
    join unnest(cast(:records as uuid[]), cast(:versions as int[])) sent(record_id, version)
      using (record_id)
    where holding.tier = 'national' and holding.version >= sent.version
""")


@dataclass
class Busy:
    """When each record was signed, and when its receipt was here; seconds of one clock."""

    signed: dict[str, float] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    done: Event = field(default_factory=Event)  # all are signed

    @property
    def waiting(self) -> list[str]:
        """The records that are signed and have not arrived."""
        return [one for one in list(self.signed) if one not in self.arrived]


def run(workshop: Workshop, staff: int) -> dict[str, object]:
    """Return the row: its `product_s` is the 99th percentile, its `floor_s` the bar."""
    made = workshop.province(staff)
    climb(workshop, made, FullMonth())
    with workshop.engine("province") as engine:
        people = _prepare(workshop, engine, made)
        busy = Busy()
        with running(workshop.nodes):
            watcher = Thread(target=_watch, args=(engine, busy))
            watcher.start()
            began = time.perf_counter()
            _sign_all(engine, workshop, people, busy)
            spread = time.perf_counter() - began
            watcher.join(PATIENCE_S)
            peaks = peaks_mb(workshop.var)
    if busy.waiting:
        raise TimeoutError(f"{len(busy.waiting)} of {len(people)} have no receipt")
    return _row(staff, made, busy, spread, peaks)


def _row(
    staff: int, made: Made, busy: Busy, spread: float, peaks: dict[str, int]
) -> dict[str, object]:
    seconds = sorted(busy.arrived[one] - busy.signed[one] for one in busy.signed)
    p99 = round(quantiles(seconds, n=100, method="inclusive")[98], 2)
    return {
        "id": 13,
        "name": NAME,
        "size": staff,
        "floor_s": BAR_S,
        "product_s": p99,
        "ratio": round(p99 / BAR_S, 3),
        "pairs": 1,
        "peak_rss_mb": max(peaks.values()),
        "detail": {
            "p50_s": round(median(seconds), 2),
            "p99_s": p99,
            "most_s": round(seconds[-1], 2),
            "signatures": len(seconds),
            "signed_within_s": round(spread, 1),
            "units": made.units,
            "peaks_mb": peaks,
        },
    }


def _prepare(workshop: Workshop, engine: Engine, made: Made) -> list[tuple[str, int]]:
    """Let all units follow `event` from 1 June on; return who changes what, drafts sent."""
    manager = next(one for one in made.visitors if one.role is Role.PROVINCE)
    workshop.move(CHOSEN_AT)
    with Session(engine) as session:
        at = clock.business_now()
        account = session.scalars(select(Account).filter_by(username=manager.username)).one()
        officer = accounts.officer(session, account, at)
        basis = Basis("31/QĐ-SNV", local_day(at))
        first = local_day(FIRST_DAY)
        sync_policy.switch_policy(session, officer, None, Policy.EVENT, first, basis, at)
        workshop.move(BUSY_AT)
        at = clock.business_now()
        people = [(who, unit) for who, unit in session.execute(PEOPLE, {"wanted": SIGNATURES})]
        for person, _ in people:
            actor = Officer(person, Role.PERSON)
            held = own_record.text_of(session, actor, at)
            drafts.save_draft(session, actor, {PHONE: "0912345678"}, held.revision, at)
            drafts.send_draft(session, actor, at)
    workshop.checkpoint()
    return people


def _sign_all(
    engine: Engine, workshop: Workshop, people: list[tuple[str, int]], busy: Busy
) -> None:
    """Confirm and sign one record after the other, at an even pace over the minute."""
    trust = TrustList.load(workshop.nodes.pki.trust_file)
    began = time.perf_counter()
    try:
        with Session(engine) as session:
            for number, (person, unit_id) in enumerate(people):
                ahead = began + number * MINUTE_S / len(people) - time.perf_counter()
                time.sleep(max(ahead, 0))
                _sign(session, person, unit_id, trust, clock.business_now())
                signed_at = time.perf_counter()
                newest = records.latest(session, [UUID(person)])[UUID(person)]
                busy.versions[person] = newest.version
                session.rollback()
                busy.signed[person] = signed_at
    finally:
        busy.done.set()


def _sign(session: Session, person: str, unit_id: int, trust: TrustList, at: datetime) -> None:
    staff = units.staff_of(session, unit_id, local_day(at))
    draft = draft_store.open_draft(session, UUID(person))
    assert draft is not None  # it was sent before
    checking.confirm_drafts(session, _officer(session, staff.hr[0], at), [draft.id], at)
    head = staff.heads[0]
    own = manifests.certificates_of(session, UUID(head), local_day(at))[0].sha256
    officer = _officer(session, head, at)
    manifest = signing.prepare_manifest(session, officer, unit_id, own, at)
    signing.sign_manifest(session, officer, manifest.id, SIGNING_PIN, trust, at)


def _officer(session: Session, person_id: str, at: datetime) -> Officer:
    account = session.scalars(select(Account).filter_by(person_id=UUID(person_id))).one()
    return accounts.officer(session, account, at)


def _watch(engine: Engine, busy: Busy) -> None:
    """Note when each signed record is held as received by the nation."""
    until = time.perf_counter() + PATIENCE_S
    with Session(engine) as session:
        while time.perf_counter() < until and not (busy.done.is_set() and not busy.waiting):
            if waiting := busy.waiting:
                values = {"records": waiting, "versions": [busy.versions[one] for one in waiting]}
                found = session.scalars(ARRIVED, values).all()
                session.rollback()
                busy.arrived |= dict.fromkeys(found, time.perf_counter())
            time.sleep(POLL_S)
