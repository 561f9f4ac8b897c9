"""Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from xlsupport.flags.rules import flags
from xlsupport.invoice_sheets.values import EntryWords, invoice_sheet
from xlsupport.rating.balances import balances_of
from xlsupport.rating.entitlements import Draw
from xlsupport.reading.cells import lenient_text
from xlsupport.records.vocabulary import PeriodKind, Status, Unit
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import KEEP, LONGEST_TEXT, Edits, Keep, SheetCopy, TableEdit, Value, writable
from xlsupport.sheets.holding import holding
from xlsupport.sheets.specifications import (
    AGREEMENTS,
    BALANCES,
    BREACHES,
    ENTRY_TEXTS,
    INVOICE_LINES,
    INVOICES,
    LOG,
    RUNS,
    SETUP,
    TableSpec,
)
from xlsupport.sheets.tables import Table
from xlsupport.words.money import ZERO
from xlsupport.writing.figures import figures
from xlsupport.writing.kept_rows import Row
from xlsupport.writing.registers import Audit, balances_in_place, breaches_in_place, invoice_rows, line_rows, run_row

_HOURS = Decimal("0.0001")


def edits(settlement: Settlement, audit: Audit) -> Edits:
    """Everything that a run writes; empty where it is stopped or nothing would change, so that the file stays as it is."""
    if settlement.stopped:
        return Edits()
    tables = settlement.book.tables
    log = log_columns(settlement)
    made = [
        _replaced(tables[LOG.name], log, tables[LOG.name].rows),
        _replaced(tables[AGREEMENTS.name], _agreement_columns(settlement), tables[AGREEMENTS.name].rows),
        _register(tables[BALANCES.name], BALANCES, balances_in_place(settlement)),
        _register(tables[BREACHES.name], BREACHES, breaches_in_place(settlement)),
        appended(tables[INVOICES.name], INVOICES.written, invoice_rows(settlement)),
        appended(tables[INVOICE_LINES.name], INVOICE_LINES.written, line_rows(settlement)),
    ]
    changed = [edit for edit in made if edit]
    edited = {edit.table for edit in changed}
    changed += [
        TableEdit(table.name, {}, table.rows)
        for spec in (LOG, *SETUP)
        if (table := tables.get(spec.name)) and table.absorbed and table.name not in edited
    ]
    copies = _invoice_sheets(settlement)
    if not changed and not copies:
        return Edits()
    run = appended(tables[RUNS.name], RUNS.written, [run_row(settlement, audit)])
    assert run is not None
    changed.append(run)
    after = {
        name: columns_after(table, next((each for each in changed if each.table == name), None)) for name, table in tables.items()
    }
    return Edits(
        changed, copies, figures(after, {name: table.sheet for name, table in tables.items()}, tables[LOG.name].date1904)
    )


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
        columns["Closed"][offset] = _closed(outcome.entry.closed, outcome.entry.in_part)
        if outcome.draws:
            key = tuple((id(draw.limit), draw.room - draw.taken) for draw in outcome.draws)
            if key not in memory:
                memory[key] = remaining_words(outcome.draws)
            remaining[offset] = memory[key] or None
    for outcome in settlement.closing:
        run = outcome.entry.closed or settlement.run
        columns["Closed"][outcome.entry.offset] = _closed(run, outcome.held > 0)
    for row in evaluation.log.rejected:
        status[row.offset], covered[row.offset], billed[row.offset], amount[row.offset] = str(Status.INVALID), 0, 0, ZERO
        columns["Closed"][row.offset] = _closed(row.closed, row.in_part)
    for offset, codes in flags(settlement.lasting_breaches).items():
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


def _closed(run: int | None, in_part: bool) -> Value:
    """The number of the run that closed an entry; `12 part` where a part of it waits."""
    return f"{run} part" if in_part else run


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
                hours[agreement.number] = (Decimal(left) / 60).quantize(_HOURS)
    return {"Hours left": hours}


def _invoice_sheets(settlement: Settlement) -> list[SheetCopy]:
    if not settlement.documents:
        return []
    wanted = {line.id for document in settlement.documents for line in document.lines}
    log, evaluation = settlement.log, settlement.evaluation
    wording = evaluation.policy.wording
    ticket, manager, notes = (log.cells(header) for header in ENTRY_TEXTS)
    entries = {
        each.entry.id: EntryWords(
            ticket=lenient_text(ticket[each.entry.offset]),
            notes=lenient_text(notes[each.entry.offset]),
            account_manager=lenient_text(manager[each.entry.offset]),
            minutes=each.entry.minutes,
            covered=each.covered,
        )
        for each in evaluation.outcomes
        if each.entry.id in wanted
    }
    return [
        invoice_sheet(document, balances_of(evaluation, document.client, document.month.last), entries, wording)
        for document in settlement.documents
    ]


def _columns(headers: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> dict[str, list[Value | Keep]]:
    listed = list(rows)
    return {header: [row[index] for row in listed] for index, header in enumerate(headers)}


def _register(table: Table, spec: TableSpec, rows: Sequence[Row]) -> TableEdit | None:
    """A register whose rows are all made anew: grown or shrunk to fit, with at least one row."""
    blanks: list[Value | Keep] = [None] * (table.filled - len(rows))
    columns = {header: [row.get(header) for row in rows] + blanks for header in spec.written if header in table.columns}
    return _replaced(table, columns, max(1, len(rows)))


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


def appended(table: Table, headers: Sequence[str], rows: Iterable[tuple[Value, ...]]) -> TableEdit | None:
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
    return writable(value[:LONGEST_TEXT]) if isinstance(value, str) else value


def columns_after(table: Table, edit: TableEdit | None) -> dict[str, list[object]]:
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
