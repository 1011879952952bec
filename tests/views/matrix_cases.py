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
    return actor.role is Role.LEADER and thing.unit in actor.posts


def self_or_posts(actor: Actor, thing: Thing) -> bool:
    return self_only(actor, thing) or of_posts(actor, thing)


def of_below(actor: Actor, thing: Thing) -> bool:
    return thing.unit in actor.below


def of_requirer(actor: Actor, thing: Thing) -> bool:
    """Sở Nội vụ requires for the province as one, a department for itself and all below."""
    return thing.unit == (TOP if actor.role is Role.PROVINCE else UNCLE) and bool(actor.below)


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


SHA = "a" * 64
SHOWN = {"shown": SHA, "shown_at": "2024-05-24T01:00:00+00:00", "certificate": SHA, "pin": "1"}


def unit(thing: Thing) -> dict[str, Any]:
    return {"unit": thing.values["unit"]}


def with_unit(**more: Any) -> Values:
    return lambda thing: {**unit(thing), **more}


def always(**form: Any) -> Values:
    return lambda thing: form


FIELD = {"section": "identity", "name": "staff_number"}

CASES: dict[str, Case] = {
    "account.sign_in": Case(),
    "account.sign_out": Case(),
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
    "record.edit_section": Case(path={"section": "identity"}),
    "record.save_section": Case(path={"section": "identity"}),
    "record.send": Case(),
    "record_history.show": Case(self_or_posts),
    "record_history.version": Case(self_or_posts, path={"number": "1"}),
    "record_history.compare": Case(self_or_posts, query=always(old="1", new="1")),
    "corrections.new": Case(path=FIELD),
    "corrections.ask": Case(path=FIELD),
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
    "evidence.copy": Case(self_or_posts),
    "evidence.page": Case(self_or_posts, path={"number": "1"}),
    "catalogues.show": Case(),
    "catalogues.search": Case(path={"name": "dan_toc"}, query=always(q="Z")),
    "checking.show": Case(of_posts),
    "checking.confirm": Case(of_posts, always(revision="1")),
    "checking.return_": Case(of_posts, always(revision="1")),
    "checking.confirm_many": Case(
        of_posts, lambda thing: {"draft": f"{thing.values['draft_id']}:1"}
    ),
    "imports.show": Case(),
    "imports.get_template": Case(),
    "imports.export": Case(of_hr, unit),
    "imports.upload": Case(of_hr, lambda thing: {**unit(thing), "file": (BytesIO(b"x"), "x.xlsx")}),
    "imports.show_batch": Case(of_hr),
    "imports.progress": Case(of_hr),
    "imports.errors": Case(of_hr),
    "imports.compare": Case(of_hr),
    "imports.enter": Case(of_hr, always(rows="right")),
    "imports.discard": Case(of_hr),
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
    "unit.person": Case(of_hr),
    "unit.save": Case(of_hr, always(revision="1")),
    "unit.send": Case(of_hr),
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
