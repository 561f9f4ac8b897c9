"""The worksheet functions give what the command line gives, however Excel hands the ranges over, and say what is wrong."""

import inspect
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from support.books import AS_OF, START, book, entry, settled
from support.ledgers import QUICK, Ledger, ledgers
from support.office import Office
from support.ranges import Range, as_range, ranges, rules_of, side_by_side, stacked

from xlsupport.excel import buttons, functions
from xlsupport.excel.signatures import FUNCTIONS
from xlsupport.sheets.edits import KEEP
from xlsupport.sheets.serials import serial
from xlsupport.sheets.specifications import BALANCES
from xlsupport.sheets.tables import Book
from xlsupport.writing.edits import log_columns
from xlsupport.writing.registers import balance_rows

CHECKED = ["Status", "Covered", "Billed", "Amount", "Remaining", "Flags"]
LOG = [
    entry("2026-10-05", minutes=15, ID="U1"),
    entry("2026-10-06", minutes=40, ID="U2"),
    entry("2026-10-07", "Meeting", minutes=90, ID="U3"),
    entry("2026-10-08", minutes=29.6, ID="U4"),
]


def spilled(name: str, *given: object, **named: object) -> list[list[Any]]:
    """What a function that spills gives; its message where it gives one."""
    found = getattr(functions, name)(*given, **named)
    assert isinstance(found, list), found
    return found


def as_numbers(rows: object) -> list[list[Any]]:
    return [[float(each) if isinstance(each, Decimal) else None if each is KEEP else each for each in row] for row in rows]  # type: ignore[attr-defined] # rows of rows


@QUICK
@given(ledgers())
def test_balances_and_check_are_what_an_update_writes(ledger: Ledger) -> None:
    workbook = ledger.book()
    settlement = settled(workbook)
    assert spilled("SUPPORT_BALANCES", *ranges(workbook), AS_OF) == [[*BALANCES.written], *as_numbers(balance_rows(settlement))]
    columns = log_columns(settlement)
    rows = zip(*(columns[header] for header in CHECKED), strict=True)
    lines = as_range(workbook.tables["InvoiceLines"])
    assert spilled("SUPPORT_CHECK", *ranges(workbook), AS_OF, lines) == [CHECKED, *as_numbers(rows)]


def test_check_has_a_row_for_each_row_of_the_log_under_its_own_headers() -> None:
    assert spilled("SUPPORT_CHECK", *ranges(book(LOG)), AS_OF) == [
        CHECKED,
        ["Covered", 15, 0, 0.0, "3 calls · 45 min this month", None],
        ["Part billed", 15, 30, 62.5, "2 calls · 30 min this month", "over-length"],
        ["Part billed", 60, 30, 62.5, "3 meetings this contract year", "over-length"],
        ["Invalid", 0, 0, 0.0, None, "bad-minutes"],
    ]


def serials(given: Range) -> Range:
    return [[float(serial(each, False)) if isinstance(each, date) else each for each in row] for row in given]


def moments(given: Range) -> Range:
    return [
        [datetime(each.year, each.month, each.day, 13, 5) if isinstance(each, date) else each for each in row] for row in given
    ]


def empty_texts(given: Range) -> Range:
    return [["" if each is None else each for each in row] for row in given]


def floats(given: Range) -> Range:
    return [[float(each) if isinstance(each, int) else each for each in row] for row in given]


def currency(given: Range) -> Range:
    """Numbers as Excel hands over cells that are formatted as money."""
    return [[Decimal(str(each)) if isinstance(each, int | float) else each for each in row] for row in given]


def tuples(given: Range) -> Any:
    return tuple(tuple(row) for row in given)


