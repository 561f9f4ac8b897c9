"""The worksheet functions: pure, whole tables in, values that spill out."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TypeAlias

import xlwings as xw

from xlsupport.answers.explanations import explain
from xlsupport.excel.book.ranges import Given, day_of, grid, month_of, rules, single, table
from xlsupport.excel.signatures import FUNCTIONS
from xlsupport.reading.cells import Unreadable, choices, identity, is_blank, keyed, number, text
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.addresses import column_number
from xlsupport.sheets.edits import KEEP
from xlsupport.sheets.specifications import AGREEMENTS, BALANCES, CLIENTS, CONTACTS, INVOICE_LINES, LOG, needed_at_first
from xlsupport.sheets.tables import Book, Table
from xlsupport.words.money import ZERO
from xlsupport.words.names import name_key
from xlsupport.words.periods import month_of as month_period
from xlsupport.words.problems import UsageError, WorkbookError, sentence
from xlsupport.writing.edits import log_columns
from xlsupport.writing.registers import balance_rows

__all__ = [each.name for each in FUNCTIONS]

Spilled: TypeAlias = list[list[object]]
"""Rows of texts, numbers, dates and blanks."""

_SIGNATURES = {each.name: each for each in FUNCTIONS}
_PLACE = re.compile(r"\b([A-Z]\w+)!([A-Z]{1,3})([0-9]+)\b")
_CHECKED = ("Status", "Covered", "Billed", "Amount", "Remaining", "Flags")


def _worksheet_function(function: Callable[..., object]) -> Callable[..., object]:
    """A function as xlwings and Excel take it: what is wrong is told in the cell, and there are no type hints, which
    xlwings would take for converters.
    """
    described = _SIGNATURES[function.__name__]

    @wraps(function)
    def told(*given: Given, **named: Given) -> object:
        try:
            return function(*given, **named)
        except UsageError as error:
            return f"? {_by_row(str(error))}"
        except WorkbookError as error:
            first = error.problems[0] if error.problems else error.sentence
            return f"? {_by_row(str(first))}"

    parameters = signature(function).parameters.values()
    told.__doc__ = described.description
    told.__annotations__ = {}
    told.__signature__ = Signature([Parameter(each.name, each.kind, default=each.default) for each in parameters])  # type: ignore[attr-defined] # any function may have one
    decorated: Callable[..., object] = told
    for argument in described.arguments:
        options = {"ndim": 2, "err_to_str": True} if argument.table else {"err_to_str": True}
        decorated = xw.arg(argument.name, doc=argument.description, **options)(decorated)
    return xw.func(decorated)


def _by_row(message: str) -> str:
    """A message with its cells told as rows of the ranges that the function was given."""
    return sentence(_PLACE.sub(_range_words, re.sub(r"^\w+![A-Z]{1,3}0: ", "", message)))


def _range_words(found: re.Match[str]) -> str:
    """A place in a range: its data row, or, for one in the row of headers, the column counted from the left."""
    table, column, row = found.groups()
    return f"{table}, data row {row}" if int(row) else f"column {column_number(column)} of {table}"


def _settled(
    log: Given, clients: Given, contacts: Given, agreements: Given, rules_: Given, task: Task, lines: Given = None
) -> Settlement:
    tables = {
        LOG.name: table(log, LOG, "log"),
        CLIENTS.name: table(clients, CLIENTS, "clients"),
        CONTACTS.name: table(contacts, CONTACTS, "contacts"),
        AGREEMENTS.name: table(agreements, AGREEMENTS, "agreements"),
        **rules(rules_),
    }
    if not _left_out(lines):
        tables[INVOICE_LINES.name] = _invoice_lines(lines)
    return settle(Book(tables, tuple(tables), tuple(tables)), task)


def _left_out(given: Given) -> bool:
    """Whether an optional range is none: left out, an empty text, or one blank cell."""
    if isinstance(given, list | tuple) and len(given) > 1:
        return False
    cells = [cell for row in grid(given) for cell in row]
    return len(cells) < 2 and all(map(is_blank, cells))


def _invoice_lines(given: Given) -> Table:
    """The register, whole: without one of its columns nothing would count as invoiced, and be billed again."""
    found = table(given, INVOICE_LINES, "invoice_lines")
    missing = [header for header in needed_at_first(INVOICE_LINES) if header not in found.columns]
    if missing:
        raise UsageError(f"invoice_lines has no column {', '.join(missing)}. Give it the whole table: InvoiceLines[#All]")
    return found


def _spilled(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Spilled:
    """Rows under their headers, money as the numbers that Excel has."""
    return [[*headers], *([float(each) if isinstance(each, Decimal) else each for each in row] for row in rows)]


@_worksheet_function
def SUPPORT_BALANCES(  # noqa: N802 - the name that people type in Excel, here and below
    log: Given, clients: Given, contacts: Given, agreements: Given, rules: Given, on: Given = None
) -> Spilled:
    day = day_of(on, "on") or date.today()
    settlement = _settled(log, clients, contacts, agreements, rules, Task(day))
    return _spilled(BALANCES.written, balance_rows(settlement))


@_worksheet_function
def SUPPORT_CHECK(  # noqa: N802
    log: Given, clients: Given, contacts: Given, agreements: Given, rules: Given, on: Given = None, invoice_lines: Given = None
) -> Spilled:
    day = day_of(on, "on") or date.today()
    columns = log_columns(_settled(log, clients, contacts, agreements, rules, Task(day), invoice_lines))
    rows = zip(*(columns[header] for header in _CHECKED), strict=True)
    return _spilled(_CHECKED, ([None if each is KEEP else each for each in row] for row in rows))


@_worksheet_function
def SUPPORT_REMAINING(balances: Given, client: Given, limit: Given) -> float:  # noqa: N802
    told = single(balances, "balances") if not isinstance(balances, list | tuple) or len(balances) == 1 else None
    if isinstance(told, str) and told.startswith("? "):
        raise UsageError(told.removeprefix("? "))
    rows = table(balances, BALANCES, "balances")
    named = {name: keyed(map(text, rows.cells(name))) for name in ("Client", "Limit")}
    wanted = {"Client": _name(single(client, "client"), "client"), "Limit": _name(single(limit, "limit"), "limit")}
    for header, name in wanted.items():
        if name_key(name) not in named[header]:
            raise UsageError(f"There is no {header.lower()} {name!r} in balances. {choices(name, named[header].values())}")
    found = [
        _left(remaining)
        for of_client, of_limit, remaining in zip(rows.cells("Client"), rows.cells("Limit"), rows.cells("Remaining"), strict=True)
        if (name_key(text(of_client)), name_key(text(of_limit))) == (name_key(wanted["Client"]), name_key(wanted["Limit"]))
    ]
    if not found:
        raise UsageError(f"{wanted['Client']} has no limit {wanted['Limit']} on that day")
    return float(sum(found, ZERO))


def _name(cell: object, name: str) -> str:
    if cell is None or not str(cell).strip():
        raise UsageError(f"{name} is empty. Enter its name")
    return str(cell).strip()


def _left(cell: object) -> Decimal:
    try:
        return number(cell) or ZERO  # type: ignore[arg-type] # a cell of the table
    except Unreadable:
        raise UsageError(
            f"balances has {cell!r} in the column Remaining. Give it the table that SUPPORT_BALANCES gives"
        ) from None


@_worksheet_function
def SUPPORT_UNBILLED(  # noqa: N802
    log: Given, clients: Given, contacts: Given, agreements: Given, rules: Given, invoice_lines: Given, month: Given
) -> Spilled:
    first = month_of(month)
    if _left_out(invoice_lines):
        raise UsageError("invoice_lines is empty, and nothing would count as invoiced. Give it the table InvoiceLines[#All]")
    task = Task(month_period(first).last, month=first)
    documents = _settled(log, clients, contacts, agreements, rules, task, invoice_lines).documents
    rows = ((each.client, sum(line.minutes for line in each.lines), each.subtotal) for each in documents)
    return _spilled(("Client", "Minutes", "Amount"), rows)


@_worksheet_function
def SUPPORT_EXPLAIN(  # noqa: N802
    log: Given,
    clients: Given,
    contacts: Given,
    agreements: Given,
    rules: Given,
    id: Given,  # noqa: A002 - its name in Excel
) -> Spilled:
    wanted = single(id, "id")
    if is_blank(wanted):
        raise UsageError("id is empty. Enter the ID of a row of the log, such as U000123")
    _, status, steps = explain(_settled(log, clients, contacts, agreements, rules, Task(date.today())), identity(wanted))
    lines = [f"{identity(wanted)}: {status}", *(_by_row(f"{step.rule}: {step.text}") for step in steps)]
    return [[line] for line in lines]
