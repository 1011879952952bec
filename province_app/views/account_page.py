"""What the pages of signing in and of the own account show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from province_app.views.page import Link


@dataclass(frozen=True)
class CodePage:
    """`account/code.html`: the code after the password; with `secret`, the app is set up first."""

    error: str = ""
    next: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    secret: str = ""  # base32 in groups of four, for typing
    picture: str = ""  # the QR code: the path of its dark squares
    side: int = 0  # how many squares wide it is, with its margin
    passkey: bool = False  # one can be shown in the code's place
    key_only: bool = False  # and nothing else opens this account


@dataclass(frozen=True)
class Again:
    """What must be typed or chosen once more: it does not stand in a page."""

    name: str
    label: str
    kind: Literal["password", "file"]


PIN = Again("pin", "Mã PIN ký số, nhập lại", "password")


@dataclass(frozen=True)
class FreshPage:
    """`account/fresh.html`: the code once more, then the act that was asked for."""

    action: str
    kept: tuple[tuple[str, str], ...] = ()
    again: tuple[Again, ...] = ()
    error: str = ""
    next: str = ""
    passkey: bool = False  # one can be shown in the code's place
    key_only: bool = False  # and a code does not count for this account

    @property
    def has_file(self) -> bool:
        """Whether a file is chosen again."""
        return any(one.kind == "file" for one in self.again)


@dataclass(frozen=True)
class PasswordPage:
    """`account/password.html`. No password ever comes back."""

    username: str
    error: str = ""
    place: str = ""  # the field to which the error belongs


@dataclass(frozen=True)
class Device:
    """A browser that is signed in."""

    key: str
    name: str  # "Chrome · Windows"
    address: str
    since: datetime
    seen: datetime
    here: bool


@dataclass(frozen=True)
class OwnPasskey:
    """A passkey: what the person calls it, since when, when it was used last."""

    id: int
    name: str
    since: datetime
    used: datetime | None


@dataclass(frozen=True)
class NewPasskeyPage:
    """`account/new_passkey.html`: a passkey is named, then made by the browser."""

    name: str = ""
    error: str = ""


@dataclass(frozen=True)
class LeavePage:
    """`account/to_province.html`: the link to the province's single sign-on."""

    address: str


@dataclass(frozen=True)
class ReturnPage:
    """`account/province.html`: back from the province's single sign-on; the form goes on."""

    action: str
    state: str
    code: str
    binding: bool


@dataclass(frozen=True)
class Told:
    """A notice: what happened, where, when."""

    text: str
    at: datetime
    where: str
    new: bool


@dataclass(frozen=True)
class DevicesPage:
    """`account/devices.html`: where the account is signed in, and what happened with it."""

    devices: tuple[Device, ...]
    told: tuple[Told, ...]
    newest: int  # the id of the newest notice shown
    codes_left: int
    now: datetime  # system clock, like all moments of this page
    mail: str = ""
    mail_error: str = ""
    passkeys: tuple[OwnPasskey, ...] | None = None  # None: the site has no name to bind them to
    province: bool = False  # there is a single sign-on
    bound_since: datetime | None = None  # to it
    advised: bool = False  # a passkey is recommended to this person

    @property
    def unseen(self) -> bool:
        """Whether there is a notice that the person has not seen."""
        return any(one.new for one in self.told)


@dataclass(frozen=True)
class RecoveryPage:
    """`account/recovery.html`: the codes for once, shown this once."""

    codes: tuple[str, ...]
    go_on: Link
