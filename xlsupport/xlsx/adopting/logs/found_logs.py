"""A log that people keep already, found on its sheet: an Excel table, or a range under a row of headers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xlsupport.reading.cells import is_blank
from xlsupport.sheets.addresses import LAST_ROW, Area, area, letters
from xlsupport.sheets.grids import HEADER_ROWS
from xlsupport.sheets.tables import Cell
from xlsupport.words.problems import Place, UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.headers import LOOKED_AT, LogHeaders, Sought, log_headers
from xlsupport.xlsx.adopting.logs.rows import LogRows, Rows, date_column, has_day_numbers, log_rows
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
    `computed` are columns whose header is a formula. `others` are where headers of other logs may stand on the sheet, and
    `beside` is the first cell at the left of the log that holds something.
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
    computed: tuple[int, ...] = ()
    others: tuple[Area, ...] = ()
    beside: Place | None = None

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
    """What one pass over a sheet finds: its first rows, its formulas by row and column, and its merged ranges.

    `arrays` are the rows and columns of array formulas.
    """

    first: Mapping[int, Mapping[int, Cell]]
    formulas: Mapping[int, Mapping[int, str]]
    arrays: frozenset[tuple[int, int]]
    merges: tuple[Area, ...]


def find_log(package: Package, name: str, sought: Sought) -> FoundLog:
    """The log on the sheet of that name, or the table of that name.

    Raises UsageError where there is no such sheet or table, WorkbookError for a log that cannot be a table.
    """
    tables = list(table_parts(package))
    sheet = package.sheet(name)
    chosen = [each for each in tables if (each.sheet == sheet if sheet else each.name.lower() == name.lower())]
    if sheet is None and not chosen:
        listed = ", ".join(each.name for each in package.sheets if each.kind == "worksheet")
        raise UsageError(f"{package.file_name} has no sheet {name}; it has {listed}")
    table = max(chosen, key=lambda each: sought.score(each.headers), default=None)
    if sheet and sheet.kind != "worksheet":
        raise UsageError(f"{sheet.name} is not a sheet with cells; name the sheet that the log is on")
    home = sheet or (table.sheet if table else None)
    assert home is not None
    with package.naming(home.part):
        looked = _look(package, home)
        headers = log_headers(looked.first, looked.merges, sought) if sheet else None
        if table and (headers is None or sought.score(table.headers) >= sought.score(headers.names)):
            return _of_table(package, table, looked, sought)
        if headers is None:
            raise WorkbookError(
                f"The sheet {name} has no row of headers in its first {HEADER_ROWS} rows: two or more texts beside one another. "
                "Give the log such a row."
            )
        return _of_range(package, home, headers, looked, sought)


def _look(package: Package, sheet: Sheet) -> _Looked:
    strings = texts_of(package)
    first: dict[int, Mapping[int, Cell]] = {}
    for number, cells in row_cells(SheetStream(package.stream(sheet.part)), strings):
        if number > HEADER_ROWS + LOOKED_AT:
            break
        first[number] = {column: cell for column, cell in cells.items() if not is_blank(cell)}
    stream, before = SheetStream(package.stream(sheet.part)), 0
    formulas: dict[int, dict[int, str]] = {}
    arrays: set[tuple[int, int]] = set()
    for block in stream.blocks():
        for each in formula_cells(stream, block, before):
            formulas.setdefault(each.row, {})[each.column] = each.text
            if each.attributes.get("t") == "array":
                arrays.add((each.row, each.column))
        before = max(before, last_row(stream, block, before))
    merges = (area(each.attributes.get("ref", "")) for each in tail_tree(stream, stream.tail())[1].all("mergeCell"))
    return _Looked(first, formulas, frozenset(arrays), tuple(sorted(each for each in merges if each)))


def _of_table(package: Package, part: TablePart, looked: _Looked, sought: Sought) -> FoundLog:
    if package.tree(part.part)[1].attributes.get("tableType", "worksheet") != "worksheet":
        raise WorkbookError(
            f"The table {part.name} is filled by a query or a map, which would undo new headers. Copy it as values first."
        )
    if not part.has_header:
        raise WorkbookError(f"The table {part.name} has no header row. Turn on Header Row in Excel, under Table Design.")
    rows, bottom = _rows(package, part.sheet, part.area, part.headers, looked, sought)
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
        _totals(rows, where, found, looked.arrays),
    )


def _of_range(package: Package, sheet: Sheet, headers: LogHeaders, looked: _Looked, sought: Sought) -> FoundLog:
    where = Area(headers.row, headers.left, LAST_ROW, headers.left + len(headers.names) - 1)
    rows, bottom = _rows(package, sheet, where, headers.names, looked, sought)
    found = log_rows(rows, bottom)
    where = where._replace(bottom=found.last)
    whole = where._replace(bottom=found.last + found.has_totals)
    told = whole._replace(bottom=max([whole.bottom, *(each.last for each in found.left_out)]))
    return FoundLog(
        sheet, None, where, headers.names, headers.cells, found, rows.values, _first_formulas(rows),
        _totals(rows, whole, found, looked.arrays),
        merges=tuple(each for each in looked.merges if each.overlaps(whole)),
        blank=headers.blank,
        computed=tuple(column for column in looked.formulas.get(headers.row, {}) if where.left <= column <= where.right),
        others=tuple(each for each in headers.others if not each.overlaps(told)),
        beside=_beside(package, sheet, whole),
    )  # fmt: skip


def _beside(package: Package, sheet: Sheet, whole: Area) -> Place | None:
    """The first cell at the left of a log, in its rows, that holds something."""
    numbers = range(1, whole.left)
    stream = SheetStream(package.stream(sheet.part))
    columns = ColumnReader(stream, numbers, whole.top, whole.bottom, texts_of(package)).read() if numbers else {}
    cells = ((row, column, cell) for column in columns for row, cell in enumerate(columns[column], whole.top))
    filled = [(row, column) for row, column, cell in cells if not is_blank(cell)]
    if not filled:
        return None
    row, column = min(filled)
    return Place(sheet.name, f"{letters(column)}{row}")


def _rows(
    package: Package, sheet: Sheet, where: Area, headers: Sequence[str], looked: _Looked, sought: Sought
) -> tuple[Rows, int]:
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
    named = dict(zip(numbers, headers, strict=True))
    dates = date_column(named, values, sought.dates, sought.date)
    merged = (range(each.top + 1, each.bottom + 1) for each in looked.merges if each.left == dates and each.top > where.top)
    bottom = max((*values, *formulas), default=where.top)
    below = frozenset(row for rows in merged for row in rows)
    return Rows(where.top, named, values, formulas, dates, below, has_day_numbers(values, dates)), bottom


def _first_formulas(rows: Rows) -> dict[int, int]:
    """The first row with a formula of each column that has one."""
    return {column: row for row in sorted(rows.formulas, reverse=True) for column in rows.formulas[row]}


def _totals(rows: Rows, where: Area, found: LogRows, arrays: frozenset[tuple[int, int]]) -> dict[int, TotalsCell] | None:
    """The cells of the row that becomes the totals row; None where there is no such row."""
    if not found.has_totals:
        return None
    row = found.last + 1
    values, formulas = rows.values.get(row, {}), rows.formulas.get(row, {})
    cells = {}
    for position, column in enumerate(range(where.left, where.right + 1)):
        value = values.get(column)
        if formulas.get(column):
            cells[position] = TotalsCell(formula=formulas[column], is_array=(row, column) in arrays)
        elif isinstance(value, str):
            cells[position] = TotalsCell(label=value)
    return cells
