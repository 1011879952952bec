"""The rules of the house style, as tests: who may import whom, who reads the time, who may act."""

import ast
import re
import sys

import pytest
from flask import Flask

from config.schedule import JOBS
from config.settings import load_settings
from province_app import create_app
from province_app.views.messages import MESSAGES
from tests.sources import calls, importers, imports, sources, texts, under
from tiers.policy import DOORS
from tiers.stages import Stage

WEB = ("flask", "flask_login", "flask_sqlalchemy", "flask_wtf", "werkzeug", "wtforms", "jinja2")
UPWARDS = ("province_app.views", "province_app.auth", "province_app.extensions")


def test_tiers_import_only_the_standard_library_and_tiers() -> None:
    """House style §1: they never see a row, a request or a clock."""
    for path, tree in under("tiers/").items():
        foreign = {name.split(".")[0] for name in imports(tree)} - sys.stdlib_module_names
        assert foreign <= {"tiers"}, path


LAYERS = {
    "province_app/models/": ("province_app.stores", "province_app.services"),
    "province_app/stores/": ("province_app.services",),
    "province_app/services/": ("province_app.exchange", "requests"),
    "province_app/record/": ("sqlalchemy", "province_app.models", "province_app.stores"),
    "province_app/evidence/": ("sqlalchemy", "province_app.models", "province_app.stores"),
    "province_app/printing/": ("sqlalchemy", "province_app.models", "province_app.stores"),
    "province_app/workbooks/": ("sqlalchemy", "province_app.models", "province_app.stores"),
    "province_app/signing/": ("sqlalchemy", "province_app.models", "province_app.stores"),
}


@pytest.mark.parametrize("folder", LAYERS)
def test_a_layer_knows_nothing_of_the_web_or_of_what_lies_above(folder: str) -> None:
    """House style §1: the same rules serve pages, jobs and commands."""
    for module in (*WEB, *UPWARDS, *LAYERS[folder]):
        assert importers(module, under(folder)) == set(), module


def test_views_reach_rows_through_services_only() -> None:
    for module in ("province_app.models", "province_app.stores", "sqlalchemy"):
        assert importers(module, under("province_app/views/")) == set(), module


def test_only_the_application_itself_imports_views() -> None:
    others = {path: tree for path, tree in sources().items() if "province_app/views/" not in path}
    assert importers("province_app.views", others) == {"province_app/__init__.py"}


def test_nothing_imports_the_jobs() -> None:
    assert importers("sync_jobs", under("sync_jobs/"))  # the test sees such imports
    assert importers("sync_jobs", under("province_app/", "tiers/", "config/", "wsgi.py")) == set()


def test_only_the_gateway_speaks_to_the_national_node() -> None:
    """House style §1. The demo's browser and `requests.structures` speak to nobody else.

    Heads of the log go to two houses outside, which are no node.
    """
    speakers = importers("requests", under("province_app/", "sync_jobs/", "tiers/", "config/"))
    own = ("province_app/demo/", "province_app/exchange/conformance/")  # what tries nodes out
    others = {path for path in speakers if not path.startswith(own)}
    assert others == {
        "sync_jobs/audit_places.py",
        "sync_jobs/signed_client.py",  # of the gateway alone
        "province_app/exchange/authentication.py",  # its dictionary of headers, no client
        "province_app/outbound.py",  # who guards the sessions of the others
        "province_app/openid.py",  # the province's single sign-on, at the address of the setting
        "province_app/signing/fetching.py",  # time-stamps and OCSP, at addresses of the settings
    }
    assert importers("sync_jobs.signed_client", sources()) == {"sync_jobs/national_gateway.py"}
    tree = sources()["province_app/exchange/authentication.py"]
    assert {name for name in imports(tree) if name.startswith("requests")} <= {
        "requests.structures",
        "requests.structures.CaseInsensitiveDict",
    }


def test_every_session_calls_safely() -> None:
    """Security bar A 24: what connects without asking where to is only what tries nodes out."""
    own = ("province_app/demo/", "province_app/exchange/conformance/")
    there = {path: tree for path, tree in sources().items() if not path.startswith((*own, "tests"))}
    bare = {
        f"{path}: {name}"
        for path, tree in there.items()
        for name, _ in calls(tree)
        if re.fullmatch(r"requests\.(?:get|post|put|patch|delete|head|request)", name)
    }
    assert bare == set()
    for path, tree in there.items():
        names = [name for name, _ in calls(tree)]
        sessions = sum(name in ("requests.Session", "OAuth2Session") for name in names)
        assert sessions == names.count("safely_calling"), path


# Of the module `time`: to measure and to wait, which tells nobody the date.
HARMLESS = {"time.monotonic", "time.perf_counter", "time.sleep"}
CLOCK_READERS = re.compile(r"(?:^|\.)(?:now|utcnow|today|time_ns|localtime|gmtime|ctime)$|^time\.")
SQL_CLOCKS = re.compile(
    r"\bnow\(\)|\b(?:clock|statement|transaction)_timestamp\(|\bcurrent_(?:date|time)|\blocaltime",
    re.IGNORECASE,
)


def test_only_the_clock_reads_the_time() -> None:
    """House style §1; design decision 10."""
    readers = {
        f"{path}: {name}"
        for path, tree in sources().items()
        for name, call in calls(tree)
        if CLOCK_READERS.search(name) and name not in HARMLESS and name != "now"
    }
    assert readers == {"province_app/clock.py: datetime.now"}
    assert not any(
        {"datetime.datetime.now", "time.time"} & imports(tree) for tree in sources().values()
    )


