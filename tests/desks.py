"""What tests of the two desks share: posts, amended records, acts at once, signatures outside."""

import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from secrets import token_bytes
from threading import Barrier, Thread
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.models.evidence import Evidence
from province_app.models.people import Appointment
from province_app.models.records import Draft
from province_app.record.evidence_needs import needs
from province_app.services import drafts
from province_app.signing.demo_authority import Identity, private_pem
from province_app.stores.engine import make_engine
from province_app.stores.transaction import transaction
from tests.databases import Database
from tests.provinces import PIN, Province, load_province
from tiers.units import Officer, Role

FACILITY, DEPARTMENT, ELSEWHERE = "H40.03.01", "H40.03", "H40.02.01"
FIELD = "position.work_strength"
NO_FILES = Vault(Path("/nonexistent"))  # for people without a photo


def waiting_facility(session: Session) -> Province:
    """Return a province where one facility's records are confirmed and wait for their signature."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def draft_of(province: Province, person_id: str) -> Draft:
    """Return the person's draft, the newest one."""
    query = text("select id from draft where person_id = :who order by saved_at desc limit 1")
    draft_id = province.session.scalar(query, {"who": person_id})
    return province.session.get_one(Draft, draft_id, populate_existing=True)


def amend(
    province: Province, person_id: str, words: str, moment: datetime, path: str = FIELD
) -> None:
    """Let the person change one field of the own record and send it."""
    actor = Officer(person_id, Role.PERSON)
    open_draft = draft_of(province, person_id)
    revision = (
        open_draft.revision
        if open_draft.state != "confirmed"
        else drafts.next_revision(province.session, UUID(person_id))
    )
    draft = drafts.save_draft(province.session, actor, {path: words}, revision, moment)
    if path in needs():
        prove(province.session, draft, path)
    drafts.send_draft(province.session, actor, moment)


def appoint(province: Province, person_id: str, unit: str, post: str, role: str) -> None:
    """Give the person a post from 2024 on, and the account its role."""
    with transaction(province.session):
        province.session.add(
            Appointment(
                person_id=UUID(person_id),
                unit_id=province.unit(unit),
                post=post,
                title="Người mới",
                starts_on=date(2024, 1, 1),
            )
        )
    grant(province, person_id, unit, role)


def grant(province: Province, person_id: str, unit: str, role: str) -> None:
    """Let the account hold the role in the unit, and no other but the personal one, from 2024 on.

    By rows alone: what was granted before ends on the day on which it began.
    """
    with transaction(province.session):
        for statement in (
            "insert into account_grant (account_id, role, unit_id, limited, starts_on, ends_on,"
            " basis_number, basis_date, act, at, follows)"
            " select account_id, role, unit_id, limited, starts_on, starts_on, basis_number,"
            " basis_date, 'revoked', at, id from account_grant standing"
            " where account_id = (select id from account where person_id = :who)"
            " and role <> 'person' and not exists (select from account_grant later"
            " where later.follows = standing.id)",
            "insert into account_grant (account_id, role, unit_id, limited, starts_on,"
            " basis_number, basis_date, act, at)"
            " select id, :role, :unit, false, '2024-01-01', 'Số 1', '2024-01-01', 'granted',"
            " created_at from account where person_id = :who and :role <> 'person'",
        ):
            values = {"who": person_id, "role": role, "unit": province.unit(unit)}
            province.session.execute(text(statement), values)


def end_post(province: Province, person_id: str, last: date) -> None:
    """End the person's posts; `last` is the first day without them."""
    with transaction(province.session):
        province.session.execute(
            text("update appointment set ends_on = :last where person_id = :who"),
            {"last": last, "who": person_id},
        )


def prove(session: Session, draft: Draft, path: str) -> str:
    """Attach a document to the field of the draft, by its row alone; return its digest."""
    with transaction(session):
        digest = token_bytes(32)
        session.add(
            Evidence(
                person_id=draft.person_id, sha256=digest, kind="pdf", size=1, pages=1,
                name="Quyết định", uploaded_by=draft.person_id, uploaded_at=draft.saved_at,
                master_key="", wrapped_key=b"", original="", copy="", previews=[],
            )
        )  # fmt: skip
        files = dict(draft.evidence or {})
        draft.evidence = {**files, path: sorted([*files.get(path, []), digest.hex()])}
    return digest.hex()


def counts(session: Session) -> tuple[int, int, int]:
    """How many manifests, signed manifests and attested versions there are."""
    session.rollback()
    query = text(
        "select (select count(*) from manifest), count(signature),"
        " (select count(*) from manifest_item) from manifest"
    )
    return tuple(session.execute(query).one())


def plain_member(province: Province, unit: str) -> str:
    """Return somebody of the unit without any post."""
    posted = {row["person"] for row in province.document["appointments"]}
    return next(who for who in province.people(unit) if who not in posted)


def at_once(database: Database, *acts: Callable[[Session], object]) -> list[object]:
    """Run the acts at the same moment, each in a thread and a session of its own.

    Return what each returned or raised, in the order of the acts. An act is called twice: first
    to look (it returns the second half), then, when all have looked, to act.
    """
    barrier = Barrier(len(acts), timeout=30)
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[Session], object]) -> None:
        engine = make_engine(lambda: database.app_url)
        with Session(engine) as session:
            try:
                second_half = act(session)
                barrier.wait()
                results[place] = second_half()  # type: ignore[operator]
            except Exception as error:
                results[place] = error
        engine.dispose()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def sign_outside(content: bytes, identity: Identity, directory: Path) -> bytes:
    """Return the detached signature that `openssl cms` makes, as a signer would at home."""
    store = load_pkcs12(identity.p12, PIN.encode())
    assert store.cert
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "key.pem").write_bytes(private_pem(store.key))  # type: ignore[arg-type]
    (directory / "cert.pem").write_bytes(store.cert.certificate.public_bytes(Encoding.PEM))
    (directory / "list.json").write_bytes(content)
    command = "openssl cms -sign -binary -cades -md sha256 -outform DER -signer cert.pem"
    command += " -inkey key.pem -in list.json -out list.p7s"
    subprocess.run(command.split(), cwd=directory, check=True, capture_output=True)
    return (directory / "list.p7s").read_bytes()
