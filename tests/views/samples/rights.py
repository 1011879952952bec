"""Requests about the own data: waiting, overdue, answered, refused; being answered."""

from dataclasses import replace

from province_app.views.consents_page import ConsentRow, ConsentsPage
from province_app.views.data_issues_page import AnswerIssuePage, IssueCard, IssuesPage
from province_app.views.incidents_page import IncidentCard, IncidentLine, IncidentsPage
from province_app.views.page import Act, Link
from province_app.views.person_requests_page import (
    EXPLAINED,
    KINDS,
    AnswerRequestPage,
    RequestCard,
    RequestsPage,
)
from province_app.views.record_page import Option
from tests.views.samples.shells import LONG_NAME, OFFICER, PERSON, at

WAITING = RequestCard(
    "00000000-0000-4000-8000-000000000021", KINDS["copy"], "Để nộp hồ sơ vay vốn.", at(22, 9),
    handler="Nguyễn Thị Hà", left="còn 14 giờ", due_at=at(25, 9),
)  # fmt: skip
CARDS = (
    WAITING,
    replace(
        WAITING, id="00000000-0000-4000-8000-000000000022", title=KINDS["restriction"],
        field="Số điện thoại (mục 3)", left="quá hạn 5 giờ", overdue=True,
        handler=f"{LONG_NAME}, Sở Nội vụ",
    ),
    replace(
        WAITING, id="00000000-0000-4000-8000-000000000023", left="", answer="Chấp thuận",
        answered_at=at(23, 15),
        links=(Link("Tải bản PDF", "/pdf"), Link("Tải bản máy đọc được (JSON)", "/json")),
    ),
    replace(
        WAITING, id="00000000-0000-4000-8000-000000000024", title=KINDS["restriction"], left="",
        field="Số điện thoại (mục 3)", answer="Chấp thuận", answered_at=at(23, 15), ends=True,
        effect="Đang có hiệu lực: mục này không được đưa vào tệp Excel của đơn vị.",
    ),
)  # fmt: skip
ASKING = RequestsPage(
    CARDS,
    tuple((value, name, EXPLAINED[value]) for value, name in KINDS.items()),
    (("Thông tin chung", (Option("identity.phone", "3. Số điện thoại"),)),),
    1000,
)
ANSWERING = AnswerRequestPage(
    WAITING, LONG_NAME, "Trường THCS Hải Minh", Act("Trả lời"), 1000, "/answer"
)

PAGES = {
    "requests": ("rights/requests.html", PERSON, ASKING),
    "requests-none": (
        "rights/requests.html",
        PERSON,
        replace(ASKING, cards=(), kind="copy", error="Chưa ghi nội dung."),
    ),
    "request-answer": ("rights/request.html", OFFICER, ANSWERING),
    "request-answered": (
        "rights/request.html",
        OFFICER,
        replace(
            ANSWERING,
            card=CARDS[2],
            act=Act("Trả lời", False, "Yêu cầu này đã có trả lời"),
            error="Yêu cầu này đã có trả lời.",
        ),
    ),
}

CONSENT = ConsentRow(
    "00000000-0000-4000-8000-000000000031", LONG_NAME, "Thẩm định hồ sơ bổ nhiệm",
    at(20, 9).date(), at(30, 9).date(), whole=True, url="/records/x",
)  # fmt: skip
CONSENTS = ConsentsPage(
    (
        CONSENT,
        replace(
            CONSENT, id="00000000-0000-4000-8000-000000000032", standing=False, revoked_at=at(22, 9)
        ),
        replace(CONSENT, id="00000000-0000-4000-8000-000000000033", standing=False, whole=False),
    ),
    (replace(CONSENT, id="00000000-0000-4000-8000-000000000034"),),
    "2024-05-24",
    300,
)
PAGES |= {
    "consents": ("rights/consents.html", PERSON, CONSENTS),
    "consents-none": (
        "rights/consents.html",
        PERSON,
        replace(CONSENTS, given=(), received=(), error="Không có tài khoản này."),
    ),
}

ISSUE = IssueCard(
    "00000000-0000-4000-8000-000000000041", "Hai ngày vào ngành khác nhau", LONG_NAME, at(20, 9),
    "Phạm Thị Thu Hằng", "Trường THCS Hải Minh",
)  # fmt: skip
SETTLED = replace(
    ISSUE, answer="Đã xử lý", reason="Lấy ngày của quyết định đầu.", answered_by=LONG_NAME,
    answered_at=at(21, 9),
)  # fmt: skip
ISSUES = IssuesPage("00000000-0000-4000-8000-000000000042", LONG_NAME, (ISSUE, SETTLED), 1000)
PAGES |= {
    "issues": ("rights/issues.html", OFFICER, ISSUES),
    "issues-none": (
        "rights/issues.html",
        OFFICER,
        replace(ISSUES, cards=(), error="Chưa ghi vấn đề."),
    ),
    "issue-answer": ("rights/issue.html", OFFICER, AnswerIssuePage(ISSUE, Act("Trả lời"), 1000)),
    "issue-answered": (
        "rights/issue.html",
        OFFICER,
        AnswerIssuePage(
            SETTLED, Act("Trả lời", False, "Vấn đề này đã có trả lời"), 1000, error="Đã có trả lời."
        ),
    ),
}

INCIDENT = IncidentCard(
    "00000000-0000-4000-8000-000000000051", "Máy tính có tệp danh sách bị mất", at(22, 9),
    at(25, 9), 120, "Trường THCS Hải Minh", "Chưa báo cáo",
    (IncidentLine("Ghi sổ", at(22, 10), LONG_NAME, "Đã khóa tài khoản."),),
    (("noted", "Diễn biến"), ("reported", "Đã báo cáo")), "còn 14 giờ",
)  # fmt: skip
INCIDENTS = IncidentsPage((INCIDENT,), "2024-05-24T16:00", 2000)
PAGES |= {
    "incidents": ("rights/incidents.html", OFFICER, INCIDENTS),
    "incidents-late": (
        "rights/incidents.html",
        OFFICER,
        replace(
            INCIDENTS,
            cards=(
                replace(INCIDENT, left="quá hạn 5 giờ", overdue=True, people=0),
                replace(
                    INCIDENT,
                    id="00000000-0000-4000-8000-000000000052",
                    left="",
                    acts=(),
                    state="Đã khép",
                ),
            ),
            error="Chưa đủ nội dung.",
        ),
    ),
    "incidents-none": (
        "rights/incidents.html",
        OFFICER,
        replace(INCIDENTS, cards=(), may_write=False),
    ),
}
