"""Cells as Excel's functions count them: numbers, sums and texts of the tables as they stand after a run."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from xlsupport.sheets.tables import ErrorValue
from xlsupport.words.money import exact

Tables: TypeAlias = Mapping[str, Mapping[str, Sequence[object]]]
"""Columns by table and header, as they stand in the workbook after a run."""


def cells_of(tables: Tables, table: str, header: str) -> Sequence[object]:
    """A column's cells; none where the table, or the column, is not there."""
    return tables.get(table, {}).get(header, ())


def number_of(cell: object) -> Decimal | None:
    """A cell's number as Excel counts it: a date is none here, and a truth value or a text never is."""
    return exact(cell) if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else None


def total_of(cells: Sequence[object]) -> Decimal:
    """The sum of the cells that are numbers."""
    return sum((found for cell in cells if (found := number_of(cell)) is not None), Decimal(0))


def text_of(cell: object) -> str:
    """A cell as a text to compare; an empty one and an error are the empty text."""
    return "" if cell is None or isinstance(cell, ErrorValue) else str(cell)
