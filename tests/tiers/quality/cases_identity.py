"""Identity, insurance, name, telephone and places: each rule's edge from both sides."""

import unicodedata

from tests.tiers.quality.records import Case

CCCD, PERSONAL = "identity.cccd_number", "identity.personal_id"
BIRTH, ISSUED = "identity.birth_date", "identity.cccd_issue_date"
INSURANCE, CARD = "identity.social_insurance_number", "identity.health_insurance_number"
NAME, PHONE = "identity.birth_full_name", "identity.phone"
ORIGIN, NATIVE = "identity.birth_place_unit_code", "identity.native_place_commune_code"
LIVES = "identity.current_address_commune_code"


def both(number: str, **more: str) -> dict[str, str]:
    return {CCCD: number, PERSONAL: number, **{f"identity.{key}": one for key, one in more.items()}}


CASES = (
    Case("ID-1", CCCD, {CCCD: "36087001234"}),  # the zero in front is lost
    Case("ID-1", CCCD, {CCCD: "0360870012345"}),
    Case("ID-1", PERSONAL, {PERSONAL: "03608700123A"}),
    Case("ID-1", CCCD, {CCCD: "\uff10" + "36087001234"}),  # a full-width zero
    Case("ID-2", CCCD, both("003087001234"), both("001087001234")),
    Case("ID-2", CCCD, both("096087001234"), both("097087001234")),  # from 097: foreign countries
    Case("ID-3", CCCD, both("036187001234"), both("036187001234", gender_code="2")),
    Case("ID-3", CCCD, both("036287001234"), both("036087001234")),
    Case(
        "ID-3",
        CCCD,
        both("036001001234", birth_date="2001-05-17"),
        both("036201001234", birth_date="2001-05-17"),
    ),
    Case("ID-3", PERSONAL, {PERSONAL: "036187001234"}, {BIRTH: None}),
    Case("ID-4", CCCD, both("036086001234"), both("036086001234", birth_date="1986")),
    Case("ID-4", CCCD, both("036088001234"), both("036088001234", birth_date="1988-01")),
    Case(
        "ID-4/explained",
        CCCD,
        {**both("036088001234"), "identity.evidence": ["ab" * 32]},
        {"identity.evidence": ["ab" * 32]},
    ),
    Case("ID-6", CCCD, {}, both("036087001235"), duplicates=frozenset({"036087001234"})),
    Case("ID-8", ISSUED, {ISSUED: "2015-12-31"}, {ISSUED: "2016-01-01"}),
    Case("ID-8", ISSUED, {ISSUED: "2024-05-21"}, {ISSUED: "2024-05-20"}),
    Case("ID-8", ISSUED, {BIRTH: "2008-03-11"}, {BIRTH: "2008-03-10"}),  # 14 years on the day
    Case("ID-8", ISSUED, {BIRTH: "2009"}, {BIRTH: "2008"}),
    # The card of somebody who is 40 today: renewed two years before at the earliest.
    Case(
        "ID-9",
        ISSUED,
        {**both("036084001234"), BIRTH: "1984-05-19", ISSUED: "2022-05-18"},
        {**both("036084001234"), BIRTH: "1984-05-19", ISSUED: "2022-05-19"},
    ),
    Case(
        "ID-9",
        ISSUED,
        {**both("036084001234"), BIRTH: "1984-05-19", ISSUED: "2021-05-01"},
        {**both("036084001234"), BIRTH: "1984-05-20", ISSUED: "2021-05-01"},
    ),
    Case("BH-1", INSURANCE, {INSURANCE: "361012345"}, {INSURANCE: "036087001234"}),
    Case("BH-1", INSURANCE, {INSURANCE: "36101234567"}),
    Case("BH-2", INSURANCE, {INSURANCE: "036087001235"}, {INSURANCE: "036087001234"}),
    Case("BH-3", CARD, {CARD: "D13610123456789"}, {CARD: "DN3610123456789"}),
    Case("BH-3", CARD, {CARD: "3610123457"}, {CARD: "3610123457", INSURANCE: "036087001234"}),
    Case("NM-1", NAME, {NAME: "Nguyễn  Văn Hoà"}, {NAME: "NGUYỄN VĂN HÒA"}),
    Case("NM-1", NAME, {NAME: "Nguyễn Văn 2"}, {NAME: "H'Hen Niê"}),
    Case("NM-1", NAME, {NAME: unicodedata.normalize("NFD", "Nguyễn Văn Hoà")}),
    Case("NM-1", NAME, {NAME: "A"}, {NAME: "An"}),
    Case("NM-1", NAME, {NAME: "A" * 101}, {NAME: "A" * 100}),
    Case("NM-1", NAME, {NAME: "Nguyễn Văn Ноа"}),  # Cyrillic letters that look alike
    Case("PH-1", PHONE, {PHONE: "0228580830"}, {PHONE: "0328580830"}),
    Case("PH-1", PHONE, {PHONE: "091234567"}, {PHONE: "0712345678"}),
    Case("AD-1", ORIGIN, {ORIGIN: "99999"}, {ORIGIN: "14014"}),
    Case("AD-1", NATIVE, {NATIVE: "13600"}, {NATIVE: "13600", BIRTH: "1985-12-31"}),
    Case("AD-1/living", LIVES, {LIVES: "13600"}, {LIVES: "14014"}),
)  # fmt: skip
