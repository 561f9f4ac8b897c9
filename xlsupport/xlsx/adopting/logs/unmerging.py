"""Merged cells of a log, which a table cannot hold: the merges are undone, and what they showed stays in each row."""

from collections.abc import Iterator, Mapping
from datetime import date

from xlsupport.sheets.addresses import Area, area
from xlsupport.sheets.edits import Value
from xlsupport.words.money import exact
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.package.markup import Splice, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.cell_styles import column_styles
from xlsupport.xlsx.sheet.rewriting import Writes, rewritten
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import content
from xlsupport.xlsx.tables.survey import tail_tree


def repeated(log: FoundLog) -> Mapping[int, Mapping[int, Value]]:
    """What goes into cells that were merged with one above them, by column and row.

    Texts and dates hold for each row that they are merged over. A number does not: hours that are merged over two rows are the
    hours of both together, so it stays in the first row alone.
    """
    found: dict[int, dict[int, Value]] = {}
    for merge in log.merges:
        value = log.values.get(merge.top, {}).get(merge.left)
        shown: Value = None
        if isinstance(value, (str, date)):
            shown = value
        elif isinstance(value, (int, float)) and merge.left == log.rows.dates:
            shown = exact(value)
        if shown is not None and log.area.left <= merge.left <= log.area.right:
            rows = range(max(merge.top, log.area.top) + 1, min(merge.bottom, log.area.bottom) + 1)
            found.setdefault(merge.left, {}).update(dict.fromkeys(rows, shown))
    return found


def unmerge(package: Package, log: FoundLog) -> None:
    """Undo the merges that stand where the log's table will be."""
    source, part = package.source(log.sheet.part), log.sheet.part
    prefix = SheetStream(package.stream(part)).prefix
    values = {column: rows for column, rows in repeated(log).items() if rows}
    first = log.area.top + 1
    writes = Writes(
        first=first,
        columns={
            column: [
                content(rows[row], prefix, package.date1904) if row in rows else None for row in range(first, log.area.bottom + 1)
            ]
            for column, rows in values.items()
        },
        styles={column: b"%d" % _style(package, part, column, first) for column in values},
    )
    package.put(part, lambda: rewritten(source(), writes, lambda stream, tail: _without(stream, tail, log.merges)))


def _style(package: Package, part: str, column: int, row: int) -> int:
    return column_styles(SheetStream(package.stream(part)), column).get(row, 0)


def _without(stream: SheetStream, tail: bytes, merges: tuple[Area, ...]) -> bytes:
    """The sheet's tail without these merges."""
    shift, root = tail_tree(stream, tail)
    holder = root.child("mergeCells")
    if holder is None:
        return tail
    doomed = [each for each in holder.children if area(each.attributes.get("ref", "")) in merges]
    kept = len(holder.children) - len(doomed)
    changes = [Splice(holder.start, holder.end, b"")]
    if kept:
        opening = stream.root + (b"" if stream.empty else b"<%bsheetData>" % stream.prefix)
        changes = [Splice(each.start, each.end, b"") for each in doomed]
        changes.append(set_attribute(opening + tail, holder, "count", str(kept)))
    return splice(tail, _shifted(changes, shift))


def _shifted(changes: list[Splice], shift: int) -> Iterator[Splice]:
    return (Splice(each.start - shift, each.end - shift, each.data) for each in changes)
