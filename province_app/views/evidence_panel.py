"""What `evidence/_panel.html` and `evidence/_preview.html` show: a section's documents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One attached file: its name, and pictures of its first pages."""

    path: str  # field
    label: str  # of the field
    digest: str
    name: str
    size: str  # "1,2 MB"
    pages: int
    url: str
    previews: tuple[str, ...]  # addresses

    @property
    def more(self) -> int:
        """How many pages are read in the file only."""
        return self.pages - len(self.previews)


@dataclass(frozen=True)
class OnTheWay:
    """A file that has not come whole."""

    id: str
    label: str
    name: str
    received: str
    declared: str


@dataclass(frozen=True)
class EvidencePanel:
    """The documents of one section of the own record."""

    section: str
    options: tuple[tuple[str, str], ...]  # path, label; the wanting fields first
    missing: tuple[str, ...]  # "Bậc lương: Quyết định lương"
    documents: tuple[Document, ...]
    uploads: tuple[OnTheWay, ...]
    begun: bool  # whether there is a draft to attach to
    person_id: str = ""  # for whom HR brings documents; "": the own record
