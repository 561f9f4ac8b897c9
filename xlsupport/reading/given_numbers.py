"""The documents' numbers that a workbook names, read even where nothing else in the workbook can be read.

A backup may have problems in its set-up tables, or cells that somebody changed by hand: its numbers count all the same.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsupport.reading.cells import Unreadable, is_blank, lenient_text, number
from xlsupport.reading.registers import listed_documents, used_rows
from xlsupport.sheets.specifications import INVOICE_LINES, INVOICES, RUNS
from xlsupport.sheets.tables import Book, Cell, Table
from xlsupport.words.names import name_key, natural

NUMBERED = (INVOICES, INVOICE_LINES, RUNS)
"""The tables that name documents. The first tells the most about them."""

_KEYS = {INVOICES.name: ("Invoice",), INVOICE_LINES.name: ("Invoice",), RUNS.name: ("Run", "Invoices")}


class Given(NamedTuple):
    """A document as a workbook names it. The client is empty, and the total None, where no table tells them."""

    number: str
    client: str = ""
    total: Decimal | None = None


class GivenNumbers(NamedTuple):
    """The documents that a workbook names, by the keys of their numbers, and the highest number of its runs.

    `missing` are the tables that the workbook lacks, or whose columns of numbers it lacks; `unreadable` those in which a cell
    that should hold a number was changed by hand.
    """

    documents: Mapping[str, Given]
    latest_run: int
    missing: frozenset[str]
    unreadable: frozenset[str]


UNKNOWN = GivenNumbers({}, 0, frozenset(_KEYS), frozenset())
"""What is known of a workbook that cannot be read."""


def register_numbers(book: Book) -> GivenNumbers:
    """The documents' numbers in all tables that name any. A cell that cannot be read hides only what it holds itself."""
    there = {name: book.tables[name] for name, headers in _KEYS.items() if _has(book, name, headers)}
    documents: dict[str, Given] = {}
    latest, unreadable = 0, set()
    for spec in NUMBERED:
        table, read = there.get(spec.name), _in_run if spec is RUNS else _in_register
        for found in (read(table, offset) for offset in used_rows(table, spec)) if table else ():
            latest = max(latest, found.run or 0)
            for each in found.documents:
                documents.setdefault(name_key(each.number), each)
            if not found.whole:
                unreadable.add(spec.name)
    return GivenNumbers(documents, latest, frozenset(_KEYS.keys() - there.keys()), frozenset(unreadable))


def gone(now: GivenNumbers, then: GivenNumbers) -> list[Given]:
    """The documents that a workbook names now and did not name then, each series in the order of its numbers."""
    return sorted(
        (each for key, each in now.documents.items() if key not in then.documents),
        key=lambda each: natural(name_key(each.number)),
    )


def _has(book: Book, name: str, headers: tuple[str, ...]) -> bool:
    table = book.tables.get(name)
    return table is not None and all(header in table.columns for header in headers)


class _InRow(NamedTuple):
    """What a row tells: documents, the number of a run, and whether all of its numbers can be read."""

    documents: Sequence[Given]
    whole: bool
    run: int | None = None


def _in_register(table: Table, offset: int) -> _InRow:
    """The document in a row of the table Invoices or InvoiceLines."""
    cell, client, total = (table.cells(header)[offset] for header in ("Invoice", "Client", "Total"))
    found = lenient_text(cell)
    return _InRow([Given(found, lenient_text(client), _number(total))] if found else [], whole=bool(found))


def _in_run(table: Table, offset: int) -> _InRow:
    """The documents in a row of the table Runs."""
    cell, listed = (table.cells(header)[offset] for header in ("Run", "Invoices"))
    run = _number(cell)
    is_number = run is not None and run == run.to_integral_value()
    told = lenient_text(listed)
    return _InRow(
        [Given(each) for each in listed_documents(told)],
        whole=is_number and (bool(told) or is_blank(listed)),
        run=int(run) if run is not None and is_number else None,
    )


def _number(cell: Cell) -> Decimal | None:
    try:
        return number(cell)
    except Unreadable:
        return None
