"""Many rows at once: COPY, several times as fast as INSERT."""

import io
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(
    session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Append the rows to the table within the session's transaction.

    Values are str, int, bool, bytes, UUID or None; table and columns are trusted names.
    """
    text = io.StringIO()
    for row in rows:
        text.write("\t".join([_field(value) for value in row]))
        text.write("\n")
    text.seek(0)
    cursor = session.connection().connection.cursor()
    try:
        cursor.copy_expert(f"copy {table} ({', '.join(columns)}) from stdin", text)
    finally:
        cursor.close()


def _field(value: object) -> str:
    if type(value) is str:
        return value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)
