"""What HR typed into the own record → lines of the page, each with the way to object."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from province_app.services.objections import TypedByHr
from province_app.views.changed import ReadChange, by_section
from province_app.views.record_page import TypedField
from tiers.calendar import local_day


def typed_fields(found: Sequence[TypedByHr], now: datetime) -> tuple[TypedField, ...]:
    """Return the lines, in the order of what was found."""
    return tuple(_field(one, in_words(one, now)) for one in found)


def in_words(one: TypedByHr, now: datetime) -> ReadChange:
    """Return the change as people read it."""
    ((_, (read,)),) = by_section([one.change], local_day(now), {})
    return read


def _field(one: TypedByHr, read: ReadChange) -> TypedField:
    place = url_for("objections.new", section=read.info.section, name=read.info.name)
    allowed = one.decision.allowed
    return TypedField(read.info.item.label, read.old, read.new, one.last_day, place * allowed)
