"""What a province accepts from a department's software becomes its own signed versions.

The judgement is the one of every receiver; here stands what only a node with people of its own
knows, and keeps: units, rosters, versions, holdings. Source: Quy chế Đ.8.2, 10.3; contract use 2.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy.orm import Session

from province_app.exchange import strict_json
from province_app.exchange.disclosures import Fault, fault
from province_app.exchange.documents import INSTANT
from province_app.models.exchange import ExchangeManifest, ExchangeSubmission
from province_app.record.canonical import canonical, section_digest, version_tree
from province_app.record.schema import SECTIONS
from province_app.services.rule_verdicts import judge_again
from province_app.signing.bindable import read_certificate
from province_app.signing.verifier import signer_certificate
from province_app.stores import deliveries, holdings, identities, owed, people, sync, units
from province_app.stores import received as store
from province_app.stores.exchange_judging import ClaimedLine
from province_app.stores.received import Brought, Standing, Version
from province_app.stores.sections import Section
from province_app.stores.sync import Candidate
from tiers.calendar import local_day
from tiers.stages import Stage

LARGEST_VERSION = 2**31 - 1
Contents = Mapping[str, Mapping[str, Any]]


class Kept(NamedTuple):
    """An accepted line and its bytes."""

    line: ClaimedLine
    raw: bytes


class OwnRecords:
    """The province's own tables while one submission of a department is judged."""

    def __init__(
        self,
        session: Session,
        submission: ExchangeSubmission,
        agencies: Collection[str],
        at: datetime,
    ) -> None:
        """`agencies`: the sender and those that it succeeded."""
        self._session, self._submission, self._at = session, submission, at
        self._day = local_day(at)
        # Not on a roster of a day before its department delivered: that day has been counted.
        begun = deliveries.begun_on(session, submission.sender, self._day)
        first = date.fromisoformat(f"{submission.period}-01")
        self._first = max(first, begun or first)
        self._units = store.units_of(session, agencies, self._day)
        self._brought = self._manifests()
        self._standing: dict[str, Standing] = {}

    def look_up(self, lines: Sequence[ClaimedLine]) -> None:
        """Read what the refusals of a part are decided by."""
        ids = [line.record_id for line in lines]
        self._standing = store.standing(self._session, ids, self._day)

    def form_fault(self, line: ClaimedLine, contents: Contents) -> Fault | None:
        """Return why the line is no record as this province keeps it, or None.

        Source: Quy chế Đ.6.1a.
        """
        if line.version > LARGEST_VERSION:
            return fault("schema_invalid", "/version")
        for name, content in contents.items():
            known = SECTIONS.get(name)
            if known is None:
                return fault("schema_invalid", f"/sections/{name}")
            try:
                known.model.model_validate(content)
            except ValidationError as error:
                place = error.errors(include_url=False, include_input=False)[0]["loc"]
                return fault(
                    "schema_invalid",
                    strict_json.pointer("sections", name, "content", *place),
                )
        return None

    def refusal(self, line: ClaimedLine) -> Fault | None:
        """Return why the sender may not bring this record, or None.

        Another's unit, or none of ours; a person who works elsewhere in the province, until that
        unit has let the person go. Source: Quy chế Đ.10.3; annex 13, 41.
        """
        if UUID(line.manifest_id) not in self._brought:
            return fault("signer_not_authorised", "/manifest_id")
        known = self._standing[line.record_id]
        if known.unit_id is not None and known.unit_id not in self._units.values():
            return fault("not_owner", "/record_id")
        return None

    def stale(self, line: ClaimedLine) -> Fault | None:
        """Return a fault when the province itself has made that version or a later one."""
        made = self._standing[line.record_id].version
        if made is not None and line.version <= made:
            return fault("stale_version", "/version")
        return None

    def taken_numbers(self, numbers: Mapping[str, str]) -> set[str]:
        """Return those records whose personal id another record of the province holds."""
        identities.lock(self._session, numbers.values())
        named = {UUID(record_id): number for record_id, number in numbers.items()}
        return {str(one) for one in identities.taken(self._session, named)} if named else set()

    def keep(self, accepted: Sequence[Kept]) -> None:
        """Let the province hold the accepted versions of a part."""
        if not accepted:
            return
        session, at = self._session, self._at
        contents: dict[UUID, Contents] = {}
        versions, made = [], []
        for one in accepted:
            content = orjson.loads(one.raw)["sections"]
            contents[UUID(one.line.record_id)] = {
                name: section["content"] for name, section in content.items()
            }
            own = _sections(one.line, content)
            made += own
            versions.append(self._version(one.line, own))
        named = {who: str(one["identity"]["birth_full_name"]) for who, one in contents.items()}
        signed = [self._brought[one] for one in {version.manifest_id for version in versions}]
        signers = {one.signer_id: _common_name(one) for one in signed}
        store.add_people(session, signers | named, at)
        people.rename(session, named)
        store.add_manifests(session, signed)
        store.add_versions(session, versions, made, self._submission.submission_id)
        numbers = (_of_identity(contents, name) for name in ("personal_id", "staff_number"))
        identities.keep(session, *numbers)
        self._employ(accepted, contents)
        province = units.province_unit(session, self._day).unit_id
        holdings.take(session, "province", province, [_held(one) for one in versions], None, at)
        judge_again(session, [(one.record_id, one.version) for one in versions], at)

    def settle(self) -> None:
        """Account for everybody of the department in the stages of the period that have opened.

        Who came with this delivery was on the roster that month: counted, and so given an item.
        """
        session, period, at = self._session, self._submission.period, self._at
        for stage in (Stage.DEPARTMENT_TO_PROVINCE, Stage.PROVINCE_TO_NATIONAL):
            if counted := owed.counting(session, stage, period):
                sync.add_owed(session, stage, period, counted, None, at)
        deliveries.settle(session, period, at)

    def _manifests(self) -> dict[UUID, Brought]:
        """Return what the submission brought of the sender's units.

        Without one whose id names another manifest here: it would never be verified by its own.
        """
        given = store.manifests_of(self._session, self._submission.submission_id)
        held = store.manifests_held(self._session, [one.manifest_id for one in given])
        read = (
            self._brought_by(one)
            for one in given
            if held.get(one.manifest_id, one.manifest) == one.manifest
        )
        return {one.id: one for one in read if one is not None}

    def _brought_by(self, given: ExchangeManifest) -> Brought | None:
        said = orjson.loads(given.manifest)
        unit_id = self._units.get(said["unit"])
        if unit_id is None:
            return None
        return Brought(
            id=given.manifest_id,
            unit_id=unit_id,
            period=said["period"],
            signer_id=given.signer,
            post=said["signer"]["post"],
            body=given.manifest,
            items=len(said["items"]),
            prepared_at=datetime.strptime(said["prepared_at"], INSTANT).replace(tzinfo=UTC),
            certificate_sha256=said["signer"]["certificate_sha256"],
            signature=given.signature,
            signed_at=given.received_at,
        )

    def _version(self, line: ClaimedLine, own: Sequence[Section]) -> Version:
        manifest = self._brought[UUID(line.manifest_id)]
        digests = {one.name: one.digest for one in own}
        named = {name: digest.hex() for name, digest in digests.items()}
        before = self._standing[line.record_id].version
        return Version(
            record_id=UUID(line.record_id),
            version=line.version,
            digest=bytes.fromhex(line.digest),
            tree=version_tree(line.record_id, line.version, named),
            section_digests=[digests[name] for name in sorted(digests)],
            change="left" if line.leaves else "new" if before is None else "changed",
            unit_id=manifest.unit_id,
            manifest_id=manifest.id,
            # Confirmed there before the manifest was prepared; when exactly is not told.
            confirmed_at=manifest.prepared_at,
        )

    def _employ(self, accepted: Sequence[Kept], contents: Mapping[UUID, Contents]) -> None:
        """Let the rosters follow: who is delivered works in the unit that signed; who left, not."""
        moved: list[UUID] = []
        left: list[UUID] = []
        come: dict[UUID, tuple[int, str]] = {}
        for line, _ in accepted:
            who, known = UUID(line.record_id), self._standing[line.record_id]
            unit_id = self._brought[UUID(line.manifest_id)].unit_id
            if line.leaves:
                left.append(who)
            elif known.unit_id != unit_id:
                moved += [who] if known.unit_id is not None else []
                come[who] = (unit_id, str(contents[who]["service"]["staff_category"]))
        store.end_employments(self._session, left, self._day)
        store.end_employments(self._session, moved, self._first)
        store.begin_employments(self._session, come, self._first)


def _sections(line: ClaimedLine, disclosed: Mapping[str, Any]) -> list[Section]:
    made = []
    for name, one in disclosed.items():
        salt, content = bytes.fromhex(one["salt"]), canonical(one["content"])
        digest = section_digest(salt, content)
        made.append(Section(UUID(line.record_id), name, digest, salt, content))
    return made


def _of_identity(contents: Mapping[UUID, Contents], name: str) -> dict[UUID, str]:
    found = {who: one["identity"].get(name) for who, one in contents.items()}
    return {who: str(value) for who, value in found.items() if value}


def _held(one: Version) -> Candidate:
    return Candidate(one.record_id, one.version, one.digest, one.manifest_id, None)


def _common_name(manifest: Brought) -> str:
    """Return by which name the signer is known until the own record comes."""
    return read_certificate(signer_certificate(manifest.signature)).subject
