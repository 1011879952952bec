"""What a section, a table and a field of the record are made of.

Every field may be absent (`None`), because a draft may be incomplete; `required_for` says of
whom it is asked before the record can be sent. Source: Quy chế Đ.6.1; exchange contract §1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

# Codes of `loai_can_bo`: who fills the form of Thông tư 06/2023, who the labour contract.
FORM_USERS = frozenset({"CB", "CC", "VC", "CBX", "CCX", "KCT"})
CONTRACT_STAFF = frozenset({"HDLD", "HD111", "HDCM"})
EVERYBODY = FORM_USERS | CONTRACT_STAFF
NOBODY: frozenset[str] = frozenset()

FORM_DAY = date(2023, 5, 4)  # of Thông tư 06/2023/TT-BNV
CONTRACT_DAY = date(2024, 1, 1)  # Quy chế Đ.6.1b: labour contracts are entered from here on
MOST_ROWS = 200


@dataclass(frozen=True)
class Item:
    """What the form says of a field: its number, its label, and how it is treated.

    A column of a table takes number, sensitivity, `filled_by` and `since` from its table.
    """

    number: str
    label: str
    catalogue: str | None = None
    required_for: frozenset[str] = NOBODY  # staff categories, codes of `loai_can_bo`
    sensitivity: Literal["A", "P", "R"] = "P"
    filled_by: Literal["person", "hr", "system"] = "person"
    example: str = ""
    since: date = FORM_DAY
    fewest_rows: int = 0  # of a required table
    unless: str = ""  # path of a field whose value makes this one unnecessary
    help: str = ""  # tells it from a field that people take it for, with an example

    @property
    def required(self) -> bool:
        """Whether everyone who uses the form must answer."""
        return FORM_USERS <= self.required_for

    def required_of(self, category: object) -> bool:
        """Whether somebody of this staff category must answer; one unknown is a form user."""
        return category in self.required_for if category in EVERYBODY else self.required


def column(label: str, catalogue: str | None = None, example: str = "", help: str = "") -> Item:
    """Return what the form says of a column; the rest is its table's."""
    return Item("", label, catalogue, example=example, help=help)


def says_something(cells: Mapping[str, object]) -> bool:
    """Whether a row has at least one value. It is asked of each row of each record: no loop."""
    return [*cells.values()].count(None) < len(cells)


class Section(BaseModel):
    """A part of the record that is digested, encrypted and disclosed as one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    # Ascending hex SHA-256 of the section's scanned files. A made list: a given one is copied deep.
    evidence: list[str] = Field(default_factory=list)


class Row(BaseModel):
    """One line of a table; at least one cell says something."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not says_something(self.__dict__):
            raise ValueError("an empty row")
        return self


R = TypeVar("R", bound=Row)


class Rows(BaseModel, Generic[R]):
    """A table as it was answered: rows, or declared to have none (khai “không có”).

    A table without an answer is `None` in its section. Source: exchange contract §1.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    declared_none: bool = False
    rows: list[R] = Field(default=[], max_length=MOST_ROWS)

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if self.declared_none is bool(self.rows):
            raise ValueError("a table has rows or is declared to have none")
        return self


@dataclass(frozen=True)
class SectionInfo:
    """A section's place in the record, and of which staff categories it is asked."""

    name: str
    label: str
    model: type[Section]
    restricted: bool = False
    asked_of: frozenset[str] = FORM_USERS

    def asked_from(self, category: object) -> bool:
        """Whether somebody of this staff category fills it; one unknown is a form user."""
        return category in self.asked_of if category in EVERYBODY else self.asked_of >= FORM_USERS
