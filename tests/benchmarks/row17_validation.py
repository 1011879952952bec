"""Rows 17 and 18: judging complete records by every rule; digesting and sealing them.

They have no number among the targets. 17 makes a draft's text typed content and judges it; 18 makes
a version's sections canonical, digests them and seals those that must be; both without a database.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from province_app import sealing
from province_app.demo.people import people_of_units
from province_app.demo.units import choose_units
from province_app.record.canonical import canonical, new_salt, section_digest, version_digest
from province_app.services.drafts import judge
from province_app.stores.sections import SEALED
from tests.benchmarks.pairs import measure

AT = datetime(2024, 5, 20, 1, tzinfo=UTC)
MADE = 500  # different people; a larger size goes over them again
UNITS = 10
NONCE = 12  # bytes

Typed = Mapping[str, str]
Content = Mapping[str, Mapping[str, object]]


def run_judging(size: int, pairs: int) -> dict[str, object]:
    """Return row 17; the floor reads the same text from JSON and writes it, and judges nothing."""
    made = _people(size)
    texts = [json.dumps(dict(one), ensure_ascii=False) for one in made]
    measured = measure(lambda: _parsed(texts, size), lambda: _judged(made, size), pairs)
    seconds = min(pair.product_s for pair in measured.pairs)
    return measured.row(17, "records judged", size, records_a_second=round(size / seconds))


def run_sealing(size: int, pairs: int) -> dict[str, object]:
    """Return row 18; the floor hashes and encrypts each record's JSON once, as a whole."""
    ring = sealing.Ring([os.urandom(32), os.urandom(32)])
    made = [judge(one, AT).content for one in _people(size)]
    measured = measure(lambda: _hashed(made, size), lambda: _sealed(made, size, ring), pairs)
    seconds = min(pair.product_s for pair in measured.pairs)
    return measured.row(18, "digested and sealed", size, records_a_second=round(size / seconds))


def _people(size: int) -> list[Typed]:
    groups = people_of_units(choose_units(UNITS), min(size, MADE))
    found = [
        {**one.fields, **_by_system(one.category)} for group in groups for one in group.persons
    ]
    return [one for one in found if not judge(one, AT).faults]  # a few are wrong on purpose


def _by_system(category: str) -> Typed:
    return {
        "identity.managing_unit_code": "H40.02",
        "identity.using_unit_code": "H40.02.01",
        "service.staff_category": category,
        "service.employment_status": "working",
        "service.status_since": "01/01/2020",
    }


def _parsed(texts: Sequence[str], size: int) -> float:
    began = time.perf_counter()
    for number in range(size):
        json.dumps(json.loads(texts[number % len(texts)]), sort_keys=True)
    return time.perf_counter() - began


def _judged(made: Sequence[Typed], size: int) -> float:
    began = time.perf_counter()
    for number in range(size):
        if judge(made[number % len(made)], AT).faults:
            raise RuntimeError("a complete record has faults")
    return time.perf_counter() - began


def _hashed(made: Sequence[Content], size: int) -> float:
    began, cipher = time.perf_counter(), AESGCM(os.urandom(32))
    for number in range(size):
        data = orjson.dumps(made[number % len(made)], option=orjson.OPT_SORT_KEYS)
        hashlib.sha256(data).digest()
        cipher.encrypt(os.urandom(NONCE), data, None)
    return time.perf_counter() - began


def _sealed(made: Sequence[Content], size: int, ring: sealing.Ring) -> float:
    """Return the seconds; a new key for every record, as a first entry needs it."""
    began = time.perf_counter()
    for number in range(size):
        key = ring.new_key(f"record/{number}")
        digests = {}
        for name, content in made[number % len(made)].items():
            salt, data = new_salt(), canonical(content)
            digests[name] = section_digest(salt, data).hex()
            if name in SEALED:
                sealing.sealed(key.plain, data, f"{number}/{name}/{digests[name]}")
        version_digest(str(number), 1, digests)
    return time.perf_counter() - began
