"""Signing in: sessions that the server can end, second factors, tries, browsers known by now.

Moments here are of the system clock: the business clock of a demo ends nobody's session.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from province_app.models.base import Base


class WebSession(Base):
    """A browser that is signed in (phiên đăng nhập). To end it is to delete its row."""

    __tablename__ = "web_session"

    id: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of what the cookie holds")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    factor_owed: Mapped[bool] = mapped_column(comment="code still owed: opens nothing")
    offered: Mapped[bytes | None] = mapped_column(
        comment="sealed secret of the factor that is being set up in this session"
    )
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(comment="to the minute")
    proved_at: Mapped[datetime | None] = mapped_column(comment="when the second factor was shown")
    by_key: Mapped[bool | None] = mapped_column(comment="that factor was a passkey; null = no")
    address: Mapped[str]
    device: Mapped[str] = mapped_column(comment="what the browser calls itself")
    challenge: Mapped[bytes | None] = mapped_column(
        comment="what a passkey is to sign in this session, once"
    )
    challenge_at: Mapped[datetime | None] = mapped_column(comment="when it was given out")


class TotpFactor(Base):
    """The codes of an authenticator app (mã xác thực) as second factor."""

    __tablename__ = "totp_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(comment="sealed, bound to the account")
    last_step: Mapped[int] = mapped_column(
        BigInteger(), comment="of 30 s; this one and earlier ones are used up"
    )
    since: Mapped[datetime]

    @staticmethod
    def name_of(account_id: int) -> str:
        """Return the name to which the account's secret is sealed."""
        return f"totp_factor.secret/{account_id}"


class Passkey(Base):
    """A key of WebAuthn (khóa bảo mật) as second factor beside the codes."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True, comment="chosen by the authenticator")
    public_key: Mapped[bytes] = mapped_column(comment="COSE")
    sign_count: Mapped[int] = mapped_column(
        BigInteger(), comment="as the authenticator said last; 0 = it does not count"
    )
    name: Mapped[str] = mapped_column(comment="what the person calls it")
    since: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SingleSignOn(Base):
    """Who the account's person is at the province's single sign-on (đăng nhập của tỉnh)."""

    __tablename__ = "single_sign_on"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(comment="the provider's own name for the person")
    since: Mapped[datetime]


class RecoveryCode(Base):
    """A code for once (mã dự phòng), for whoever has lost the telephone."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[bytes] = mapped_column(unique=True, comment="HMAC under the index key")
    used_at: Mapped[datetime | None]


class KnownDevice(Base):
    """A browser in which the account was signed in before."""

    __tablename__ = "known_device"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of its own cookie")
    last_at: Mapped[datetime]


class Attempt(Base):
    """How often something secret was tried: a password, a code, a PIN."""

    __tablename__ = "attempt"

    key: Mapped[bytes] = mapped_column(primary_key=True, comment="HMAC of what and of whom")
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class SecurityNotice(Base):
    """What was done with an account, told to its person (thông báo an toàn)."""

    __tablename__ = "security_notice"
    __table_args__ = (
        CheckConstraint(
            "kind in ('new_device', 'factor_added', 'factor_reset', 'codes_made', 'password_set',"
            " 'mail_set', 'passkey_added', 'passkey_removed', 'sso_bound',"
            " 'sso_unbound', 'certificate_ends')",
            name="kind",
        ),
        Index("ix_security_notice_account", "account_id", "at"),
        Index(
            "ix_security_notice_to_mail",
            "id",
            postgresql_where=text("mail_to is not null and mailed_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    address: Mapped[str]
    device: Mapped[str]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(comment="when the person said so")
    mail_to: Mapped[str | None] = mapped_column(comment="where it is sent, as known at the moment")
    mailed_at: Mapped[datetime | None]
