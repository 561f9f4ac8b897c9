"""A table that grows: what may stand in its way, and which ranges on its sheet grow with it."""

from collections.abc import Iterable, Iterator

from xlsupport.sheets.addresses import LAST_ROW, Area, area, letters
from xlsupport.sheets.growth import MOVE, cannot_grow, holds_something, sheet_ends, shows_totals
from xlsupport.words.problems import Place
from xlsupport.xlsx.package.markup import Element, Splice, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.tables.parts import TablePart
from xlsupport.xlsx.tables.survey import Survey, tail_tree


def grown_area(table: Area, rows: int) -> Area | None:
    """The rows that a table with that many data rows takes below its present last one; None where it does not grow."""
    last = table.top + rows
    return table._replace(top=table.bottom + 1, bottom=last) if last > table.bottom else None


def check_room(package: Package, name: str, part: TablePart, tables: Iterable[TablePart], survey: Survey, grown: Area) -> None:
    """Refuse growth over anything that stands below the table, before anything is written. Raises WorkbookError."""
    rows, needed = part.last_row - part.area.top, grown.bottom - part.area.top
    found = _in_the_way(package, part, tables, survey, grown)
    if found:
        raise cannot_grow(name, rows, needed, found)


def _in_the_way(package: Package, part: TablePart, tables: Iterable[TablePart], survey: Survey, grown: Area) -> str | None:
    sheet = part.sheet
    if part.has_totals:
        return shows_totals(Place(sheet.name, f"{letters(part.area.left)}{part.area.bottom}"))
    if grown.bottom > LAST_ROW:
        return sheet_ends(sheet.name)
    if survey.below:
        return holds_something(Place(sheet.name, survey.below))
    for each in tables:
        if each.sheet.part == sheet.part and each.part != part.part and each.area.overlaps(grown):
            return f"the table {each.name} stands below it at {Place(sheet.name, str(each.area))}. {MOVE}"
    for merged in survey.merges:
        if merged.overlaps(grown):
            return f"the cells {Place(sheet.name, str(merged))} below it are merged. Unmerge them and run it again"
    for pivot in pivots_on(package, sheet.part):
        if pivot.overlaps(grown):
            return f"a pivot table stands below it at {Place(sheet.name, str(pivot))}. {MOVE}"
    return None


def pivots_on(package: Package, part: str) -> Iterator[Area]:
    """Where pivot tables stand on a sheet."""
    for each in package.relationships(part).values():
        if each.kind == "pivotTable" and each.target in package:
            location = package.tree(each.target)[1].child("location")
            found = area(location.attributes.get("ref", "")) if location else None
            if found:
                yield found


def with_longer_ranges(stream: SheetStream, tail: bytes, table: Area, bottom: int) -> bytes:
    """The sheet's tail with the formatting and validation ranges that ended with the table's columns at its old last row."""
    shift, root = tail_tree(stream, tail)
    changes = []
    opening = stream.root + (b"" if stream.empty else b"<%bsheetData>" % stream.prefix)
    for element in _ranges(root):
        text = element.attributes.get("sqref", "") or element.text
        longer = " ".join(_longer(each, table, bottom) for each in text.split())
        if longer == " ".join(text.split()):
            continue
        if "sqref" in element.attributes:
            changes.append(set_attribute(opening + tail, element, "sqref", longer))
        else:
            changes.append(Splice(element.inside, element.inside_end, longer.encode()))
    return splice(tail, [Splice(each.start - shift, each.end - shift, each.data) for each in changes])


def _ranges(root: Element) -> Iterator[Element]:
    """What holds the ranges of formatting and validation, old and new. A sparkline's is its place, and stays."""
    for name in ("conditionalFormatting", "dataValidation"):
        for each in root.all(name):
            held = each if "sqref" in each.attributes else each.child("sqref")
            if held:
                yield held


def _longer(text: str, table: Area, bottom: int) -> str:
    found = area(text)
    if not found or found.bottom != table.bottom or found.left < table.left or found.right > table.right:
        return text
    return str(found._replace(bottom=bottom)) if found.top >= table.top else text
