"""The document that orders an act: căn cứ bằng văn bản, số và ngày. Source: Quy chế Đ.5, 11.6."""

from dataclasses import dataclass
from datetime import date

from province_app.record.entry import clean
from province_app.services.errors import refuse_state

LONGEST = 100


@dataclass(frozen=True)
class Basis:
    """Number and date of a document: "12/QĐ-SNV", 2024-05-02."""

    number: str
    day: date


def require_basis(basis: Basis, today: date) -> Basis:
    """Return the basis, cleaned; Refused without a number, or dated ahead."""
    number = clean(basis.number)
    if not number or len(number) > LONGEST:
        raise refuse_state("basis_missing", "Đ.5")
    if basis.day > today:
        raise refuse_state("basis_ahead", "Đ.5")
    return Basis(number, basis.day)
