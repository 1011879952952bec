"""Files that hold secrets: made for a developer, demanded of a production node."""

import base64
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from config.values import Env, path

KEY_BYTES = 32
SHORTEST_SECRET = 32  # characters


def own_file(path: Path, content: str) -> Path:
    """Return the file, made with the content the first time; two may start at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as draft:  # readable to its owner alone
            draft.write(content)
            draft.flush()
            with suppress(FileExistsError):  # the other one was first: its secret holds
                path.hardlink_to(draft.name)
    return path


def new_keys() -> str:
    """Return the text of a key file: a master key and, last, the index key."""
    keys = (secrets.token_bytes(KEY_BYTES) for _ in range(2))
    return "".join(base64.b64encode(key).decode() + "\n" for key in keys)


def new_signing_key() -> str:
    """Return the text of a file with one key that signs heads of the log."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n"


def read_signing_key(path: Path) -> bytes:
    """Return the 32 bytes of the file; ValueError when it holds anything else."""
    key = base64.b64decode(path.read_text("ascii").strip(), validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"there is one line, {KEY_BYTES} bytes in base64")
    return key


def read_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys of the file, one a line in base64; ValueError when they will not do."""
    lines = path.read_text("ascii").split()
    keys = tuple(base64.b64decode(line, validate=True) for line in lines)
    if len(keys) < 2 or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError(f"there are at least two lines, each of {KEY_BYTES} bytes in base64")
    return keys


def session_secret(env: Env, var: Path, secure: bool) -> str:
    """Return what signs cookies and forms; ValueError says what `SECRET_KEY_FILE` lacks."""
    named = path(env, "SECRET_KEY_FILE")
    if named is None:
        if secure:
            raise ValueError("SECRET_KEY_FILE must name a file with at least 32 random characters")
        named = own_file(var / "secret-key", secrets.token_urlsafe(SHORTEST_SECRET))
    return _long_enough("SECRET_KEY_FILE", named)


def token(env: Env, name: str) -> str:
    """Return the secret in the file, "" where no file is named; ValueError says what it lacks."""
    named = path(env, name)
    return _long_enough(name, named) if named else ""


def _long_enough(name: str, file: Path) -> str:
    try:
        secret = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name} cannot be read: {error}") from error
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"{name} must hold at least {SHORTEST_SECRET} characters")
    return secret


def master_keys(env: Env, var: Path, secure: bool) -> tuple[bytes, ...]:
    """Return the keys that seal records; ValueError says what `MASTER_KEYS_FILE` lacks."""
    named = path(env, "MASTER_KEYS_FILE")
    if named is None:
        if secure:
            raise ValueError(
                "MASTER_KEYS_FILE must name the file of the keys that seal records and documents;"
                " `flask --app wsgi keys new` prints one"
            )
        named = own_file(var / "master-keys", new_keys())
    try:
        return read_keys(named)
    except (OSError, ValueError) as error:
        raise ValueError(f"MASTER_KEYS_FILE cannot be used: {error}") from error


def audit_key(env: Env, var: Path, secure: bool) -> bytes:
    """Return the key that signs heads of the log; ValueError says what `AUDIT_KEY_FILE` lacks."""
    named = path(env, "AUDIT_KEY_FILE")
    if named is None:
        if secure:
            raise ValueError(
                "AUDIT_KEY_FILE must name the file of the key that signs heads of the log;"
                " `flask --app wsgi audit new-key` prints one"
            )
        named = own_file(var / "audit-key", new_signing_key())
    try:
        return read_signing_key(named)
    except (OSError, ValueError) as error:
        raise ValueError(f"AUDIT_KEY_FILE cannot be used: {error}") from error
