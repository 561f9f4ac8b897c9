"""The workbook that is open in Excel: its tables read as values, and edits written into it whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

import xlwings as xw

from xlsupport.excel.book.blocks import Assigned, Block, blocks, held
from xlsupport.excel.book.journal import Journal, all_or_nothing
from xlsupport.excel.book.ranges import grid
from xlsupport.sheets.addresses import LAST_ROW, Area, area, letters
from xlsupport.sheets.edits import KEEP, Edits, TableEdit
from xlsupport.sheets.grids import HEADER_ROWS, Grid, header_row, known_columns, sheet_key, table_of
from xlsupport.sheets.growth import cannot_grow, holds_something, sheet_ends, shows_totals
from xlsupport.sheets.serials import serial
from xlsupport.sheets.specifications import FORMATS, TABLES, TableSpec
from xlsupport.sheets.tables import Book, Cell, Table
from xlsupport.words.problems import Place, WorkbookError


class Located(NamedTuple):
    """Where a table stands: `listed` is None for a plain range under a row of headers; `area` is without a totals row."""

    sheet: xw.Sheet
    listed: xw.main.Table | None
    area: Area
    has_totals: bool


class OpenBook:
    """An open workbook. Methods raise WorkbookError, and leave the workbook as it was where they do."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._located: dict[str, Located] = {}

    @property
    def is_remote(self) -> bool:
        """Whether writes wait until the run has ended, and only values can be read: in xlwings Lite and Server."""
        return self.book.app.engine.type == "remote"

    def read(self, specs: Iterable[TableSpec] = tuple(TABLES.values())) -> Book:
        """The tables of these specifications that are there now."""
        sheets = list(self.book.sheets)
        listed = {table.name.casefold(): (sheet, table) for sheet in sheets for table in sheet.tables}
        by_name = {sheet_key(sheet.name): sheet for sheet in sheets}
        self._located, tables = {}, {}
        for spec in specs:
            sheet, table = listed.get(spec.name.casefold(), (by_name.get(sheet_key(spec.name)), None))
            found = _listed(spec, sheet, table) if sheet and table else _plain(spec, sheet) if sheet else None
            if found:
                tables[spec.name], self._located[spec.name] = found
        names = tuple(table.name for _, table in listed.values())
        return Book(tables, names, tuple(sheet.name for sheet in sheets))

    def write(self, book: Book, edits: Edits, copies: Callable[[Journal], object], confirm: Callable[[], object]) -> None:
        """Carry out edits of the tables that were read last, after `copies` has added its sheets; whole, or not at all.

        `confirm` looks at the result and raises where it is not what was meant. On a remote engine it is not asked, for
        there nothing is written before the run has ended.
        """
        for edit in edits.tables:
            self._check_room(book.tables[edit.table], edit)
        with quiet(self.book.app), all_or_nothing(datetime.now()) as journal:
            copies(journal)
            for edit in edits.tables:
                self._write_table(journal, book.tables[edit.table], edit)
            if not self.is_remote:
                confirm()

    def forget_writes(self) -> None:
        """Drop what a run that fails has written so far, where writes wait for its end: they are sent whatever became of it."""
        if self.book.app.engine.name == "remote":
            self.book.json()["actions"].clear()

    def select(self, place: Place) -> None:
        """Show a cell to the person, where it is there to be shown."""
        sheet = next((each for each in self.book.sheets if each.name == place.sheet), None)
        if sheet is not None and sheet.visible:
            sheet.activate()
            sheet.range(place.cell).select()

    def selected(self) -> tuple[str, int]:
        """The sheet that is shown, and the row of the first selected cell."""
        chosen = self.book.selection
        if chosen is None or chosen.get_address(False, False) is None:  # a chart is, or a shape
            raise WorkbookError("Nothing is selected. Select a cell, then press the button again.")
        return chosen.sheet.name, chosen.row

    def record_new_sheet(self, journal: Journal, name: str) -> None:
        """Note that a sheet is about to be added: whichever is new is removed, for it may not yet have got its name."""
        book, before = self.book, {sheet.name for sheet in self.book.sheets}

        def remove() -> None:
            alerts = book.app.display_alerts
            try:
                book.app.display_alerts = False
                for sheet in [each for each in book.sheets if each.name not in before]:
                    sheet.delete()
            finally:
                book.app.display_alerts = alerts

        journal.record(f"the new sheet {name}", remove)

    def assign(self, sheet: xw.Sheet, block: Block) -> None:
        """Assign a block whole; what it keeps is assigned as it stands."""
        target = sheet.range((block.row, block.column), (block.bottom, block.right))
        rows = [list(row) for row in block.rows]
        if any(value is KEEP for row in rows for value in row):
            formulas, values = self._formulas(target), _values(target)
            for row, (of_row, values_of_row) in enumerate(zip(formulas, values, strict=True)):
                for column, value in enumerate(rows[row]):
                    if value is KEEP:
                        rows[row][column] = held(values_of_row[column], of_row[column])
        target.value = [[self._given(value) for value in row] for row in rows]

    def _given(self, value: Assigned | Any) -> Any:
        """A date goes to a remote engine as a number: there it would be a text that Excel reads by its own settings."""
        return float(serial(value, date1904=False)) if self.is_remote and isinstance(value, date) else value

    def _formulas(self, target: xw.Range) -> list[list[object]]:
        """What formulas a range has; None each where the engine cannot tell."""
        rows, columns = target.shape
        if self.is_remote:
            return [[None] * columns for _ in range(rows)]
        return [list(row) for row in grid(_as_rows(target.formula, rows, columns))]

    def _write_table(self, journal: Journal, table: Table, edit: TableEdit) -> None:
        where = self._located[edit.table]
        spec = TABLES[edit.table]
        bottom = table.header_row + edit.rows
        if where.listed is not None and bottom > where.area.bottom:
            self._resize(journal, where, edit.table, bottom)
            self._show_new_rows(where, table, spec, bottom)
        for block in blocks(table, spec, edit):
            self._replace(journal, where.sheet, block)
        if where.listed is not None and bottom < where.area.bottom and not where.has_totals:
            self._resize(journal, where, edit.table, bottom)

    def _replace(self, journal: Journal, sheet: xw.Sheet, block: Block) -> None:
        """Assign a block, after noting what stood there."""
        if not self.is_remote:
            target = sheet.range((block.row, block.column), (block.bottom, block.right))
            before = [
                [held(value, formula) for value, formula in zip(values, formulas, strict=True)]
                for values, formulas in zip(_values(target), self._formulas(target), strict=True)
            ]

            def put_back() -> None:
                target.value = before

            journal.record(f"the cells {Place(sheet.name, target.get_address(False, False))}", put_back)
        self.assign(sheet, block)

    def _resize(self, journal: Journal, where: Located, name: str, bottom: int) -> None:
        listed, sheet, area = where.listed, where.sheet, where.area
        assert listed is not None
        old = _range(sheet, area)
        journal.record(f"the size of the table {name}", lambda: listed.resize(old))
        listed.resize(_range(sheet, area._replace(bottom=bottom)))

    def _show_new_rows(self, where: Located, table: Table, spec: TableSpec, bottom: int) -> None:
        """Show the numbers of new rows as those above them are shown, or by their kind."""
        first, last = where.area.bottom + 1, bottom
        for column in spec.columns:
            if column.kind in FORMATS and column.header in table.columns:
                number = table.columns[column.header].number
                above = None if self.is_remote else where.sheet.range((first - 1, number)).number_format
                shown = FORMATS[column.kind] if above in (None, "General") else above
                where.sheet.range((first, number), (last, number)).number_format = shown

    def _check_room(self, table: Table, edit: TableEdit) -> None:
        """Refuse growth over anything that stands below the table, before anything is written."""
        where, bottom = self._located[edit.table], table.header_row + edit.rows
        if where.listed is None or bottom <= where.area.bottom:
            return
        reason = self._in_the_way(where, bottom)
        if reason:
            raise cannot_grow(edit.table, table.rows, edit.rows, reason)

    def _in_the_way(self, where: Located, bottom: int) -> str | None:
        """What keeps a table from reaching down to a row, if anything does."""
        sheet = where.sheet.name
        if where.has_totals:
            return shows_totals(Place(sheet, f"{letters(where.area.left)}{where.area.bottom + 1}"))
        if bottom > LAST_ROW:
            return sheet_ends(sheet)
        below = where.area._replace(top=where.area.bottom + 1, bottom=bottom)
        for row, cells in enumerate(_values(_range(where.sheet, below)), below.top):
            for column, cell in enumerate(cells, below.left):
                if cell is not None:
                    return holds_something(Place(sheet, f"{letters(column)}{row}"))
        return None


