"""Identity numbers, insurance numbers, name, telephone, places: ID, BH, NM, PH, AD."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from tiers.partial_dates import add_years
from tiers.quality.facts import Facts
from tiers.quality.names import is_name
from tiers.quality.rule import KNOWN, NOTHING, Dimension, Found, Rule, Severity

CCCD, PERSONAL_ID = "identity.cccd_number", "identity.personal_id"
BIRTH, GENDER = "identity.birth_date", "identity.gender_code"
ISSUED = "identity.cccd_issue_date"
INSURANCE, HEALTH_CARD = "identity.social_insurance_number", "identity.health_insurance_number"
NAME, PHONE = "identity.birth_full_name", "identity.phone"
BIRTH_PLACE, NATIVE_PLACE = "identity.birth_place_unit_code", "identity.native_place_commune_code"
ADDRESS = "identity.current_address_commune_code"

NUMBERS = (CCCD, PERSONAL_ID)
MALE, FEMALE = "1", "2"
CARD_AGES = (25, 40, 60)
RENEWED_EARLY_YEARS = 2  # a card of the last two years before an age holds until the next age
FIRST_CARDS = date(2016, 1, 1)
_CARD_AGE = 14
_DOMESTIC = 96  # the last province; greater codes are foreign countries

_TWELVE = re.compile(r"[0-9]{12}", re.ASCII)
_TEN_OR_TWELVE = re.compile(r"[0-9]{10}(?:[0-9]{2})?", re.ASCII)
_HEALTH_CARD = re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}", re.ASCII)
_MOBILE = re.compile(r"0[35789][0-9]{8}", re.ASCII)


def duplicates(numbers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the numbers that more than one person has; `numbers`: pairs (person, number).

    The two numbers of one person may be the same one. Source: quality rule ID-6.
    """
    counts = Counter(number for _, number in set(numbers) if number)
    return frozenset(number for number, count in counts.items() if count > 1)


def card_expires(facts: Facts) -> date | None:
    """Return the day on which the identity card must have been replaced, or None.

    Source: Luật Căn cước 26/2023/QH15 (ages 25, 40, 60); quality rule ID-9.
    """
    birth, issued = facts.span(BIRTH), facts.span(ISSUED)
    if birth is None or issued is None:
        return None
    for age in CARD_AGES:
        if issued[1] < add_years(birth[1], age - RENEWED_EARLY_YEARS):
            return add_years(birth[1], age)
    return None


def _twelve_digits(facts: Facts) -> Found:
    values = facts.values
    return [
        (path, {"number": str(values[path])})
        for path in NUMBERS
        if path in values and not _TWELVE.fullmatch(str(values[path]))
    ]


def _whole_numbers(facts: Facts) -> list[tuple[str, str]]:
    """Return the identity numbers that have twelve digits, by path; each number once."""
    found: list[tuple[str, str]] = []
    for path in NUMBERS:
        number = facts.values.get(path)
        if isinstance(number, str) and len(number) == 12 and _TWELVE.fullmatch(number):
            if not found or found[0][1] != number:
                found.append((path, number))
    return found


def _birth_province(facts: Facts) -> Found:
    known = facts.reference.birth_provinces
    if not known:
        return NOTHING
    return [
        (path, {"code": number[:3]})
        for path, number in _whole_numbers(facts)
        if int(number[:3]) <= _DOMESTIC and number[:3] not in known
    ]


