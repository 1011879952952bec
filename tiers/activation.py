"""How long a code activates. Source: Quy chế Đ.5."""

from datetime import timedelta

VALID_FOR = timedelta(hours=24)