def _range(sheet: xw.Sheet, where: Area) -> xw.Range:
    return sheet.range((where.top, where.left), (where.bottom, where.right))


def _values(target: xw.Range) -> Grid:
    """A range's cells. Excel's errors come as their names, and so are told from blanks."""
    return grid(target.options(ndim=2, err_to_str=True).value)


def _as_rows(value: object, rows: int, columns: int) -> object:
    """A range's formulas as rows: a single one comes alone, and a row or column flat."""
    if rows == columns == 1:
        return [[value]]
    assert isinstance(value, list | tuple)
    if isinstance(value[0], list | tuple):
        return value
    return [value] if rows == 1 else [[each] for each in value]


def _listed(spec: TableSpec, sheet: xw.Sheet, table: xw.main.Table) -> tuple[Table, Located]:
    whole = area(table.range.get_address(False, False))
    assert whole is not None
    has_totals = bool(table.show_totals)
    where = whole._replace(bottom=whole.bottom - has_totals)
    return _read(spec, sheet, where, where.bottom - where.top), Located(sheet, table, where, has_totals)


def _plain(spec: TableSpec, sheet: xw.Sheet) -> tuple[Table, Located] | None:
    """A table that is no Excel table: what stands under the first row with its headers."""
    used = area(sheet.used_range.get_address(False, False))
    if used is None:
        return None
    cells = _values(_range(sheet, used._replace(bottom=min(used.bottom, used.top + HEADER_ROWS))))
    top = header_row(spec, dict(enumerate(cells, used.top)))
    if top is None:
        return None
    headers = cells[top - used.top]
    standing = [number for number, cell in enumerate(headers, used.left) if cell is not None]
    where = Area(top, standing[0], used.bottom, standing[-1])
    return _read(spec, sheet, where, None), Located(sheet, None, where, False)


def _read(spec: TableSpec, sheet: xw.Sheet, where: Area, rows: int | None) -> Table:
    cells = _values(_range(sheet, where))
    headers = ["" if cell is None else str(cell) for cell in cells[0]]
    numbers = known_columns(spec, sheet.name, where.top, where.left, headers)
    columns: dict[str, tuple[int, list[Cell]]] = {
        header: (number, [row[number - where.left] for row in cells[1:]]) for header, number in numbers.items()
    }
    return table_of(spec.name, sheet.name, where.top, headers, columns, rows)


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Excel without redrawing and recalculating; both are as they were afterwards, whatever happens."""
    if app.engine.type == "remote":
        yield
        return
    shown, calculation = app.screen_updating, app.calculation
    try:
        app.screen_updating = False
        app.calculation = "manual"
        yield
    finally:
        try:
            app.calculation = calculation
        finally:
            app.screen_updating = shown
