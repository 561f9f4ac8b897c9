"""The written tables read back: what was invoiced, and the numbers in use."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from xlsupport.billing.register import CREDIT_NOTE, INVOICE, Line, Register, Registered
from xlsupport.reading.cells import Unreadable, choose, day, identity, is_blank, keyed, number, share, shown, text, whole
from xlsupport.sheets.specifications import INVOICE_LINES, INVOICES, RUNS, TableSpec, needed_at_first
from xlsupport.sheets.tables import Book, Cell, Table
from xlsupport.words.money import ZERO, cents
from xlsupport.words.names import name_key
from xlsupport.words.problems import Problem, WorkbookError

Value = TypeVar("Value")
_MAY_BE_EMPTY = ("Cancels", "Contact", "Description", "Reference", "Tax rate", "Invoices")

_MONTH = "2[0-9]{3}-(?:0[1-9]|1[0-2])"
_PERIOD = re.compile(f"(?:{_MONTH} to )?{_MONTH}")
_LISTED = re.compile(r"(.+?[0-9]{4}-[0-9]+)(?:, | to |$)")  # a prefix may hold a comma or the word "to" itself


def used_rows(table: Table, spec: TableSpec) -> list[int]:
    """The data rows of a register that xlsupport has written."""
    columns = [table.cells(header) for header in spec.written if header in table.columns]
    return [offset for offset in range(table.filled) if not all(is_blank(column[offset]) for column in columns)]


class _Rows:
    """Reads a register's cells; what is unreadable or emptied was changed by hand, and stops the run with every such cell."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problems: list[Problem] = []

    def cell(self, header: str, offset: int, read: Callable[[Cell], Value | None], empty: Value) -> Value:
        raw = self.table.cells(header)[offset]
        try:
            if is_blank(raw) and header not in _MAY_BE_EMPTY:
                raise Unreadable("Put its value back")
            found = read(raw)
        except Unreadable as error:
            self.problems.append(Problem(self.table.place(header, offset), shown(header, raw), f"{error}, as xlsupport wrote it"))
            return empty
        return empty if found is None else found

    def check(self) -> None:
        if self.problems:
            raise WorkbookError(f"The table {self.table.name} was changed by hand and cannot be read", self.problems)


def read_register(book: Book, names: Mapping[str, str]) -> Register:
    """What was invoiced so far; empty where a workbook that is only read has no such tables, or others of that name.

    `names` has the clients by the keys of their names, former ones too.
    """
    lines, invoices, runs = (_whole_table(book, spec) for spec in (INVOICE_LINES, INVOICES, RUNS))
    return Register(
        _invoices(invoices, names) if invoices else (),
        _lines(lines, names) if lines else (),
        *(_runs(runs) if runs else (None, frozenset())),
    )


def _whole_table(book: Book, spec: TableSpec) -> Table | None:
    """The table, if it has the columns that the first release wrote; a workbook of that release lacks the later ones."""
    table = book.tables.get(spec.name)
    return table if table and all(header in table.columns for header in needed_at_first(spec)) else None


def _amount(cell: Cell) -> Decimal | None:
    found = number(cell)
    if found is not None and found != cents(found):
        raise Unreadable("Enter an amount in whole cents")
    return found


def _period(cell: Cell) -> str:
    if not _PERIOD.fullmatch(found := text(cell)):
        raise Unreadable("Enter a month such as 2026-10, or 2026-09 to 2026-10, as text")
    return found


def _kind(cell: Cell) -> str:
    return choose(text(cell), keyed((INVOICE, CREDIT_NOTE)))


def _invoices(table: Table, names: Mapping[str, str]) -> tuple[Registered, ...]:
    rows = _Rows(table)

    def a_day(cell: Cell) -> date | None:
        return day(cell, table.date1904)

    found = tuple(
        Registered(
            rows.cell("Invoice", offset, text, ""),
            _spelled(rows.cell("Client", offset, text, ""), names),
            rows.cell("Period", offset, _period, ""),
            rows.cell("Issued", offset, a_day, date.min),
            rows.cell("Lines", offset, whole, 0),
            rows.cell("Subtotal", offset, _amount, ZERO),
            rows.cell("Tax", offset, _amount, ZERO),
            rows.cell("Kind", offset, _kind, ""),
            rows.cell("Cancels", offset, text, ""),
        )
        for offset in used_rows(table, INVOICES)
    )
    rows.check()
    return found


def _lines(table: Table, names: Mapping[str, str]) -> tuple[Line, ...]:
    rows = _Rows(table)

    def a_day(cell: Cell) -> date | None:
        return day(cell, table.date1904)

    found = tuple(
        Line(
            rows.cell("Invoice", offset, text, ""),
            rows.cell("Line", offset, whole, 0),
            rows.cell("ID", offset, identity, ""),
            rows.cell("Date", offset, a_day, date.min),
            _spelled(rows.cell("Client", offset, text, ""), names),
            rows.cell("Contact", offset, text, ""),
            rows.cell("Description", offset, text, ""),
            rows.cell("Tier", offset, text, ""),
            rows.cell("Reference", offset, text, ""),
            rows.cell("Overage", offset, whole, 0),
            rows.cell("Minutes", offset, whole, 0),
            rows.cell("Rate", offset, number, ZERO),
            rows.cell("Amount", offset, _amount, ZERO),
            rows.cell("Kind", offset, text, ""),
            rows.cell("Tax rate", offset, _tax_rate, None),
        )
        for offset in used_rows(table, INVOICE_LINES)
    )
    rows.check()
    return found


def _spelled(name: str, names: Mapping[str, str]) -> str:
    return names.get(name_key(name), name)


def _tax_rate(cell: Cell) -> Decimal | None:
    found = share(cell)
    if found is not None and not 0 <= found < 1:
        raise Unreadable("Enter a share from 0 to 1, such as 8 %")
    return found


def _runs(table: Table) -> tuple[frozenset[int], frozenset[str]]:
    """The numbers of the runs, and of the documents that they issued."""
    rows, used = _Rows(table), used_rows(table, RUNS)
    numbers = frozenset(rows.cell("Run", offset, whole, 0) for offset in used)
    listed = [rows.cell("Invoices", offset, text, "") for offset in used]
    rows.check()
    return numbers, frozenset(number for each in listed for number in listed_documents(each))


def listed_documents(cell: str) -> list[str]:
    """The documents' numbers that a cell of the table Runs lists; of a series that it abbreviates the first and the last.

    >>> listed_documents("INV-2026-0001, CN-2026-0001 to CN-2026-0900")
    ['INV-2026-0001', 'CN-2026-0001', 'CN-2026-0900']
    """
    return _LISTED.findall(cell)
