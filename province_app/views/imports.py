"""HR brings a unit's data in a workbook: columns, comparison, entering. Source: Quy chế Đ.6."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug import Response as BaseResponse

from province_app.auth import current_officer, policy
from province_app.clock import business_now
from province_app.extensions import db
from province_app.services import exporting, importing
from province_app.services.errors import Missing, Refused
from province_app.services.import_page import (
    STATES,
    import_desk,
    newest,
    rows_with_faults,
)
from province_app.views.forms.accounts import UnitBasisForm, UnitForm
from province_app.views.forms.basis import done_by
from province_app.views.forms.evidence import TokenForm, checked
from province_app.views.forms.imports import (
    CodeForm,
    EnterForm,
    UploadForm,
    chosen_columns,
)
from province_app.views.fresh import require_fresh
from province_app.views.imports_page import UploadPage
from province_app.views.imports_read import batch_page, progress_of, sentences, unit_option
from province_app.views.messages import message
from province_app.views.page import FieldError, Link
from province_app.views.progress import part
from province_app.workbooks.limits import LARGEST, NotAccepted
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.template import template
from province_app.workbooks.writing import Line, workbook
from tiers.calendar import local_day

bp = Blueprint("imports", __name__)

_FORM_AROUND = 64 * 1024  # bytes of a form beside its file
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Answer = BaseResponse | str | tuple[str, int]


@bp.url_value_preprocessor
def _room_for_a_file(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a workbook through one door; the token is read from the form before any view runs."""
    if endpoint == "imports.upload":
        request.max_content_length = LARGEST + _FORM_AROUND


@bp.get("/imports")
@policy("records.import")
def show() -> str:
    """Show the template, the unit's records and the form for a file."""
    return render_template("imports/show.html", page=_upload_page())


@bp.get("/imports/template.xlsx")
@policy("records.import")
def get_template() -> Response:
    """Hand out the empty workbook with today's catalogues."""
    return _workbook(template(local_day(business_now())), "mau-ho-so.xlsx")


@bp.post("/imports/export")
@policy("records.import")
def export() -> Answer:
    """Hand out the unit's records in the layout of the template; it is written down."""
    unit_id = checked(UnitForm()).unit.data
    try:
        data = exporting.export_unit(db.session(), current_officer(), unit_id, business_now())
    except Refused as error:
        return _refused(message(error.decision.code), out=True)
    return _workbook(data, "ho-so-don-vi.xlsx")


@bp.post("/imports/export/propose")
@policy("records.import")
def propose_export() -> Answer:
    """Propose to take out more than fifty records; a second person of the unit decides."""
    form, session, officer, now = UnitBasisForm(), db.session(), current_officer(), business_now()
    unit = form.unit.data
    if unit is None:
        abort(400)
    if code := done_by(
        form, lambda basis: exporting.propose_export(session, officer, unit, basis, now)
    ):
        return _refused(message(code), out=True)
    flash("Đã đề xuất. Người thứ hai của đơn vị xác nhận thì bạn tải được.", "wait")
    return redirect(url_for("imports.show", _anchor="tai-ve"), 303)


@bp.post("/imports/export/<uuid:act_id>")
@policy("records.import")
@require_fresh()
def take_export(act_id: UUID) -> Answer:
    """Hand out, once, the records that the second person confirmed."""
    checked(TokenForm())
    try:
        data = exporting.export_released(db.session(), current_officer(), act_id, business_now())
    except Refused as error:
        return _refused(message(error.decision.code), out=True)
    return _workbook(data, "ho-so-don-vi.xlsx")


@bp.post("/imports")
@policy("records.import")
def upload() -> Answer:
    """Read a file and guess its columns."""
    form = checked(UploadForm())
    file = request.files.get("file")
    if file is None or not file.filename:
        return _refused(message("import_no_file"))
    act = (db.session(), current_officer(), form.unit.data, file.filename)
    if form.unit.data not in current_officer().hr_units:
        raise Missing
    try:
        batch = importing.upload(*act, read_workbook(file.stream.read()), business_now())
    except NotAccepted as error:
        place = f" ({error.place})" if error.place else ""
        return _refused(message(error.code).rstrip(".") + f"{place}.")
    except Refused as error:
        return _refused(message(error.decision.code))
    return redirect(url_for("imports.show_batch", batch_id=batch.id), 303)


@bp.get("/imports/<uuid:batch_id>")
@policy("records.import")
def show_batch(batch_id: UUID) -> str:
    """Show the step at which the file is; `?only=wrong`, `?page=2` choose among its rows."""
    return _batch(batch_id)


