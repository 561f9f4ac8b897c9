"""Cells as tables: a row of headers, and the columns below it that the specification knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from xlsupport.sheets.addresses import letters
from xlsupport.sheets.specifications import TableSpec
from xlsupport.sheets.tables import Cell, Column, Table
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, WorkbookError

Grid: TypeAlias = Sequence[Sequence[Cell]]
"""Rows of equally many cells."""


HEADER_ROWS = 100
"""How far down a sheet without an Excel table a row of headers is looked for."""


def sheet_key(name: str) -> str:
    """What the names of a table and of the sheet that may stand for it have in common: neither case nor blanks count.

    >>> sheet_key("Invoice lines") == sheet_key("InvoiceLines")
    True
    """
    return "".join(name.casefold().split())


def header_row(spec: TableSpec, rows: Mapping[int, Iterable[Cell]]) -> int | None:
    """The first row with all the headers that the table must have, else the first that holds anything."""
    must = {name_key(column.header) for column in spec.columns if column.required}
    must = must or {name_key(column.header) for column in spec.columns}
    filled = {number: {name_key(str(cell)) for cell in cells if cell is not None} for number, cells in rows.items()}
    complete = (number for number, names in filled.items() if must <= names)
    return next(complete, None) or next((number for number, names in filled.items() if names), None)


def known_columns(spec: TableSpec, sheet: str, row: int, left: int, headers: Sequence[str]) -> dict[str, int]:
    """The known columns' numbers, in the specification's order; the headers stand in a row from the column `left` on.

    Raises WorkbookError where two columns have one header.
    """
    standing: dict[str, int] = {}
    known = {name_key(column.header) for column in spec.columns}
    for number, header in enumerate(headers, left):
        key = name_key(header)
        if key in known and key in standing:
            first, second = (Place(sheet, f"{letters(each)}{row}") for each in (standing[key], number))
            raise WorkbookError(f"{first} and {second} are both headed {header.strip()}. Rename one of the two columns.")
        standing.setdefault(key, number)
    return {column.header: standing[key] for column in spec.columns if (key := name_key(column.header)) in standing}


def table_of(
    name: str,
    sheet: str,
    row: int,
    headers: Sequence[str],
    columns: Mapping[str, tuple[int, Sequence[Cell]]],
    rows: int | None = None,
    date1904: bool = False,
) -> Table:
    """The table below a row of headers: its known columns' numbers and cells, cut behind the last row that holds anything.

    `rows` is how many data rows it has; None: as many as are filled.
    """
    filled = 0
    for _, cells in columns.values():
        filled = next((index + 1 for index in range(len(cells) - 1, filled - 1, -1) if cells[index] is not None), filled)
    cut = {header: Column(number, _exactly(cells, filled)) for header, (number, cells) in columns.items()}
    return Table(name, sheet, row, tuple(headers), cut, filled if rows is None else rows, filled, date1904)


def _exactly(cells: Sequence[Cell], count: int) -> Sequence[Cell]:
    return cells if len(cells) == count else [*cells[:count], *([None] * (count - len(cells)))]
