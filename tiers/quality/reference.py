"""The tables that rules compare with, handed in as plain values; others load them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included; None is open."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def touches(self, start: date, end: date) -> bool:
        """Whether any day from start to end lies in the period."""
        return (self.first is None or self.first <= end) and (
            self.last is None or start <= self.last
        )


@dataclass(frozen=True)
class Rank:
    """One meaning of the code of a rank (ngạch) or professional title (chức danh nghề nghiệp)."""

    code: str
    group: str  # of the salary table; "" when unknown
    professional: bool  # a title of viên chức
    valid: Period


@dataclass(frozen=True)
class SalaryGroup:
    """A row of the salary table. Source: NĐ 204/2004; TT 08/2013/TT-BNV."""

    name: str
    coefficients: tuple[str, ...]  # by step, from 1, as text: "2.34"
    valid_from: date
    months_per_step: int
    over_frame_months: int
    over_frame_first_percent: int
    over_frame_yearly_percent: int


@dataclass(frozen=True)
class Reference:
    """All tables together. An empty table makes the rules that need it silent."""

    categories: Mapping[str, str] = field(default_factory=dict)  # code -> root: CB, CC, VC, HDLD
    ranks: Mapping[str, tuple[Rank, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[SalaryGroup, ...]] = field(default_factory=dict)  # by valid_from
    base_salary: tuple[tuple[Period, int], ...] = ()  # lương cơ sở in đồng
    retirement_months: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    admin_units: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    birth_provinces: frozenset[str] = frozenset()  # first three digits of an identity number
    qualifications: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # level, group
    contract_types: Mapping[str, tuple[str, Period]] = field(default_factory=dict)  # parent, valid
    minimum_wage: tuple[tuple[Period, int], ...] = ()  # lowest of the regions
    # By path of a coded field: the codes that have no meaning left, and the last day of each.
    ended_codes: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    position_allowances: tuple[tuple[str, Period, str], ...] = ()  # title, valid, coefficient

    def rank_on(self, code: object, day: date) -> Rank | None:
        """Return what the rank's code means on the day, or None."""
        if not isinstance(code, str):
            return None
        for rank in self.ranks.get(code, ()):
            if rank.valid.covers(day):
                return rank
        return None

    def group_on(self, code: object, day: date) -> SalaryGroup | None:
        """Return the salary group of the rank's code on the day, or None when it is unknown."""
        rank = self.rank_on(code, day)
        if rank is None:
            return None
        for group in reversed(self.groups.get(rank.group, ())):
            if group.valid_from <= day:
                return group
        return None
