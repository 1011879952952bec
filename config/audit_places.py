"""Where signed heads of the log go: folders and addresses outside of the node."""

from pathlib import Path
from urllib.parse import urlsplit

from config.backups import LEAST_PLACES
from config.values import Env, is_safe


def read_audit_places(env: Env, var: Path, secure: bool) -> tuple[str, ...]:
    """Return two places or more; two folders of `var` on loopback where nothing is named.

    ValueError names what cannot be used. Source: Quy chế Đ.9.2.
    """
    named = [one.strip() for one in env.get("AUDIT_CHECKPOINTS", "").split(",") if one.strip()]
    if not named and not secure:
        named = [str(var / "audit-checkpoints" / house) for house in ("so-tttt", "so-noi-vu")]
    if len(set(named)) < LEAST_PLACES:
        raise ValueError(
            "AUDIT_CHECKPOINTS must name two places outside of this node, folders or https"
            " addresses, with a comma between them"
        )
    return tuple(_place(one) for one in named)


def _place(text: str) -> str:
    if "://" not in text and not Path(text).is_absolute():
        raise ValueError(f"AUDIT_CHECKPOINTS must name folders from the root, not {text!r}")
    if "://" in text and not is_safe(urlsplit(text)):
        raise ValueError(f"AUDIT_CHECKPOINTS must be https, not {urlsplit(text).scheme}")
    return text
