"""One tick: do what is owed now, whatever the reason that it is owed."""

import logging

from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import business_now
from province_app.exchange.judgement import judge_next
from province_app.exchange.node import Node
from province_app.signing.trust import TrustList
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs

logger = logging.getLogger(__name__)


class Tick:
    """The work of one node's tick: stages for a province, judgements for the national node."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.trust = (
            TrustList.load(settings.exchange_trust_file) if settings.exchange_trust_file else None
        )
        self.gateway = NationalGateway.of(settings) if settings.exchange_url else None

    def __call__(self, session: Session) -> None:
        """Do all that is owed by now; raises what a service raises, to be logged by the caller."""
