"""A person at the pages: signs in, reads a form as it stands, types, sends it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import requests
from lxml import html

from province_app.demo.authenticator import next_code

TIMEOUT_S = 60

Typed = Mapping[str, str | Sequence[str]]


class Browser:
    """One person's session with the province's pages, over real HTTP."""

    def __init__(
        self, origin: str, username: str, password: str, secret: str, first: str = "/"
    ) -> None:
        """Sign in on the way to the address `first`."""
        self._origin = origin
        self._session = requests.Session()
        self.get(first)
        self.submit("/sign-in", {"username": username, "password": password})
        self.submit("/sign-in/code", {"code": next_code(secret)})

    def get(self, path: str) -> html.HtmlElement:
        """Open a page; RuntimeError when it does not answer 200."""
        return self._page(self._session.get(self._origin + path, timeout=TIMEOUT_S))

    @property
    def place(self) -> str:
        """Return the path of the open page."""
        return urlsplit(self._url).path

    def submit(
        self, action: str, typed: Typed, may_lose: bool = False, onwards: str = ""
    ) -> html.HtmlElement:
        """Fill the form of the open page that goes to the action, and press its button.

        Who knows where to go next goes `onwards` there, unless the answer leads back to the form
        that was sent (what is to be said of it stands there).

        Fields that are not typed go as they stand, as a browser sends them. RuntimeError when the
        page has no such form, its button is closed, or the answer is not 200; `may_lose` takes a
        409 too, which says that somebody else was faster.
        """
        form = next((one for one in self.page.forms if action in _places(one)), None)
        if form is None:
            raise RuntimeError(f"no open form for {action} on the page, only {self.places()}")
        kept = [(name, value) for name, value in form.form_values() if name not in typed]
        for name, value in typed.items():
            kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        url = self._origin + action
        answer = self._session.post(url, data=kept, timeout=TIMEOUT_S, allow_redirects=not onwards)
        if onwards and answer.is_redirect:
            leads_to = urlsplit(answer.headers["Location"]).path
            return self.get(leads_to if leads_to == action else onwards)
        return self._page(answer, (200, 409) if may_lose else (200,))

    def places(self) -> list[str]:
        """Return where the open page's forms can go."""
        return [place for form in self.page.forms for place in _places(form)]

    def _page(self, response: requests.Response, good: Sequence[int] = (200,)) -> html.HtmlElement:
        self._url = response.url
        self.page = html.document_fromstring(response.content)
        if response.status_code not in good:
            said = " ".join(self.page.text_content().split())[:400]
            raise RuntimeError(f"{response.url} answered {response.status_code}: {said}")
        return self.page


def _places(form: html.HtmlElement) -> list[str]:
    """Return where the form can go: by the buttons that are open."""
    buttons = form.xpath(".//button[@type='submit' and not(@disabled)]")
    return [button.get("formaction", form.action) for button in buttons]
