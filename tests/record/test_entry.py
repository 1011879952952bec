"""Typed text becomes content, or comes back with its fault."""

from province_app.record.entry import Fault, missing, read_entry


def test_one_wrong_field_does_not_hide_the_others_of_its_section() -> None:
    typed = {"identity.phone": "12", "identity.birth_full_name": "Trần Văn Bình"}
    content, faults = read_entry(typed)
    assert faults == [Fault("identity.phone", "invalid_shape")]
    assert content["identity"]["birth_full_name"] == "Trần Văn Bình"
    assert Fault("identity.birth_full_name", "required") not in missing(content)


def test_text_in_a_field_of_a_catalogue_is_an_unknown_code() -> None:
    _, faults = read_entry({"identity.gender_code": "Nam giới", "identity.phone": "0" + "9" * 300})
    assert faults == [
        Fault("identity.gender_code", "unknown_code"),
        Fault("identity.phone", "invalid_shape"),
    ]


def test_a_text_that_is_too_long_says_so() -> None:
    _, faults = read_entry({"identity.birth_full_name": "A" * 256})
    assert faults == [Fault("identity.birth_full_name", "too_long")]
