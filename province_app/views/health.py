"""For machines: `/healthz` lives, `/readyz` can serve, `/metrics` in the form of Prometheus."""

from collections.abc import Iterator
from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from config.settings import Settings
from province_app.auth import public
from province_app.clock import business_now, system_now
from province_app.extensions import db
from province_app.services import health
from province_app.services.backups import BackupState
from province_app.services.health import Figures
from tiers.clocks import ClockState
from tiers.stages import Outcome

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def lives() -> dict[str, str]:
    """Say that the process answers, whatever becomes of the database."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> tuple[dict[str, object], int]:
    """Say whether this process can serve: 503 without the database or with older tables.

    A node without a scheduler or with a full disk serves pages, and says what it lacks; of each
    duty of the scheduler, how many seconds ago it last went well.
    """
    found = health.checks(db.session(), _settings())
    able = all(one.ok for one in found if one.needed)
    said = {one.name: one.said or ("ok" if one.ok else "failed") for one in found}
    ages = {one.name: one.age_s for one in found if one.age_s is not None}
    return {"ready": able, "checks": said, "seconds": ages}, 200 if able else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Show the figures to who has the token; on loopback to everybody, where there is none."""
    settings = _settings()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.metrics_token:
        if not compare_digest(given.encode(), settings.metrics_token.encode()):
            abort(404)
    elif settings.secure:
        abort(404)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Node(health.figures(db.session(), settings, business_now())))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


class _Node(Collector):
    """The figures as Prometheus names them."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Yield one family a figure."""
        found = self._figures
        records = GaugeMetricFamily(
            "hoso_stage_records", "Records of the month, by stage and outcome", None,
            ["stage", "outcome"],
        )  # fmt: skip
        balanced = GaugeMetricFamily(
            "hoso_stage_balanced", "1 where every record is accounted for", None, ["stage"]
        )
        for one in found.sums:
            records.add_metric([one.stage, "owed"], one.owed)
            for outcome in Outcome:
                records.add_metric([one.stage, outcome], getattr(one, outcome))
            balanced.add_metric([one.stage], one.balanced)
        age = GaugeMetricFamily(
            "hoso_run_open_seconds", "Since an open run was asked for", None, ["stage"]
        )
        fault = GaugeMetricFamily(
            "hoso_run_failed_tries", "Tries of an open run that failed", None, ["stage"]
        )
        for run in found.open_runs:
            age.add_metric([run.stage], (found.at - run.requested_at).total_seconds())
            fault.add_metric([run.stage], run.attempts or 0)
        waits = GaugeMetricFamily("hoso_waiting", "What waits to be done", None, ["what"])
        for what, count in found.waiting.items():
            waits.add_metric([what], count)
        alarms = GaugeMetricFamily(
            "hoso_alarm_since_seconds", "When what is wrong was seen", None, ["cause", "subject"]
        )
        for alarm in found.alarms:
            alarms.add_metric([alarm.cause, alarm.subject], alarm.raised_at.timestamp())
        yield from (records, balanced, age, fault, waits, alarms)
        yield from (*_backups(found.backups), *_duties(found))
        yield GaugeMetricFamily("hoso_sessions", "Sessions of people", found.sessions)
        yield GaugeMetricFamily("hoso_scheduler_leads", "1 while a scheduler leads", found.led)
        yield GaugeMetricFamily("hoso_disk_free_bytes", "Of the data folder", found.disk_free)
        yield GaugeMetricFamily("hoso_clock_seconds", "System clock", system_now().timestamp())
        yield from _clock(found.clock)


def _clock(state: ClockState) -> Iterator[Metric]:
    yield GaugeMetricFamily("hoso_clock_watched", "1 where NTP servers are asked", state.watched)
    if state.skew_s is not None and state.read_at is not None:
        yield GaugeMetricFamily("hoso_clock_skew_seconds", "Ahead of true time", state.skew_s)
        read = state.read_at.timestamp()
        yield GaugeMetricFamily("hoso_clock_read_seconds", "When that was read", read)


def _duties(found: Figures) -> Iterator[Metric]:
    good = GaugeMetricFamily(
        "hoso_duty_good_seconds", "When the tick's duty last went well", None, ["duty"]
    )
    tries = GaugeMetricFamily("hoso_duty_failed_tries", "In vain, in a row", None, ["duty"])
    for one in found.duties:
        good.add_metric([one.name], one.good_at.timestamp() if one.good_at else 0)
        tries.add_metric([one.name], one.tries)
    ends = GaugeMetricFamily(
        "hoso_trust_ends_seconds", "When a part of the trust list ends", None, ["kind", "name"]
    )
    for key, until in found.ends.items():
        ends.add_metric(key, until.timestamp())
    keys = GaugeMetricFamily(
        "hoso_key_since_seconds", "When a key without an end was made or changed", None, ["key"]
    )
    for name, since in found.keys.items():
        keys.add_metric([name], since.timestamp())
    yield from (good, tries, ends, keys)


def _backups(state: BackupState) -> Iterator[Metric]:
    copies = GaugeMetricFamily(
        "hoso_backup_newest_seconds", "When the newest right copy was made", None, ["place"]
    )
    for number, place in enumerate(state.places, 1):
        copies.add_metric([str(number)], place.good.made_at.timestamp() if place.good else 0)
    yield copies
    if state.drill:
        right = state.drill.fault is None
        yield GaugeMetricFamily("hoso_backup_drill_right", "1 when the last drill was right", right)
        at = state.drill.at.timestamp()
        yield GaugeMetricFamily("hoso_backup_drill_seconds", "When the last drill was", at)
