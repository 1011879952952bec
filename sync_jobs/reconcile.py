"""`python -m sync_jobs.reconcile [--repair] [--json]`: do both sides hold the same?

Ends with status 1 when something is left that should be otherwise, with 2 when the national node
gives no answer that counts.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence

from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app import clock, database, outbound, sealing
from province_app.clock import business_now
from province_app.services import reconciling
from province_app.services.reconciling import Comparison, Finding
from province_app.stores import restorations
from province_app.stores.engine import make_engine
from sync_jobs.national_gateway import NationalGateway, NationalRefused, NationalUnavailable

logger = logging.getLogger("sync_jobs")


def reconcile(
    session: Session, gateway: NationalGateway, repair: bool
) -> tuple[Comparison, Comparison]:
    """Compare with all that the national node shares back; return what was found, what is left."""
    theirs = [(one["record_id"], one["version"], one["digest"]) for one in gateway.changes()]
    found = reconciling.compare(session, theirs)
    if not repair:
        return found, found
    repaired = reconciling.repair(session, found, theirs, business_now())
    logger.info("reconciled", extra={"repaired": repaired})
    left = reconciling.compare(session, theirs)
    if restorations.unsettled(session):
        reconciling.after_restore(session, left, theirs, business_now())
    return found, left


def report(found: Comparison) -> dict[str, object]:
    """Return the findings as counts and, for what is not in order, record ids."""
    counts = {str(one): len(found.records[one]) for one in Finding}
    counts[str(Finding.AGREES)] = found.agreeing
    named = {str(one): [str(id_) for id_ in ids] for one, ids in found.records.items() if ids}
    return {"in_order": found.in_order, "counts": counts, "records": named}


def main(argv: Sequence[str]) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="reconcile", description=__doc__)
    parser.add_argument("--repair", action="store_true", help="repair what loses nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(argv)
    settings = load_settings(os.environ)
    if settings.role != "province":
        parser.error("only a province compares itself with the national node")
    clock.install(settings.clock, settings.clock_file)
    outbound.install(settings.outbound_networks)
    if settings.master_keys:
        sealing.install(settings.master_keys)
    address = database.app_address(settings)
    with Session(make_engine(lambda: address)) as session:
        try:
            found, left = reconcile(session, NationalGateway.of(settings), given.repair)
        except (NationalUnavailable, NationalRefused) as error:
            sys.stderr.write(f"no comparison: {error}\n")
            return 2
    if given.json:
        shown = {"found": report(found), **({"left": report(left)} if given.repair else {})}
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        for one in Finding:
            number = found.agreeing if one is Finding.AGREES else len(found.records[one])
            sys.stdout.write(f"{one:14} {number}\n")
    return int(not left.in_order)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
