"""The log: one JSON object a line, of web, scheduler and commands alike, without personal data.

What may stand in a line is listed here: a constant message, and values under known names. Of an
exception its kind and the places it passed are told, never its text: a driver or a parser quotes
what it was given. Long runs of digits are struck out wherever they stand.
"""

import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import orjson

from config.settings import SettingError
from province_app import request_id

# Names under which a line may carry a value: ids, codes, counts, durations.
KNOWN = frozenset(
    {
        "attempts", "code", "duty", "fault", "faults", "left", "letter", "lost", "manifest",
        "method", "ms", "number", "origin", "pid", "place", "reason", "repaired", "request_id",
        "route", "run", "sealed", "seconds", "set", "stage", "status", "submission", "unit_id",
    }
)  # fmt: skip
LONGEST = 400  # characters of one value
MOST_PLACES = 30  # of a traceback

_ROOT = Path(__file__).resolve().parents[1]
# Identity numbers, telephone numbers, accounts; not the digits inside a UUID or a digest.
_DIGITS = re.compile(r"(?<![0-9a-fA-F-])\d{9,}(?![0-9a-fA-F-])")
# Line ends of every kind, also those that only some readers take for one; terminal commands.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What every record of the standard library has; the rest came by `extra=`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_WARNING = re.compile(r"(.*?):(\d+): (\w+)")
# Addresses, arguments of jobs; a hundred lines a start, which say "Running %s".
_LOUD = ("werkzeug", "apscheduler", "urllib3", "alembic.runtime.migration")


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON; control characters and line ends are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(_message(record)),
        }
        if (number := request_id.current()) is not None:
            line["request_id"] = number
        for name, value in vars(record).items():
            if name in KNOWN:
                line[name] = clean(value) if isinstance(value, str) else value
            elif name not in _OWN:
                line.setdefault("left_out", []).append(name)
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = list(_chain(record.exc_info[1]))
        return orjson.dumps(line, default=_typed).decode()


def clean(text: str) -> str:
    """Return the text without long runs of digits and without what ends a line, cut to a length."""
    text = _CONTROL.sub("?", text[: 4 * LONGEST].encode(errors="replace").decode())
    return _DIGITS.sub("[digits]", text)[:LONGEST]


def install() -> None:
    """Let every logger of this process write JSON to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)
    sys.excepthook = _fallen


def _fallen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("province").critical("process failed", exc_info=(kind, error, trace))


def _message(record: logging.LogRecord) -> str:
    """Return the message: ours are constants; of a library's the pattern, with its numbers."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    if record.name == "py.warnings" and arguments:
        found = _WARNING.match(str(arguments[0]))
        return f"warning {_short(found[1])}:{found[2]} {found[3]}" if found else "warning"
    if arguments and all(isinstance(one, int | float) for one in arguments):
        return record.getMessage()
    return str(record.msg)


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    while error is not None:
        places = [
            f"{_short(one.filename)}:{one.lineno} {one.name}"
            for one in extract_tb(error.__traceback__)[-MOST_PLACES:]
        ]
        told: dict[str, Any] = {"kind": type(error).__name__, "places": places}
        if isinstance(error, SettingError):
            told["says"] = str(error)  # it names a setting, which nobody mends unread
        if state := getattr(getattr(error, "orig", error), "pgcode", None):
            told["sqlstate"] = state
        yield told
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _short(path: str) -> str:
    name = Path(path)
    if name.is_relative_to(_ROOT) and "site-packages" not in name.parts:
        return str(name.relative_to(_ROOT))
    return "/".join(name.parts[-2:])


def _typed(value: object) -> str:
    """Return what stands for a value of another kind: its text if it is an id, else its kind."""
    if type(value).__name__ == "UUID":
        return str(value)
    return type(value).__name__
