"""The tables of the open workbook, read as values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import xlwings as xw

from xlsupport.excel.book.ranges import grid
from xlsupport.reading.cells import is_blank
from xlsupport.reading.outside import taken_in
from xlsupport.sheets.addresses import Area, area, letters
from xlsupport.sheets.grids import HEADER_ROWS, Grid, header_row, known_columns, sheet_key, table_of
from xlsupport.sheets.specifications import BALANCES, BREACHES, LOG, SETUP, TableSpec
from xlsupport.sheets.tables import Book, Cell, Column, OtherTable, Table
from xlsupport.words.problems import Place

_ROWS_AT_ONCE = 20_000
"""So many rows below a table are asked for in one go: a sheet whose empty rows are formatted has a million of them."""


class Located(NamedTuple):
    """Where a table stands: `listed` is None for a plain range under a row of headers; `area` is without a totals row.

    `absorbed` is how many rows below it become rows of it.
    """

    sheet: xw.Sheet
    listed: xw.main.Table | None
    area: Area
    has_totals: bool
    absorbed: int = 0

    @property
    def taken(self) -> Area:
        """The area with the rows below it over which it is to grow because people typed there."""
        return self.area._replace(bottom=self.area.bottom + self.absorbed)


class _Listed(NamedTuple):
    """An Excel table: its sheet, and the area with its header row and its totals row."""

    sheet: xw.Sheet
    table: xw.main.Table
    whole: Area


def read_tables(book: xw.Book, specs: Iterable[TableSpec], extend: bool) -> tuple[Book, dict[str, Located]]:
    """The tables of these specifications that are there now, and where they stand.

    With `extend`, the tables that people type in reach over the rows right below them that look like theirs.
    """
    sheets = list(book.sheets)
    listed = {table.name.casefold(): _Listed(sheet, table, _area(table.range)) for sheet in sheets for table in sheet.tables}
    by_name = {sheet_key(sheet.name): sheet for sheet in sheets}
    tables: dict[str, Table] = {}
    located: dict[str, Located] = {}
    for spec in specs:
        found = _find(spec, listed, by_name)
        if found:
            table, where = found
            table = taken_in(table, spec) if extend and spec in (LOG, *SETUP) else table
            tables[spec.name], located[spec.name] = table, where._replace(absorbed=table.absorbed)
    names = tuple(each.table.name for each in listed.values())
    ours = {name.casefold() for name, where in located.items() if where.listed is not None}
    others = tuple(_other(each) for name, each in listed.items() if name not in ours)
    return Book(tables, names, tuple(sheet.name for sheet in sheets), others), located


def _find(spec: TableSpec, listed: Mapping[str, _Listed], by_name: Mapping[str, xw.Sheet]) -> tuple[Table, Located] | None:
    found = listed.get(spec.name.casefold())
    if found:
        return _of_listed(
            spec, found, [each.whole for each in listed.values() if each.sheet == found.sheet and each is not found]
        )
    sheet = by_name.get(sheet_key(spec.name))
    return _plain(spec, sheet) if sheet else None


def _other(listed: _Listed) -> OtherTable:
    where = listed.whole
    headers = values_of(range_of(listed.sheet, where._replace(bottom=where.top)))[0]
    place = Place(listed.sheet.name, f"{letters(where.left)}{where.top}")
    return OtherTable(listed.table.name, place, tuple("" if cell is None else str(cell) for cell in headers))


def _of_listed(spec: TableSpec, listed: _Listed, others: Sequence[Area]) -> tuple[Table, Located]:
    has_totals = bool(listed.table.show_totals)
    where = listed.whole._replace(bottom=listed.whole.bottom - has_totals)
    cells = values_of(range_of(listed.sheet, where))
    table = _table(spec, listed.sheet, where, cells, where.bottom - where.top)
    if spec in (BALANCES, BREACHES):
        table = replace(table, noted=frozenset(_noted(listed.sheet, where, table, cells)))
    if spec in (LOG, *SETUP):
        below = _below(listed.sheet, listed.whole, table, others)
        table = replace(table, below=dict(below), behind_totals=has_totals)
    if spec is LOG:
        table = _with_empty_ids(listed.sheet, table)
    return table, Located(listed.sheet, listed.table, where, has_totals)


def _plain(spec: TableSpec, sheet: xw.Sheet) -> tuple[Table, Located] | None:
    """A table that is no Excel table: what stands under the first row with its headers."""
    used = _area(sheet.used_range)
    cells = values_of(range_of(sheet, used._replace(bottom=min(used.bottom, used.top + HEADER_ROWS))))
    top = header_row(spec, dict(enumerate(cells, used.top)))
    if top is None:
        return None
    headers = cells[top - used.top]
    standing = [number for number, cell in enumerate(headers, used.left) if cell is not None]
    where = Area(top, standing[0], used.bottom, standing[-1])
    cells = values_of(range_of(sheet, where))
    table = _table(spec, sheet, where, cells, None)
    if spec in (BALANCES, BREACHES):
        filled = [offset for offset in _noted(sheet, where, table, cells) if offset < table.filled]
        table = replace(table, noted=frozenset(filled))
    return table, Located(sheet, None, where, False)


def _table(spec: TableSpec, sheet: xw.Sheet, where: Area, cells: Grid, rows: int | None) -> Table:
    headers = ["" if cell is None else str(cell) for cell in cells[0]]
    numbers = known_columns(spec, sheet.name, where.top, where.left, headers)
    columns: dict[str, tuple[int, list[Cell]]] = {
        header: (number, [row[number - where.left] for row in cells[1:]]) for header, number in numbers.items()
    }
    return table_of(spec.name, sheet.name, where.top, headers, columns, rows)


def _noted(sheet: xw.Sheet, where: Area, table: Table, cells: Grid) -> Iterator[int]:
    """The data rows beside which somebody wrote something, in a column of their own; one that formulas fill holds no notes."""
    known = {column.number for column in table.columns.values()}
    for number in range(where.left, where.right + 1):
        column = [row[number - where.left] for row in cells[1:]]
        if number not in known and not all(map(is_blank, column)):
            formulas = formulas_of(sheet.range((where.top + 1, number), (where.bottom, number)))
            if not all(isinstance(row[0], str) and row[0].startswith("=") for row in formulas):
                yield from (offset for offset, cell in enumerate(column) if not is_blank(cell))


def _below(sheet: xw.Sheet, whole: Area, table: Table, others: Sequence[Area]) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    """What stands in a table's columns further down, by row: without what belongs to other tables."""
    last = _area(sheet.used_range).bottom
    for top in range(whole.bottom + 1, last + 1, _ROWS_AT_ONCE):
        bottom = min(top + _ROWS_AT_ONCE - 1, last)
        for row, cells in enumerate(values_of(range_of(sheet, whole._replace(top=top, bottom=bottom))), top):
            found = {
                header: cells[column.number - whole.left]
                for header, column in table.columns.items()
                if not any(each.overlaps(Area(row, column.number, row, column.number)) for each in others)
            }
            if any(cell is not None for cell in found.values()):
                yield row, found


