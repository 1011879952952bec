"""What a rule answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Decision:
    """Whether an act is allowed now; if not, why, by which article, until when.

    `kind`: `who` (another person must act), `when` (another day), `state` (another order).
    """

    allowed: bool
    kind: Literal["", "who", "when", "state"] = ""
    code: str = "ok"
    article: str = ""
    until: datetime | None = None  # aware UTC: when the answer may change

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
