"""Canonical bytes and digests of records and manifests.

Source: exchange contract §1 and its annex, rows 1-8 (RFC 8785, NFC, no floats, salted digests).
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Mapping

import orjson

SCHEMA_RECORD = "cbccvc-record/1"
SCHEMA_MANIFEST = "cbccvc-manifest/1"
SCHEMA_RECEIPT = "cbccvc-receipt/1"
SALT_BYTES = 16
_PLAIN = frozenset({str, int, bool, type(None)})


class CanonicalError(ValueError):
    """The value has no canonical form: a float, a number past 2^53, or text that is not NFC."""


def canonical(value: object) -> bytes:
    """Return the RFC 8785 bytes of a value made of str, int, bool, None, list and dict.

    orjson's sorted form is RFC 8785 here: member names are ASCII (so byte order is UTF-16 order)
    and floats never reach it. CanonicalError when the value has no canonical form.
    """
    _check(value)
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    except (orjson.JSONEncodeError, TypeError) as error:  # lone surrogate, big integer, odd type
        raise CanonicalError(str(error)) from error
    if not data.isascii() and not unicodedata.is_normalized("NFC", data.decode()):
        # An accent after an escaped line end looks like `n` with the accent: ask each text.
        _check(value, text=True)
    return data


def _check(value: object, text: bool = False) -> None:
    """Refuse what orjson would write but the contract forbids; with `text`, what is not NFC.

    Most members are plain values, and no call is spent on those.
    """
    plain = _PLAIN - {str} if text else _PLAIN
    if isinstance(value, dict | list):
        for member in _members(value):
            if type(member) not in plain:
                _check(member, text)
    elif text and isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise CanonicalError("text is not in Unicode NFC")
    elif not (value is None or isinstance(value, str | int)):
        raise CanonicalError(f"{type(value).__name__} has no canonical form")


def _members(value: dict[str, object] | list[object]) -> Iterable[object]:
    if isinstance(value, list):
        return value
    try:
        named = "".join(value).isascii()  # all at once: a question for each costs more than orjson
    except TypeError:
        named = False
    if not named:
        raise CanonicalError("member names must be ASCII text")
    return value.values()


def new_salt() -> bytes:
    """Return 16 random bytes: a withheld section cannot be guessed from its digest."""
    return secrets.token_bytes(SALT_BYTES)


def section_digest(salt: bytes, content: bytes) -> bytes:
    """Return SHA-256(salt ‖ canonical content), 32 bytes."""
    return hashlib.sha256(salt + content).digest()


def version_tree(record_id: str, version: int, sections: Mapping[str, str]) -> bytes:
    """Return the canonical bytes that name every section's digest (lower-case hex)."""
    return orjson.dumps(
        {
            "schema": SCHEMA_RECORD,
            "record_id": record_id,
            "version": version,
            "sections": dict(sections),
        },
        option=orjson.OPT_SORT_KEYS,
    )


def version_digest(record_id: str, version: int, sections: Mapping[str, str]) -> bytes:
    """Return SHA-256 of the version's tree, 32 bytes: what the head's manifest names."""
    return hashlib.sha256(version_tree(record_id, version, sections)).digest()
