"""Judging one line of a part by itself: its form, its digests, its fields. No database."""

import re
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

import orjson

from province_app.exchange import strict_json
from province_app.exchange.documents import Line, check
from province_app.exchange.messages import message
from province_app.exchange.requirements import Rule, values
from province_app.exchange.strict_json import CANONICAL, NotStrict
from province_app.record.canonical import version_digest

PERSONAL_ID_PATH = "/sections/identity/content/personal_id"
_HEX64 = re.compile(r"[0-9a-f]{64}")
_PERSONAL_ID = re.compile(r"[0-9]{12}")


class Fault(NamedTuple):
    """Why a record is rejected, where, and the sentence for people."""

    code: str
    path: str
    message: str


class Disclosure(NamedTuple):
    """A line that has the agreed form."""

    contents: Mapping[str, Mapping[str, Any]]  # of the disclosed sections, by name
    digest: str  # hex, recomputed from the bytes that were sent
    personal_id: str | None
    withheld: Collection[str] = ()  # names of the sections that are not disclosed


def fault(code: str, path: str = "") -> Fault:
    """Return the rejection of a whole record, or of the place named."""
    return Fault(code, path, message(code))


def read_disclosure(raw: bytes) -> Disclosure | Fault:
    """Return the line, or the first reason why it is `schema_invalid` (annex 1-7)."""
    try:
        value, is_canonical = strict_json.load(raw)
        line = check(Line, value)
    except NotStrict as error:
        return fault("schema_invalid", error.path)
    contents = {name: section.content for name, section in line.sections.items()}
    wrong = _wrong_place(contents, line.withheld)
    if wrong is not None:
        return fault("schema_invalid", wrong)
    digests = dict(line.withheld)
    for name, section in line.sections.items():
        data = (
            orjson.dumps(section.content, option=CANONICAL)
            if is_canonical
            else strict_json.canonical(section.content)
        )
        digests[name] = sha256(bytes.fromhex(section.salt) + data).hexdigest()
    digest = version_digest(line.record_id, line.version, digests).hex()
    return Disclosure(contents, digest, _personal_id(contents), line.withheld.keys())


def _wrong_place(
    contents: Mapping[str, Mapping[str, Any]], withheld: Collection[str]
) -> str | None:
    """Return the pointer to what the shapes alone cannot refuse, or None."""
    for name, content in contents.items():
        if name in withheld:
            return f"/withheld/{name}"
        files = content.get("evidence")
        if type(files) is not list or (files and not _ascending_digests(files)):
            return f"/sections/{name}/content/evidence"
    found = _personal_id(contents)
    if found is not None and not (type(found) is str and _PERSONAL_ID.fullmatch(found)):
        return PERSONAL_ID_PATH
    return None


def _ascending_digests(files: list[Any]) -> bool:
    return all(type(one) is str and _HEX64.fullmatch(one) for one in files) and all(
        left < right for left, right in pairwise(files)
    )


def _personal_id(contents: Mapping[str, Mapping[str, Any]]) -> Any:
    found = contents.get("identity", {}).get("personal_id")
    return None if found == "" else found  # empty is absent, as in every required field


def content_fault(
    contents: Mapping[str, Mapping[str, Any]],
    rules: Iterable[Rule],
    codes: Mapping[str, Collection[str]],
) -> Fault | None:
    """Return the first required value that is missing, else the first unknown code, else None."""
    unknown = None
    for rule in rules:
        _, section, names, catalogue, required = rule
        if not (required or catalogue):
            continue
        content = contents.get(section, {})
        if len(names) == 1:  # nearly all values pass here, without the general way's cost
            plain = content.get(names[0])
            if type(plain) is str and plain and (not catalogue or plain in codes[catalogue]):
                continue
        for path, value in values(rule, content):
            if value is None or value == "":
                if required:
                    return Fault("required_missing", path, message("required_missing"))
            elif (
                unknown is None
                and catalogue
                and not (type(value) is str and value in codes[catalogue])
            ):
                text = message("catalogue_unknown_code", value, catalogue)
                unknown = Fault("catalogue_unknown_code", path, text)
    return unknown
