"""An approval that the node above refuses: not sent again as it is, told, and sealed anew.

Source: exchange contract §3; TT 06/2023 Đ.13 bước 4.
"""

from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from config.settings import load_settings
from province_app.clock import system_now
from province_app.models.sync import Submission
from province_app.services import alarms
from sync_jobs.national_push import send_approvals
from sync_jobs.signed_client import NationalRefused, NationalUnavailable
from tests.climbing import climb
from tests.provinces import PIN, Province, at
from tests.stages import Sent, push_to_national
from tests.sync_jobs.test_alarms import rows
from tests.views.test_sync import as_manager
from tests.views.test_sync import province as province
from tests.web import Site

REFUSED = NationalRefused(422, "signer_not_authorised", "no seal of the sender")
AWAY = NationalUnavailable("no answer: Timeout", 40)


class Above:
    """A node above that answers an approval as the test says."""

    def __init__(self) -> None:
        self.answer: Exception | None = None
        self.taken: list[bytes] = []

    def approve(self, submission_id: UUID, approval: bytes) -> None:
        self.taken.append(approval)
        if self.answer:
            raise self.answer


@pytest.fixture
def above() -> Any:
    return Above()


@pytest.fixture
def sealed(site: Site, province: Province) -> Sent:
    """May's receipt, sealed by whoever manages the province, who is signed in."""
    climb(province.session)
    sent = push_to_national(province.session, at(28))
    site.at(at(28, 12))
    as_manager(site, province)
    site.post(f"/sync/{sent.submission.id}/approve", {"pin": PIN})
    return sent


def send(province: Province, above: Any, times: int = 1) -> Submission:
    for _ in range(times):
        send_approvals(province.session, above, lambda: at(28, 13))
    province.session.rollback()
    return province.session.scalars(text("select id from submission")).one()


def state(province: Province) -> tuple[Any, ...]:
    province.session.rollback()
    query = "select state, approval_fault, approval_tries, approval_again_at from submission"
    return tuple(province.session.execute(text(query)).one())


def test_a_refused_approval_waits_for_a_person_and_is_told(
    site: Site, province: Province, sealed: Sent, above: Any, tmp_path: Path
) -> None:
    above.answer = REFUSED
    send(province, above, times=3)
    assert len(above.taken) == 1
    assert state(province) == ("settled", str(REFUSED), 1, None)
    page = unescape(site.get("/sync"))
    assert "Phê duyệt bị từ chối" in page
    assert "CSDL quốc gia không nhận con dấu số đã dùng." in page
    assert "đang chuyển cho" not in page
    assert "từ chối phê duyệt biên nhận kỳ 05/2024" in unescape(site.get("/"))
    settings = load_settings({"VAR_DIR": str(tmp_path)})
    alarms.watch(province.session, settings, at(28, 14), system_now())
    assert ("approval", "2024-05", True) in rows(province.session)


def test_sealed_anew_it_is_sent_and_taken(
    site: Site, province: Province, sealed: Sent, above: Any
) -> None:
    above.answer = REFUSED
    send(province, above)
    above.answer = None
    site.post(f"/sync/{sealed.submission.id}/approve", {"pin": PIN})
    send(province, above, times=2)
    assert len(above.taken) == 2
    assert above.taken[0] != above.taken[1]
    assert state(province) == ("approved", None, None, None)
    assert "từ chối phê duyệt" not in unescape(site.get("/"))


def test_one_without_an_answer_pauses_as_long_as_was_asked(
    site: Site, province: Province, sealed: Sent, above: Any
) -> None:
    above.answer, before = AWAY, system_now()
    send(province, above, times=3)
    assert len(above.taken) == 1
    settled, fault, tries, again_at = state(province)
    assert (settled, fault, tries) == ("settled", str(AWAY), 1)
    assert again_at >= before + timedelta(seconds=40)
    assert "CSDL quốc gia không trả lời." in unescape(site.get("/sync"))
    province.session.execute(text("update submission set approval_again_at = :at"), {"at": before})
    province.session.commit()
    above.answer = None
    send(province, above)
    assert state(province)[0] == "approved"


def test_a_late_refusal_of_the_former_seal_does_not_stop_the_new_one(
    site: Site, province: Province, sealed: Sent, above: Any
) -> None:
    class Slow(Above):
        def approve(self, submission_id: UUID, approval: bytes) -> None:
            statement = text("update submission set approval = :new")
            province.session.execute(statement, {"new": b"another"})
            province.session.commit()
            raise REFUSED

    send(province, Slow())
    assert state(province) == ("settled", None, None, None)
