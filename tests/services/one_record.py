"""A record in thirty lines: what each act makes of it, and when it is refused.

The reference that `test_interleavings.py` holds the services against. Promise P10.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class OneRecord:
    """One person's draft and versions; of all fields the telephone alone."""

    state: str | None = None  # of the open draft
    revision: int = 1  # of the open draft, or that of the next one
    phone: str = ""  # of the form
    versions: tuple[str, ...] = ()
    signed: int = 0  # the newest version that the head has signed
    held: int = 0  # the version that the department holds
    raised: bool = False  # the person is at the raised level


@dataclass(frozen=True)
class Seen:
    """What somebody had before their eyes when they decided to act."""

    revision: int
    with_hr: bool


Act = Callable[[OneRecord], OneRecord | None]  # None: refused


def seen(record: OneRecord) -> Seen:
    """Look at the record."""
    return Seen(record.revision, record.state == "with_hr")


def edit(record: OneRecord, looked: Seen, phone: str) -> OneRecord | None:
    """The person types another number; Đ.6.2a."""
    if record.state == "with_hr" or record.revision != looked.revision:
        return None
    begun = record.state or "with_person"
    return replace(record, state=begun, revision=record.revision + 1, phone=phone)


def send(record: OneRecord) -> OneRecord | None:
    """The person sends the draft to HR; Đ.6.2b."""
    if record.state not in ("with_person", "returned"):
        return None
    return replace(record, state="with_hr", revision=record.revision + 1)


def give_back(record: OneRecord, looked: Seen) -> OneRecord | None:
    """HR asks for more; Đ.7.1a."""
    if not _may_check(record, looked):
        return None
    return replace(record, state="returned", revision=record.revision + 1)


def confirm(record: OneRecord, looked: Seen) -> OneRecord | None:
    """HR confirms what was sent as the next version; Đ.7.1a."""
    if not _may_check(record, looked):
        return None
    versions = (*record.versions, record.phone)
    return replace(record, state=None, revision=record.revision + 2, versions=versions)


def sign(record: OneRecord) -> OneRecord | None:
    """The head signs the newest version; Đ.7.1b."""
    if record.signed == len(record.versions):
        return None
    return replace(record, signed=len(record.versions))


def sync(record: OneRecord) -> OneRecord:
    """The stage takes what is signed; Đ.8.1."""
    return replace(record, held=record.signed)


def raise_(record: OneRecord) -> OneRecord | None:
    """Two of the province raise the person's level: HR knows of the person no more; Đ.3.2."""
    return None if record.raised else replace(record, raised=True)


def lower(record: OneRecord) -> OneRecord | None:
    """Two of the province lower it again; TT 06/2023 Đ.5.4."""
    return replace(record, raised=False) if record.raised else None


def _may_check(record: OneRecord, looked: Seen) -> bool:
    return (
        not record.raised
        and looked.with_hr
        and record.state == "with_hr"
        and record.revision == looked.revision
    )
