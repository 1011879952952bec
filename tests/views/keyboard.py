"""Filling the forms of the record as somebody does who has no mouse: Tab, typing, arrows, Space."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from province_app.record.schema import table_of
from province_app.views.formats import date_boxes

MOST_STOPS = 400  # of the Tab key on one page
_FOCUSED = """() => {
  const one = document.activeElement;
  const text = one.getAttribute("name") ?? "";
  return {
    tag: one.tagName, type: one.type ?? "", name: text, id: one.id, value: one.value ?? "",
    checked: Boolean(one.checked), visible: one.checkVisibility(),
    options: one.tagName === "SELECT" ? [...one.options].map((option) => option.value) : [],
  };
}"""


def press_until(page: Page, selector: str) -> None:
    """Go with the Tab key until the element of the selector has the focus."""
    for _ in range(MOST_STOPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


def fill_section(page: Page, typed: Mapping[str, str]) -> None:
    """Type the texts into the section's form and press its button, by keys alone.

    `typed`: text by path, as a draft has it. Every field that others than the person fill is
    passed over, since it has no input.
    """
    page.evaluate("document.body.focus()")
    moves = True
    for _ in range(MOST_STOPS * 3):
        if moves:
            page.keyboard.press("Tab")
        moves = True
        one = page.evaluate(_FOCUSED)
        if one["tag"] == "BUTTON" and one["name"] == "next":
            page.keyboard.press("Enter")
            return
        if one["tag"] == "BUTTON" and one["name"] == "add":
            moves = not _adds_a_row(page, one["value"], typed)
        elif one["name"] in typed:
            _answer(page, one, typed[one["name"]])
    raise AssertionError("the Tab key never came to the section's button")


def _answer(page: Page, one: Mapping[str, Any], text: str) -> None:
    if one["type"] == "checkbox":
        if (one["value"] in text.split("; ")) != one["checked"]:
            page.keyboard.press("Space")
    elif one["tag"] == "SELECT":
        for _ in range(one["options"].index(text) - one["options"].index(one["value"])):
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type(_part(one, text))


def _part(one: Mapping[str, Any], text: str) -> str:
    """Return what goes into this input: of a date what its box asks for."""
    box = page_box(one["id"])
    return date_boxes(text)[box] if box is not None else text


def page_box(input_id: str) -> int | None:
    """Return which box of a date the input is, None for any other input."""
    for place, ending in enumerate(("-thang", "-nam"), 1):
        if input_id.endswith(ending):
            return place
    from province_app.record.schema import field_of

    try:
        return 0 if field_of(input_id).kind in ("date", "any_date") else None
    except KeyError:
        return None


def _adds_a_row(page: Page, table: str, typed: Mapping[str, str]) -> bool:
    """Add a row where one more is to be typed; the focus is then in its first field."""
    rows = {path.split(".")[2] for path in typed if path.startswith(f"{table}.")}
    assert table_of(table)
    cards = f"#bang-{table.replace('.', '-')} .row-card"
    there = page.locator(cards).count()
    if there >= len(rows):
        return False
    page.keyboard.press("Enter")
    page.locator(cards).nth(there).wait_for()
    page.locator(".row-card :focus").wait_for()
    return True