@pytest.mark.parametrize("handed", [serials, moments, empty_texts, floats, currency, tuples])
def test_however_excel_hands_them_over_ranges_mean_the_same(handed: Callable[[Range], Any]) -> None:
    plain = ranges(book(LOG))
    assert spilled("SUPPORT_CHECK", *map(handed, plain), AS_OF) == spilled("SUPPORT_CHECK", *plain, AS_OF)
    assert spilled("SUPPORT_BALANCES", *map(handed, plain), AS_OF) == spilled("SUPPORT_BALANCES", *plain, AS_OF)


@pytest.mark.parametrize("on", [AS_OF, datetime(2026, 10, 31, 9), 46326, 46326.5, "2026-10-31", [46326], [[AS_OF]]])
def test_a_day_may_be_a_date_a_serial_number_or_a_cell(on: object) -> None:
    assert spilled("SUPPORT_BALANCES", *ranges(book(LOG)), on) == spilled("SUPPORT_BALANCES", *ranges(book(LOG)), AS_OF)


@pytest.mark.parametrize("on", [None, "", [[None]]])
def test_without_a_day_it_is_today(on: object) -> None:
    given = ranges(book(LOG))
    assert (
        spilled("SUPPORT_BALANCES", *given, on)
        == spilled("SUPPORT_BALANCES", *given)
        == spilled("SUPPORT_BALANCES", *given, date.today())
    )


@pytest.mark.parametrize("blank", [None, "", [[None]], [[""]], [None], []])
def test_invoice_lines_that_are_blank_are_left_out_where_they_may_be(blank: object) -> None:
    given = ranges(book(LOG))
    assert spilled("SUPPORT_CHECK", *given, AS_OF, blank) == spilled("SUPPORT_CHECK", *given, AS_OF)
    needed = functions.SUPPORT_UNBILLED(*given, blank, "2026-10")
    assert needed == "? invoice_lines is empty, and nothing would count as invoiced. Give it the table InvoiceLines[#All]."


def test_a_table_may_have_a_title_above_and_other_peoples_columns() -> None:
    log, *others = ranges(book(LOG))
    titled = [["Our log", *[None] * len(log[0])], *([number, *row] for number, row in enumerate(log))]
    assert spilled("SUPPORT_CHECK", titled, *others, AS_OF) == spilled("SUPPORT_CHECK", log, *others, AS_OF)


def test_an_excel_error_is_told_from_a_blank() -> None:
    log, *others = ranges(book([entry("2026-10-05", ID="U1")]))
    log[1][log[0].index("Minutes")] = "#N/A"
    assert spilled("SUPPORT_CHECK", log, *others, AS_OF)[1][5] == "bad-minutes"
    told = spilled("SUPPORT_EXPLAIN", log, *others, "U1")
    what = "UsageLog, data row 1: Minutes holds the Excel error #N/A. Enter a whole number from 1 to 1440."
    assert told[1] == [f"A problem of the row: {what}"]


# The rules


def close(blocks: list[Range]) -> Range:
    return side_by_side(blocks, gap=0)


def turned(blocks: list[Range]) -> Range:
    return side_by_side(blocks[::-1])


@pytest.mark.parametrize("arranged", [stacked, close, turned])
def test_the_rules_tables_are_known_by_their_headers_wherever_they_stand(arranged: Callable[[list[Range]], Range]) -> None:
    workbook = book(LOG, {"Payment days": 14, "Overage without agreement": "bill"})
    *others, beside = ranges(workbook)
    found = spilled("SUPPORT_CHECK", *others, arranged(rules_of(workbook)), AS_OF)
    assert found == spilled("SUPPORT_CHECK", *others, beside, AS_OF)


def test_a_note_below_a_rules_table_is_no_rule_but_a_row_behind_a_gap_is() -> None:
    workbook = book(LOG)
    *others, rules = ranges(workbook)
    width = len(rules[0])
    noted = [*rules, [None] * width, ["Ask Bob before you change a package."] + [None] * (width - 1)]
    assert spilled("SUPPORT_BALANCES", *others, noted, AS_OF) == spilled("SUPPORT_BALANCES", *others, rules, AS_OF)
    later = [*rules, [None] * width, ["Medium", 1, START] + [None] * (width - 3)]
    assert spilled("SUPPORT_CHECK", *others, later, AS_OF)[3][:3] == ["Part billed", 1, 90]


