"""What somebody typed when the session ended, or when the page was too old to be taken.

It goes through the sign-in page as hidden fields and comes back into its section, unsaved: the
browser stores nothing. A form names whose it is, so that nobody else gets the text who signs in
on a shared computer. Source: docs/adr/0014-unsaved-text.md.
"""

from flask import Response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_login.utils import login_url

from province_app.auth import current_officer
from province_app.record.schema import SECTIONS
from province_app.services.own_record import form_owner
from province_app.views.forms.sections import SectionForm, section_form
from province_app.views.messages import message
from province_app.views.page import SignInPage
from province_app.views.record_page import SavedPart

SECTION = "kept-section"
_OF_THE_PAGE = frozenset(
    ("csrf_token", "next", "add", "remove", "username", "password", "code", "passkey", SECTION)
)

Answer = tuple[str, int]


def brought_back(code: str = "page_is_old") -> Answer | None:
    """Return the answer to a section that could not be saved as it came; None for other forms.

    `code`: why, by default since it came without a valid token.
    """
    section = _section()
    if section is None:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in(section)
    if request.form["owner"] != form_owner(current_officer()):
        return None
    from province_app.views import record  # which imports the pages that import this module

    answer: Answer = record.not_saved(section, _form(section), code)  # type: ignore[assignment]
    return answer


def sent_to_sign_in() -> Response | Answer:
    """Answer a stranger: with the sign-in page, and what was typed in it when there is any."""
    section = _section()
    if section is not None:
        return _to_sign_in(section)
    return redirect(login_url("account.sign_in", next_url=request.url))  # type: ignore[return-value]


def posted() -> tuple[tuple[str, str], ...]:
    """Return what the sign-in page took along, to take it along again."""
    section = request.form.get(SECTION, "")
    return _pairs(section) if section in SECTIONS else ()


def taken_up() -> Answer | None:
    """Return the section with the text that was taken along; None without, or for another person.

    Nothing is saved: the person sees it and presses the button.
    """
    section = request.form.get(SECTION, "")
    if section not in SECTIONS or request.form.get("owner") != form_owner(current_officer()):
        return None
    from province_app.views import record

    answer: Answer = record.not_saved(section, _form(section), "signed_in_again")  # type: ignore[assignment]
    return answer


def _section() -> str | None:
    """Return the section whose form was sent, by its own page; else None."""
    if request.endpoint != "record.save_section" or not request.form.get("owner"):
        return None
    section = (request.view_args or {}).get("section", "")
    return section if section in SECTIONS else None


def _to_sign_in(section: str) -> Answer:
    if request.headers.get("HX-Request") == "true":
        fault = f"Chưa lưu. {message('session_ended')}"
        part = SavedPart(_form(section).revision.data or 0, fault=fault)
        return render_template("record/_saved.html", part=part), 401
    place = url_for("record.edit_section", section=section)
    page = SignInPage(next=place, kept=_pairs(section))
    return render_template("account/sign_in.html", page=page), 401


def _pairs(section: str) -> tuple[tuple[str, str], ...]:
    sent = request.form.items(multi=True)
    return ((SECTION, section), *(pair for pair in sent if pair[0] not in _OF_THE_PAGE))


def _form(section: str) -> SectionForm:
    return section_form(section)()
