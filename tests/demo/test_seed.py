"""The seed document: its shape, its references, and the example that `docs/seed.md` shows."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from province_app.demo.seed import seed_document
from province_app.record.entry import read_entry
from province_app.record.schema import field_of
from tiers.units import PostKind, Role, Tier

EXAMPLE = Path(__file__).parents[2] / "docs" / "seed-example.json"
MEMBERS = {
    "units": {"code", "name", "kind", "tier", "parent", "valid_from", "valid_to"},
    "persons": {
        "id", "full_name", "category", "unit", "employed_from", "employed_to", "fields",
    },
    "appointments": {"person", "unit", "post", "title", "valid_from", "valid_to"},
    "accounts": {"username", "password", "totp_secret", "person", "role"},
}  # fmt: skip


@pytest.fixture(scope="module", params=["generated", "example"])
def document(request):
    if request.param == "example":
        return json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return json.loads(json.dumps(seed_document(20, 200)))


def test_the_members_are_those_of_the_schema(document):
    assert document.keys() == MEMBERS.keys()
    for name, members in MEMBERS.items():
        assert document[name]
        assert all(row.keys() == members for row in document[name])


def test_every_reference_leads_to_a_row_of_the_document(document):
    tiers = {unit["code"]: Tier(unit["tier"]) for unit in document["units"]}
    homes = {person["id"]: person["unit"] for person in document["persons"]}
    parents = {unit["parent"] for unit in document["units"]} - {None}
    assert parents <= tiers.keys()
    assert all(tiers[unit] is not Tier.PROVINCE for unit in homes.values())
    for appointment in document["appointments"]:
        assert homes[appointment["person"]] == appointment["unit"]
        PostKind(appointment["post"])
    assert sorted(account["person"] for account in document["accounts"]) == sorted(homes)


def test_the_roles_follow_the_posts(document):
    posts = {row["person"]: row["post"] for row in document["appointments"]}
    units = {row["id"]: row["unit"] for row in document["persons"]}
    tiers = {row["code"]: row["tier"] for row in document["units"]}
    for account in document["accounts"]:
        post, unit = posts.get(account["person"]), units[account["person"]]
        if post == "hr":
            expected = Role.DEPARTMENT_HR if tiers[unit] == "department" else Role.HR
            expected = Role.PROVINCE if unit == "H40.03" else expected
        else:
            expected = Role.LEADER if post else Role.PERSON
        assert account["role"] == expected


def test_account_names_are_unique_and_hide_identity_numbers(document):
    names = [account["username"] for account in document["accounts"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\.\d{4,6}", name) for name in names)


def test_generated_accounts_are_not_activated():
    accounts = seed_document(10, 60)["accounts"]
    assert all(account["password"] is account["totp_secret"] is None for account in accounts)


def test_the_fields_are_known_clean_text(document):
    for person in document["persons"]:
        for path in person["fields"]:
            assert field_of(path)  # KeyError for an unknown one
        assert read_entry(person["fields"])[1] == []
        text = "".join(person["fields"].values()) + person["full_name"]
        assert unicodedata.is_normalized("NFC", text)
        assert person["full_name"] == person["fields"]["identity.birth_full_name"]