# One number


def test_remaining_is_the_number_in_the_table_of_balances() -> None:
    balances = spilled("SUPPORT_BALANCES", *ranges(book(LOG)), AS_OF)
    assert functions.SUPPORT_REMAINING(balances, "Acme", "Calls") == 2
    assert functions.SUPPORT_REMAINING(balances, [[" acme "]], "question TIME") == 30


def test_remaining_hours_of_several_agreements_add_up() -> None:
    advanced = [{"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": hours} for hours in (1, 2)]
    balances = spilled("SUPPORT_BALANCES", *ranges(book(Agreements=advanced)), AS_OF)
    assert functions.SUPPORT_REMAINING(balances, "Acme", "Advanced hours") == 180


# What is not invoiced


def test_unbilled_is_what_an_invoice_run_for_the_month_would_issue() -> None:
    office = Office(*LOG)
    lines = as_range(office.book.tables["InvoiceLines"])
    assert spilled("SUPPORT_UNBILLED", *ranges(office.book), lines, "2026-10") == [
        ["Client", "Minutes", "Amount"],
        ["Acme", 60, 125.0],
    ]
    office.invoice("2026-10")
    lines = as_range(office.book.tables["InvoiceLines"])
    assert spilled("SUPPORT_UNBILLED", *ranges(office.book), lines, "2026-10") == [["Client", "Minutes", "Amount"]]
    office.type(entry("2026-10-09", minutes=75, ID="U5"))
    for month in ("2026-10", AS_OF, 46310, "2026-10-01", "2026-11"):
        assert spilled("SUPPORT_UNBILLED", *ranges(office.book), lines, month)[1:] == [["Acme", 60, 125.0]], month
    assert spilled("SUPPORT_UNBILLED", *ranges(office.book), lines, "2026-09")[1:] == []


# Why


def test_explain_tells_the_steps_as_lines_of_text() -> None:
    told = spilled("SUPPORT_EXPLAIN", *ranges(book(LOG)), "U2")
    assert told[0] == ["U2: Part billed"]
    assert all(len(row) == 1 and isinstance(row[0], str) for row in told)
    assert ["The entry: 2026-10-06: Phone, Training, 40 min for Ann of Acme."] in told
    assert not any(line.startswith("Still to invoice") for (line,) in told)  # it is not given what was invoiced


# What is wrong

UNKNOWN = "There is no client 'Acne' in balances. Enter one of Acme (did you mean Acme?)."


def _call(name: str, **changed: object) -> object:
    workbook = book(LOG)
    names = [argument.name for each in FUNCTIONS if each.name == name for argument in each.arguments]
    known: dict[str, object] = dict(zip(("log", "clients", "contacts", "agreements", "rules"), ranges(workbook), strict=True))
    known |= {"invoice_lines": as_range(workbook.tables["InvoiceLines"]), "month": "2026-10", "on": AS_OF, "id": "U1",
              "balances": spilled("SUPPORT_BALANCES", *ranges(workbook), AS_OF), "client": "Acme", "limit": "Calls"}  # fmt: skip
    return getattr(functions, name)(**{key: value for key, value in (known | changed).items() if key in names})


def _without(workbook: Book, name: str) -> Range:
    return side_by_side([block for block in rules_of(workbook) if block[0][0] != name])


