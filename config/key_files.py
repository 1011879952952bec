"""Files that hold secrets: made for a developer, demanded of a production node."""

import base64
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

KEY_BYTES = 32


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
