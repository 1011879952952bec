"""What `corrections/ask.html` and `corrections/show.html` show: a field reported as wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from province_app.views.page import Act, Link


@dataclass(frozen=True)
class AskPage:
    """Báo sai: the field as it stands, and a place to say what is right."""

    label: str
    number: str
    value: str
    place: str  # where the form goes
    back: Link
    longest: int
    said: str = ""  # what was typed before a refusal
    error: str = ""
    until: date | None = None  # an objection, and its last day; None: Báo sai
    before: str = ""  # what stood there before HR typed


@dataclass(frozen=True)
class AnswerPage:
    """Trả lời báo sai: what the person says, what stands there, the two answers."""

    person: str
    label: str
    number: str
    value: str
    said: str
    asked_at: datetime
    place: str
    act: Act
    longest: int
    answer: str = ""  # what was chosen before a refusal
    reason: str = ""
    error: str = ""
    objection: bool = False  # to what HR typed