def test_no_statement_asks_the_database_for_the_time() -> None:
    """Design decision 10: its clock is neither of the two."""
    askers = {
        path for path, tree in sources().items() for text in texts(tree) if SQL_CLOCKS.search(text)
    }
    assert askers == set()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of the province; nothing is connected."""
    return create_app(load_settings({"VAR_DIR": str(tmp_path_factory.mktemp("var"))}))


def test_every_endpoint_is_guarded_or_on_the_short_public_list(province: Flask) -> None:
    """House style §6: closed by default."""
    policies = {
        rule.endpoint: getattr(province.view_functions[rule.endpoint], "policy", None)
        for rule in province.url_map.iter_rules()
    }
    open_to_all = {name for name, policy in policies.items() if policy in (None, "public")}
    assert open_to_all == {
        "static", "account.sign_in", "account.code", "account.enter_code", "activation.show",
        "activation.activate", "passkeys.ask", "health.lives", "health.ready", "health.metrics",
        "single_sign_on.start", "single_sign_on.come_back", "single_sign_on.sign_in",
    }  # fmt: skip
    assert {policy for policy in policies.values() if policy} <= {*DOORS, "public"}


def test_every_door_has_an_endpoint(province: Flask) -> None:
    used = {getattr(view, "policy", None) for view in province.view_functions.values()}
    assert set(DOORS) <= used


def test_acts_come_by_post_or_put_and_reading_by_get(province: Flask) -> None:
    for rule in province.url_map.iter_rules():
        methods = rule.methods - {"HEAD", "OPTIONS"}
        assert methods <= {"GET", "POST", "PUT", "PATCH"}, rule  # PATCH: the next bytes of a file
        if rule.endpoint not in ("static", "account.sign_in"):
            assert len(methods) == 1, rule


def test_endpoints_are_named_noun_and_verb_and_addresses_in_kebab_case(province: Flask) -> None:
    """House style §2."""
    for rule in province.url_map.iter_rules():
        if rule.endpoint != "static":
            assert re.fullmatch(r"[a-z_]+\.[a-z_]+", rule.endpoint), rule
            fixed = re.sub(r"<[^>]*>", "", rule.rule)
            assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule


def test_every_job_runs_a_stage_and_every_stage_has_one_job() -> None:
    assert sorted(job.stage for job in JOBS) == sorted(Stage)
    assert {type(job.stage) for job in JOBS} == {Stage}
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_the_stages_fall_due_one_after_the_other() -> None:
    """`config/schedule.py`: each takes what the one before it left."""
    assert [job.stage for job in JOBS] == list(Stage)


# Who makes a code, and in which argument it stands.
MAKERS = {
    "Decision": 2,
    "decide_open": 1,
    "refuse_state": 0,
    "refuse_who": 0,
    "Fault": 1,
    "RequiredFault": 1,
    "EntryError": 0,
    "KeystoreRefused": 0,
    "NotAccepted": 0,
    "CellFault": 1,
    "Read": 1,
}
# Helpers that hand on the code of their caller.
HANDING_ON = {
    "tiers/calendar.py",
    "province_app/services/errors.py",
    "province_app/record/entry.py",
    "province_app/record/shape.py",
    "province_app/evidence/examine.py",  # of the child process
    "province_app/services/evidence_uploads.py",  # of a file that was not taken
    "province_app/services/import_rows.py",  # of the decision on a row, of a kept fault
    "province_app/services/import_entering.py",  # of a row that was refused
    "province_app/workbooks/reading.py",  # of the child process
    "province_app/workbooks/preview.py",  # of a cell
}


def _codes() -> dict[str, set[str]]:
    """Return the codes by file; a code that is no text in the call must come from a helper."""
    found: dict[str, set[str]] = {}
    layers = ("services", "record", "signing", "evidence", "workbooks", "views")
    for path, tree in under("tiers/", *(f"province_app/{layer}/" for layer in layers)).items():
        for name, call in calls(tree):
            place = MAKERS.get(name)
            if place is None or len(call.args) <= place:
                continue
            codes = set(texts(call.args[place]))
            if isinstance(call.args[place], ast.IfExp):
                codes -= set(texts(call.args[place].test))
            assert codes or path in HANDING_ON, f"{path}: {ast.unparse(call)}"
            found.setdefault(path, set()).update(codes)
    return found


def test_every_code_of_a_refusal_has_a_sentence() -> None:
    """House style §4: whatever a rule, a service or a field answers, people read why."""
    codes = _codes()
    assert {"own_record", "typed_the_change"} <= codes["tiers/checking.py"]
    assert "changed_since_shown" in codes["province_app/services/signing.py"]
    assert "wrong_pin" in codes["province_app/signing/keystore.py"]
    silent = {path: found - set(MESSAGES) for path, found in codes.items()}
    assert {path: found for path, found in silent.items() if found} == {}


def test_every_sentence_that_a_page_names_exists() -> None:
    named = {
        code
        for tree in under("province_app/views/").values()
        for name, call in calls(tree)
        if name in ("message", "messages.message")
        for argument in call.args
        for code in texts(argument)
    }
    assert "wrong_credentials" in named
    assert named <= set(MESSAGES)
