"""A workbook adopted: what was changed in its package, and the proof that all else is as it was."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from xlsupport.sheets.edits import Edits
from xlsupport.sheets.specifications import LOG, TABLES
from xlsupport.sheets.tables import Cell
from xlsupport.xlsx.adopting.conversion import become
from xlsupport.xlsx.adopting.found_logs import FoundLog
from xlsupport.xlsx.adopting.sheets import adopt, log_widths, needed_columns
from xlsupport.xlsx.package.archive import Archive, open_archive
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.loading import Loaded, load, texts_of
from xlsupport.xlsx.tables.parts import table_parts
from xlsupport.xlsx.verification import VerificationError, verify


class Adopted(NamedTuple):
    """What adopting changed: the sheets that are new, the columns that the log got, and the version kept of what was."""

    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    log: FoundLog | None = None
    kept: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.sheets or self.log)


class Adopting:
    """One workbook being adopted: `run` changes its package, `check` proves the file that was written from it."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive, self._package = archive, package
        self._before = _tables(Package(archive, package.file_name))
        self._log: FoundLog | None = None

    def run(self, template: Package, prefix: str, log: FoundLog | None, headings: Mapping[str, str]) -> Adopted:
        """Make the changes. Raises WorkbookError, UsageError."""
        self._log = log
        columns = become(self._package, log, LOG, headings, log_widths(template)) if log else ()
        sheets = adopt(self._package, template, _tables(self._package), prefix)
        return Adopted(sheets, columns, log)

    def check(self, path: Path) -> None:
        """Raises VerificationError unless the new file has all of our tables, and all that was in the old one."""
        verify(self._package, self._archive, path, Edits(), self._before)
        with open_archive(path) as archive:
            package = Package(archive, path.name)
            after = load(package, TABLES.values())
            for spec in TABLES.values():
                located = after.located.get(spec.name)
                if located is None or not set(needed_columns(spec)) <= set(located.columns):
                    raise VerificationError(f"the table {spec.name} is not as it was to be made")
            if self._log:
                before = _values(Package(self._archive, path.name), self._log)
                if before != _values(package, self._log):
                    raise VerificationError("the log's cells are not what they were")


def _tables(package: Package) -> Loaded:
    """Those of our tables that the workbook has as Excel tables."""
    names = {part.name.casefold() for part in table_parts(package)}
    return load(package, [spec for name, spec in TABLES.items() if name.casefold() in names])


def _values(package: Package, log: FoundLog) -> Mapping[int, Sequence[Cell]]:
    stream = SheetStream(package.stream(log.sheet.part))
    numbers = range(log.area.left, log.area.right + 1)
    return ColumnReader(stream, numbers, log.area.top + 1, log.area.bottom, texts_of(package)).read()
