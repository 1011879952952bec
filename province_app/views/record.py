"""My record: the person fills it section by section and sends it. Source: Quy chế Đ.6.2a.

Whose record it is comes from the session and from nowhere else.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug import Response

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.record.entry import clean
from province_app.record.schema import SECTIONS, fields
from province_app.record.tables import replaced
from province_app.services import drafts, objections, own_record, record_print
from province_app.services.errors import InvalidEntry, Missing, Refused, refuse_who
from province_app.services.evidence_reading import own_files
from province_app.services.own_record import OwnText
from province_app.services.photo_origin import PATH as PHOTO
from province_app.views import record_steps
from province_app.views.evidence_page import evidence_panel, with_documents
from province_app.views.forms.sections import SectionForm, SendForm, refuse_unknown, section_form
from province_app.views.messages import message
from province_app.views.page import FieldError
from province_app.views.photo_page import photo_of
from province_app.views.photos import vault_of
from province_app.views.record_fields import differences, filled_fields, origins, returned_at
from province_app.views.record_page import PhotoPanel, SavedPart, SectionPage
from province_app.views.record_said import new_warnings, saved_part
from province_app.views.record_sections import (
    asked_sections,
    record_page,
    section_line,
    section_page,
)
from province_app.views.typed_by_hr import typed_fields
from tiers.calendar import local_day

bp = Blueprint("record", __name__)

Answer = Response | str | tuple[str, int]


@bp.get("/my-record")
@policy("record.read_own")
def show() -> str:
    """Show where the own record is, its sections, and the button that sends it."""
    return _show()


@bp.get("/my-record/print.pdf")
@policy("record.print_own")
def print_own() -> Response:
    """Show the own newest version in its official form; with `?draft=1` the open draft."""
    wanted = request.args.get("draft") == "1"
    printed = record_print.print_own(db.session(), vault_of(), current_officer(), draft=wanted)
    answer = Response(printed.pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{printed.file_name}"'
    answer.headers["Cache-Control"] = "no-store"  # a restricted paper stays in no cache
    return answer


@bp.get("/my-record/<section>")
@policy("record.read_own")
def edit_section(section: str) -> str:
    """Show one section as a form; with `?check=all` also what is still missing in it."""
    _known(section)
    now = business_now()
    text = own_record.text_of(db.session(), current_officer(), now)
    _asked(section, text)
    page = section_page(
        section,
        text,
        now,
        every_fault=_every_fault(),
        added=request.args.get("add", ""),
    )
    page = _own(page, section, text, now)
    return render_template("record/edit_section.html", page=page)


@bp.post("/my-record/<section>")
@policy("record.write_own")
def save_section(section: str) -> Answer:
    """Save what was typed, right or wrong; a browser's own save goes on to the next section.

    The buttons that add a row or remove one save too, and show the section again.
    """
    _known(section)
    form = section_form(section)()
    refuse_unknown(form)
    if not form.validate():
        abort(400)
    now, officer = business_now(), current_officer()
    before = None if _by_itself() else own_record.typed_now(db.session(), officer, now)
    if form.owner.data and form.owner.data != own_record.form_owner(officer):
        raise refuse_who("not_your_record", "Đ.6.2a")
    try:
        draft = drafts.save_draft(db.session(), officer, form.typed, form.revision.data, now)
    except Refused as error:
        return not_saved(section, form, error.decision.code)
    if form.use.data:
        return redirect(_place(section, _anchor=form.use.data.partition("=")[0]))
    if (table := form.changed_table) and fields()[table].kind == "codes":
        return redirect(_place(section, _anchor=f"{table}-them"))
    if table:
        added = table if form.add.data else None
        return redirect(_place(section, add=added, _anchor=f"bang-{table.replace('.', '-')}"))
    text = own_record.text_of(db.session(), officer, now)
    if before is not None:
        return _onwards(section, before, text, now)
    posted = {path: clean(value) for path, value in form.typed.items()}
    line = section_line(section, text)
    part = saved_part(section, text, draft.saved_at, line, posted, every_fault=_every_fault())
    today = local_day(now)
    part = replace(
        part,
        filled=filled_fields(section, text, posted, today),
        origins=origins(section, text.typed, today),
    )
    return render_template("record/_saved.html", part=part)


@bp.post("/my-record/send")
@policy("record.write_own")
def send() -> Answer:
    """Send the own draft to HR, or say at which fields it cannot be sent yet."""
    form = SendForm()
    refuse_unknown(form)
    try:
        drafts.send_draft(db.session(), current_officer(), business_now())
    except InvalidEntry:
        return _show(refused=True), 422
    flash("Đã gửi hồ sơ cho đơn vị kiểm tra.", "done")
    return redirect(url_for("record.show"))


def _show(*, refused: bool = False) -> str:
    now = business_now()
    record = own_record.record_of(db.session(), current_officer(), now)
    page = record_page(
        record,
        record_steps.path_steps(record, now),
        record_steps.note(record),
        now,
        refused=refused,
    )
    typed = objections.typed_by_hr(db.session(), current_officer(), now)
    page = replace(page, typed=typed_fields(typed, now))
    return render_template("record/show.html", page=page)


def _onwards(section: str, before: Mapping[str, str], text: OwnText, now: datetime) -> Response:
    """Open the following section, or this one again while something in it is to be said.

    `before`: what was typed before this save.
    """
    if section not in asked_sections(text):
        return redirect(url_for("record.show"))
    page = section_page(section, text, now)
    if page.errors:
        return redirect(_place(section))
    if count := new_warnings(section, before, text, now):
        flash(f"Đã lưu. {count} mục nên xem lại ở dưới; không sửa vẫn gửi được.", "wait")
        return redirect(_place(section))
    if page.following is None:
        return redirect(url_for("record.show"))
    return redirect(url_for("record.edit_section", section=page.following.name))


def _place(section: str, **values: str | None) -> str:
    """Return the section's own address; what was to be said there stays to be said."""
    check = "all" if _every_fault() else None
    return url_for("record.edit_section", section=section, check=check, **values)  # type: ignore[arg-type]


