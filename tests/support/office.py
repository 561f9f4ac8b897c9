"""A workbook over the months: people type into it, runs write into it, and each run's documents are told as lines to compare."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from support.books import book, run, table
from xlsupport.billing.documents import Document
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import Edits
from xlsupport.sheets.tables import Book, Cell

Row = dict[str, Cell]


class Office:
    """One workbook from run to run. `last` is what the last run found, `written` what it wrote."""

    last: Settlement
    written: Edits

    def __init__(self, *log: Row, settings: dict[str, Cell] | None = None, **tables: list[Row]) -> None:
        self.book: Book = book(log, settings, **tables)

    def rows(self, name: str = "UsageLog") -> list[Row]:
        found = self.book.tables[name]
        return [{header: column.cells[i] for header, column in found.columns.items()} for i in range(found.filled)]

    def put(self, name: str, rows: list[Row]) -> None:
        self.book = Book({**self.book.tables, name: table(name, rows)}, self.book.table_names, self.book.sheet_names)

    def type(self, *rows: Row) -> None:
        """New rows at the end of the log."""
        self.put("UsageLog", self.rows() + list(rows))

    def edit(self, id_: str, **cells: Cell) -> None:
        """Cells of the entry with an ID typed anew."""
        self.put("UsageLog", [row | cells if row["ID"] == id_ else row for row in self.rows()])

    def remove(self, id_: str) -> None:
        self.put("UsageLog", [row for row in self.rows() if row["ID"] != id_])

    def change(self, name: str, edit: Callable[[Row], Row]) -> None:
        """Every row of a table typed anew."""
        self.put(name, [edit(row) for row in self.rows(name)])

    def column(self, header: str, name: str = "UsageLog") -> list[Cell]:
        return [row[header] for row in self.rows(name)]

    def update(self, as_of: date = date(2026, 12, 31)) -> None:
        self.last, self.written, self.book = run(self.book, as_of)

    def invoice(self, month: str, as_of: date | None = None, **task: object) -> list[str]:
        """The documents of an invoice run on the month's last day, told line by line; a stopped one tells what stops it."""
        first = date.fromisoformat(f"{month}-01")
        end = first.replace(day=monthrange(first.year, first.month)[1])
        self.last, self.written, self.book = run(self.book, as_of or end, month=first, **task)
        return self.told()

    def void(self, number: str, as_of: date = date(2026, 12, 31), reason: str = "wrong client", **task: object) -> list[str]:
        self.last, self.written, self.book = run(self.book, as_of, cancels=number, reason=reason, **task)
        return self.told()

    def told(self) -> list[str]:
        return [line for document in self.last.documents for line in told(document)]


def told(document: Document) -> list[str]:
    """A document as a bookkeeper reads it: a head, then its lines.

    INV-2026-0001 Acme 2026-10: 62.50 + 5.00
    - U000001 As needed 30 min at 125.00: 62.50 charge
    """
    head = f"{document.number} {document.client} {document.period}: {document.subtotal:.2f} + {document.tax:.2f}"
    return [
        head,
        *(
            f"- {each.id} {each.tier} {each.minutes} min at {each.rate:.2f}: {each.amount:.2f} {each.kind}"
            for each in document.lines
        ),
    ]
