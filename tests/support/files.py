"""Workbook files for tests: the template with typed tables filled in through the editor itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from support.books import ACME
from xlsupport.sheets.edits import Edits, Keep, TableEdit, Value
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import Cell
from xlsupport.template.packaged import template_path
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile


def make(path: Path, log: Iterable[Mapping[str, Cell]] = (), **tables: Iterable[Mapping[str, Cell]]) -> Path:
    """A workbook with the template's rules, Acme, and the rows given."""
    path.write_bytes(template_path().read_bytes())
    typed: dict[str, Iterable[Mapping[str, Cell]]] = {**ACME, **tables, "UsageLog": log}
    fill(path, **typed)
    return path


def fill(path: Path, **tables: Iterable[Mapping[str, Cell]]) -> None:
    """Put rows into typed columns, as people would have typed them."""
    edits = []
    for name, rows in tables.items():
        listed = list(rows)
        headers = dict.fromkeys(header for row in listed for header in row)
        if listed:
            columns = {header: [_value(row.get(header)) for row in listed] for header in headers}
            edits.append(TableEdit(name, columns, len(listed)))
    with WorkbookFile.open(path, Saving(keep=0)) as file:
        file.save(Edits(edits))


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
