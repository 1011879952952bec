"""What `signing/show.html` shows: the head or the deputy signs the unit's list."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from province_app.views.page import Act, ChangeGroup, FieldError, Link, Note, Pager, Term


@dataclass(frozen=True)
class SignRow:
    """One record of the list: what changed, who checked."""

    person: str
    title: str
    change: Literal["new", "changed", "left"]
    groups: tuple[ChangeGroup, ...]
    checked_by: str
    checked_at: datetime
    checked_as: str = ""  # "Phó Hiệu trưởng", when not by HR
    warnings: tuple[str, ...] = ()

    @property
    def fields(self) -> int:
        """How many fields changed."""
        return sum(len(group.changes) + group.hidden for group in self.groups)


@dataclass(frozen=True)
class OwnRecord:
    """Why the signer's own record is absent, and whose act it is."""

    text: str  # "Người đứng đầu không ký hồ sơ của mình. Phó Hiệu trưởng Đỗ Thị Lan ký …"
    article: str = "Đ.7.1b"


@dataclass(frozen=True)
class CertificateOption:
    """A registered certificate of the signer."""

    sha256: str
    subject: str
    valid_until: date
    in_token: bool = False  # its key lies in the node's token


@dataclass(frozen=True)
class PreparedManifest:
    """A list that was fixed for signing outside; waits for its .p7s."""

    manifest_id: str
    number: str  # the beginning of its id; it gets its place in the period when it is signed
    records: int
    prepared_at: datetime
    file: str = "danh-sach"  # name of its file, without the ending


@dataclass(frozen=True)
class SignedManifest:
    """A signed list, and what is needed to verify it elsewhere."""

    manifest_id: str
    number: str
    records: int
    signed_at: datetime
    signer: str
    sha256: str  # of the manifest's bytes, hex
    file: str = "danh-sach"  # name of its files, without the ending


@dataclass(frozen=True)
class SigningPage:
    """Phê duyệt."""

    period: str
    changed: int
    unchanged: int
    terms: tuple[Term, ...]  # the roster and where its people are; adds up
    rows: tuple[SignRow, ...]
    sign: Act
    prepare: Act  # fix the list for signing outside
    shown: str = ""  # names the list as it was shown; comes back with the signature
    shown_at: datetime | None = None
    certificates: tuple[CertificateOption, ...] = ()  # those that a PIN unlocks here
    registered: tuple[CertificateOption, ...] = ()  # all of them, for signing outside
    prepared: PreparedManifest | None = None
    close: Act | None = None  # to declare the month without a change; None when it is not due
    closed: str = ""  # who did so and when
    result: SignedManifest | None = None
    previous: tuple[SignedManifest, ...] = ()
    own: OwnRecord | None = None
    note: Note | None = None
    errors: tuple[FieldError, ...] = ()
    pager: Pager | None = None
    unit_id: int = 0
    unit: str = ""
    others: tuple[Link, ...] = ()  # the signer's other units
    broken: tuple[str, ...] = ()  # who breaks a rule of today, and where

    @property
    def warned(self) -> int:
        """How many of the shown records carry a warning."""
        return sum(bool(row.warnings) for row in self.rows)


def sha256_of(body: bytes) -> str:
    """Return the hex SHA-256 of a list's bytes, as `sha256sum` prints it."""
    return sha256(body).hexdigest()
