"""The tables, one module a noun. Importing the package registers all of them."""

from province_app.models import (
    accounts,
    audit,
    catalogues,
    corrections,
    evidence,
    exchange,
    imports,
    levels,
    moves,
    people,
    records,
    required_fields,
    sign_in,
    signing,
    sync,
    two_person,
    units,
)
from province_app.models.base import Base

__all__ = [
    "Base",
    "accounts",
    "audit",
    "catalogues",
    "corrections",
    "evidence",
    "exchange",
    "imports",
    "levels",
    "moves",
    "people",
    "records",
    "required_fields",
    "sign_in",
    "signing",
    "sync",
    "two_person",
    "units",
]
