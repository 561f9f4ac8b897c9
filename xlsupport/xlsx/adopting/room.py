"""What stands where a table is to get new columns at its right."""

from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.tables import NotCalculated
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.growth import pivots_on
from xlsupport.xlsx.tables.loading import texts_of
from xlsupport.xlsx.tables.parts import TablePart, table_parts
from xlsupport.xlsx.tables.survey import Survey


def cells_in_the_way(package: Package, sheet: Sheet, free: Area, survey: Survey) -> str | None:
    """The first value or formula in an area that must be free, in words; None where there is none.

    The survey must have looked for formulas in the columns of the area.
    """
    numbers = range(free.left, free.right + 1)
    with package.naming(sheet.part):
        stream = SheetStream(package.stream(sheet.part))
        columns = ColumnReader(stream, numbers, free.top, free.bottom, texts_of(package)).read()
    for number, cells in columns.items():
        for row, cell in enumerate(cells, free.top):
            if cell is not None:
                return f"{letters(number)}{row} holds {'a formula' if isinstance(cell, NotCalculated) else 'something'}"
    for formula in survey.formulas:
        cell = f"{letters(formula.column)}{formula.row}"
        if formula.column in numbers and free.top <= formula.row <= free.bottom:
            return f"{cell} holds a formula"
        if formula.reach and formula.reach.overlaps(free):
            return f"the formula in {cell} fills {formula.reach}"
    return None


def tables_in_the_way(package: Package, sheet: Sheet, where: Area, own: TablePart | None) -> str | None:
    """Another table or a pivot table that overlaps an area, in words; `own` is the table that the area belongs to."""
    for each in table_parts(package):
        if each.sheet == sheet and each.area.overlaps(where) and not (own and each.part == own.part):
            return f"the table {each.name} stands at {each.area}"
    for pivot in pivots_on(package, sheet.part):
        if pivot.overlaps(where):
            return f"a pivot table stands at {pivot}"
    return None