@bp.get("/imports/<uuid:batch_id>/progress")
@policy("records.import")
def progress(batch_id: UUID) -> Response:
    """Show how many rows have been compared or entered; at the end the page comes anew."""
    desk = import_desk(db.session(), current_officer(), batch_id, business_now(), most=0)
    shown = progress_of(desk)
    html = render_template("imports/_progress.html", progress=shown)
    return part(html, running=shown.running)


@bp.get("/imports/<uuid:batch_id>/errors.xlsx")
@policy("records.import")
def errors(batch_id: UUID) -> Response:
    """Hand out the rows that were not entered, each with what is wrong, in the same layout."""
    found = rows_with_faults(db.session(), current_officer(), batch_id, business_now())
    lines = (Line(row.told, sentences(row)) for row in found)
    return _workbook(
        workbook(lines, local_day(business_now()), with_errors=True), "dong-co-loi.xlsx"
    )


@bp.post("/imports/<uuid:batch_id>/compare")
@policy("records.import")
def compare(batch_id: UUID) -> Answer:
    """Compare the file with the records, its columns as they were chosen."""
    if not TokenForm().validate():
        abort(400)
    act = (db.session(), current_officer(), batch_id, chosen_columns(), business_now())
    return _acted(batch_id, lambda: importing.compare(*act))


@bp.post("/imports/<uuid:batch_id>/use-code")
@policy("records.import")
def use_code(batch_id: UUID) -> Answer:
    """Take an offered code for a cell and show the wrong rows that are left."""
    form = checked(CodeForm())
    act = (form.row.data, form.path.data, form.code.data, business_now())
    importing.use_code(db.session(), current_officer(), batch_id, *act)
    flash("Đã dùng mã này. Dòng được so lại.", "done")
    place = url_for("imports.show_batch", batch_id=batch_id, only=request.args.get("only") or None)
    return redirect(f"{place}#dong", 303)


@bp.post("/imports/<uuid:batch_id>/enter")
@policy("records.import")
def enter(batch_id: UUID) -> Answer:
    """Enter the rows and send them to be checked by somebody else."""
    strict = checked(EnterForm()).rows.data == "all"
    act = (db.session(), current_officer(), batch_id, business_now())
    return _acted(batch_id, lambda: importing.enter(*act, all_or_none=strict))


@bp.post("/imports/<uuid:batch_id>/discard")
@policy("records.import")
def discard(batch_id: UUID) -> Answer:
    """Give the file up."""
    checked(TokenForm())
    importing.discard(db.session(), current_officer(), batch_id, business_now())
    flash("Đã bỏ tệp. Chưa ghi gì thêm vào hồ sơ.", "done")
    return redirect(url_for("imports.show"), 303)


def _acted(batch_id: UUID, act: Callable[[], object]) -> Answer:
    """Do the act and show the batch; a refusal about its state is said on its own page."""
    try:
        act()
    except Refused as error:
        if error.decision.kind == "who":
            raise
        return _batch(batch_id, message(error.decision.code)), 409
    return redirect(url_for("imports.show_batch", batch_id=batch_id), 303)


def _batch(batch_id: UUID, error: str = "") -> str:
    only = request.args.get("only", "")
    only = only if only in STATES else ""
    number = max(request.args.get("page", 1, type=int), 1)
    states = (only,) if only else STATES
    act = (db.session(), current_officer(), batch_id, business_now())
    desk = import_desk(*act, states, number)
    page = batch_page(desk, only, number, local_day(business_now()), error)
    return render_template("imports/show_batch.html", page=page)


def _upload_page(error: str = "", out: bool = False) -> UploadPage:
    officer, now = current_officer(), business_now()
    last = newest(db.session(), officer)
    return UploadPage(
        tuple(map(unit_option, exporting.export_desk(db.session(), officer, now))),
        local_day(now).isoformat(),
        Link(last.name, url_for("imports.show_batch", batch_id=last.id)) if last else None,
        (FieldError(error, "#tai-ve" if out else "#tep"),) if error else (),
        "Chưa tải về được" if out else "Chưa đọc được tệp",
    )


def _refused(sentence: str, out: bool = False) -> Answer:
    return render_template("imports/show.html", page=_upload_page(sentence, out)), 409


def _workbook(data: bytes, name: str) -> Response:
    return send_file(
        BytesIO(data), mimetype=_XLSX, as_attachment=True, download_name=name, etag=False
    )
