"""Who says what units are assigned and what follows them. Source: Quy chế Đ.18; QĐ 893."""

from tiers.decision import Decision
from tiers.units import Officer, Role


def may_keep_units(officer: Officer) -> Decision:
    """Decide whether the officer may say what units are assigned and what follows them.

    Source: Quy chế Đ.18; QĐ 893.
    """
    if Role.PROVINCE not in officer.roles(acting=True):
        return Decision(False, "who", "role_lacks", "Đ.18")
    return Decision(True)
