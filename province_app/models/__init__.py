"""The tables, one module a noun. Importing the package registers all of them."""

from province_app.models import (
    audit,
    catalogues,
    corrections,
    evidence,
    exchange,
    imports,
    people,
    records,
    required_fields,
    signing,
    sync,
    units,
)
from province_app.models.base import Base

__all__ = [
    "Base",
    "audit",
    "catalogues",
    "corrections",
    "evidence",
    "exchange",
    "imports",
    "people",
    "records",
    "required_fields",
    "signing",
    "sync",
    "units",
]
