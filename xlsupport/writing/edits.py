"""Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.documents import Document
from xlsupport.invoice_sheets.values import invoice_sheet
from xlsupport.rating.balances import balances_of
from xlsupport.rating.entitlements import Draw
from xlsupport.records.vocabulary import PeriodKind, Status, Unit
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import KEEP, Edits, Keep, SheetCopy, TableEdit, Value, writable
from xlsupport.sheets.holding import holding
from xlsupport.sheets.specifications import AGREEMENTS, BALANCES, BREACHES, INVOICE_LINES, INVOICES, LOG, RUNS
from xlsupport.sheets.tables import Table
from xlsupport.words.money import ZERO
from xlsupport.words.periods import month_named
from xlsupport.writing.figures import figures

_LONGEST_TEXT = 32_767
_SHARE = Decimal("0.0001")


class Audit(NamedTuple):
    """What only the edge knows of a run: when, who, and which version of xlsupport."""

    when: datetime
    who: str
    version: str


def edits(settlement: Settlement, audit: Audit) -> Edits:
    """Everything that a run writes; empty where it is stopped or nothing would change, so that the file stays as it is."""
    if settlement.stopped:
        return Edits()
    tables = settlement.book.tables
    log = log_columns(settlement)
    made = [
        _replaced(tables[LOG.name], log, tables[LOG.name].rows),
        _replaced(tables[AGREEMENTS.name], _agreement_columns(settlement), tables[AGREEMENTS.name].rows),
        _register(tables[BALANCES.name], BALANCES.written, balance_rows(settlement)),
        _register(tables[BREACHES.name], BREACHES.written, _breach_rows(settlement)),
        _appended(tables[INVOICES.name], INVOICES.written, _invoice_rows(settlement)),
        _appended(tables[INVOICE_LINES.name], INVOICE_LINES.written, _line_rows(settlement)),
    ]
    changed = [edit for edit in made if edit]
    copies = [_invoice_sheet(settlement, document) for document in settlement.documents]
    if not changed and not copies:
        return Edits()
    run = _appended(tables[RUNS.name], RUNS.written, [_run_row(settlement, audit)])
    assert run is not None
    changed.append(run)
    after = {name: _after(table, next((each for each in changed if each.table == name), None)) for name, table in tables.items()}
    return Edits(changed, copies, figures(after, tables[LOG.name].date1904))


def log_columns(settlement: Settlement) -> dict[str, list[Value | Keep]]:
    """The log's written columns: a value for every row down to the last that holds anything."""
    table, evaluation = settlement.log, settlement.evaluation
    empty: list[Value | Keep] = [None] * table.filled
    columns: dict[str, list[Value | Keep]] = {header: empty.copy() for header in LOG.written}
    status, covered, billed, amount, remaining = (
        columns[header] for header in ("Status", "Covered", "Billed", "Amount", "Remaining")
    )
    memory: dict[tuple[tuple[int, int], ...], str] = {}
    for outcome in evaluation.outcomes:
        offset = outcome.entry.offset
        status[offset], covered[offset] = str(outcome.status), outcome.covered
        billed[offset], amount[offset] = (outcome.billed, outcome.amount) if outcome.charges else (0, ZERO)
        columns["Closed"][offset] = outcome.entry.closed
        if outcome.draws:
            key = tuple((id(draw.limit), draw.room - draw.taken) for draw in outcome.draws)
            if key not in memory:
                memory[key] = remaining_words(outcome.draws)
            remaining[offset] = memory[key] or None
    for outcome in settlement.closing:
        columns["Closed"][outcome.entry.offset] = settlement.run
    for row in evaluation.log.rejected:
        status[row.offset], covered[row.offset], billed[row.offset], amount[row.offset] = str(Status.INVALID), 0, 0, ZERO
        columns["Closed"][row.offset] = row.closed
    for offset, codes in settlement.flags.items():
        columns["Flags"][offset] = ", ".join(codes)
    documents: dict[str, list[str]] = defaultdict(list)
    for line in settlement.lines:
        if line.invoice not in documents[line.id]:
            documents[line.id].append(line.invoice)
    if documents:
        rows = [(each.id, each.offset) for each in evaluation.log.entries]
        rows += [(each.id, each.offset) for each in evaluation.log.rejected]
        for id_, offset in rows:
            if id_ in documents:
                columns["Invoice"][offset] = ", ".join(documents[id_])
    if evaluation.log.given:
        columns["ID"] = [evaluation.log.given.get(offset, KEEP) for offset in range(table.filled)]
    return columns


def remaining_words(draws: Sequence[Draw]) -> str:
    """What an entry's limits have left after it, as a person reads it at a glance: `2 calls · 30 min this month`."""
    by_period: dict[PeriodKind, list[Draw]] = defaultdict(list)
    for draw in draws:
        if draw.period:
            by_period[draw.limit.period].append(draw)
    groups = []
    for period, each in by_period.items():
        in_minutes = sum(draw.limit.unit is Unit.MINUTES for draw in each)
        words = [_left_words(draw, alone=in_minutes == 1) for draw in each]
        groups.append(f"{' · '.join(words)} {period.this}")
    return " · ".join(groups)