def _century_and_gender(facts: Facts) -> Found:
    birth, gender = facts.span(BIRTH), facts.values.get(GENDER)
    return [
        (path, {"digit": number[3]})
        for path, number in _whole_numbers(facts)
        if (birth is not None and int(number[3]) // 2 != birth[0].year // 100 - 19)
        or (gender in (MALE, FEMALE) and int(number[3]) % 2 != (gender == FEMALE))
    ]


def _birth_year(facts: Facts, explained: bool) -> Found:
    birth = facts.span(BIRTH)
    if birth is None or bool(facts.values.get("identity.evidence")) is not explained:
        return NOTHING
    year = f"{birth[0].year % 100:02d}"
    return [
        (path, {"digits": number[4:6], "year": birth[0].year})
        for path, number in _whole_numbers(facts)
        if number[4:6] != year
    ]


def _birth_year_unexplained(facts: Facts) -> Found:
    return _birth_year(facts, explained=False)


def _birth_year_explained(facts: Facts) -> Found:
    return _birth_year(facts, explained=True)


def _not_unique(facts: Facts) -> Found:
    if not facts.duplicates:
        return NOTHING
    return [
        (path, {"number": number})
        for path, number in _whole_numbers(facts)
        if number in facts.duplicates
    ]


def _card_issued(facts: Facts) -> Found:
    issued, birth = facts.span(ISSUED), facts.span(BIRTH)
    if issued is None:
        return NOTHING
    too_early = issued[1] < FIRST_CARDS
    too_young = birth is not None and issued[1] < add_years(birth[0], _CARD_AGE)
    if too_early or too_young or issued[0] > facts.today:
        return [(ISSUED, {"issued": facts.text(ISSUED)})]
    return NOTHING


def _card_expired(facts: Facts) -> Found:
    expires = card_expires(facts)
    if expires is None or facts.today <= expires:
        return NOTHING
    return [(ISSUED, {"expired": expires})]


def _insurance_number(facts: Facts) -> Found:
    number = facts.text(INSURANCE)
    if not number or _TEN_OR_TWELVE.fullmatch(number):
        return NOTHING
    return [(INSURANCE, {"number": number})]


def _insurance_is_identity(facts: Facts) -> Found:
    number = facts.text(INSURANCE)
    card = facts.text(CCCD) or facts.text(PERSONAL_ID)
    if len(number) != 12 or not card or number == card:
        return NOTHING
    return [(INSURANCE, {"number": number, "card": card})]


def _health_card(facts: Facts) -> Found:
    number, insurance = facts.text(HEALTH_CARD), facts.text(INSURANCE)
    if not number:
        return NOTHING
    differs = len(number) == len(insurance) == 10 and number != insurance
    if differs or not _HEALTH_CARD.fullmatch(number):
        return [(HEALTH_CARD, {"number": number})]
    return NOTHING


def _name(facts: Facts) -> Found:
    name = facts.text(NAME)
    return [(NAME, {"name": name})] if name and not is_name(name) else NOTHING


def _mobile(facts: Facts) -> Found:
    phone = facts.text(PHONE)
    return [(PHONE, {"phone": phone})] if phone and not _MOBILE.fullmatch(phone) else NOTHING


def _place_of_origin(facts: Facts) -> Found:
    """A unit that stood at some time between birth and today may be named, closed or not."""
    units = facts.reference.admin_units
    if not units:
        return NOTHING
    birth = facts.span(BIRTH)
    start = birth[0] if birth else date.min
    found = []
    for path in (BIRTH_PLACE, NATIVE_PLACE):
        code = facts.text(path)
        if code and not any(one.touches(start, facts.today) for one in units.get(code, ())):
            found.append((path, {"code": code}))
    return found


def _place_of_living(facts: Facts) -> Found:
    units, code = facts.reference.admin_units, facts.text(ADDRESS)
    if not code or not units or any(one.covers(facts.today) for one in units.get(code, ())):
        return NOTHING
    return [(ADDRESS, {"code": code})]


E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
RIGHT, CLEAN, ALIVE = Dimension.RIGHT, Dimension.CLEAN, Dimension.ALIVE
_CARD_LAW = f"NĐ 137/2015, TT 07/2016, TT 59/2021/TT-BCA{KNOWN}"

RULES = (
    Rule("ID-1", E, CLEAN, _CARD_LAW, NUMBERS, _twelve_digits),
    Rule("ID-2", W, RIGHT, f"TT 59/2021/TT-BCA{KNOWN}", NUMBERS, _birth_province),
    Rule("ID-3", E, RIGHT, _CARD_LAW, NUMBERS, _century_and_gender),
    Rule("ID-4", E, RIGHT, _CARD_LAW, NUMBERS, _birth_year_unexplained),
    Rule("ID-4", W, RIGHT, _CARD_LAW, NUMBERS, _birth_year_explained, "explained"),
    Rule("ID-6", E, CLEAN, "Quy chế Đ.10", NUMBERS, _not_unique),
    Rule("ID-8", W, RIGHT, f"Luật Căn cước 26/2023/QH15{KNOWN}", (ISSUED,), _card_issued),
    Rule("ID-9", INFO, ALIVE, f"Luật Căn cước 26/2023/QH15{KNOWN}", (ISSUED,), _card_expired),
    Rule("BH-1", E, CLEAN, f"QĐ 595/QĐ-BHXH{KNOWN}", (INSURANCE,), _insurance_number),
    Rule("BH-2", W, RIGHT, f"Luật BHXH 41/2024/QH15{KNOWN}", (INSURANCE,), _insurance_is_identity),
    Rule("BH-3", W, CLEAN, f"Mẫu thẻ BHYT{KNOWN}", (HEALTH_CARD,), _health_card),
    Rule("NM-1", E, CLEAN, "Mẫu sơ yếu lý lịch, mục 1", (NAME,), _name),
    Rule("PH-1", W, CLEAN, f"Quy hoạch kho số viễn thông{KNOWN}", (PHONE,), _mobile),
    Rule("AD-1", E, RIGHT, "NQ 202/2025/QH15", (BIRTH_PLACE, NATIVE_PLACE), _place_of_origin),
    Rule("AD-1", E, ALIVE, "NQ 202/2025/QH15", (ADDRESS,), _place_of_living, "living"),
)
