"""The row of the table Runs that keeps documents' numbers from being given again after a version was restored."""

from collections.abc import Sequence

from xlsupport.sheets.edits import Edits, Figure, TableEdit, Value
from xlsupport.sheets.specifications import LOG, RUNS, TABLES
from xlsupport.sheets.tables import Book
from xlsupport.writing.edits import appended, columns_after
from xlsupport.writing.figures import figures
from xlsupport.writing.registers import Audit, listed_numbers


def numbers_kept(book: Book, run: int, command: str, numbers: Sequence[str], audit: Audit) -> Edits:
    """One row more in the table Runs: it lists the numbers, and counts nothing, since nothing was settled."""
    table = book.tables[RUNS.name]
    facts: dict[str, Value] = {
        "Run": run,
        "When": audit.when,
        "Who": audit.who,
        "Command": command,
        "Version": audit.version,
        "As of": audit.when.date(),
        "Invoices": listed_numbers(numbers),
    }
    headers = [header for header in RUNS.written if header in table.columns]
    row = appended(table, headers, [tuple(facts.get(header) for header in headers)])
    assert row is not None
    return Edits([row], figures=_figures(book, row))


def _figures(book: Book, row: TableEdit) -> list[Figure]:
    """The values of *Start* and *Dashboard*. Where the version lacks a table or a column, Excel computes them on opening."""
    tables = book.tables
    for spec in TABLES.values():
        if spec.optional and spec.name not in tables:
            continue
        if spec.name not in tables or any(header not in tables[spec.name].columns for header in spec.needed(writing=True)):
            return []
    after = {name: columns_after(table, row if name == row.table else None) for name, table in tables.items()}
    return figures(after, {name: table.sheet for name, table in tables.items()}, tables[LOG.name].date1904)
