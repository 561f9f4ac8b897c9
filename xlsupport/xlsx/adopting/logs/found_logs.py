"""A log that people keep already, found on its sheet: an Excel table, or a range under a row of headers."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from xlsupport.reading.cells import is_blank
from xlsupport.sheets.addresses import LAST_ROW, Area, area, letters
from xlsupport.sheets.grids import HEADER_ROWS
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.headers import LOOKED_AT, LogHeaders, log_headers
from xlsupport.xlsx.adopting.logs.rows import LogRows, Rows, log_rows
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.formula_cells import formula_cells
from xlsupport.xlsx.sheet.rows import last_row, row_cells
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.loading import texts_of
from xlsupport.xlsx.tables.parts import TablePart, TotalsCell, table_parts
from xlsupport.xlsx.tables.survey import tail_tree


class FoundLog(NamedTuple):
    """Where a log stands, and what is in it.

    `area` reaches from the row of headers to the last data row; `part` is the Excel table, if the log is one. `headers` are what
    the columns are called, `cells` the texts that stand in the row of headers: they differ where headers are merged or have two
    rows. `blank` are columns without a header. `values` holds what stands below the headers, by row and column, and `formulas`
    the first row with a formula of each column that has one; `totals` are the cells of a row right below that becomes
    the table's totals row, by the column's position, and `merges` the merged ranges that a table here could not hold.
    """

    sheet: Sheet
    part: TablePart | None
    area: Area
    headers: tuple[str, ...]
    cells: tuple[str, ...]
    rows: LogRows
    values: Mapping[int, Mapping[int, Cell]]
    formulas: Mapping[int, int]
    totals: Mapping[int, TotalsCell] | None = None
    merges: tuple[Area, ...] = ()
    blank: tuple[int, ...] = ()

    @property
    def whole(self) -> Area:
        """The area with its totals row, if it has one."""
        own = self.part.has_totals if self.part else False
        return self.area._replace(bottom=self.area.bottom + (self.rows.has_totals or own))

    def place(self, column: int, row: int | None = None) -> Place:
        """The place of a cell, or of a column's header."""
        return Place(self.sheet.name, f"{letters(column)}{row or self.area.top}")

    def number(self, header: str) -> int:
        """The number of the column of that header."""
        return self.area.left + self.headers.index(header)

    def filled(self, column: int) -> int | None:
        """The first data row in which a column holds a value or a formula; None where it holds nothing."""
        rows = [row for row, cells in self.values.items() if column in cells]
        found = min([*rows, *([self.formulas[column]] if column in self.formulas else [])], default=LAST_ROW)
        return found if found <= self.area.bottom else None


class _Looked(NamedTuple):
    """What one pass over a sheet finds: its first rows, its formulas by row and column, and its merged ranges."""

    first: Mapping[int, Mapping[int, Cell]]
    formulas: Mapping[int, Mapping[int, str]]
    merges: tuple[Area, ...]


def find_log(package: Package, name: str, known: Collection[str]) -> FoundLog:
    """The log on the sheet of that name, or the table of that name. `known` are the keys of headers that tell a log.

    Raises UsageError where there is no such sheet or table, WorkbookError for a log that cannot be a table.
    """
    tables = list(table_parts(package))
    sheet = package.sheet(name)
    chosen = [each for each in tables if (each.sheet == sheet if sheet else each.name.lower() == name.lower())]
    if sheet is None and not chosen:
        listed = ", ".join(each.name for each in package.sheets if each.kind == "worksheet")
        raise UsageError(f"{package.file_name} has no sheet {name}; it has {listed}")
    table = max(chosen, key=lambda each: _known(each.headers, known), default=None)
    if sheet and sheet.kind != "worksheet":
        raise UsageError(f"{sheet.name} is not a sheet with cells; name the sheet that the log is on")
    home = sheet or (table.sheet if table else None)
    assert home is not None
    with package.naming(home.part):
        looked = _look(package, home)
        headers = log_headers(looked.first, looked.merges, known) if sheet else None
        if table and (headers is None or _known(table.headers, known) >= _known(headers.names, known)):
            return _of_table(package, table, looked)
        if headers is None:
            raise WorkbookError(f"The sheet {name} has no row of headers in its first {HEADER_ROWS} rows. Give the log one.")
        return _of_range(package, home, headers, looked)


