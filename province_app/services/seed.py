"""Loads units, people, posts and accounts from a file in the form of docs/seed.md."""

import ssl
from base64 import b64decode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.services import accounts, roster, signing, totp
from province_app.stores import units
from tiers.calendar import Rule
from tiers.stages import PROVINCE_CLIMB, Climb, Stage
from tiers.units import Tier

CALENDAR = Path(__file__).parents[2] / "config" / "calendar.json"


def load_calendar(session: Session, at: datetime, climb: Climb = PROVINCE_CLIMB) -> None:
    """Load the regulation's calendar, unless the node has one. Source: Quy chế Đ.7, 8.

    Without the stages that are not this node's: a department's own software ends with the province.
    """
    if not units.calendar_rules(session):
        others = set(Stage) - set(climb.stages)
        roster.add_calendar(session, [one for one in read_calendar() if one.act not in others], at)


def read_calendar() -> list[Rule]:
    """Return the dated rows of `config/calendar.json`."""
    return [
        Rule(
            act=row["act"],
            tier=Tier(row["tier"]) if row["tier"] else None,
            first_day=row["first_day"],
            last_day=row["last_day"],
            article=row["article"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
        )
        for row in orjson.loads(CALENDAR.read_bytes())
    ]


def load(
    session: Session,
    seed: Mapping[str, Sequence[Mapping[str, Any]]],
    at: datetime,
    climb: Climb = PROVINCE_CLIMB,
) -> None:
    """Load a seed, or the lists that it has; KeyError names a unit or field that is missing.

    People go in unit by unit, one transaction each.
    """
    load_calendar(session, at, climb)
    load_units(session, seed.get("units", []), at)
    by_unit = defaultdict(list)
    for person in seed.get("persons", []):
        by_unit[person["unit"]].append(person)
    ids = roster.unit_ids(session)
    for unit, people in by_unit.items():
        load_people(session, ids[unit], people, at)
    load_posts(session, seed.get("appointments", []), at)
    load_accounts(session, seed.get("accounts", []), at)
    load_certificates(session, seed.get("certificates", []), at)


def load_units(session: Session, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Load units in the seed's form."""
    new = [
        roster.NewUnit(
            row["code"],
            row["name"],
            row["kind"],
            row["tier"],
            row["parent"],
            date.fromisoformat(row["valid_from"]),
            _day(row["valid_to"]),
            tuple(row.get("successors", ())),
            tuple(
                roster.NewQuota(
                    one["year"],
                    one["assigned"],
                    one["decision"],
                    date.fromisoformat(one["decided_on"]),
                )
                for one in row.get("quotas", ())
            ),
        )
        for row in rows
    ]
    roster.add_units(session, new, at)


def load_people(
    session: Session, unit_id: int, rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Load one unit's people in the seed's form."""
    new = [
        roster.NewPerson(
            UUID(row["id"]),
            row["full_name"],
            row["category"],
            date.fromisoformat(row["employed_from"]),
            _day(row["employed_to"]),
            row.get("fields", {}),
        )
        for row in rows
    ]
    roster.add_people(session, unit_id, new, at)


def load_posts(session: Session, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Load appointments in the seed's form."""
    new = [
        roster.NewAppointment(
            UUID(row["person"]),
            row["unit"],
            row["post"],
            row["title"],
            date.fromisoformat(row["valid_from"]),
            _day(row["valid_to"]),
        )
        for row in rows
    ]
    roster.appoint(session, new, at)


def load_accounts(session: Session, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Load accounts in the seed's form; ValueError for a secret that is none."""
    new = [
        accounts.NewAccount(
            row["username"],
            UUID(row["person"]),
            row["role"],
            row["password"],
            totp.read_secret(row["totp_secret"]) if row.get("totp_secret") else None,
            _day(row.get("valid_from")),
            _day(row.get("valid_to")),
            row.get("basis", accounts.FIRST_BASIS),
            _day(row.get("basis_date")),
            row.get("limited", False),
        )
        for row in rows
    ]
    accounts.open_accounts(session, new, at)


def load_certificates(session: Session, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Register signers' certificates in the seed's form; ValueError for what is no certificate."""
    new = []
    for row in rows:
        der = ssl.PEM_cert_to_DER_cert(row["certificate"])
        keystore = b64decode(row["keystore"]) if row.get("keystore") else None
        new.append((UUID(row["person"]), sha256(der).hexdigest(), der, keystore))
    if new:
        signing.register_certificates(session, new, None, at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