def _every_fault() -> bool:
    return request.args.get("check") == "all"


def not_saved(section: str, form: SectionForm, code: str) -> Answer:
    """Keep what was typed on the page; a second save then knows what it replaces."""
    status = 409
    if _by_itself() and not form.changed_table:
        todo = " Bấm nút Lưu để thấy cả hai." if code == "changed_elsewhere" else ""
        part = SavedPart(form.revision.data or 0, fault=f"Chưa lưu. {message(code)}{todo}")
        return render_template("record/_saved.html", part=part), status
    now = business_now()
    text = own_record.text_of(db.session(), current_officer(), now)
    _asked(section, text)
    posted = {path: clean(value) for path, value in form.typed.items()}
    other = code == "changed_elsewhere" or form.revision.data != text.revision
    found = differences(posted, text.typed, local_day(now)) if other else ()
    typed: Mapping[str, str] = replaced(text.typed, posted)
    page = section_page(
        section, replace(text, typed=typed), now, form=True, every_fault=_every_fault()
    )
    page = replace(
        page,
        errors=(FieldError(message(code), ""), *found),
        errors_title="Chưa lưu",
        saved=SavedPart(text.revision),
        unsaved=True,
    )
    page = _own(page, section, text, now)
    return render_template("record/edit_section.html", page=page), status


def _own(page: SectionPage, section: str, text: OwnText, now: datetime) -> SectionPage:
    """Return the page with what is the person's alone: documents, photo, whose form it is."""
    officer = current_officer()
    own = own_files(db.session(), officer, text.draft, now)
    return replace(
        page,
        fields=with_documents(page.fields, own.files),
        evidence=evidence_panel(section, text, own),
        owner=own_record.form_owner(officer),
        photo_panel=_photo_panel(text) if PHOTO.startswith(f"{section}.") else None,
    )


def _photo_panel(text: OwnText) -> PhotoPanel:
    """Return the photo of the own record, with where it is brought and taken away."""
    photo = photo_of(text.photo, "Ảnh trong hồ sơ của bạn")
    return PhotoPanel(
        photo,
        url_for("photos.put"),
        url_for("photos.remove") if photo else "",
        returned_at(PHOTO, text),
    )


def _by_itself() -> bool:
    """Whether the page saved by itself while the person typed."""
    return request.headers.get("HX-Request") == "true"


def _asked(section: str, text: OwnText) -> None:
    """Let nobody look for a section that is not asked of the own staff category."""
    if section not in asked_sections(text):
        raise Missing


def _known(section: str) -> None:
    if section not in SECTIONS:
        raise Missing
