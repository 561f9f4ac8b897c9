"""The workbook that is open in Excel: its tables read as values, and edits written into it whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import xlwings as xw

from xlsupport.excel.book.blocks import Assigned, Block, blocks, held
from xlsupport.excel.book.journal import Journal, all_or_nothing
from xlsupport.excel.book.reading import Located, formulas_of, range_of, read_tables, values_of
from xlsupport.formulas.references import filled
from xlsupport.sheets.addresses import LAST_ROW, letters
from xlsupport.sheets.edits import KEEP, Edits, TableEdit
from xlsupport.sheets.growth import cannot_grow, holds_something, sheet_ends, shows_totals
from xlsupport.sheets.serials import serial
from xlsupport.sheets.specifications import FORMATS, TABLES, TableSpec
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.problems import Place, WorkbookError


class OpenBook:
    """An open workbook. Methods raise WorkbookError, and leave the workbook as it was where they do."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._located: dict[str, Located] = {}

    @property
    def is_remote(self) -> bool:
        """Whether writes wait until the run has ended, and only values can be read: in xlwings Lite and Server."""
        return self.book.app.engine.type == "remote"

    def read(self, specs: Iterable[TableSpec] = tuple(TABLES.values()), extend: bool = False) -> Book:
        """The tables of these specifications that are there now; with `extend` also over rows that stand right below them."""
        found, self._located = read_tables(self.book, specs, extend)
        return found

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
            formulas, values = formulas_of(target), values_of(target)
            for row, (of_row, values_of_row) in enumerate(zip(formulas, values, strict=True)):
                for column, value in enumerate(rows[row]):
                    if value is KEEP:
                        rows[row][column] = held(values_of_row[column], of_row[column])
        target.value = [[self._given(value) for value in row] for row in rows]

    def _given(self, value: Assigned | Any) -> Any:
        """A date goes to a remote engine as a number: there it would be a text that Excel reads by its own settings."""
        return float(serial(value, date1904=False)) if self.is_remote and isinstance(value, date) else value

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
                for values, formulas in zip(values_of(target), formulas_of(target), strict=True)
            ]

            def put_back() -> None:
                target.value = before

            journal.record(f"the cells {Place(sheet.name, target.get_address(False, False))}", put_back)
        self.assign(sheet, block)

    def _resize(self, journal: Journal, where: Located, name: str, bottom: int) -> None:
        listed, sheet, area = where.listed, where.sheet, where.area
        assert listed is not None
        old = range_of(sheet, area)
        journal.record(f"the size of the table {name}", lambda: listed.resize(old))
        listed.resize(range_of(sheet, area._replace(bottom=bottom)))

    def _show_new_rows(self, where: Located, table: Table, spec: TableSpec, bottom: int) -> None:
        """Show the numbers of new rows as those above them are shown, or by their kind.

        In rows that people typed below the table, their own cells stay as they are.
        """
        for column in spec.columns:
            first = where.area.bottom + 1 if column.written else where.taken.bottom + 1
            if column.kind in FORMATS and column.header in table.columns and first <= bottom:
                number = table.columns[column.header].number
                above = None if self.is_remote else where.sheet.range((where.area.bottom, number)).number_format
                shown = FORMATS[column.kind] if above in (None, "General") else above
                where.sheet.range((first, number), (bottom, number)).number_format = shown

    def _check_room(self, table: Table, edit: TableEdit) -> None:
        """Refuse growth over anything that stands below the table, before anything is written."""
        where, bottom = self._located[edit.table], table.header_row + edit.rows
        if where.listed is None or bottom <= where.taken.bottom:
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
        below = where.area._replace(top=where.taken.bottom + 1, bottom=bottom)
        for row, cells in enumerate(values_of(range_of(where.sheet, below)), below.top):
            for column, cell in enumerate(cells, below.left):
                if cell is not None and not self._is_left_over(where, row, column):
                    return holds_something(Place(sheet, f"{letters(column)}{row}"))
        return None

    def _is_left_over(self, where: Located, row: int, column: int) -> bool:
        """Whether a cell below a table holds the formula that fills its column: it was left there when the table shrank."""
        assert where.listed is not None
        last, here = (
            str(formulas_of(where.sheet.range((each, column)))[0][0] or "").replace(f"{where.listed.name}[", "[")
            for each in (where.area.bottom, row)
        )
        return last.startswith("=") and here == f"={filled(last[1:], row - where.area.bottom, 0)}"


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
