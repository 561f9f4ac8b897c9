"""The rows of the written tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from xlsupport.reading.cells import lenient_day, lenient_text
from xlsupport.reading.registers import used_rows
from xlsupport.records.vocabulary import ADVANCED_HOURS, Severity, State
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import LONGEST_TEXT, Value
from xlsupport.sheets.specifications import BALANCES, BREACHES
from xlsupport.words.money import ZERO
from xlsupport.words.names import name_key
from xlsupport.writing.kept_rows import Known, Row, in_place, kept

_SHARE = Decimal("0.0001")


class Audit(NamedTuple):
    """What only the edge knows of a run: when, who, and which version of xlsupport."""

    when: datetime
    who: str
    version: str


def balance_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    """The rows of the table Balances."""
    parties = settlement.evaluation.parties
    for each in settlement.balances:
        share = None if each.share is None else each.share.quantize(_SHARE)
        contract = parties.contract_for(each.client, settlement.task.as_of)
        yield (
            each.client, contract.account_manager or None if contract else None, each.package or None, each.limit,
            str(each.unit), each.first, each.last, each.allowed, each.used, each.remaining, share, str(each.state),
        )  # fmt: skip


def balances_in_place(settlement: Settlement) -> list[Row]:
    """The rows of the table Balances where they must stand. One that is gone counts no more in what a client has used."""
    names = settlement.evaluation.parties.names
    table = settlement.book.tables[BALANCES.name]

    def key(client: str, limit: str, first: object) -> tuple[str, ...]:
        return names.get(name_key(client), client), limit, str(first) if limit == ADVANCED_HOURS else ""

    new = [(key(each.client, each.limit, each.first), str(each.allowed), str(each.used)) for each in settlement.balances]
    clients, limits, firsts, allowed, used = (
        table.cells(header) for header in ("Client", "Limit", "Period start", "Allowed", "Used")
    )
    old = {
        offset: (
            key(lenient_text(clients[offset]), lenient_text(limits[offset]), lenient_day(firsts[offset], table.date1904)),
            lenient_text(allowed[offset]),
            lenient_text(used[offset]),
        )
        for offset in used_rows(table, BALANCES)
    }
    # Agreements for Advanced hours that start on one day are told apart by their hours.
    counted = [Counter(each for each, _, _ in rows) for rows in (new, old.values())]
    twins = {each for counts in counted for each, count in counts.items() if count > 1}

    def known(row: tuple[tuple[str, ...], str, str]) -> Known:
        return Known((*row[0], row[1] if row[0] in twins else ""), row[2])

    rows = (dict(zip(BALANCES.written, row, strict=True)) for row in balance_rows(settlement))
    gone = {**kept(BALANCES.written), "State": str(State.RESOLVED), "Used %": None}
    return in_place(
        list(zip(map(known, new), rows, strict=True)), {offset: known(row) for offset, row in old.items()}, table.noted, gone
    )


def breaches_in_place(settlement: Settlement) -> list[Row]:
    """The rows of the table Breaches where they must stand."""
    evaluation, table = settlement.evaluation, settlement.book.tables[BREACHES.name]
    names, managers = evaluation.parties.names, settlement.log.cells("Account manager")
    new: list[tuple[Known, Row]] = []
    for each in settlement.lasting_breaches:
        contract = evaluation.parties.contract_for(each.client, each.day or settlement.task.as_of)
        manager = "" if each.offset is None else lenient_text(managers[each.offset])
        values = (
            str(each.severity), each.code, each.id or None, each.row, each.day, each.client or None, each.contact or None,
            manager or (contract.account_manager if contract else "") or None, each.message, each.fix,
        )  # fmt: skip
        row = dict(zip(BREACHES.written, values, strict=True))
        new.append((Known((each.code, each.id, each.client), each.message, each.limit), row))
    old = {}
    for offset in used_rows(table, BREACHES):
        code, id_, client, message = (lenient_text(table.cells(header)[offset]) for header in ("Code", "ID", "Client", "Message"))
        old[offset] = Known((code, id_, names.get(name_key(client), client)), message)
    return in_place(new, old, table.noted, {**kept(BREACHES.written), "Severity": str(Severity.RESOLVED)})


def invoice_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    """The rows that a run adds to the table Invoices."""
    for each in settlement.documents:
        yield (
            each.number, each.client, each.period, each.issued, each.due, len(each.lines), each.hours, each.subtotal, each.tax,
            each.total, each.kind, each.cancels or None, each.reason or None, each.sheet,
        )  # fmt: skip


def line_rows(settlement: Settlement) -> Iterable[tuple[Value, ...]]:
    """The rows that a run adds to the table InvoiceLines."""
    for document in settlement.documents:
        for each in document.lines:
            yield tuple(value if value != "" else None for value in each)


def run_row(settlement: Settlement, audit: Audit) -> tuple[Value, ...]:
    """The row that a run adds to the table Runs.

    A run that invoices or voids bills what its documents bill, before tax. An update bills what the log's entries come to.
    """
    totals, task = settlement.totals, settlement.task
    billed, amount = totals.billed, totals.amount
    if task.month or task.cancels:
        billed = sum(line.minutes for document in settlement.documents for line in document.lines)
        amount = sum((document.subtotal for document in settlement.documents), ZERO)
    return (
        settlement.run, audit.when, audit.who, task.command, audit.version, task.as_of, totals.entries, totals.errors,
        totals.warnings, billed, amount,
        listed_numbers([document.number for document in settlement.documents]) or None,
    )  # fmt: skip


def listed_numbers(numbers: Sequence[str]) -> str:
    """Documents' numbers as the table Runs lists them; only each series' first and last where a cell cannot hold all.

    >>> listed_numbers(["INV-2026-0001", "CN-2026-0001"])
    'INV-2026-0001, CN-2026-0001'
    """
    listed = ", ".join(numbers)
    if len(listed) <= LONGEST_TEXT:
        return listed
    series: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        series[number.rpartition("-")[0]].append(number)
    return ", ".join(f"{each[0]} to {each[-1]}" for each in series.values())
