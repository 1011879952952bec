"""The head signs the unit's manifest, the deputy the head's. Source: Quy chế Đ.7.1b, 7.2b.

What is signed is what was shown: the manifest's canonical bytes are stored before they are shown,
and a signature is taken only while every record in it is still as it was then.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import orjson
from sqlalchemy import insert
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, SignerCertificate
from province_app.record.canonical import SCHEMA_MANIFEST, canonical
from province_app.services import clock_guard
from province_app.services.errors import Missing, refuse_state, require
from province_app.services.exceptional_windows import signing_opening
from province_app.services.rule_verdicts import judge_again
from province_app.services.shown_list import Shown, require_shown
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.online import OFFLINE, NoStamp, Online, Taken, take
from province_app.signing.trust import TrustList
from province_app.signing.verifier import certificate_sha256_of, verify_detached
from province_app.stores import (
    audit,
    holdings,
    manifests,
    people,
    records,
    signing_proofs,
    sync_policy,
    units,
)
from province_app.stores import runs as run_store
from province_app.stores.records import Unsigned
from province_app.stores.transaction import transaction
from tiers.calendar import Span, local_day
from tiers.signing import may_sign, signers_of, signs_as
from tiers.sync_policy import Policy, policy_on
from tiers.units import Officer, UnitStaff


def waiting_for(session: Session, officer: Officer, staff: UnitStaff) -> list[Unsigned]:
    """Return the unit's unsigned versions that fall to this officer to sign, by record id."""
    return [
        version
        for version in records.unsigned_in(session, staff.unit_id)
        if officer.person_id in signers_of(staff, str(version.record_id))[1]
    ]


def prepare_manifest(
    session: Session,
    officer: Officer,
    unit_id: int,
    certificate_sha256: str,
    at: datetime,
    shown: Shown | None = None,
) -> Manifest:
    """Write down what the officer is about to sign, with the certificate that will be used.

    Missing outside the officer's units; Refused outside the window, when nothing waits, when the
    certificate is not registered to the officer, or when other records wait than were `shown`
    (`changed_since_shown`, naming them). Source: Quy chế Đ.7.1b; contract §1.
    """
    with transaction(session):
        return _prepare(session, officer, unit_id, certificate_sha256, at, shown)


def sign_shown(
    session: Session,
    officer: Officer,
    unit_id: int,
    shown: Shown,
    certificate_sha256: str,
    pin: str,
    trust: TrustList,
    at: datetime,
    online: Online = OFFLINE,
) -> Manifest:
    """Prepare and sign in one act what was shown, and nothing else; refused, it leaves nothing.

    Errors as `prepare_manifest` and `sign_manifest`. Source: Quy chế Đ.7.1b, 7.2b.
    """
    with transaction(session):
        manifest = _prepare(session, officer, unit_id, certificate_sha256, at, shown)
        cms = _own_signature(session, manifest, pin, trust, at, online)
        _accept(session, officer, manifest, cms, trust, at, online)
    return manifest


def sign_manifest(
    session: Session,
    officer: Officer,
    manifest_id: UUID,
    pin: str,
    trust: TrustList,
    at: datetime,
    online: Online = OFFLINE,
) -> Manifest:
    """Sign the prepared manifest with the officer's own key, unlocked by the PIN this once.

    KeystoreRefused for a wrong PIN; the rest as `accept_signature`.
    """
    with transaction(session):
        manifest = _own_manifest(session, officer, manifest_id)
        cms = _own_signature(session, manifest, pin, trust, at, online)
        _accept(session, officer, manifest, cms, trust, at, online)
    return manifest


def accept_signature(
    session: Session,
    officer: Officer,
    manifest_id: UUID,
    cms: bytes,
    trust: TrustList,
    at: datetime,
    online: Online = OFFLINE,
) -> Manifest:
    """Take a signature that the officer made elsewhere (`openssl cms`, token, signing client).

    `cms`: DER. SignatureRefused when it does not hold; Refused `changed_since_shown` when a record
    changed after the manifest was shown, naming the records. Source: Quy chế Đ.7.1b.
    """
    with transaction(session):
        manifest = _own_manifest(session, officer, manifest_id)
        _accept(session, officer, manifest, cms, trust, at, online)
    return manifest


def register_certificates(
    session: Session,
    certificates: Sequence[tuple[UUID, str, bytes, bytes | None]],
    actor: UUID | None,
    at: datetime,
) -> None:
    """Register certificates `(person, sha256 hex, DER, PKCS#12 or None)` to their holders."""
    with transaction(session):
        session.execute(
            insert(SignerCertificate),
            [
                {
                    "person_id": person_id,
                    "sha256": sha256,
                    "certificate": der,
                    "keystore": keystore,
                    "registered_at": at,
                }
                for person_id, sha256, der, keystore in certificates
            ],
        )
        audit.add(session, "certificate.registered", actor, [one[1] for one in certificates], at)


def _decide(
    session: Session, officer: Officer, unit_id: int, at: datetime
) -> tuple[Span, UnitStaff]:
    """Return the open window and the unit's staff, or raise what stands in the way.

    Two who sign for the same unit at once do so one after the other.
    """
    if unit_id not in {post.unit_id for post in officer.posts}:
        raise Missing
    units.lock(session, unit_id)
    staff = units.staff_of(session, unit_id, local_day(at))
    opening = signing_opening(session, unit_id, staff.tier, at)
    require(may_sign(officer, staff, opening))
    clock_guard.require_right(session)
    assert opening.current is not None  # noqa: S101  the decision has just said so
    return opening.current, staff


