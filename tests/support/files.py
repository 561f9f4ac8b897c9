"""Workbook files for tests: the template with typed tables filled in through the editor itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from support.books import ACME, VENDOR
from xlsupport.sheets.edits import KEEP, Edits, Keep, TableEdit, Value
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import Cell, Table
from xlsupport.template.packaged import template_path
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile


def make(path: Path, log: Iterable[Mapping[str, Cell]] = (), **tables: Iterable[Mapping[str, Cell]]) -> Path:
    """A workbook with the template's rules, a vendor, Acme, and the rows given."""
    path.write_bytes(template_path().read_bytes())
    typed: dict[str, Iterable[Mapping[str, Cell]]] = {**ACME, **tables, "UsageLog": log}
    given = list(typed.get("Settings", ()))
    if given:
        named = {row["Setting"] for row in given}
        vendor: list[Mapping[str, Cell]] = [
            {"Setting": name, "Value": value} for name, value in VENDOR.items() if name not in named
        ]
        typed["Settings"] = [*vendor, *given]
    fill(path, **typed)
    if not given:
        correct(path, "Settings", "Value", [_value(value) for value in VENDOR.values()])
    return path


def fill(path: Path, **tables: Iterable[Mapping[str, Cell]]) -> None:
    """Put rows into typed columns, as people would have typed them; what stood further down is emptied."""
    with WorkbookFile.open(path, Saving(keep=0)) as file:
        book = file.book(TABLES.values())
        made = (_typed(book.tables[name], name, list(rows)) for name, rows in tables.items())
        file.save(Edits([edit for edit in made if edit]))


def _typed(before: Table, name: str, rows: list[Mapping[str, Cell]]) -> TableEdit | None:
    standing = [header for header in TABLES[name].typed if any(cell is not None for cell in before.cells(header))]
    headers = dict.fromkeys([*(header for row in rows for header in row), *standing])
    rest = [None] * (before.filled - len(rows))
    given = {header for row in rows for header in row}
    columns: dict[str, list[Value | Keep]] = {
        header: [*(_value(row.get(header)) if header in given else KEEP for row in rows), *rest] for header in headers
    }
    return TableEdit(name, columns, len(rows)) if rows else None


def correct(path: Path, table: str, header: str, values: Sequence[Value | Keep]) -> None:
    """Change some cells of a column, from its first data row on; the table keeps its size."""
    with WorkbookFile.open(path, Saving(keep=0)) as file:
        rows = file.book([TABLES[table]]).tables[table].rows
        file.save(Edits([TableEdit(table, {header: values}, rows)]))


def _value(cell: Cell) -> Value:
    if isinstance(cell, float):
        return Decimal(str(cell))
    assert cell is None or isinstance(cell, (int, str, date, datetime))
    return cell
