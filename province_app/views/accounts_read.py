"""Desks of accounts → what their pages show."""

from collections import Counter
from datetime import date

from flask import url_for

from province_app.services.account_desk import AccountDesk, GrantLine, Line, PersonDesk
from province_app.views import formats, words
from province_app.views.accounts_page import (
    AccountPage,
    AccountRow,
    AccountsPage,
    AssignedRow,
    GrantRow,
)
from province_app.views.page import Link
from province_app.views.record_page import Option
from tiers.accounts import AccountState
from tiers.policy import ASSIGNABLE
from tiers.units import Role


def accounts_page(desk: AccountDesk, error: str = "") -> AccountsPage:
    """Return the unit's list."""
    counted = Counter(one.state for one in desk.lines)
    return AccountsPage(
        unit=desk.unit.name,
        unit_id=desk.unit.unit_id,
        units=tuple(Option(str(one.unit_id), one.name) for one in desk.units),
        rows=tuple(
            AccountRow(
                one.full_name,
                url_for("accounts.person", person_id=one.person_id),
                one.username,
                one.state,
                _roles(one),
                one.code_until,
            )
            for one in desk.lines
        ),
        missing=desk.missing,
        waiting=desk.waiting,
        gives_personal=Role.PERSON in desk.roles,
        today=desk.day.isoformat(),
        counts=tuple((state, counted[state]) for state in AccountState if counted[state]),
        error=error,
    )


def account_page(desk: PersonDesk, error: str = "") -> AccountPage:
    """Return one person's page."""
    line = desk.line
    return AccountPage(
        person=line.full_name,
        person_id=str(line.person_id),
        username=line.username,
        state=line.state,
        unit=Link(desk.unit.name, url_for("accounts.show", unit=desk.unit.unit_id)),
        own=desk.own,
        roles=tuple(Option(role, words.ROLE[role]) for role in desk.roles),
        grants=tuple(map(_grant, desk.grants)),
        assigned=tuple(
            AssignedRow(
                one.id,
                words.DOOR[one.door],
                desk.names.get(one.unit_id, ""),
                one.starts_on,
                one.ended_on or one.ends_on,
                _basis(one.basis_number, one.basis_date),
                not desk.own and one.ended_on is None and one.ends_on > desk.day,
            )
            for one in desk.assigned
        ),
        doors=tuple(Option(door, words.DOOR[door]) for door in ASSIGNABLE),
        scopes=tuple(Option(str(one.unit_id), one.name) for one in desk.scopes),
        today=desk.day.isoformat(),
        may_reset=not desk.own
        and line.state not in (AccountState.NONE, AccountState.DISABLED, AccountState.EXPIRED),
        error=error,
    )


def _grant(one: GrantLine) -> GrantRow:
    row = one.row
    return GrantRow(
        row.id,
        words.ROLE[row.role],
        one.unit,
        words.GRANT_ACT[row.act],
        row.starts_on,
        row.ends_on,
        row.limited,
        _basis(row.basis_number, row.basis_date),
        one.by or "Nạp ban đầu",
        row.at,
        one.may_change,
    )


def _roles(line: Line) -> str:
    return ", ".join(words.ROLE[role] for role in line.roles)


def _basis(number: str, day: date) -> str:
    return f"{number}, {formats.day(day)}"
