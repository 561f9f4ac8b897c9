"""A workbook adopted: what was changed in its package, and the proof that all else is as it was."""

from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from xlsupport.sheets.addresses import Area
from xlsupport.sheets.edits import Edits, Value
from xlsupport.sheets.holding import holding
from xlsupport.sheets.specifications import INVOICE_LINES, LOG, TABLES
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.adopting.conversion import become
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.adopting.logs.unmerging import repeated
from xlsupport.xlsx.adopting.new_columns import NewColumn
from xlsupport.xlsx.adopting.older_tables import Completed, complete
from xlsupport.xlsx.adopting.sheets import adopt, column_widths
from xlsupport.xlsx.package.archive import Archive, open_archive
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.cached_values import must_calculate
from xlsupport.xlsx.tables.loading import Loaded, Located, load, texts_of
from xlsupport.xlsx.tables.parts import table_parts
from xlsupport.xlsx.verification import VerificationError, verify


class Adopted(NamedTuple):
    """What adopting changed: the sheets that are new, and the backup of the workbook as it was.

    `log` is the log that became ours as it was found, `plan` what became of its columns, and `columns` are those that it got.
    `completed` has the columns that tables of an older xlsupport got.
    """

    sheets: tuple[str, ...] = ()
    columns: tuple[NewColumn, ...] = ()
    log: FoundLog | None = None
    plan: LogPlan | None = None
    completed: Completed = Completed({})
    kept: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.sheets or self.log or self.completed.added)


class Adopting:
    """One workbook being adopted: `run` changes its package, `check` proves the file that was written from it."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive, self._package = archive, package
        self._before = _tables(Package(archive, package.file_name))
        self._log: FoundLog | None = None
        self._plan: LogPlan | None = None
        self._columns: tuple[NewColumn, ...] = ()
        self._completed = Completed({})

    def run(self, template: Package, prefix: str, log: FoundLog | None, plan: LogPlan | None) -> Adopted:
        """Make the changes. Raises WorkbookError, UsageError."""
        self._log, self._plan = log, plan
        widths = column_widths(template)
        columns = become(self._package, log, LOG, plan, widths[LOG.name]) if log and plan else ()
        self._columns = columns
        sheets = adopt(self._package, template, _tables(self._package), prefix)
        tables = _tables(self._package)
        self._completed = complete(self._package, tables, widths)
        completed_parts = {tables.located[name].sheet.part for name in self._completed.added}
        # New sheets have the workbook calculated on opening already.
        if completed_parts and not sheets and must_calculate(self._package, completed_parts, (), {}):
            self._package.set_full_calc_on_load()
        return Adopted(sheets, columns, log, plan, self._completed)

    def check(self, path: Path) -> None:
        """Raises VerificationError unless the new file has all of our tables, and all that was in the old one."""
        verify(self._package, self._archive, path, Edits(), self._before)
        with open_archive(path) as archive:
            package = Package(archive, path.name)
            after = load(package, TABLES.values())
            for spec in (each for each in TABLES.values() if not each.optional):
                located = after.located.get(spec.name)
                wanted = {*spec.needed(writing=True), *self._completed.added.get(spec.name, ())}
                if located is None or not wanted <= set(located.columns):
                    raise VerificationError(f"the table {spec.name} is not as it was to be made")
            self._check_new_columns(after)
            if self._log and self._plan:
                filled = repeated(self._log, self._plan)
                before = Package(self._archive, path.name)
                _check_log(before, package, self._log, self._columns, filled, after.located[LOG.name])

    def _check_new_columns(self, after: Loaded) -> None:
        """Raises VerificationError unless new columns hold the old invoice lines' tax rates, and nothing else."""
        same = holding(self._package.date1904)
        for name, headers in self._completed.added.items():
            rates = [line.tax_rate for line in self._completed.lines] if name == INVOICE_LINES.name else []
            for header in headers:
                for offset, (cell, value) in enumerate(zip_longest(after.book.tables[name].cells(header), rates)):
                    if not same(cell, value):
                        place = after.book.tables[name].place(header, offset)
                        raise VerificationError(f"{place} holds {cell!r} where {value!r} was to be written")


def _tables(package: Package) -> Loaded:
    """Those of our tables that the workbook has as Excel tables."""
    names = {part.name.casefold() for part in table_parts(package)}
    return load(package, [spec for name, spec in TABLES.items() if name.casefold() in names])


def _check_log(
    before: Package,
    after: Package,
    log: FoundLog,
    added: Sequence[NewColumn],
    filled: Mapping[int, Mapping[int, Value]],
    located: Located,
) -> None:
    """Raises VerificationError unless the log's cells hold what they held, and its new cells what was to be written."""
    wide = log.whole._replace(right=log.area.right + len(added))
    if located.part is None or located.part.area != wide or located.part.has_totals != (wide.bottom > log.area.bottom):
        raise VerificationError("the log's table does not stand where it was to be made")
    same = holding(after.date1904)
    old = _values(before, log.sheet.part, log.whole)
    new = _values(after, log.sheet.part, wide)
    columns: dict[int, Mapping[int, Cell | Value]] = {each.number: each.cells for each in added}
    for number in range(wide.left, wide.right + 1):
        for offset, row in enumerate(range(log.area.top + 1, wide.bottom + 1)):
            cell, was = (_at(each.get(number, ()), offset) for each in (new, old))
            if number in columns:
                right = _holds(cell, columns[number].get(row), same)
            elif row in filled.get(number, {}):
                right = same(cell, filled[number][row])
            else:
                right = type(cell) is type(was) and cell == was
            if not right:
                raise VerificationError(f"{log.place(number, row)} holds {cell!r} where something else was to be written")


def _holds(cell: Cell, wanted: Cell | Value, same: Callable[[Cell, Value], bool]) -> bool:
    """Whether a new cell holds its value, or its formula's result."""
    return cell == wanted if isinstance(wanted, (float, bool)) else same(cell, wanted) or cell == wanted


def _at(cells: Sequence[Cell], offset: int) -> Cell:
    return cells[offset] if offset < len(cells) else None


def _values(package: Package, part: str, where: Area) -> Mapping[int, Sequence[Cell]]:
    """The cells under a row of headers, by column."""
    numbers = range(where.left, where.right + 1)
    return ColumnReader(SheetStream(package.stream(part)), numbers, where.top + 1, where.bottom, texts_of(package)).read()
