"""What a page complains of in a real browser."""

from playwright.sync_api import Page

# Said where a slow machine let somebody focus a field before the page's own turn came: no fault.
_HARMLESS = ("Autofocus processing was blocked",)


def complaints_of(page: Page) -> list[str]:
    """Return a list that gathers what the page complains of: policy, script, missing file."""
    found: list[str] = []

    def add(text: str) -> None:
        if not text.startswith(_HARMLESS):
            found.append(text)

    page.on("console", lambda message: add(message.text))
    page.on("pageerror", lambda error: add(str(error)))
    return found
