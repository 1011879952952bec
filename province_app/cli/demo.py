"""`flask --app wsgi demo`: a province lives through one month (design of the demo: README)."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import orjson
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config.settings import SettingError, Settings
from province_app import clock, database
from province_app.clock import business_now, system_now
from province_app.demo import exchange_files, foreign
from province_app.demo.month import Month
from province_app.demo.nodes import (
    Node,
    Nodes,
    fresh_database,
    make_nodes,
    make_province,
    peak_rss_mb,
    running,
)
from province_app.demo.province import SIGNING_PIN, Cast, Visitor, has_department, load
from province_app.demo.report import report_of
from province_app.demo.special_accounts import Special, settle
from province_app.services import catalogues
from province_app.stores.engine import make_engine


@click.command()
@click.option("--staff", envvar="STAFF", default=600, show_default=True, help="People.")
@click.option("--units", envvar="UNITS", default=40, show_default=True, help="Units.")
@click.option("--serve/--no-serve", envvar="SERVE", default=True, help="Serve the pages after it.")
@click.option(
    "--national",
    envvar="NATIONAL",
    type=click.Choice(["own", "external"]),
    default="own",
    show_default=True,
    help="Who runs the national node; `external`: EXCHANGE_URL names it.",
)
@with_appcontext
def demo(staff: int, units: int, serve: bool, national: str) -> None:
    """Load a province, play May 2024 up to the national receipt, then serve its pages."""
    settings = current_app.config["SETTINGS"]
    nodes = _nodes(settings, national, units)
    clock.install(nodes.province.settings.clock, nodes.province.settings.clock_file)
    exchange_files.write(settings.var / "exchange", nodes)
    if nodes.national is None:
        try:
            foreign.wait_for(nodes.province.settings, settings.var / "exchange", click.echo)
        except (foreign.NotReached, SettingError) as error:
            raise click.ClickException(str(error)) from error
    for node in nodes.own:
        fresh_database(node)
    with ExitStack() as stack:
        theirs = stack.enter_context(_session(nodes.national)) if nodes.national else None
        if theirs:
            catalogues.publish(theirs, business_now())
        province = _engine(nodes.province)
        below = _engine(nodes.department) if nodes.department else None
        own = stack.enter_context(Session(below)) if below else None
        with Session(province) as session:
            if own:  # what a department takes before it delivers (TT 06/2023 Đ.13, step 1)
                catalogues.publish(session, business_now())
            cast = load(session, nodes.pki, units, staff, business_now(), own)
        if own:
            own.rollback()  # else it would look at one moment until the report
        _write_accounts(settings.var, cast, nodes)
        click.echo(f"Tỉnh Nam Định: {staff} người, {units} đơn vị. Kỳ 05/2024.")
        with running(nodes):
            started = time.monotonic()
            Month(province, nodes, cast, click.echo, below).play()
            with Session(province) as ours:
                settle(ours, cast.special, business_now(), system_now())
            _write_accounts(settings.var, cast, nodes)
            with Session(province) as ours:
                report = report_of(ours, theirs, nodes, own)
            report["seconds_total"] = round(time.monotonic() - started, 1)
            report["peak_rss_mb"] = peak_rss_mb()
            (settings.var / "demo-report.json").write_bytes(
                orjson.dumps(report, option=orjson.OPT_INDENT_2)
            )
            _print(report)
            if serve:
                _serve(nodes, cast)


@click.command()
@click.option("--national", envvar="NATIONAL", default="own")
@with_appcontext
def demo_exchange(national: str) -> None:
    """Write var/exchange: what a national node that somebody else runs must know of the demo.

    Keys that are there already stay.
    """
    settings = current_app.config["SETTINGS"]
    exchange_files.write(settings.var / "exchange", _nodes(settings, national, 0))
    click.echo(settings.var / "exchange")


def _nodes(settings: Settings, national: str, units: int) -> Nodes:
    if national == "own":
        return make_nodes(settings.var, settings.port, department=has_department(units))
    try:
        return make_province(settings.var, settings.port, os.environ)
    except (ValueError, OSError) as error:  # of a setting, of the trust bundle
        raise click.ClickException(str(error)) from error


def _engine(node: Node) -> Engine:
    return make_engine(lambda: database.app_address(node.settings))


@contextmanager
def _session(node: Node) -> Iterator[Session]:
    with Session(_engine(node)) as session:
        yield session


def _write_accounts(var: Path, cast: Cast, nodes: Nodes) -> None:
    """Write the accounts that have a password, for whoever wants to look."""
    home = nodes.province.settings.public_url
    there = nodes.department.settings.public_url if nodes.department else ""
    rows = [_account_of(one, home) for one in cast.visitors]
    rows += [
        _account_of(one, home) | {"state": one.state, "activation_code": one.code or None}
        for one in cast.special
    ]
    rows += [_account_of(one, there) for one in cast.department]
    path = var / "demo-accounts.json"
    path.touch(mode=0o600)
    path.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))


def _account_of(one: Visitor | Special, url: str) -> dict[str, str | None]:
    return {
        "username": one.username,
        "password": one.password,
        "totp_secret": one.totp_secret,
        "role": one.role,
        "unit_code": one.unit,
        "url": url,
    }


def _print(report: dict[str, object]) -> None:
    width = shutil.get_terminal_size().columns
    click.echo("─" * min(width, 100))
    click.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())


def _serve(nodes: Nodes, cast: Cast) -> None:
    click.echo("")
    click.echo(f"Mở {nodes.province.settings.public_url} và đăng nhập (Ctrl-C để dừng):")
    shown: set[str] = set()
    for one in cast.visitors:
        if one.role not in shown:
            shown.add(one.role)
            click.echo(f"  {one.role:14} {one.username:32} {one.password}   {one.unit}")
            click.echo(f"  {'':14} khóa của ứng dụng tạo mã: {one.totp_secret}")
    click.echo(f"Mã PIN ký số: {SIGNING_PIN}. Các tài khoản khác: var/demo-accounts.json")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("Đã dừng.")
