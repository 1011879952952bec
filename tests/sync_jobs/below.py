"""A department with software of its own, and the province that it delivers to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.models.sync import StageRun
from province_app.services import sync_policy
from province_app.services.basis import Basis
from province_app.signing.pki import DEPARTMENT
from province_app.stores import runs as run_store
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.exchange.departments import rows
from tests.exchange.parties import NationalNode
from tests.provinces import Province, at, trust
from tiers.stages import DEPARTMENT_CLIMB, Stage
from tiers.sync_policy import Policy

D2P = Stage.DEPARTMENT_TO_PROVINCE
STAFF = 9
UNIT = f"{DEPARTMENT}.01"  # the one that follows the event policy


def follow_event(node: Province, who: str) -> None:
    """Let the unit follow the event policy from 21 May on, in that node, by its document."""
    officer = node.officer(who, at(20))
    basis = Basis("31/QĐ-SNV", date(2024, 5, 2))
    units, day = [node.unit(UNIT)], date(2024, 5, 21)
    sync_policy.switch_policy(node.session, officer, units, Policy.EVENT, day, basis, at(20))


@dataclass
class Both:
    """The department's database and the province that it delivers to."""

    session: Session
    own: Province
    above: NationalNode
    gateway: NationalGateway
    settings: Settings  # the department's
    receiver: Province  # the people and units of the one above

    def work(self, day: int, hour: int = 2, month: int = 5) -> None:
        """Let the department's worker do what is owed then."""
        self.work_at(at(day, hour, month=month))

    def work_at(self, moment: datetime) -> None:
        """Let the department's worker do what is owed at the moment."""
        work_off_runs(self.session, trust(), self.gateway, lambda: moment, climb=DEPARTMENT_CLIMB)

    def outcomes(self, month: str = "2024-05") -> dict[str, int]:
        """Return how many items of the push have each outcome."""
        query = (
            "select outcome, count(*) from sync_item where stage = :stage and period = :month"
            " group by outcome"
        )
        return dict(rows(self.session, query, stage=D2P, month=month))  # type: ignore[arg-type]

    def run(self, month: str = "2024-05") -> StageRun:
        """Return the newest push."""
        self.session.rollback()
        return run_store.latest(self.session, month)[D2P]
