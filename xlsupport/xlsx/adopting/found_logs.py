"""A log that people keep already, found on its sheet: an Excel table, or a range under a row of headers."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from xlsupport.sheets.addresses import LAST_ROW, Area, letters
from xlsupport.sheets.grids import HEADER_ROWS
from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, UsageError, WorkbookError
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.rows import row_cells
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.loading import texts_of
from xlsupport.xlsx.tables.parts import TablePart, table_parts


class FoundLog(NamedTuple):
    """Where it stands: from its row of headers to its last row that holds anything, at least one; `part` if it is a table."""

    sheet: Sheet
    part: TablePart | None
    area: Area
    headers: tuple[str, ...]

    def place(self, column: int) -> Place:
        """The place of a column's header."""
        return Place(self.sheet.name, f"{letters(column)}{self.area.top}")


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
    if sheet is None:
        assert table is not None
        return _of_table(package, table)
    if sheet.kind != "worksheet":
        raise UsageError(f"{sheet.name} is not a sheet with cells; name the sheet that the log is on")
    with package.naming(sheet.part):
        run = _header_run(package, sheet, known)
        if table and (run is None or _known(table.headers, known) >= _known([str(cell) for cell in run[1].values()], known)):
            return _of_table(package, table)
        return _of_range(package, sheet, run)


def _known(headers: Collection[str], known: Collection[str]) -> int:
    return len({name_key(header) for header in headers} & set(known))


def _of_table(package: Package, part: TablePart) -> FoundLog:
    if package.tree(part.part)[1].attributes.get("tableType", "worksheet") != "worksheet":
        raise WorkbookError(
            f"The table {part.name} is filled by a query or a map, which would undo new headers. Copy it as values first."
        )
    if not part.has_header:
        raise WorkbookError(f"The table {part.name} has no header row. Turn on Header Row in Excel, under Table Design.")
    return FoundLog(part.sheet, part, part.area._replace(bottom=part.last_row), part.headers)


def _header_run(package: Package, sheet: Sheet, known: Collection[str]) -> tuple[int, dict[int, Cell]] | None:
    """The row and cells that are most likely headers: those with most names that we know, of several, with most texts."""
    strings = texts_of(package)
    runs: list[tuple[int, dict[int, Cell]]] = []
    for number, cells in row_cells(SheetStream(package.stream(sheet.part)), strings):
        if number > HEADER_ROWS:
            break
        runs += ((number, run) for run in _runs(cells))
    return max(
        runs, key=lambda each: (_known([str(cell) for cell in each[1].values()], known), len(each[1]), -each[0]), default=None
    )


def _of_range(package: Package, sheet: Sheet, run: tuple[int, dict[int, Cell]] | None) -> FoundLog:
    if run is None:
        raise WorkbookError(f"The sheet {sheet.name} has no row of headers in its first {HEADER_ROWS} rows. Give the log one.")
    top, headers = run
    where = Area(top, min(headers), LAST_ROW, max(headers))
    reader = ColumnReader(SheetStream(package.stream(sheet.part)), headers, top + 1, LAST_ROW, texts_of(package))
    filled = max(len(cells) for cells in reader.read().values())
    texts = tuple(str(headers[number]) for number in sorted(headers))
    return FoundLog(sheet, None, where._replace(bottom=top + max(filled, 1)), texts)


def _runs(cells: Mapping[int, Cell]) -> Iterator[dict[int, Cell]]:
    """The texts of a row, cut at blank cells and at those that hold no text: what may be a row of headers."""
    run: dict[int, Cell] = {}
    for number in range(min(cells, default=0), max(cells, default=-1) + 2):
        cell = cells.get(number)
        if isinstance(cell, str) and cell.strip():
            run[number] = cell
        elif run:
            if len(run) > 1:
                yield run
            run = {}
