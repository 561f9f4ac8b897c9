"""A workbook just written is read again before it takes the old one's place."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from xlsupport.sheets.addresses import LAST_ROW
from xlsupport.sheets.edits import KEEP, Edits, Keep, TableEdit, Value
from xlsupport.sheets.holding import holding
from xlsupport.sheets.tables import Cell, NotCalculated, Table
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import Archive, open_archive
from xlsupport.xlsx.package.markup import broken_line
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.package.zip_directory import key
from xlsupport.xlsx.sheet.values import Expected
from xlsupport.xlsx.tables.loading import Loaded, load


class VerificationError(Exception):
    """What was written is not what was to be written: a fault of xlsupport, found while the old file still stands."""


def verify(package: Package, original: Archive, path: Path, edits: Edits, before: Loaded) -> None:
    """Check a new file: every part not ours the same bytes, every changed one well-formed, every value where it should be."""
    with open_archive(path) as archive:
        changed = {key(name) for name in (*package.replaced, *package.added)}
        if {key(name) for name in archive.names} != {key(name) for name in package.names}:
            raise VerificationError("the parts of the new file are not those that were to be written")
        for name in archive.names:
            if key(name) not in changed:
                _check_same(original, archive, name)
            elif name.lower().endswith((".xml", ".rels", ".vml")):
                _check_well_formed(original, archive, name)
        after = load(Package(archive, path.name), [each.spec for each in before.located.values()]).book.tables
        by_name = {edit.table: edit for edit in edits.tables}
        for name, table in before.book.tables.items():
            _check_table(table, after[name], by_name.get(name), before.located[name].spec.written)


def _check_same(original: Archive, archive: Archive, name: str) -> None:
    before, after = ({member.key: member for member in each.members}[key(name)] for each in (original, archive))
    same = (before.crc, before.size, before.packed) == (after.crc, after.size, after.packed)
    if not same or any(old != new for old, new in zip(original.packed(before), archive.packed(after), strict=True)):
        raise VerificationError(f"the part {name} is not what it was")


def _check_well_formed(original: Archive, archive: Archive, name: str) -> None:
    """A part that was no XML before, in a place that an edit need not look at, is no fault of ours."""
    broken = broken_line(archive.stream(name))
    if broken is None:
        return
    if name in original and (line := broken_line(original.stream(name))) is not None:
        raise WorkbookError(
            f"{original.path.name} cannot be read: its part {name} is not well-formed XML (line {line}). "
            "Open it in Excel and save it; if Excel cannot, take another copy."
        )
    raise VerificationError(f"the part {name} is not well-formed (line {broken})")


def _as_meant(cells: Sequence[Cell], old: Sequence[Cell], values: Sequence[Value | Keep], rows: int, expected: Expected) -> bool:
    """Whether a column surely holds what was to be written, else what it held: compared as a whole, since that is fast."""
    longer = [*old, *([None] * (len(values) - len(old)))]
    meant = [was if value is KEEP else expected[value] for was, value in zip(longer, values, strict=False)]
    meant = [*meant, *longer[len(values) :]][:rows]
    found = [*cells, *([None] * (len(meant) - len(cells)))]
    meant += [None] * (len(found) - len(meant))
    return meant == found and [*map(type, meant)] == [*map(type, found)]  # True and 1 are equal, but not alike


def _check_table(before: Table, after: Table, edit: TableEdit | None, written: Sequence[str]) -> None:
    """Every cell of the table holds what was to be written, or else what it held."""
    same, expected = holding(before.date1904), Expected(before.date1904)
    for header, column in before.columns.items():
        values = edit.columns.get(header, ()) if edit else ()
        if _as_meant(after.cells(header), column.cells, values, edit.rows if edit and header in written else LAST_ROW, expected):
            continue
        emptied = edit.rows if edit and header in written else LAST_ROW
        height = min(max(len(column.cells), len(values), after.filled), after.rows)
        cells = zip_longest(after.cells(header)[:height], column.cells[:height], values[:height], fillvalue=None)
        for offset, (cell, old, value) in enumerate(cells):
            if offset < len(values) and value is not KEEP:
                right = same(cell, value)
            elif offset >= emptied:
                right = cell is None
            else:
                # A new row's cell of a column that a formula fills has its value when somebody calculates.
                calculates = offset >= before.rows - before.absorbed and isinstance(cell, NotCalculated)
                right = (type(cell) is type(old) and cell == old) or (old is None and calculates)
            if not right:
                raise VerificationError(f"{after.place(header, offset)} holds {cell!r} where something else was to be written")