@pytest.mark.parametrize(
    ("name", "changed", "told"),
    [
        ("SUPPORT_BALANCES", {"on": "soon"}, "on is 'soon'. Enter a date such as 2026-03-31."),
        ("SUPPORT_BALANCES", {"on": [[1, 2]]}, "on is a range; give it one cell."),
        (
            "SUPPORT_BALANCES",
            {"log": [["x"]]},
            "log has none of the headers of UsageLog. Give it the table with its headers: UsageLog[#All].",
        ),
        (
            "SUPPORT_BALANCES",
            {"clients": None},
            "clients has none of the headers of Clients. Give it the table with its headers: Clients[#All].",
        ),
        (
            "SUPPORT_BALANCES",
            {"clients": [["Client", "Client", "Package", "Contract start"]]},
            "column 1 of Clients and column 2 of Clients are both headed Client. Rename one of the two columns.",
        ),
        (
            "SUPPORT_BALANCES",
            {"contacts": [["Client"], ["Acme"]]},
            "The table Contacts has no column Contact. Its headers are: Client. Add a column with the header Contact.",
        ),
        (
            "SUPPORT_BALANCES",
            {"agreements": [["Client", "Tier", "Start"], ["Acme", "Gold", START]]},
            "Agreements, data row 1: Tier is 'Gold'. Enter one of Advanced, As needed.",
        ),
        (
            "SUPPORT_BALANCES",
            {"rules": _without(book(), "Tier")},
            "rules does not hold the headers of Rates. Give it the range of all tables of the sheet Rules.",
        ),
        (
            "SUPPORT_BALANCES",
            {"rules": side_by_side(rules_of(book()) * 2)},
            "rules holds two tables with the headers of Packages. Give it the range of one set of rules.",
        ),
        ("SUPPORT_REMAINING", {"client": "Acne"}, UNKNOWN),
        (
            "SUPPORT_REMAINING",
            {"limit": "Call"},
            "There is no limit 'Call' in balances. Enter one of Calls, Question time, Meetings (did you mean Calls?).",
        ),
        ("SUPPORT_REMAINING", {"client": ""}, "client is empty. Enter its name."),
        ("SUPPORT_REMAINING", {"balances": "? on is 'soon'."}, "on is 'soon'."),
        (
            "SUPPORT_UNBILLED",
            {"month": "October"},
            "month is 'October'. Enter a month such as 2026-10, or a day of it.",
        ),
        (
            "SUPPORT_UNBILLED",
            {"month": None},
            "month is empty. Enter a month such as 2026-10, or a day of it.",
        ),
        (
            "SUPPORT_UNBILLED",
            {"invoice_lines": None},
            "invoice_lines is empty, and nothing would count as invoiced. Give it the table InvoiceLines[#All].",
        ),
        (
            "SUPPORT_UNBILLED",
            {"invoice_lines": [["Invoice", "ID"]]},
            "invoice_lines has no column Line, Date, Client, Contact, Description, Tier, Reference, "
            "Overage, Minutes, Rate, Amount, Kind. "
            "Give it the whole table: InvoiceLines[#All].",
        ),
        ("SUPPORT_EXPLAIN", {"id": "U9"}, "There is no entry 'U9' in the log."),
        ("SUPPORT_EXPLAIN", {"id": None}, "id is empty. Enter the ID of a row of the log, such as U000123."),
    ],
)
def test_what_is_wrong_is_a_short_text_in_the_cell(name: str, changed: dict[str, object], told: str) -> None:
    assert _call(name, **changed) == f"? {told}"


def test_every_function_takes_the_arguments_that_its_help_names() -> None:
    for each in FUNCTIONS:
        parameters = inspect.signature(getattr(functions, each.name)).parameters
        assert list(parameters) == [argument.name for argument in each.arguments]
        optional = [name for name, parameter in parameters.items() if parameter.default is not inspect.Parameter.empty]
        assert optional == [argument.name for argument in each.arguments if argument.optional]
    assert sorted(functions.__all__) == sorted(each.name for each in FUNCTIONS)


def test_the_package_gives_functions_and_scripts_by_name() -> None:
    names: dict[str, object] = {}
    exec("from xlsupport.excel import *", names)
    assert {*functions.__all__, *buttons.__all__} == names.keys() - {"__builtins__"}
    assert names["SUPPORT_CHECK"] is functions.SUPPORT_CHECK
