"""What tests of the own record share: its fields, its form as a browser sends it, its path."""

import html
import re
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.record.schema import SECTIONS, FieldInfo, fields

UNIT = "H40.03"
WRONG = "~ sai ~"
BY_ITSELF = {"HX-Request": "true"}
ASKED = [info for info in fields().values() if SECTIONS[info.section].asked_from("VC")]
PERSON_FIELDS = [info for info in ASKED if info.item.filled_by == "person"]
TABLES = [info for info in PERSON_FIELDS if info.kind == "table"]


def draft_of(session: Session, person: str) -> Draft:
    session.rollback()
    query = text("select id from draft where person_id = :person and state <> 'confirmed'")
    return session.get_one(Draft, session.scalar(query, {"person": person}))


def filled(session: Session, person: str) -> dict[str, str]:
    return {path: value for path, value in draft_of(session, person).typed.items() if value}


def posted(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the section's form as it stands."""
    mine = r'<form method="post" action="/my-record/(?!send"|photo).*?</form>'
    form = re.search(mine, page, re.S)
    assert form
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name != "csrf_token" and (kind != "checkbox" or " checked" in tag):
            found.setdefault(name, []).append(_attribute(tag, "value"))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = [html.unescape(chosen[1]) if chosen else ""]
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form[0]):
        found[name] = [html.unescape(body)]
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def wrong_for(info: FieldInfo) -> str:
    """Return a text that is wrong for the field's kind."""
    longest = {"text": 255, "long_text": 500, "full_text": 4000}.get(info.kind)
    return "x" * (longest + 1) if longest else WRONG


def push_done(session: Session, stage: str, moment: datetime) -> tuple[UUID, int]:
    """Let a push of the stage have come back with a receipt; return submission and run."""
    run = session.scalar(
        text(
            "insert into stage_run (stage, period, state, basis, late, requested_at) values"
            " (:stage, '2024-05', 'done', 'test', false, :at) returning id"
        ),
        {"stage": stage, "at": moment},
    )
    receipt = uuid4()
    session.execute(
        text(
            "insert into submission (id, run_id, period, state, count, parts, items_digest,"
            " catalogues, planned_at) values (:id, :run, '2024-05', 'settled', 1, 1, '', '{}', :at)"
        ),
        {"id": receipt, "run": run, "at": moment},
    )
    return receipt, int(run or 0)


def path_of(page: str) -> str:
    """Return the record's path as the page draws it."""
    found = re.search(r'<ol class="record-path">.*?</ol>', page, re.S)
    assert found
    return found[0]
