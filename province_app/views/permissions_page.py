"""What `permissions/show.html` shows: the table of actions, and one answer to a question."""

from dataclasses import dataclass
from datetime import datetime

from province_app.views.record_page import Option


@dataclass(frozen=True)
class ActionRow:
    """One action: who, whose, in which state, by which article."""

    label: str
    roles: tuple[str, ...]
    relation: str
    states: str
    article: str


@dataclass(frozen=True)
class Answer:
    """Why somebody may or may not: the sentence, the article, until when, what was asked of."""

    allowed: bool
    question: str
    sentence: str
    article: str = ""
    until: datetime | None = None
    missing: str = ""  # what could have been named to hear more


@dataclass(frozen=True)
class PermissionsPage:
    """`permissions/show.html`."""

    rows: tuple[ActionRow, ...]
    actions: tuple[Option, ...]
    things: tuple[tuple[str, str], ...]  # action, what is named for it
    account: str = ""
    action: str = ""
    thing: str = ""
    answer: Answer | None = None
    error: str = ""
