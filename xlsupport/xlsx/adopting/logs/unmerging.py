"""Merged cells of a log, which a table cannot hold: the merges are undone, and what they showed stays in each row."""

from collections.abc import Iterator, Mapping

from xlsupport.sheets.addresses import LAST_ROW, Area, area
from xlsupport.sheets.edits import Value
from xlsupport.sheets.tables import ErrorValue, NotCalculated
from xlsupport.words.money import exact
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.package.markup import Splice, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.cell_styles import column_styles
from xlsupport.xlsx.sheet.rewriting import Writes, rewritten
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import content
from xlsupport.xlsx.tables.survey import tail_tree


def repeated(log: FoundLog, plan: LogPlan) -> Mapping[int, Mapping[int, Value]]:
    """What goes into cells that were merged with one above them, by column and row.

    What is merged over several entries holds for each of them: a date, a client, a ticket. Minutes and hours do not: what is
    merged over two entries is the time of both together, so it stays in the first row alone. So does what a formula gives.
    """
    found: dict[int, dict[int, Value]] = {}
    minutes = {plan.minutes_from, log.number(plan.taken["Minutes"]) if "Minutes" in plan.taken else None}
    merged = {(row, each.left) for each in log.merges for row in range(each.top, each.bottom + 1)}
    for merge in log.merges:
        value = log.values.get(merge.top, {}).get(merge.left)
        is_formula = isinstance(value, (ErrorValue, NotCalculated)) or log.formulas.get(merge.left, LAST_ROW + 1) <= merge.top
        if value is None or isinstance(value, bool) or is_formula or merge.left in minutes or merge.top <= log.area.top:
            continue
        for row in range(merge.top + 1, min(merge.bottom, log.area.bottom) + 1):
            if any((row, column) not in merged for column in log.values.get(row, {})):
                found.setdefault(merge.left, {})[row] = exact(value) if isinstance(value, float) else value
    return found


def unmerge(package: Package, log: FoundLog, plan: LogPlan) -> None:
    """Undo the merges that stand where the log's table will be."""
    source, part = package.source(log.sheet.part), log.sheet.part
    prefix = SheetStream(package.stream(part)).prefix
    values = repeated(log, plan)
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