def _left_words(draw: Draw, alone: bool) -> str:
    name = draw.limit.name.lower()
    if draw.limit.unit is Unit.MINUTES:
        return f"{draw.left} min" if alone else f"{draw.left} min {name}"
    return f"{draw.left} {name.removesuffix('s') if draw.left == 1 else name}"


def _agreement_columns(settlement: Settlement) -> dict[str, list[Value | Keep]]:
    hours: list[Value | Keep] = [None] * settlement.book.tables[AGREEMENTS.name].filled
    for agreements in settlement.evaluation.parties.agreements.values():
        for agreement in agreements:
            left = settlement.evaluation.payments.left(agreement)
            if left is not None:
                hours[agreement.number] = (Decimal(left) / 60).quantize(_SHARE)
    return {"Hours left": hours}


def balance_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    """The rows of the table Balances."""
    for each in settlement.balances:
        share = None if each.share is None else each.share.quantize(_SHARE)
        yield (
            each.client, each.package or None, each.limit, str(each.unit), each.first, each.last,
            each.allowed, each.used, each.remaining, share, str(each.state),
        )  # fmt: skip


def _breach_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    for each in settlement.breaches:
        row = None if each.offset is None else settlement.log.row_number(each.offset)
        yield (
            str(each.severity), each.code, each.id or None, row, each.day, each.client or None, each.contact or None,
            each.message, each.fix,
        )  # fmt: skip


def _invoice_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    for each in settlement.documents:
        yield (
            each.number, each.client, each.period, each.issued, each.due, len(each.lines), each.hours, each.subtotal, each.tax,
            each.total, each.kind, each.cancels or None, each.reason or None, each.sheet,
        )  # fmt: skip


def _line_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    for document in settlement.documents:
        for each in document.lines:
            yield tuple(value if value != "" else None for value in each)


def _invoice_sheet(settlement: Settlement, document: Document) -> SheetCopy:
    last = month_named(document.period).last
    return invoice_sheet(document, balances_of(settlement.evaluation, document.client, last))


def _run_row(settlement: Settlement, audit: Audit) -> tuple[Value, ...]:
    totals = settlement.totals
    return (
        settlement.run, audit.when, audit.who, settlement.task.command, audit.version, settlement.task.as_of, totals.entries,
        totals.errors, totals.warnings, totals.billed, totals.amount,
        ", ".join(document.number for document in settlement.documents) or None,
    )  # fmt: skip


def _columns(headers: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> dict[str, list[Value | Keep]]:
    listed = list(rows)
    return {header: [row[index] for row in listed] for index, header in enumerate(headers)}


def _register(table: Table, headers: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> TableEdit | None:
    """A register whose rows are all made anew: grown or shrunk to fit, with at least one row."""
    columns = _columns(headers, rows)
    count = len(columns[headers[0]])
    for values in columns.values():
        values += [None] * (table.filled - count)
    return _replaced(table, columns, max(1, count))


def _replaced(table: Table, columns: Mapping[str, Sequence[Value | Keep]], rows: int) -> TableEdit | None:
    """The cells that differ from what stands in the table; None where there are none.

    Blank rows at its end are no difference: a table with a totals row keeps its size, and would differ again in each run.
    """
    changed = {}
    for header, values in columns.items():
        same = holding(table.date1904)
        cells = table.cells(header)
        found: list[Value | Keep] = [
            KEEP if value is KEEP or (index < len(cells) and same(cells[index], value)) else value
            for index, value in enumerate(map(_fitting, values))
        ]
        if any(value is not KEEP and not (value is None and index >= len(cells)) for index, value in enumerate(found)):
            changed[header] = found
    return TableEdit(table.name, changed, rows) if changed else None


def _appended(table: Table, headers: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> TableEdit | None:
    """Rows behind the last one that holds anything."""
    columns = _columns(headers, rows)
    count = len(columns[headers[0]])
    if not count:
        return None
    kept: list[Value | Keep] = [KEEP] * table.filled
    filled = {header: [*kept, *map(_fitting, values)] for header, values in columns.items()}
    return TableEdit(table.name, filled, max(table.rows, table.filled + count))


def _fitting(value: Value | Keep) -> Value | Keep:
    """A value as the workbook will hold it: otherwise it would differ from what stands there in each run."""
    return writable(value[:_LONGEST_TEXT]) if isinstance(value, str) else value


def _after(table: Table, edit: TableEdit | None) -> dict[str, list[object]]:
    """A table's columns as they stand after an edit."""
    columns: dict[str, list[object]] = {header: list(table.cells(header)) for header in table.columns}
    if edit:
        for header, values in edit.columns.items():
            old = columns[header]
            old += [None] * (len(values) - len(old))
            merged = [was if value is KEEP else value for was, value in zip(old, values, strict=False)]
            columns[header] = merged + old[len(merged) :]
        longest = max(map(len, columns.values()))
        columns = {header: (values + [None] * (longest - len(values)))[: edit.rows] for header, values in columns.items()}
    return columns
