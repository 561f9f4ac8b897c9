"""A table that is about to be written: where it stands, what its cells become, and what must not be overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TypeAlias

from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.edits import KEEP, TableEdit
from xlsupport.sheets.holding import holding
from xlsupport.sheets.specifications import FORMATS
from xlsupport.sheets.tables import Cell, Table
from xlsupport.words.problems import Place, WorkbookError
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.formula_cells import FormulaCell
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import EMPTY, content
from xlsupport.xlsx.tables.growth import grown_area
from xlsupport.xlsx.tables.loading import Located
from xlsupport.xlsx.tables.survey import Survey, surveyed

Contents: TypeAlias = dict[int, list[bytes | None]]
"""By column number, what each data row's cell becomes; None where it is kept."""


@dataclass(frozen=True)
class Target:
    """One table of the package, as it was read, with the edit that is to be carried out in it."""

    package: Package
    located: Located
    table: Table
    edit: TableEdit

    @property
    def first(self) -> int:
        """The number of the table's first data row."""
        return self.located.area.top + 1

    @property
    def data_area(self) -> Area:
        """The table down to its last data row as it stands in the file; a plain range ends with its last filled one."""
        return self.located.area._replace(bottom=self.located.area.top + self.table.rows - self.table.absorbed)

    @property
    def absorbed(self) -> Area | None:
        """The rows right below the table over which it is to grow because people typed there."""
        data = self.data_area
        return data._replace(top=data.bottom + 1, bottom=data.bottom + self.table.absorbed) if self.table.absorbed else None

    @property
    def bottom(self) -> int:
        """The table's last row afterwards. One that shows a totals row keeps its size: that row stays where it is."""
        part = self.located.part
        return part.area.bottom if part and part.has_totals else self.located.area.top + self.edit.rows

    @property
    def resized(self) -> bool:
        """Whether the table is to end at another row than now. A plain range has no end of its own."""
        return self.located.part is not None and self.bottom != self.located.part.area.bottom

    @property
    def grown(self) -> Area | None:
        """The free rows that an Excel table takes below its present ones; None where it does not grow, or is a plain range."""
        return grown_area(self.located.area, self.edit.rows) if self.located.part else None

    @cached_property
    def prefix(self) -> bytes:
        """The namespace prefix of the sheet's elements."""
        with self.package.naming(self.located.sheet.part):
            return SheetStream(self.package.stream(self.located.sheet.part)).prefix

    def contents(self, unequal: bool) -> Contents:
        """The edit as cell contents; with `unequal`, cells that hold their value already are kept."""
        table, edit, located = self.table, self.edit, self.located
        made = lru_cache(maxsize=None, typed=True)(partial(content, prefix=self.prefix, date1904=table.date1904))
        same = holding(table.date1904)
        contents: Contents = {}
        for header, values in edit.columns.items():
            number = located.columns.get(header)
            if number is None:
                raise WorkbookError(f"The table {located.spec.name} has no column {header}, in which this would be written.")
            contents[number] = [
                None if value is KEEP or (unequal and same(cell, value)) else made(value)
                for cell, value in zip(_padded(table.cells(header), len(values)), values, strict=True)
            ]
        for header in located.spec.written:
            number = located.columns.get(header)
            if number is not None and table.filled > edit.rows:
                column = contents.setdefault(number, [])
                column.extend([None] * (edit.rows - len(column)))
                column[edit.rows :] = [None if cell is None else EMPTY for cell in table.cells(header)[edit.rows :]]
        return contents

    def kinds(self, numbers: Mapping[int, object]) -> dict[int, str]:
        """Those of these columns whose numbers need a number format, with their kinds."""
        located = self.located
        kinds = {located.columns[each.header]: each.kind for each in located.spec.columns if each.header in located.columns}
        return {number: kinds[number] for number in numbers if kinds.get(number) in FORMATS}

    def survey(self, contents: Contents) -> Survey:
        """What stands on the sheet, as far as these contents have to do with it."""
        with self.package.naming(self.located.sheet.part):
            return surveyed(
                self.package.stream(self.located.sheet.part),
                table=self.data_area,
                written=contents.keys(),
                shown=self.kinds(contents).keys(),
                grown=self.grown,
                until=self.located.area.top + max([self.table.rows, *map(len, contents.values())]),
                calculated=self.located.part.formulas if self.located.part else {},
            )

    def conflict(self, survey: Survey, contents: Contents) -> FormulaCell | None:
        """A formula that speaks for several cells, of which only some would be written."""

        def count(where: Area) -> int:
            # By slices: a hostile formula speaks for all cells of the sheet, which are 17 thousand million.
            rows = slice(max(where.top - self.first, 0), max(where.bottom - self.first + 1, 0))
            columns = (column[rows] for number, column in contents.items() if where.left <= number <= where.right)
            return sum(len(column) - column.count(None) for column in columns)

        for each in survey.formulas:
            reach = each.reach
            if reach is None:
                continue
            ours, size = count(reach), (reach.bottom - reach.top + 1) * (reach.right - reach.left + 1)
            alone = Area(each.row, each.column, each.row, each.column)
            wanted = count(alone) if each.attributes.get("t") == "shared" else ours
            if wanted and ours < size:
                return each
        return None

    def refuse_conflicts(self, survey: Survey, contents: Contents) -> None:
        """Refuse to write over part of a formula's cells, or into merged cells. Raises WorkbookError."""
        sheet, name = self.located.sheet.name, self.located.spec.name
        found = self.conflict(survey, contents)
        if found:
            where = Place(sheet, f"{letters(found.column)}{found.row}")
            raise WorkbookError(
                f"{where} holds a formula for {found.reach}, where the table {name} is written. Move the formula or delete it."
            )
        for merged in survey.merges:
            rows = slice(max(merged.top - self.first, 0), max(merged.bottom - self.first + 1, 0))
            if any(merged.left <= number <= merged.right and any(column[rows]) for number, column in contents.items()):
                place = Place(sheet, str(merged))
                raise WorkbookError(f"{place} are merged cells, where the table {name} is written. Unmerge them.")

    def loses_formula(self, survey: Survey, contents: Contents) -> bool:
        """Whether a formula cell is overwritten."""
        for each in survey.formulas:
            column = contents.get(each.column, [])
            if 0 <= each.row - self.first < len(column) and column[each.row - self.first] is not None:
                return True
        return False


def _padded(cells: Sequence[Cell], count: int) -> Sequence[Cell]:
    return cells[:count] if len(cells) >= count else [*cells, *([None] * (count - len(cells)))]
