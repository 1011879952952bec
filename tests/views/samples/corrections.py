"""A field reported as wrong: being asked, refused; answered, and answered too late."""

from dataclasses import replace
from datetime import date

from province_app.views.correction_page import AnswerPage, AskPage
from province_app.views.page import Act, Link
from tests.views.samples.shells import LONG_NAME, OFFICER, PERSON, at

ASK = AskPage("Số hiệu", "H3", "HM-0231", "/ask", Link("Quay lại", "/record"), 500)
ANSWER = AnswerPage(
    LONG_NAME, "Số hiệu", "H3", "", "Theo quyết định là HM-0232.", at(22, 9), "/answer",
    Act("Trả lời"), 500,
)  # fmt: skip

OBJECT = replace(ASK, until=date(2024, 5, 29), before="HM-0230")

PAGES = {
    "objection": ("corrections/ask.html", PERSON, OBJECT),
    "objection-refused": (
        "corrections/ask.html",
        PERSON,
        replace(OBJECT, said="x" * 300, error="Chưa ghi thế nào là đúng."),
    ),
    "objection-answer": ("corrections/show.html", OFFICER, replace(ANSWER, objection=True)),
    "correction": ("corrections/ask.html", PERSON, ASK),
    "correction-refused": (
        "corrections/ask.html",
        PERSON,
        replace(ASK, said="x" * 300, error="Chưa ghi thế nào là đúng."),
    ),
    "correction-answer": ("corrections/show.html", OFFICER, ANSWER),
    "correction-answered": (
        "corrections/show.html",
        OFFICER,
        replace(
            ANSWER,
            act=Act("Trả lời", False, "Báo sai này đã có trả lời"),
            error="Báo sai này đã có trả lời.",
        ),
    ),
}