def _known(headers: Collection[str], known: Collection[str]) -> int:
    return len({name_key(header) for header in headers} & set(known))


def _look(package: Package, sheet: Sheet) -> _Looked:
    strings = texts_of(package)
    first: dict[int, Mapping[int, Cell]] = {}
    for number, cells in row_cells(SheetStream(package.stream(sheet.part)), strings):
        if number > HEADER_ROWS + LOOKED_AT:
            break
        first[number] = {column: cell for column, cell in cells.items() if not is_blank(cell)}
    stream, before = SheetStream(package.stream(sheet.part)), 0
    formulas: dict[int, dict[int, str]] = {}
    for block in stream.blocks():
        for each in formula_cells(stream, block, before):
            formulas.setdefault(each.row, {})[each.column] = each.text
        before = max(before, last_row(stream, block, before))
    merges = (area(each.attributes.get("ref", "")) for each in tail_tree(stream, stream.tail())[1].all("mergeCell"))
    return _Looked(first, formulas, tuple(sorted(each for each in merges if each)))


def _of_table(package: Package, part: TablePart, looked: _Looked) -> FoundLog:
    if package.tree(part.part)[1].attributes.get("tableType", "worksheet") != "worksheet":
        raise WorkbookError(
            f"The table {part.name} is filled by a query or a map, which would undo new headers. Copy it as values first."
        )
    if not part.has_header:
        raise WorkbookError(f"The table {part.name} has no header row. Turn on Header Row in Excel, under Table Design.")
    rows, bottom = _rows(package, part.sheet, part.area, part.headers, looked)
    found = log_rows(rows, max(bottom, part.last_row), (part.last_row, part.has_totals))
    where = part.area._replace(bottom=found.last)
    return FoundLog(
        part.sheet,
        part,
        where,
        part.headers,
        part.headers,
        found,
        rows.values,
        _first_formulas(rows),
        _totals(rows, where, found),
    )


def _of_range(package: Package, sheet: Sheet, headers: LogHeaders, looked: _Looked) -> FoundLog:
    where = Area(headers.row, headers.left, LAST_ROW, headers.left + len(headers.names) - 1)
    rows, bottom = _rows(package, sheet, where, headers.names, looked)
    found = log_rows(rows, bottom)
    where = where._replace(bottom=found.last)
    whole = where._replace(bottom=found.last + found.has_totals)
    merges = tuple(each for each in looked.merges if each.overlaps(whole))
    return FoundLog(
        sheet,
        None,
        where,
        headers.names,
        headers.cells,
        found,
        rows.values,
        _first_formulas(rows),
        _totals(rows, whole, found),
        merges,
        headers.blank,
    )


def _rows(package: Package, sheet: Sheet, where: Area, headers: Sequence[str], looked: _Looked) -> tuple[Rows, int]:
    """What stands under the headers, and the last row in which anything does."""
    numbers = range(where.left, where.right + 1)
    reader = ColumnReader(SheetStream(package.stream(sheet.part)), numbers, where.top + 1, LAST_ROW, texts_of(package))
    values: dict[int, dict[int, Cell]] = {}
    for number, cells in reader.read().items():
        for row, cell in enumerate(cells, where.top + 1):
            if not is_blank(cell):
                values.setdefault(row, {})[number] = cell
    formulas = {
        row: inside
        for row, cells in looked.formulas.items()
        if row > where.top and (inside := {column: text for column, text in cells.items() if column in numbers})
    }
    return Rows(where.top, dict(zip(numbers, headers, strict=True)), values, formulas), max(
        (*values, *formulas), default=where.top
    )


def _first_formulas(rows: Rows) -> dict[int, int]:
    """The first row with a formula of each column that has one."""
    return {column: row for row in sorted(rows.formulas, reverse=True) for column in rows.formulas[row]}


def _totals(rows: Rows, where: Area, found: LogRows) -> dict[int, TotalsCell] | None:
    """The cells of the row that becomes the totals row; None where there is no such row."""
    if not found.has_totals:
        return None
    row = found.last + 1
    values, formulas = rows.values.get(row, {}), rows.formulas.get(row, {})
    cells = {}
    for position, column in enumerate(range(where.left, where.right + 1)):
        value = values.get(column)
        if column in formulas:
            cells[position] = TotalsCell(formula=formulas[column])
        elif isinstance(value, str):
            cells[position] = TotalsCell(label=value)
    return cells
