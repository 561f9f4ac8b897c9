"""The columns that a log gets at its right: empty, with one value in each entry, or computed from a column of hours."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsupport.sheets.edits import Value
from xlsupport.sheets.specifications import Column
from xlsupport.sheets.tables import Cell, ErrorValue, NotCalculated
from xlsupport.xlsx.adopting.header_row import put_cells
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.minutes import formula, results, unit
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.package.markup import text_bytes
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.cell_styles import column_styles
from xlsupport.xlsx.sheet.rewriting import Writes
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import content
from xlsupport.xlsx.styles.styles import Styles


class NewColumn(NamedTuple):
    """A column that the log gets: where it stands, and what its cells hold by row; `formula` where it is computed.

    `unit` is the minutes in one unit of the column that it is computed from.
    """

    number: int
    header: str
    cells: Mapping[int, Cell | Value]
    formula: str = ""
    unit: int = 0


def added_columns(package: Package, log: FoundLog, table: str, lacking: Sequence[Column], plan: LogPlan) -> tuple[NewColumn, ...]:
    """The new columns with what goes into them; `table` is the name that the log's table gets.

    Raises UsageError and WorkbookError where minutes cannot be computed.
    """
    found = []
    for number, column in enumerate(lacking, log.area.right + 1):
        value = plan.fills.get(column.header)
        if column.header == "Minutes" and plan.minutes_from is not None:
            source = plan.minutes_from
            minutes = unit(package, log, source)
            text = formula(table, plan.names[source - log.area.left], minutes)
            found.append(NewColumn(number, column.header, results(log, source, minutes, package.date1904), text, minutes))
        elif value not in (None, ""):
            found.append(NewColumn(number, column.header, dict.fromkeys(log.rows.entries, value)))
        else:
            found.append(NewColumn(number, column.header, {}))
    return tuple(found)


def put_new_columns(package: Package, log: FoundLog, added: Sequence[NewColumn]) -> None:
    """Write the cells of the new columns; their headers stand there already."""
    filled = [each for each in added if each.cells]
    if not filled:
        return
    part, first = log.sheet.part, log.area.top + 1
    prefix = SheetStream(package.stream(part)).prefix
    rows = range(first, log.area.bottom + 1)
    styles = Styles(package)
    plain = b"%d" % _plain_style(package, log, styles)
    dated = b"%d" % styles.formatted(int(plain), "date")
    writes = Writes(
        first=first,
        columns={each.number: [_content(each, row, prefix, package.date1904) for row in rows] for each in filled},
        styles={each.number: dated if each.header == "Date" else plain for each in filled},
    )
    styles.save()
    put_cells(package, part, writes, {})


def _plain_style(package: Package, log: FoundLog, styles: Styles) -> int:
    """The style of the rightmost cell of the first entry that shows numbers as they are: new cells look like it."""
    row = (log.rows.entries or (log.area.top + 1,))[0]
    for column in range(log.area.right, log.area.left - 1, -1):
        style = column_styles(SheetStream(package.stream(log.sheet.part)), column).get(row)
        if style is not None and styles.is_general(style):
            return style
    return 0


def _content(column: NewColumn, row: int, prefix: bytes, date1904: bool) -> bytes | None:
    """What follows a cell's style in its XML; None where the cell is not made."""
    if not column.formula:
        value = column.cells.get(row)
        assert not isinstance(value, float)
        return None if value is None else content(value, prefix, date1904)
    result = column.cells[row]
    kind = {str: b"str", ErrorValue: b"e", bool: b"b"}.get(type(result), b"")
    told = b"" if isinstance(result, NotCalculated) else _value(result, prefix)
    opening = b' t="%b">' % kind if kind else b">"
    return b"%b<%bf>%b</%bf>%b</%bc>" % (opening, prefix, text_bytes(column.formula), prefix, told, prefix)


def _value(result: Cell | Value, prefix: bytes) -> bytes:
    text = str(int(result)) if isinstance(result, (bool, Decimal)) else str(result)
    return b"<%bv>%b</%bv>" % (prefix, text_bytes(text), prefix)
