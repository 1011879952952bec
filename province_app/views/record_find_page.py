"""What `record/find.html` and `record/_found.html` show: fields of the form that were found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundField:
    """A field and where it stands; `by`: the other word that found it."""

    label: str
    number: str
    section: str
    url: str
    by: str = ""


@dataclass(frozen=True)
class FindPage:
    """Tìm mục trong hồ sơ."""

    q: str = ""
    found: tuple[FoundField, ...] = ()
