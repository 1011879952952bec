"""Documents of a section: wanting, attached, on their way; none yet."""

from province_app.views.evidence_panel import Document, EvidencePanel, OnTheWay

PAGE = "/static/icon.svg"  # stands for the picture of a page
DECISION = Document(
    "salary.salary_step",
    "Bậc lương",
    "ab" * 32,
    "Quyết định nâng bậc lương thường xuyên năm 2024 số 118/QĐ-THCSHM.pdf",
    "1,2 MB",
    23,
    "/record/evidence/copy",
    (PAGE, PAGE),
)
PICTURE = Document(
    "salary.salary_step", "Bậc lương", "cd" * 32, "Ảnh chụp bảng lương.jpg", "820 KB", 1,
    "/record/evidence/copy", (PAGE,),
)  # fmt: skip
PANEL = EvidencePanel(
    "salary",
    (
        ("salary.rank_code", "Ngạch / chức danh nghề nghiệp"),
        ("salary.salary_step", "Bậc lương"),
    ),
    ("Ngạch / chức danh nghề nghiệp: Quyết định bổ nhiệm ngạch, chức danh nghề nghiệp",),
    (DECISION, PICTURE),
    (
        OnTheWay(
            "00000000-0000-4000-8000-000000000002",
            "Ngạch / chức danh nghề nghiệp",
            "quyết định bổ nhiệm",
            "3,1 MB",
            "12,0 MB",
        ),
    ),
    True,
)
EMPTY = EvidencePanel("salary", PANEL.options, (), (), (), False)
