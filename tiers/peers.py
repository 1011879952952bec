"""Which other node may speak as the one above: keys and seals of many are registered.

Source: exchange contract, annex 12, 16, 19, 24.
"""

from collections.abc import Collection


def lies_in(code: str, prefix: str) -> bool:
    """Tell whether a unit or agency is that of the prefix or lies below it (annex 13)."""
    return code == prefix or code.startswith(f"{prefix}.")


def may_be_above(
    agency: str, own: str, known: Collection[str], named: str = "", senders: Collection[str] = ()
) -> bool:
    """Tell whether the agency may be the node that we send to, and so answer and seal receipts.

    The one that is named; else never we, one below us or one registered here as a sender. Of a
    department it is the one of those known whose code ours lies below, where there is one.
    """
    if named:
        return agency == named
    if agency in senders or lies_in(agency, own):
        return False
    parents = [one for one in known if one != own and lies_in(own, one)]
    return not parents or agency == max(parents, key=len)
