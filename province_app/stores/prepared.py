"""Statements that a connection has the database plan once, not each time.

For what is asked for every unit of a province and is quickly done: there the planning, with the
policies of every table, costs more than the work. The database keeps the plan for any values as
long as it expects no better one from the values at hand.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


class Prepared:
    """A statement with `:name` for its values; `types` are the database's names of their types."""

    def __init__(self, name: str, sql: str, **types: str) -> None:
        """Take the text; the name is the statement's own in a connection."""
        places = {name: f"${number}" for number, name in enumerate(types, 1)}
        body = _PARAMETER.sub(lambda found: places[found[1]], sql)
        self.name = name
        self._prepare = text(f"prepare {name} ({', '.join(types.values())}) as {body}")
        self._execute = text(f"execute {name} ({', '.join(f':{one}' for one in types)})")

    def execute(self, session: Session, values: Mapping[str, object]) -> CursorResult[Any]:
        """Return the statement's result; it is prepared when the connection first needs it."""
        connection = session.connection()
        known = connection.info.setdefault("prepared", set())
        if self.name not in known:
            connection.execute(self._prepare)
            known.add(self.name)
        return connection.execute(self._execute, values)
