"""How large an uploaded workbook may be, and why one is not taken."""

LARGEST = 20 * 1024 * 1024  # bytes of the file
MOST_ENTRIES = 500  # parts of the archive
MOST_UNPACKED = 320 * 1024 * 1024  # bytes of the parts that are read
FREELY_UNPACKED = 16 * 1024 * 1024  # up to here the ratio does not matter
MOST_RATIO = 150  # unpacked : packed; text of a real sheet reaches 40
MOST_ROWS = 250_000  # of all sheets together, that the process hands out
MOST_COLUMNS = 400
MOST_PEOPLE = 50_000  # a file, in an import

# What the process may answer; whatever else it says, the file has taken it over.
SAID = (
    "import_damaged", "import_embedded", "import_empty", "import_encrypted", "import_formula",
    "import_kind", "import_macros", "import_merged", "import_too_heavy", "import_too_large",
    "import_too_many_rows",
)  # fmt: skip


class NotAccepted(Exception):
    """A workbook that is not taken; `code` says why, `place` where, as far as one can say."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.place = place
