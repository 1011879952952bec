"""Who may start a stage. Source: Quy chế Đ.8, 17.4, 18."""

from tiers.calendar import Opening, decide_open
from tiers.decision import Decision
from tiers.stages import Stage
from tiers.units import Officer, Role

_STARTERS = {
    Stage.FACILITY_TO_DEPARTMENT: {Role.DEPARTMENT_HR, Role.PROVINCE},
    Stage.DEPARTMENT_TO_PROVINCE: {Role.DEPARTMENT_HR, Role.PROVINCE},
    Stage.PROVINCE_TO_NATIONAL: {Role.PROVINCE},
}


def may_start_stage(officer: Officer, stage: Stage, opening: Opening) -> Decision:
    """Decide whether the officer may start the stage by hand now. Source: Quy chế Đ.8.1-8.3."""
    if not officer.roles(acting=True) & _STARTERS[stage]:
        return Decision(False, "who", "role_lacks", "Đ.8")
    return decide_open(opening, "stage_closed")


def may_register_delivery(officer: Officer) -> Decision:
    """Decide whether the officer may let a department deliver by its own software.

    Source: Quy chế Đ.8.2, 12, 18.
    """
    if Role.PROVINCE not in officer.roles(acting=True):
        return Decision(False, "who", "role_lacks", "Đ.12")
    return Decision(True)


def may_approve_receipt(officer: Officer) -> Decision:
    """Decide whether the officer may approve the national receipt with the agency's seal.

    Source: TT 06/2023, Quy chế Đ.13 bước 4.
    """
    if Role.PROVINCE not in officer.roles(acting=True):
        return Decision(False, "who", "role_lacks", "TT06 Đ.13")
    return Decision(True)
