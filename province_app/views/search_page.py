"""What `search/show.html` shows: a box, and who was found."""

from dataclasses import dataclass

from province_app.views.page import Link


@dataclass(frozen=True)
class FoundRow:
    """A person who was found."""

    person: str
    url: str  # "" where the officer may know of the person and open nothing
    unit: str
    state: str  # "Từ 1/9/2015", "Đã rời đơn vị từ 1/3/2024"
    left: bool = False
    where: Link | None = None  # of who has left: the list of those


@dataclass(frozen=True)
class SearchPage:
    """Tra cứu."""

    q: str = ""
    error: str = ""
    asked: bool = False
    rows: tuple[FoundRow, ...] = ()
    first: bool = True  # nobody was shown before these
    after: tuple[str, str] | None = None  # the last one of these, when somebody follows
