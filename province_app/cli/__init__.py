"""The commands of `flask --app wsgi …`; each calls one service."""

from flask import Flask

from province_app.cli import backup_restore  # noqa: F401  a command of the group below
from province_app.cli.accounts import accounts
from province_app.cli.audit import audit
from province_app.cli.backup import backup
from province_app.cli.catalogues import publish_catalogues
from province_app.cli.deliveries import deliveries
from province_app.cli.demo import demo, demo_exchange
from province_app.cli.evidence import sweep_evidence
from province_app.cli.exchange import exchange
from province_app.cli.keys import keys
from province_app.cli.node import serve, upgrade
from province_app.cli.openapi import openapi
from province_app.cli.pki import demo_pki
from province_app.cli.policy import policy
from province_app.cli.postgres import postgres
from province_app.cli.proof import proof
from province_app.cli.record import record
from province_app.cli.seed import seed
from province_app.cli.sums import sums
from province_app.cli.units import units


def register(app: Flask) -> None:
    """Give the app its commands."""
    for command in (
        postgres, upgrade, serve, seed, demo_pki, demo, publish_catalogues, sums, keys, record,
        sweep_evidence, accounts, audit, policy, proof, demo_exchange, openapi,
        exchange, deliveries, backup, units,
    ):  # fmt: skip
        app.cli.add_command(command)
