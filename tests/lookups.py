"""What tests of lookups at the national database share: who asks for whom, what is held there."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from province_app.clock import system_now
from province_app.demo.seed import seed_document
from province_app.record.entry import read_entry
from province_app.record.schema import SECTIONS
from province_app.services import lookup_answers, national_lookups
from province_app.services.basis import Basis
from province_app.services.lookup_answers import Held, Question
from province_app.services.national_lookups import Asked
from tests.desks import FACILITY
from tests.provinces import Province, at

NOW = at(21)
NUMBER = "034083000777"
NAME = "Phạm Hồng Quân"
BASIS = Basis("15/QĐ-SNV", date(2024, 5, 17))
RECORD = uuid5(UUID(int=0), "somebody from outside")


@cache
def fields_there() -> dict[str, str]:
    """Return the whole record of somebody of another province, as text."""
    person = seed_document(5, 24, seed=7)["persons"][-1]
    own = {
        "identity.personal_id": NUMBER,
        "identity.cccd_number": NUMBER,
        "identity.birth_full_name": NAME,
        "identity.managing_unit_code": "G01.16",
        "identity.using_unit_code": "G01.16.01",
        "service.staff_category": person["category"],
        "service.employment_status": "working",
    }
    return {**person["fields"], **own}


def contents_there() -> dict[str, dict[str, Any]]:
    """Return its open sections, as they may leave that province."""
    contents, faults = read_entry(fields_there())
    assert faults == []
    return {name: one for name, one in contents.items() if not SECTIONS[name].restricted}


def asked(**more: Any) -> Asked:
    """Return a request, usual but for `more`."""
    usual = {"personal_id": NUMBER, "purpose": "Tiếp nhận từ tỉnh Thái Bình", "basis": BASIS}
    return Asked(**usual | more)


def ask(province: Province, unit: str = FACILITY, moment: datetime = NOW, **more: Any) -> UUID:
    """Let the unit's HR ask."""
    officer = province.officer(province.holder(unit, "hr"), moment)
    return national_lookups.ask(
        province.session, officer, province.unit(unit), asked(**more), moment, system_now()
    )


def question(province: Province) -> Question:
    """Take the request that is to be put now."""
    found = lookup_answers.next_question(province.session, NOW, system_now())
    assert found is not None
    return found


def held(**sections: Any) -> Held:
    """Return what the national database holds of the person; `sections` replace or add some."""
    return Held(RECORD, 7, deepcopy(contents_there()) | sections, released=True)


def held_of(number: str) -> Held:
    """Return the same of another number."""
    told = held()
    identity = {**told.contents["identity"], "personal_id": number}
    return replace(told, contents={**told.contents, "identity": identity})


def answered(province: Province, told: Held | None = None, unit: str = FACILITY) -> UUID:
    """Let the unit's HR ask and the national database answer with the record."""
    lookup_id = ask(province, unit)
    lookup_answers.take(province.session, question(province), told or held(), NOW)
    return lookup_id
