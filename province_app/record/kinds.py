"""The kinds of value that a field or a cell of the record may hold, as pydantic types.

Values stand in the canonical form of the exchange contract §1: dates are text with their true
precision, decimals are text, money is an integer of đồng.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints

_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=255)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=500)]
FullText = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/+-]{1,40}$")]
Codes = list[Code]
# Codes of a kept catalogue, in the place of what was free text until the province kept the list:
# the text of older versions still stands, is read and printed (docs/adr/0043-kept-catalogues.md).
ListedCode = Annotated[ShortText, "a code or older text"]
ListedCodes = list[Annotated[LongText, "a code or older text"]]
Day = Annotated[str, StringConstraints(pattern=rf"^[12][0-9]{{3}}-{_MONTH}-{_DAY}$")]
AnyDate = Annotated[str, StringConstraints(pattern=rf"^[12][0-9]{{3}}(?:-{_MONTH}(?:-{_DAY})?)?$")]
Month = Annotated[str, StringConstraints(pattern=rf"^[12][0-9]{{3}}-{_MONTH}$")]
Year = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}$")]
Coefficient = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}\.[0-9]{2}$")]
Percent = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}(?:\.[0-9]{1,2})?$")]
Step = Annotated[int, Field(ge=1, le=16)]
Count = Annotated[int, Field(ge=1, le=99)]
Height = Annotated[int, Field(ge=100, le=230)]  # cm
Weight = Annotated[
    str, StringConstraints(pattern=r"^(?:2[5-9]|[3-9][0-9]|1[0-9]{2})(?:\.[0-9])?$")
]  # kg, below 200
Area = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}(?:\.[0-9]{1,2})?$")]  # m²
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=100)]
YesNo = Literal["yes", "no"]
Dong = Annotated[int, Field(ge=0, le=10**12)]
PersonalId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^0[0-9]{9}$")]
SocialInsurance = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}(?:[0-9]{2})?$")]
HealthInsurance = Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{2}[0-9]{13}|[0-9]{10})$")]
UnitCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Y][0-9]{2}(?:\.[A-Z0-9]+)*$", max_length=35)
]
Photo = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]  # SHA-256 of its JPEG

_NAMES: list[tuple[Any, str]] = [
    (ShortText, "text"),
    (LongText, "long_text"),
    (FullText, "full_text"),
    (Code, "code"),
    (Codes, "codes"),
    (ListedCode, "code"),
    (ListedCodes, "codes"),
    (Day, "date"),
    (AnyDate, "any_date"),
    (Month, "month"),
    (Year, "year"),
    (Coefficient, "coefficient"),
    (Percent, "percent"),
    (Area, "area"),
    (Weight, "weight"),
    (Step, "integer"),
    (Count, "count"),
    (Height, "height"),
    (Dong, "money"),
    (YesNo, "yes_no"),
    (Email, "email"),
    (PersonalId, "personal_id"),
    (Phone, "phone"),
    (SocialInsurance, "social_insurance"),
    (HealthInsurance, "health_insurance"),
    (UnitCode, "unit_code"),
    (Photo, "photo"),
]


def kind_of(hint: Any) -> str:
    """Return the kind's name of a field's type hint `X | None`; KeyError for an unknown one."""
    inner = get_args(hint)[0]
    for alias, name in _NAMES:
        if alias == inner:
            return name
    raise KeyError(f"no kind for {hint}")
