"""The kinds of acts that need two persons. A new one: its `Kind` here, its words in the views."""

from collections.abc import Mapping

from province_app.services import (
    account_opening,
    activation,
    catalogue_quarantine,
    exceptional_windows,
    exporting,
    factor_resets,
    grants,
    hand_deliveries,
    key_rotation,
    levels,
    restore_approval,
)
from province_app.services.two_person import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        exceptional_windows.OPENING,
        grants.ADMIN_GRANT,
        grants.UNIT_ADMIN_GRANT,
        account_opening.ADMIN_ENABLE,
        activation.ADMIN_RESET,
        factor_resets.FACTOR_RESET,
        levels.RAISING,
        levels.LOWERING,
        catalogue_quarantine.USE,
        key_rotation.KEY_CHANGE,
        exporting.BULK_EXPORT,
        hand_deliveries.HAND_DELIVERY,
        restore_approval.RESTORE,
    )
}
