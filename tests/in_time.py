"""`make test` ends in time, also on a slow machine: what costs most comes last.

The files below take about half of the time for a tenth of the tests. They run after all others;
when TEST_SECONDS have passed, those that are left are skipped, and the summary says so loudly.
`make test-slow` runs them all, together with the longest journeys. See ADR 46.
"""

import os
import time

import pytest

LATER = frozenset(
    {
        # pages in a real browser, beyond those of `test_pages_in_browser`
        "tests/views/test_walking_in_browser.py",
        "tests/views/test_photo_in_browser.py",
        "tests/views/test_single_sign_on_in_browser.py",
        "tests/views/test_national_lookups_in_browser.py",
        "tests/views/test_evidence_in_browser.py",
        "tests/views/test_passkeys_in_browser.py",
        # whole nodes as processes, and months of several nodes
        "tests/sync_jobs/test_push_faults.py",
        "tests/sync_jobs/test_reconcile.py",
        "tests/sync_jobs/test_department.py",
        "tests/sync_jobs/test_department_events.py",
        "tests/sync_jobs/test_department_hand.py",
        "tests/sync_jobs/test_department_late.py",
        "tests/sync_jobs/test_department_reconcile.py",
        "tests/sync_jobs/test_restored_push.py",
        "tests/sync_jobs/test_hand_delivery.py",
        "tests/sync_jobs/test_hand_doors.py",
        "tests/sync_jobs/test_hand_memory.py",
        "tests/sync_jobs/test_late_month.py",
        "tests/sync_jobs/test_processes.py",
        "tests/sync_jobs/test_event_processes.py",
        "tests/sync_jobs/test_serve.py",
        "tests/sync_jobs/test_backups.py",
        "tests/sync_jobs/test_shared_back.py",
        "tests/demo/test_foreign_node.py",
        "tests/cli/test_backup.py",
        "tests/services/test_backups.py",
        "tests/services/test_restoring.py",
        "tests/services/test_importing_long.py",
        # pages whose services and rules have tests of their own
        "tests/views/test_record_history.py",
        "tests/views/test_photo.py",
        "tests/views/test_single_sign_on.py",
        "tests/views/test_imports.py",
        "tests/views/test_sync_policy.py",
        "tests/views/test_record_tables.py",
        "tests/views/test_every_field.py",
        "tests/views/test_evidence.py",
        "tests/views/test_passkeys.py",
        "tests/views/test_passkeys_required.py",
        "tests/views/test_two_of_accounts.py",
        "tests/views/test_national_lookups.py",
        "tests/views/test_moves.py",
        "tests/views/test_permissions.py",
        "tests/views/test_person_requests.py",
        "tests/views/test_receipts_together.py",
        "tests/views/test_hand_delivery.py",
        "tests/views/test_backups.py",
        "tests/views/test_deliveries.py",
        "tests/views/test_catalogue_mappings.py",
        "tests/views/test_catalogue_quarantine.py",
        "tests/views/test_prints.py",
        "tests/views/test_corrections.py",
        "tests/views/test_record_readers.py",
        "tests/views/test_record_said.py",
        "tests/views/test_required_fields.py",
        "tests/services/test_record_history.py",
        # many examples of what few already show
        "tests/chaos/test_checker.py",
        "tests/chaos/test_trials.py",
        "tests/embedded_postgres/test_starting.py",
        "tests/exchange/test_hostile_deliveries.py",
        "tests/exchange/test_delivering.py",
        "tests/exchange/test_judgement_form.py",
        "tests/evidence/test_files.py",
        "tests/workbooks/test_reading.py",
    }
)
BEGAN = time.monotonic()
SECONDS = float(os.environ.get("TEST_SECONDS", "inf"))
SAID = "out of time"


def mark(items: list[pytest.Item]) -> None:
    """Put what may be left out behind all other tests, each file still in one piece."""
    for item in items:
        if item.nodeid.partition("::")[0] in LATER:
            item.add_marker("later")
    items.sort(key=_is_later)


def leave_out(item: pytest.Item) -> None:
    """Skip such a test when the time is over."""
    if _is_later(item) and time.monotonic() - BEGAN > SECONDS:
        pytest.skip(SAID)


def told(skipped: list[pytest.TestReport]) -> str:
    """Return what the summary says of tests that were left out; empty when none was."""
    count = sum(SAID in str(one.longrepr) for one in skipped)
    return f"NOT RUN: {count} tests, for want of time; `make test-slow` runs them" if count else ""


def _is_later(item: pytest.Item) -> bool:
    return item.get_closest_marker("later") is not None
