"""What all tables share: the metadata, the names of constraints, the types of columns."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import DateTime, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from province_app.sealing import ring


class Base(DeclarativeBase):
    """A table of the node's database. Moments are aware UTC; days are Vietnamese days."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: DateTime(timezone=True),
        str: Text(),
        bytes: LargeBinary(),
        UUID: Uuid(),
    }


class SealedJson(TypeDecorator[Any]):
    """JSON under the newest master key, bound to the column's name."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, name: str) -> None:
        """Take the name to which the value is bound: `table.column`."""
        super().__init__()
        self.name = name

    def process_bind_param(self, value: Any, dialect: object) -> bytes | None:
        """Seal what is written."""
        return None if value is None else ring().seal(orjson.dumps(value), self.name)

    def process_result_value(self, value: Any, dialect: object) -> Any:
        """Open what is read; sealing.Broken when it does not."""
        return None if value is None else orjson.loads(ring().open(bytes(value), self.name))


class SealedBytes(TypeDecorator[bytes]):
    """Bytes under the newest master key, bound to the column's name."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, name: str) -> None:
        """Take the name to which the value is bound: `table.column`."""
        super().__init__()
        self.name = name

    def process_bind_param(self, value: bytes | None, dialect: object) -> bytes | None:
        """Seal what is written."""
        return None if value is None else ring().seal(value, self.name)

    def process_result_value(self, value: Any, dialect: object) -> bytes | None:
        """Open what is read; sealing.Broken when it does not."""
        return None if value is None else ring().open(bytes(value), self.name)
