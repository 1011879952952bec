"""Every template in each of its states keeps what all pages owe; no database is needed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask import Flask

from tests.views.preview import make_preview
from tests.views.samples import PAGES, PARTS

VOID = {"input", "meta", "link", "img", "br", "hr"}
TAGS = {
    "progress": "div",
    "lookup": "ul",
    "found": "div",
    "kept": "div",
    "not-kept": "div",
}  # what else than a sentence an answer may be
NAMED = {"input", "select", "textarea"}


@dataclass(eq=False, repr=False)  # elements are themselves; their whole tree is not to be printed
class Element:
    """A start tag: its attributes, the tags around it, the text inside."""

    tag: str
    attributes: dict[str, str]
    around: list["Element"]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text inside, of all depths."""
        return "".join(self.pieces)


@dataclass(eq=False, repr=False)
class Reader(HTMLParser):
    """Reads a page into a flat list of elements; a tag that does not close is an error."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on {tag}: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open[:])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of these tags in the order of the page."""
        return [element for element in self.elements if element.tag in tags]


def read(html: str) -> Reader:
    """Return the page read to its end."""
    reader = Reader()
    reader.feed(html)
    assert not reader.open, f"never closed: {reader.open[-1].tag}"
    return reader


@pytest.fixture(scope="module")
def preview() -> Flask:
    """The templates with sample data."""
    return make_preview()


@pytest.fixture(scope="module", params=sorted(PAGES))
def page(request: pytest.FixtureRequest, preview: Flask) -> Reader:
    """One sample page."""
    return read(preview.test_client().get(f"/pages/{request.param}").text)


def test_a_page_has_a_title_one_heading_and_its_language(page: Reader) -> None:
    titles = page.all("title")
    assert len(titles) == 1
    assert titles[0].text.split(" · ")[0].strip()
    assert titles[0].text.endswith(("Hồ sơ CBCCVC", "Hồ sơ CBCCVC tỉnh Nam Định"))
    assert [heading.text.strip() for heading in page.all("h1")] != [""]
    assert len(page.all("h1")) == 1
    assert page.all("html")[0].attributes["lang"] == "vi"


def test_a_page_obeys_a_strict_content_policy(page: Reader) -> None:
    """No inline style, script or handler, nothing from elsewhere."""
    for element in page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith(("on", "hx-on"))]
        own = ("/", "#")
        if element.tag == "a" and element.attributes.get("rel") == "external":
            own = ("https://",)  # a way out that says so: the province's own sign-in
        assert element.attributes.get("href", own[0]).startswith(own)
        for address in ("src", "action", "formaction", "hx-get", "hx-post"):
            assert element.attributes.get(address, "/").startswith(("/", "#"))
    assert not page.all("style", "iframe", "object")
    assert all(script.attributes.get("src") and not script.text for script in page.all("script"))


def test_every_form_that_changes_something_names_its_token(page: Reader) -> None:
    tokens = [
        element.around
        for element in page.all("input")
        if element.attributes.get("name") == "csrf_token" and element.attributes["value"]
    ]
    for form in page.all("form"):
        if form.attributes["method"] == "get":  # asks for another view of what is read
            assert not any(form in around for around in tokens)
            continue
        assert form.attributes["method"] == "post"
        assert any(form in around for around in tokens)


def test_ids_are_unique_and_everything_that_refers_to_one_finds_it(page: Reader) -> None:
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{name} leads nowhere: {target}"
        href = element.attributes.get("href", "")
        if href.startswith("#") and len(href) > 1 and "month-bar" not in _classes(element):
            assert href[1:] in ids, f"link leads nowhere: {href}"


def test_every_input_has_a_label(page: Reader) -> None:
    labelled = {label.attributes.get("for") for label in page.all("label")}
    for element in page.all(*NAMED):
        if element.attributes.get("type") != "hidden":
            assert element.attributes.get("id") in labelled, element.attributes


def test_a_closed_button_carries_its_reason(page: Reader) -> None:
    for button in page.all("button"):
        if "disabled" in button.attributes:
            assert "aria-describedby" in button.attributes, button.text


def test_headings_leave_out_no_level(page: Reader) -> None:
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_nothing_of_the_machine_shows(page: Reader) -> None:
    text = page.all("body")[0].text
    for word in ("None", "{{", "}}", "datetime", "_", "Undefined"):
        assert word not in text.replace("CC_B", ""), word


@pytest.mark.parametrize("name", sorted(PARTS))
def test_an_answer_to_htmx_is_one_element_and_what_goes_elsewhere(
    name: str, preview: Flask
) -> None:
    part = read(preview.test_client().get(f"/pages/{name}").text)
    first, *others = [element for element in part.elements if not element.around]
    assert first.tag == next((tag for start, tag in TAGS.items() if name.startswith(start)), "p")
    assert all("id" in one.attributes and "hx-swap-oob" in one.attributes for one in others)


def test_the_progress_asks_again_only_while_a_run_goes_on(preview: Flask) -> None:
    client = preview.test_client()
    assert 'hx-trigger="every 2s"' in client.get("/pages/progress-running").text
    assert "hx-trigger" not in client.get("/pages/progress-ended").text


def test_a_refused_section_keeps_every_value_and_says_what_is_wrong(preview: Flask) -> None:
    page = read(preview.test_client().get("/pages/section").text)
    values = {
        element.attributes["id"]: element.attributes.get("value", element.text)
        for element in page.all("input", "textarea")
        if "id" in element.attributes
    }
    assert values["salary.salary_coefficient"] == "3.6.6"
    assert values["salary.salary_effective_date"] == "31"
    assert values["salary.salary_effective_date-thang"] == "4"
    assert values["salary.other_allowance_text"] == "Phụ cấp ưu đãi 30 %"
    (wrong,) = [e for e in page.elements if e.attributes.get("id") == "salary.salary_coefficient"]
    assert wrong.attributes["aria-invalid"] == "true"
    assert "noi-salary.salary_coefficient" in wrong.attributes["aria-describedby"]
    (said,) = [
        e for e in page.elements if e.attributes.get("id") == "loi-salary.salary_coefficient"
    ]
    assert said.around[-1].attributes["id"] == "noi-salary.salary_coefficient"


def test_an_empty_inbox_says_so(preview: Flask) -> None:
    assert "Không còn việc gì trong kỳ này" in preview.test_client().get("/pages/home-empty").text


def _classes(element: Element) -> set[str]:
    """Return the classes of the element and of all around it."""
    all_of = (one.attributes.get("class", "") for one in [*element.around, element])
    return {name for classes in all_of for name in classes.split()}
