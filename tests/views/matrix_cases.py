"""Every route of the pages: whose thing its address or its form names, and how one is asked.

A route that stands here under no name makes the matrix fail: whoever adds one says in `CASES` whose
thing it names (`scope`), and what a browser would send (`form`, `query`, `headers`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from tests.views.matrix_world import TOP, UNCLE, Actor, Thing
from tiers.units import Role

Scope = Callable[[Actor, Thing], bool]
Values = Callable[[Thing], dict[str, Any]]


def self_only(actor: Actor, thing: Thing) -> bool:
    return actor.person == thing.person


def of_posts(actor: Actor, thing: Thing) -> bool:
    """Of a unit in which the actor holds a post."""
    return thing.unit in actor.posts


def of_hr(actor: Actor, thing: Thing) -> bool:
    return thing.unit in actor.hr


def of_signer(actor: Actor, thing: Thing) -> bool:
    return Role.LEADER in actor.roles and thing.unit in actor.posts


def self_or_posts(actor: Actor, thing: Thing) -> bool:
    return self_only(actor, thing) or of_posts(actor, thing)


def of_below(actor: Actor, thing: Thing) -> bool:
    return thing.unit in actor.below


def of_requirer(actor: Actor, thing: Thing) -> bool:
    """Sở Nội vụ requires for the province as one, a department for itself and all below."""
    return thing.unit == (TOP if Role.PROVINCE in actor.roles else UNCLE) and bool(actor.below)


def of_admin(actor: Actor, thing: Thing) -> bool:
    """Of a unit whose accounts the actor administers."""
    return thing.unit in actor.admin


def of_province(actor: Actor, thing: Thing) -> bool:
    """Of anybody in the province; what there is of nobody is not."""
    return Role.PROVINCE in actor.roles and bool(thing.unit)


def of_assigner(actor: Actor, thing: Thing) -> bool:
    """As for accounts; Sở Nội vụ gives tasks to whoever works anywhere in the province."""
    everywhere = Role.PROVINCE in actor.roles and thing.name == thing.unit
    return everywhere or of_admin(actor, thing)


def nowhere(actor: Actor, thing: Thing) -> bool:
    """The thing does not exist yet for anybody."""
    return False


def nothing(thing: Thing) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Case:
    """How a route is asked. Without `scope` it names nothing of anybody."""

    scope: Scope | None = None
    form: Values = nothing
    query: Values = nothing
    path: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    personal: bool = False  # the form names a person's own thing


SHA = "a" * 64
ABSENT = "6f0f1f6a-2a1e-4a5c-9d7e-0000000000ff"
SHOWN = {"shown": SHA, "shown_at": "2024-05-24T01:00:00+00:00", "certificate": SHA, "pin": "1"}


def unit(thing: Thing) -> dict[str, Any]:
    return {"unit": thing.values["unit"]}


def with_unit(**more: Any) -> Values:
    return lambda thing: {**unit(thing), **more}


def always(**form: Any) -> Values:
    return lambda thing: form


BASIS = {"basis_number": "1/QĐ", "basis_date": "2024-05-20"}
DAYS = {"starts_on": "2024-06-01", "ends_on": "2024-07-01"}
FIELD = {"section": "identity", "name": "staff_number"}

CASES: dict[str, Case] = {
    "health.lives": Case(),
    "health.ready": Case(),
    "health.metrics": Case(),
    "account.sign_in": Case(),
    "account.sign_out": Case(),
    "account.code": Case(),
    "account.enter_code": Case(),
    "account.prove": Case(),
    "activation.show": Case(),
    "activation.activate": Case(),
    "accounts.show": Case(of_admin, query=unit),
    "accounts.open_roster": Case(of_admin, with_unit(**BASIS)),
    "accounts.issue_codes": Case(of_admin, unit),
    "accounts.person": Case(of_admin),
    "accounts.grant": Case(of_admin, always(role="person", **BASIS, **DAYS)),
    "accounts.change": Case(of_admin, always(act="revoked", **BASIS)),
    "accounts.assign": Case(of_assigner, with_unit(door="unit.read", **BASIS, **DAYS)),
    "accounts.end_assignment": Case(
        lambda actor, thing: of_admin(actor, thing) or of_province(actor, thing)
    ),
    "accounts.disable": Case(of_admin),
    "accounts.enable": Case(of_admin),
    "accounts.reset": Case(of_admin),
    "accounts.reset_factor": Case(of_admin, always(**BASIS)),
    "certificates.show": Case(),
    "certificates.propose": Case(),
    "certificates.decide": Case(nowhere, always(answer="confirm"), path={"proposal_id": ABSENT}),
    "certificates.end": Case(nowhere, always(basis="1/QĐ"), path={"sha256": SHA}),
    "devices.show": Case(),
    "devices.make_codes": Case(),
    "devices.end": Case(form=always(key="0" * 64)),
    "devices.end_others": Case(),
    "devices.set_mail": Case(),
    "devices.mark_seen": Case(form=always(newest="0")),
    "levels.show": Case(),
    "levels.add": Case(),
    "levels.lower": Case(nowhere, always(**BASIS), path={"level_id": "999999"}),
    "password.show": Case(),
    "password.change": Case(),
    "record_readers.show": Case(),
    "two_person.show": Case(),
    "two_person.decide": Case(of_posts, always(answer="confirm")),
    "key_changes.show": Case(),
    "key_changes.propose": Case(),
    "backups.show": Case(),
    "backups.propose": Case(form=always(set="ab" * 32, **BASIS)),
    "windows.show": Case(),
    "windows.propose": Case(),
    "hand_delivery.show": Case(),
    "hand_delivery.propose": Case(form=always(**BASIS)),
    "hand_delivery.give": Case(None, always(pin="1")),
    "hand_delivery.take": Case(),
    "deliveries.show": Case(),
    "deliveries.register": Case(),
    "sync_policy.show": Case(),
    "sync_policy.switch": Case(),
    "working_days.show": Case(),
    "working_days.decide": Case(),
    "single_sign_on.start": Case(),
    "single_sign_on.begin_binding": Case(),
    "single_sign_on.come_back": Case(),
    "single_sign_on.sign_in": Case(),
    "single_sign_on.bind": Case(),
    "single_sign_on.unbind": Case(),
    "passkeys.new": Case(),
    "passkeys.ask_new": Case(),
    "passkeys.add": Case(),
    "passkeys.remove": Case(),
    "passkeys.ask": Case(),
    "passkeys.ask_again": Case(),
    "home.show": Case(),
    "record.show": Case(),
    "record.print_own": Case(),
    "record_find.show": Case(query=always(q="luong")),
    "record.edit_section": Case(path={"section": "identity"}),
    "record.save_section": Case(path={"section": "identity"}),
    "record.send": Case(),
    "photos.put": Case(),
    "photos.remove": Case(),
    "photos.put_for": Case(of_hr),
    "photos.remove_for": Case(of_hr),
    "record_history.show": Case(self_or_posts),
    "record_history.version": Case(self_or_posts, path={"number": "1"}),
    "record_history.compare": Case(self_or_posts, query=always(old="1", new="1")),
    "record_history.proof": Case(self_or_posts, path={"number": "1"}),
    "person_requests.show": Case(),
    "person_requests.ask": Case(),
    "person_requests.copy": Case(nowhere, path={"form": "json"}),
    "person_requests.end": Case(nowhere),
    "person_requests.read": Case(nowhere),
    "person_requests.answer": Case(nowhere, always(answer="granted", reason="x")),
    "consents.show": Case(),
    "consents.give": Case(),
    "consents.revoke": Case(self_only),
    "data_issues.show": Case(
        lambda actor, thing: of_posts(actor, thing) and not thing.name.startswith("archived")
    ),
    "data_issues.add": Case(
        lambda actor, thing: of_posts(actor, thing) and not thing.name.startswith("archived"),
        always(said="x"),
    ),
    "data_issues.read": Case(of_province),
    "data_issues.answer": Case(of_province, always(answer="settled", reason="x")),
    "incidents.show": Case(),
    "incidents.export": Case(),
    "incidents.add": Case(),
    "incidents.add_line": Case(nowhere, always(act="noted", said="x")),
    "corrections.new": Case(path=FIELD),
    "corrections.ask": Case(path=FIELD),
    "objections.new": Case(nowhere, path=FIELD),
    "objections.file": Case(nowhere, always(said="x"), path=FIELD),
    "corrections.show": Case(of_posts),
    "corrections.answer": Case(of_posts, always(answer="kept", reason="x")),
    "evidence.begin": Case(),
    "evidence.detach": Case(),
    "evidence.progress": Case(self_only),
    "evidence.continue_": Case(
        self_only,
        headers={"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"},
    ),
    "evidence.cancel": Case(self_only),
    "evidence.begin_for": Case(of_hr, always(path="identity.staff_number", name="x", size="9")),
    "evidence.detach_for": Case(of_hr, always(path="identity.staff_number", digest=SHA)),
    "evidence.progress_for": Case(of_hr),
    "evidence.continue_for": Case(
        of_hr,
        headers={"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"},
    ),
    "evidence.cancel_for": Case(of_hr),
    "evidence.copy": Case(self_or_posts),
    "evidence.page": Case(self_or_posts, path={"number": "1"}),
    "catalogues.show": Case(),
    "catalogues.propose": Case(),
    "catalogues.map_code": Case(),
    "kept_catalogues.show": Case(),
    "kept_catalogues.add": Case(path={"name": "chuc_vu"}),
    "kept_catalogues.end": Case(path={"name": "chuc_vu"}),
    "kept_catalogues.arrange": Case(path={"name": "chuc_vu"}),
    "catalogues.search": Case(path={"name": "dan_toc"}, query=always(q="Z")),
    "checking.show": Case(of_posts),
    "checking.confirm": Case(of_posts, always(revision="1")),
    "checking.return_": Case(of_posts, always(revision="1")),
    "checking.check_fields": Case(of_posts, always(revision="1")),
    "checking.confirm_many": Case(
        of_posts, lambda thing: {"draft": f"{thing.values['draft_id']}:1"}, personal=True
    ),
    "prints.one": Case(of_hr),
    "prints.show": Case(),
    "prints.progress": Case(),
    "prints.begin": Case(of_hr, lambda thing: {**unit(thing), "whole": "1"}),
    "prints.propose": Case(of_hr, with_unit(**BASIS)),
    "prints.begin_released": Case(nowhere),  # for who proposed it alone
    "prints.take": Case(of_hr),
    "imports.show": Case(),
    "imports.get_template": Case(),
    "imports.export": Case(of_hr, unit),
    "imports.propose_export": Case(of_hr, with_unit(**BASIS)),
    "imports.take_export": Case(nowhere),  # for who proposed it alone
    "imports.upload": Case(of_hr, lambda thing: {**unit(thing), "file": (BytesIO(b"x"), "x.xlsx")}),
    "imports.show_batch": Case(of_hr),
    "imports.progress": Case(of_hr),
    "imports.errors": Case(of_hr),
    "imports.compare": Case(of_hr),
    "imports.enter": Case(of_hr, always(rows="right")),
    "imports.discard": Case(of_hr),
    "imports.use_code": Case(of_hr, always(row="1", path="position.work_strength", code="01")),
    "search.show": Case(),
    # Begins as every name of the world does: all who may be seen are named.
    "search.find": Case(form=always(q="zq")),
    "signing.show": Case(of_signer, query=unit),
    "signing.sign": Case(of_signer, with_unit(**SHOWN)),
    "signing.prepare": Case(
        of_signer, with_unit(**{name: SHOWN[name] for name in SHOWN if name != "pin"})
    ),
    "signing.close": Case(of_signer, unit),
    "signing.manifest": Case(of_signer),
    "signing.signature": Case(of_signer),
    "signing.upload": Case(of_signer),
    "signing.trust": Case(),
    "unit.show": Case(of_hr, query=unit),
    "reminders.show": Case(of_hr, query=unit),
    "unit.person": Case(of_hr),
    "unit.save": Case(of_hr, always(revision="1")),
    "unit.send": Case(of_hr),
    "moves.show": Case(of_posts, query=unit),
    "moves.new": Case(of_posts),
    "moves.file": Case(
        of_posts,
        always(
            kind="retired", effective_on="2024-06-01", basis_number="1", basis_date="2024-05-01"
        ),
    ),
    "moves.prolong": Case(
        of_posts, always(again_on="2024-06-01", basis_number="1", basis_date="2024-05-01")
    ),
    "moves.back": Case(of_posts, query=unit),
    "moves.receive_back": Case(
        of_posts,
        with_unit(personal_id="034083000777", category="VC", received_on="2024-05-20", **BASIS),
    ),
    # Each lies between the thing's unit and one that no actor has a post in.
    "moves.accept": Case(nowhere, always(category="VC")),
    "moves.refuse": Case(nowhere, always(reason="wrong_day")),
    "moves.withdraw": Case(of_posts),
    "national_lookups.show": Case(of_hr, query=unit),
    "national_lookups.ask": Case(
        of_hr, with_unit(personal_id="034083000777", purpose="Tiếp nhận", **BASIS)
    ),
    "national_lookups.read": Case(of_hr),
    "national_lookups.progress": Case(of_hr),
    "national_lookups.ask_again": Case(of_hr),
    "national_lookups.begin": Case(of_hr, always(category="VC", received_on="2024-05-20")),
    "sync.show": Case(),
    "sync.progress": Case(),
    "sync.push": Case(),
    "sync.items": Case(
        of_below, query=with_unit(stage="facility_to_department", outcome="owed", period="2024-05")
    ),
    "sync.receipt": Case(nowhere, path={"form": "json"}),
    "sync.approve": Case(nowhere, always(pin="1")),
    "required_fields.show": Case(),
    "required_fields.add": Case(
        of_requirer, with_unit(path="position.work_strength", starts_on="2024-07-01")
    ),
    "required_fields.end": Case(of_requirer, always(ends_on="2024-07-01")),
    "permissions.show": Case(),
    "permissions.ask": Case(),
}
