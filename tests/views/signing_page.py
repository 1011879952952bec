"""What tests of the signing page share: its signer, what it carries, lists fixed on it."""

import io
import re
from html import unescape

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from tests.desks import FACILITY, waiting_facility
from tests.provinces import Province, at
from tests.web import Site


def head_signed_in(session: Session, site: Site) -> Province:
    """Return a facility whose records wait for the signature; its head is signed in on the 23rd."""
    loaded = waiting_facility(session)
    head = loaded.holder(FACILITY, "head")
    loaded.certify(head)
    site.at(at(23))
    site.sign_in(head)
    return loaded


def carried(page: str) -> dict[str, str]:
    """What the page carries to the act: unit, list, moment and the first certificate."""
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)
        for name in ("unit", "shown", "shown_at")
    }
    certificate = re.search(r'name="certificate">\s*<option value="([0-9a-f]{64})"', page)
    assert certificate
    assert all(fields.values())
    return {name: unescape(found[1]) for name, found in fields.items() if found} | {
        "certificate": certificate[1]
    }


def name_of(province: Province, person_id: str) -> str:
    query = text("select full_name from person where id = :who")
    return province.session.scalar(query, {"who": person_id})


def prepare(site: Site, province: Province) -> Manifest:
    """Fix the list on the page and return it as it was stored."""
    site.post("/signing/prepare", carried(site.get("/signing")), 302)
    query = text("select id from manifest order by prepared_at desc limit 1")
    province.session.rollback()
    return province.session.get_one(Manifest, province.session.scalar(query))


def upload(site: Site, manifest_id: object, content: bytes, status: int) -> str:
    form = {"signature": (io.BytesIO(content), "chu-ky.p7s")}
    answer = site.post(f"/signing/{manifest_id}/signature", form, status)
    return unescape(answer.text) if status != 302 else answer.location
