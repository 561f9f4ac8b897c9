"""Workbooks for tests as plain data: the tables of 2-workbook.md with the rules of 1-policy.md."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.edits import KEEP, Edits
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import Book, Cell, Column, Table
from xlsupport.writing.edits import edits
from xlsupport.writing.registers import Audit

QUESTIONS = "Training, System question, General"
RULES: dict[str, list[dict[str, Cell]]] = {
    "Packages": [
        {"Package": name, "Meeting minutes": minutes}
        for name, minutes in (("Single", 30), ("Small", 45), ("Medium", 60), ("Large", 60), ("X Large", 90))
    ],
    "Limits": [
        dict(zip(("Limit", "Channels", "Categories", "Unit", "Quantity", "Period"), row, strict=True))
        for row in (
            ("Call or email length", "Phone, Email", QUESTIONS, "minutes", 15, "entry"),
            ("Calls", "Phone", QUESTIONS, "entries", 4, "month"),
            ("Question time", "Phone, Email", QUESTIONS, "minutes", 60, "month"),
            ("Meeting length", "Meeting", None, "minutes", "package", "entry"),
            ("Meetings", "Meeting", None, "entries", 4, "contract year"),
        )
    ],
    "Categories": [
        {"Category": name, "Treatment": treatment}
        for name, treatment in (
            ("Bug fix", "Included"),
            ("New request", "Included"),
            ("Project update", "Included"),
            ("General", "Limited"),
            ("Training", "Limited"),
            ("System question", "Limited"),
            ("Custom development", "Quoted"),
            ("Formal training", "Quoted"),
        )
    ],
    "Rates": [{"Tier": "Advanced", "Rate": 100, "Increment": 30}, {"Tier": "As needed", "Rate": 125, "Increment": 30}],
    "Settings": [],
}
VENDOR: dict[str, Cell] = {"Vendor name": "Books & Sons", "Vendor address": "1 Old Road, Aberdeen"}
"""What a workbook must say before a document is made from it."""

START = date(2026, 1, 1)
ACME: dict[str, list[dict[str, Cell]]] = {
    "Clients": [{"Client": "Acme", "Package": "Medium", "Contract start": START}],
    "Contacts": [{"Client": "Acme", "Contact": "Ann", "Trained on": START}],
    "Agreements": [{"Client": "Acme", "Tier": "As needed", "Start": START}],
}
"""A client on Medium with a trained contact and an As needed agreement, as in the worked examples."""

_RUNS = frozenset(each for run in range(1, 100) for each in (run, f"{run} part"))
"""What a closed entry of a test may have in Closed; the table Runs is made to match."""

Rows = Iterable[Mapping[str, Cell]]


def table(name: str, rows: Rows, date1904: bool = False) -> Table:
    """A table of the specification's columns with its header in row 4 of its sheet."""
    spec, listed = TABLES[name], list(rows)
    unknown = {header for row in listed for header in row} - {column.header for column in spec.columns} - {"From"}
    assert not unknown, f"{name} has no columns {unknown}"
    columns = {
        column.header: Column(number, [row.get(column.header) for row in listed])
        for number, column in enumerate(spec.columns, start=1)
    }
    return Table(name, spec.sheet, 4, tuple(columns), columns, max(1, len(listed)), len(listed), date1904)


def book(log: Rows = (), settings: Mapping[str, Cell] | None = None, **tables: Rows) -> Book:
    """A workbook with the policy's rules, Acme, and whatever is given instead."""
    content: dict[str, Rows] = {**RULES, **ACME, "UsageLog": list(log), **tables}
    if "Settings" not in tables:
        content["Settings"] = [
            {"Setting": name, "Value": value}
            for name, value in {**(settings or {}), **{k: v for k, v in VENDOR.items() if k not in (settings or {})}}.items()
        ]
    if "Runs" not in tables:
        closed = {
            int(str(run).removesuffix(" part"))
            for row in content["UsageLog"]
            if (run := row.get("Closed")) in _RUNS and run is not True
        }
        content["Runs"] = [{"Run": run} for run in sorted(closed)]
    return Book({name: table(name, content.get(name, ())) for name in TABLES}, tuple(TABLES), ("Log",))


def entry(day: Cell, channel: str = "Phone", category: str = "Training", minutes: Cell = 10, **more: Cell) -> dict[str, Cell]:
    """A row of the log for Acme's Ann, scheduled, unless told otherwise."""
    when = date.fromisoformat(day) if isinstance(day, str) and len(day) == 10 else day
    row: dict[str, Cell] = {
        "Date": when, "Client": "Acme", "Contact": "Ann", "Channel": channel, "Category": category, "Minutes": minutes,
        "Scheduled": "yes",
    }  # fmt: skip
    return row | {header.replace("_", " ").capitalize() if header != "ID" else header: value for header, value in more.items()}


AS_OF = date(2026, 10, 31)
AUDIT = Audit(datetime(2026, 11, 1, 9, 30), "ann", "1.0")


def settled(book_: Book, as_of: date = AS_OF, **task: object) -> Settlement:
    return settle(book_, Task(as_of, **task))  # type: ignore[arg-type] # the keywords are Task's own


def applied(book_: Book, changes: Edits) -> Book:
    """The workbook after a run's edits, as a door would leave it: Decimals become floats, as in any Excel file."""
    tables = dict(book_.tables)
    for change in changes.tables:
        old = tables[change.table]
        columns = {}
        for header, column in old.columns.items():
            values: Sequence[object] = change.columns.get(header, [KEEP] * change.rows)
            merged = [
                (column.cells[i] if i < len(column.cells) else None) if value is KEEP else value for i, value in enumerate(values)
            ]
            kept = [*merged, *column.cells[len(merged) :]][: change.rows]
            kept += [None] * (change.rows - len(kept))
            columns[header] = Column(column.number, [_stored(value) for value in kept])
        filled = max((i + 1 for each in columns.values() for i, cell in enumerate(each.cells) if cell is not None), default=0)
        columns = {header: Column(each.number, each.cells[:filled]) for header, each in columns.items()}
        tables[change.table] = Table(old.name, old.sheet, old.header_row, old.headers, columns, change.rows, filled, old.date1904)
    return Book(tables, book_.table_names, book_.sheet_names)


def _stored(value: object) -> Cell:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    assert value is None or isinstance(value, (bool, int, float, str, date)), value
    return value


def run(book_: Book, as_of: date = AS_OF, **task: object) -> tuple[Settlement, Edits, Book]:
    """Settle and write: what was found, what was written, and the workbook afterwards."""
    settlement = settled(book_, as_of, writes=True, **task)
    changes = edits(settlement, AUDIT)
    return settlement, changes, applied(book_, changes)
