"""Answers that hold while a page is read: asked once, however many parts of the page need them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from province_app.stores.scope import KEY as SCOPE

KEY = "asked"
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def remember(session: Session) -> None:
    """Let the session, which only reads from here on, ask the same once."""
    session.info[KEY] = {}


def once(
    ask: Callable[Concatenate[Session, Given], Answer],
) -> Callable[Concatenate[Session, Given], Answer]:
    """Answer a question about dated facts from memory where the session remembers.

    An act asks anew each time: what it decides on may have changed under its locks.
    """

    @wraps(ask)
    def answer(session: Session, /, *given: Given.args, **named: Given.kwargs) -> Answer:
        known: dict[Any, Answer] | None = session.info.get(KEY)
        if known is None:
            return ask(session, *given, **named)
        asked = (*map(_fixed, given), *((name, _fixed(one)) for name, one in named.items()))
        key = (ask, session.info.get(SCOPE), asked)
        if key not in known:
            known[key] = ask(session, *given, **named)
        return known[key]

    return answer


def _fixed(given: object) -> object:
    return tuple(given) if isinstance(given, list | set) else given