def _with_empty_ids(sheet: xw.Sheet, table: Table) -> Table:
    """The log with its formulas that give an empty ID told from empty cells, for which xlwings hands over the same."""
    column = table.columns.get("ID")
    if column is None or not table.filled or None not in column.cells:
        return table
    first = table.row_number(0)
    formulas = formulas_of(sheet.range((first, column.number), (first + table.filled - 1, column.number)))
    cells: list[Cell] = [
        "" if cell is None and isinstance(row[0], str) and row[0].startswith("=") else cell
        for cell, row in zip(column.cells, formulas, strict=True)
    ]
    return replace(table, columns={**table.columns, "ID": Column(column.number, cells)})


def _area(target: xw.Range) -> Area:
    found = area(target.get_address(False, False))
    assert found is not None
    return found


def range_of(sheet: xw.Sheet, where: Area) -> xw.Range:
    """The cells of a sheet in an area."""
    return sheet.range((where.top, where.left), (where.bottom, where.right))


def values_of(target: xw.Range) -> Grid:
    """A range's cells. Excel's errors come as their names, and so are told from blanks."""
    return grid(target.options(ndim=2, err_to_str=True).value)


def formulas_of(target: xw.Range) -> list[list[object]]:
    """What formulas a range has; None each where the engine cannot tell."""
    rows, columns = target.shape
    if target.sheet.book.app.engine.type == "remote":
        return [[None] * columns for _ in range(rows)]
    return [list(row) for row in grid(_as_rows(target.formula, rows, columns))]


def _as_rows(value: object, rows: int, columns: int) -> object:
    """A range's formulas as rows: a single one comes alone, and a row or column flat."""
    if rows == columns == 1:
        return [[value]]
    assert isinstance(value, list | tuple)
    if isinstance(value[0], list | tuple):
        return value
    return [value] if rows == 1 else [[each] for each in value]
