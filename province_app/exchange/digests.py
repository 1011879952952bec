"""Digests over all items of a submission: what was sent and what became of it."""

from collections.abc import Iterable
from hashlib import sha256


def items_digest(items: Iterable[tuple[str, int, str]]) -> bytes:
    """Return SHA-256 over (record id, version, hex digest), sorted by record id (annex 32)."""
    hasher = sha256()
    for record_id, version, digest in items:
        hasher.update(f"{record_id} {version} {digest}\n".encode())
    return hasher.digest()


def results_digest(results: Iterable[tuple[str, int, str, str | None]]) -> bytes:
    """Return SHA-256 over (record id, version, outcome, code), in results order (annex 44)."""
    hasher = sha256()
    for record_id, version, outcome, code in results:
        hasher.update(f"{record_id} {version} {outcome} {code or '-'}\n".encode())
    return hasher.digest()
