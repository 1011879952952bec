"""Two answers to a table are compared row by row."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from province_app.record.differences import RowChange, TableChange, table_change

A = {"relation_code": "BO", "full_name": "Trần Văn An", "birth_year": "1961", "workplace": None}
B = {"relation_code": "ME", "full_name": "Lê Thị Bình", "birth_year": "1963", "workplace": None}
C = {"relation_code": "CON", "full_name": "Trần Minh", "birth_year": "2015", "workplace": None}
NONE = {"declared_none": True, "rows": []}


def rows(*found: dict[str, Any]) -> dict[str, Any]:
    return {"declared_none": False, "rows": list(found)}


def test_a_new_row_is_added_wherever_it_stands() -> None:
    assert table_change(rows(A, B), rows(A, C, B)) == TableChange((RowChange("added", None, C),))


def test_a_missing_row_is_removed() -> None:
    assert table_change(rows(A, C, B), rows(A, B)) == TableChange((RowChange("removed", C, None),))


def test_a_row_that_shares_half_of_its_cells_is_changed_and_names_its_columns() -> None:
    moved = {**B, "workplace": "Trường THPT Trần Hưng Đạo"}
    change = table_change(rows(A, B), rows(moved, A, C))
    assert change.rows == (
        RowChange("changed", B, moved, ("workplace",)),
        RowChange("added", None, C),
    )
    assert (change.count("changed"), change.count("added"), change.count("removed")) == (1, 1, 0)


def test_rows_without_likeness_are_one_removed_and_one_added() -> None:
    assert [row.kind for row in table_change(rows(A), rows(C)).rows] == ["added", "removed"]


def test_of_two_equal_rows_one_more_is_one_added() -> None:
    assert table_change(rows(A), rows(A, A)).rows == (RowChange("added", None, A),)


def test_declaring_none_and_taking_it_back_are_said() -> None:
    assert table_change(rows(A), NONE) == TableChange(
        (RowChange("removed", A, None),), declared_none=True
    )
    assert table_change(NONE, rows(A)) == TableChange(
        (RowChange("added", None, A),), taken_back=True
    )
    assert table_change(None, NONE) == TableChange((), declared_none=True)


def test_another_order_alone_is_said() -> None:
    assert table_change(rows(A, B), rows(B, A)) == TableChange((), moved=True)


some_rows = st.lists(
    st.fixed_dictionaries({name: st.sampled_from([None, "a", "b"]) for name in "xyz"}), max_size=6
)


@given(some_rows, some_rows)
def test_the_changes_account_for_every_row(old: list[Any], new: list[Any]) -> None:
    change = table_change(rows(*old), rows(*new))
    assert len(old) + change.count("added") == len(new) + change.count("removed")
    assert bool(change.rows or change.moved) is (old != new)
    assert table_change(rows(*new), rows(*new)) == TableChange(())