def _prepare(
    session: Session,
    officer: Officer,
    unit_id: int,
    certificate_sha256: str,
    at: datetime,
    shown: Shown | None,
) -> Manifest:
    span, staff = _decide(session, officer, unit_id, at)
    person_id = UUID(officer.person_id)
    _bound(session, person_id, certificate_sha256, at)
    versions = waiting_for(session, officer, staff)
    if shown is not None:
        require_shown(session, unit_id, versions, shown, span.period)
    if not versions:
        raise refuse_state("nothing_to_sign", "Đ.7.1b")
    judge_again(session, [(one.record_id, one.version) for one in versions], at)
    manifest = _manifest(session, officer, staff, versions, span, certificate_sha256, at)
    session.add(manifest)
    session.flush()
    audit.add(
        session, "manifest.prepared", person_id, [manifest.id], at, unit_id, items=len(versions)
    )
    return manifest


def _own_signature(
    session: Session, manifest: Manifest, pin: str, trust: TrustList, at: datetime, online: Online
) -> bytes:
    """Return the signature by the certificate's key, in a keystore or in the node's token."""
    bound = _bound(session, manifest.signer_id, manifest.certificate_sha256, at)
    if bound.keystore:
        return sign_with_keystore(manifest.body, bound.keystore, pin)
    if bound.key_label and online.token:
        return online.token.sign(manifest.body, bound.certificate, bound.key_label, pin, trust)
    raise refuse_state("no_keystore")


def _bound(session: Session, person_id: UUID, sha256: str, at: datetime) -> SignerCertificate:
    """Return the certificate if it is bound to the person on that day. Source: Quy chế Đ.7.1b."""
    for one in manifests.certificates_of(session, person_id, local_day(at)):
        if one.sha256 == sha256:
            return one
    raise refuse_state("wrong_person_certificate", "Đ.7.1b")


def _manifest(
    session: Session,
    officer: Officer,
    staff: UnitStaff,
    versions: Sequence[Unsigned],
    span: Span,
    certificate_sha256: str,
    at: datetime,
) -> Manifest:
    manifest_id = uuid4()
    day = local_day(at)
    post = signs_as(staff, officer.person_id)
    body = canonical(
        {
            "schema": SCHEMA_MANIFEST,
            "manifest_id": str(manifest_id),
            "period": span.period,
            "unit": units.unit_as_of(session, staff.unit_id, day).code,
            "tier": str(staff.tier),
            "prepared_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "signer": {
                "person": officer.person_id,
                "post": str(post),
                "acts_for": None,
                "certificate_sha256": certificate_sha256,
            },
            "items": [
                {
                    "record_id": str(version.record_id),
                    "version": version.version,
                    "digest": version.digest.hex(),
                    "change": version.change,
                }
                for version in versions
            ],
        }
    )
    return Manifest(
        id=manifest_id,
        unit_id=staff.unit_id,
        period=span.period,
        signer_id=UUID(officer.person_id),
        post=str(post),
        body=body,
        items=len(versions),
        roster=people.roster_size(session, staff.unit_id, day),
        prepared_at=at,
        certificate_sha256=certificate_sha256,
    )


def _own_manifest(session: Session, officer: Officer, manifest_id: UUID) -> Manifest:
    manifest = manifests.get(session, manifest_id, UUID(officer.person_id))
    if manifest is None:
        raise Missing
    if manifest.signature is not None:
        raise refuse_state("already_signed")
    return manifest


def _accept(
    session: Session,
    officer: Officer,
    manifest: Manifest,
    cms: bytes,
    trust: TrustList,
    at: datetime,
    online: Online,
) -> None:
    """Verify, compare with what stands now, and keep signature, proof, items and holdings."""
    span, staff = _decide(session, officer, manifest.unit_id, at)
    if manifest.period != span.period:
        raise refuse_state("period_changed", "Đ.7.1b")
    shown = {
        (item["record_id"], item["version"], item["digest"])
        for item in orjson.loads(manifest.body)["items"]
    }
    now = {
        (str(version.record_id), version.version, version.digest.hex())
        for version in waiting_for(session, officer, staff)
    }
    taken = _taken(session, manifest, cms, trust, at, online)
    if changed := sorted({record_id for record_id, _, _ in shown - now}):
        raise refuse_state("changed_since_shown", "Đ.7.1b", ", ".join(changed))
    manifest.signature = taken.cms
    manifest.signed_at = at
    session.flush()
    manifests.attest(session, manifest.id, sorted(shown))
    bundles = (trust.pem(), trust.stamps.pem() if trust.stamps else None)
    signing_proofs.keep(
        session, manifest.id, trust.state, bundles, at, taken.ocsp, taken.verified.stamped_at
    )
    holdings.take_signed(session, manifest, str(staff.tier), at)
    audit.add(
        session,
        "manifest.signed",
        manifest.signer_id,
        [manifest.id],
        at,
        manifest.unit_id,
        items=len(shown),
        stamped=taken.verified.stamped_at is not None,
    )
    choices = sync_policy.choices(session)
    if policy_on(choices, manifest.unit_id, local_day(at)) is Policy.EVENT:
        run_store.wake(session)  # it climbs at once


def _taken(
    session: Session,
    manifest: Manifest,
    cms: bytes,
    trust: TrustList,
    at: datetime,
    online: Online,
) -> Taken:
    """Return the signature, verified and stamped, if it is by the certificate that was named."""
    if certificate_sha256_of(cms) != manifest.certificate_sha256:
        verify_detached(manifest.body, cms, trust, at)  # a forgery is told as what it is
        raise refuse_state("wrong_person_certificate", "Đ.7.1b")
    _bound(session, manifest.signer_id, manifest.certificate_sha256, at)
    try:
        return take(manifest.body, cms, trust, at, online)
    except NoStamp as error:
        raise refuse_state("stamp_unavailable") from error
