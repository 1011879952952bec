"""The sections of the record, one file a noun; `ALL` is their order in the form.

A section is added here and in its own file, nowhere else.
"""

from province_app.record.form import SectionInfo
from province_app.record.sections.contract import CONTRACT
from province_app.record.sections.education import EDUCATION
from province_app.record.sections.family import FAMILY
from province_app.record.sections.history import SELF_HISTORY, WORK_HISTORY
from province_app.record.sections.identity import IDENTITY, IDENTITY_RESTRICTED
from province_app.record.sections.merit import AWARDS, DISCIPLINE, EVALUATION
from province_app.record.sections.political import POLITICAL
from province_app.record.sections.post import PLANNING, POSITION, RECRUITMENT
from province_app.record.sections.private import ECONOMY, HEALTH
from province_app.record.sections.salary import SALARY, SALARY_HISTORY
from province_app.record.sections.service import SERVICE
from province_app.record.sections.training import TRAINING

ALL: tuple[SectionInfo, ...] = (
    IDENTITY,
    IDENTITY_RESTRICTED,
    RECRUITMENT,
    POLITICAL,
    EDUCATION,
    POSITION,
    PLANNING,
    SALARY,
    HEALTH,
    TRAINING,
    WORK_HISTORY,
    SELF_HISTORY,
    AWARDS,
    DISCIPLINE,
    FAMILY,
    SALARY_HISTORY,
    ECONOMY,
    EVALUATION,
    CONTRACT,
    SERVICE,
)
