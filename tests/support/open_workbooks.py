"""Workbooks that are open in Excel's place: what stands in them, and buttons pressed on them."""

from collections.abc import Callable, Container, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw
from click.testing import CliRunner

from support.files import make
from xlsupport.cli import main
from xlsupport.excel import desktop
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.tables import Cell

TODAY = date.today()


MONTH = TODAY.replace(day=1)
"""Buttons go by today, so the entries of these tests are of this month."""


def entry(client: str, minutes: int, id_: str | None = None, **more: Cell) -> dict[str, Cell]:
    return {"ID": id_, "Date": MONTH, "Client": client, "Contact": f"Ann of {client}", "Channel": "Phone", "Category": "Training",
            "Minutes": minutes, **more}  # fmt: skip


NAMES = ("Acme", "=1+1", "2026-10", "007")
"""Clients, of which three have names that Excel would take for something else."""


def office(path: Path, names: Sequence[str] = NAMES) -> Path:
    """A workbook with work to do for every client, of which the first has two entries, and every address four lines."""
    first = date(2026, 1, 1)
    return make(
        path,
        [*(entry(name, 40, Ticket=name) for name in names), entry("Acme", 20), entry("Nobody", 5, "007")],
        Clients=[
            {"Client": name, "Package": "Medium", "Contract start": first, "Tax rate": number / 100, "PO number": name,
             "Billing address": f"{name}\nOld Road 1\nAberdeen\nScotland"}
            for number, name in enumerate(names)
        ],
        Contacts=[{"Client": name, "Contact": f"Ann of {name}", "Trained on": first} for name in names],
        Agreements=[{"Client": name, "Tier": "As needed", "Start": first, "Reference": name} for name in names],
    )  # fmt: skip


def command(path: Path, *words: str) -> None:
    result = CliRunner().invoke(main, [words[0], str(path), *words[1:]])
    assert result.exit_code in (0, 1), result.output


class Shown(NamedTuple):
    """What a workbook holds: each sheet's values and formulas, and its tables' places."""

    cells: dict[str, list[list[Any]]]
    tables: dict[str, str]


def shown(book: xw.Book, only: Container[str] | None = None) -> Shown:
    cells = {}
    for sheet in book.sheets:
        if only is not None and sheet.name not in only:
            continue
        last = sheet.used_range.last_cell
        area = sheet.range((1, 1), (last.row, last.column)).options(ndim=2, err_to_str=True)
        cells[sheet.name] = [list(map(list, area.value)), list(map(list, area.formula))]
    return Shown(cells, {table.name: f"{sheet.name}!{table.range.address}" for sheet in book.sheets for table in sheet.tables})


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows without what is blank at their end and below them: how far a sheet counts as used is nobody's concern."""
    found = []
    for row in rows:
        end = max((number for number, cell in enumerate(row, 1) if cell not in (None, "")), default=0)
        found.append(row[:end])
    while found and not found[-1]:
        found.pop()
    return found


def same(one: Shown, other: Shown, but: Callable[[str, int, int], bool] = lambda *_: False) -> list[str]:
    """Where two workbooks differ, but for some cells."""
    found = [] if list(one.cells) == list(other.cells) else [f"sheets {list(one.cells)} and {list(other.cells)}"]
    found += [] if one.tables == other.tables else [f"tables {one.tables} and {other.tables}"]
    for sheet in one.cells.keys() & other.cells.keys():
        for kind, (mine, yours) in enumerate(zip(one.cells[sheet], other.cells[sheet], strict=True)):
            mine, yours = trimmed(mine), trimmed(yours)
            for row in range(max(len(mine), len(yours))):
                first, second = (rows[row] if row < len(rows) else [] for rows in (mine, yours))
                for column in range(max(len(first), len(second))):
                    cells = [cells[column] if column < len(cells) else None for cells in (first, second)]
                    if cells[0] != cells[1] and {*cells} != {None, ""} and not but(sheet, row + 1, column + 1):
                        where = f"{sheet}!{letters(column + 1)}{row + 1}, {('value', 'formula')[kind]}"
                        found.append(f"{where}: {cells[0]!r} and {cells[1]!r}")
    return found


def moments(sheet: str, row: int, column: int) -> bool:
    """When the runs were: *Runs[When]*, and where *Start* shows it."""
    return (sheet == "Runs" and column == 2) or (sheet == "Start" and (row, column) == (17, 3))


def press(name: str, *answers: str) -> None:
    desktop.press(name, *answers)


def select(book: xw.Book, sheet: str, row: int, column: int = 1) -> None:
    book.sheets[sheet].activate()
    book.sheets[sheet].range((row, column)).select()
