"""What a service answers when it cannot do what was asked."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from province_app.record.entry import Fault
from tiers.decision import Decision
from tiers.units import Officer


@dataclass(frozen=True)
class Denial:
    """What somebody was refused last, as the log says it: no words, no values."""

    code: str
    kind: str  # who, when, state; scope: absent or not for the actor; request: no page of ours
    article: str


_last: ContextVar[Denial | None] = ContextVar("last_denial", default=None)


def last_denial() -> Denial | None:
    """Return the last refusal since `forget_denial`, whoever caught it."""
    return _last.get()


def forget_denial() -> None:
    """Begin anew: another request."""
    _last.set(None)


def deny(denial: Denial) -> None:
    """Let the log know of a refusal that comes before any rule is asked."""
    _last.set(denial)


class Refused(Exception):
    """A rule says no; `decision` says why, by which article and until when."""

    def __init__(self, decision: Decision, detail: str = "") -> None:
        super().__init__(decision.code)
        self.decision = decision
        self.detail = detail
        _last.set(Denial(decision.code, decision.kind, decision.article))


class Missing(Exception):
    """The thing is absent, or outside the actor's scope: the two answer alike."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        _last.set(Denial("not_found", "scope", ""))


class UnknownField(Exception):
    """A form named a field that the actor may not write there."""


class InvalidEntry(Exception):
    """What was typed cannot be sent or confirmed; each fault names its field.

    `person_id` says whose record it is, where several are dealt with at once.
    """

    def __init__(self, faults: Sequence[Fault], person_id: UUID | None = None) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)
        self.person_id = person_id


def require(decision: Decision) -> None:
    """Raise Refused unless the decision allows."""
    if not decision.allowed:
        raise Refused(decision)


def require_seen(officer: Officer, person_id: UUID) -> None:
    """Raise Missing for a person of whom the officer is told nothing. Source: Quy chế Đ.3.2.

    Every act that names a person asks this before it looks at anything of the person's.
    """
    if str(person_id) in officer.hidden:
        raise Missing


def refuse_state(code: str, article: str = "", detail: str = "") -> Refused:
    """Return the error for an act that comes at the wrong moment of a thing's life (409)."""
    return Refused(Decision(False, "state", code, article), detail)


def refuse_who(code: str, article: str = "") -> Refused:
    """Return the error for an act that another person must do (403)."""
    return Refused(Decision(False, "who", code, article))
