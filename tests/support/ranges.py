"""A test's workbook as the ranges that Excel hands to worksheet functions."""

from collections.abc import Sequence
from typing import Any

from xlsupport.excel.book.ranges import RULES
from xlsupport.sheets.specifications import AGREEMENTS, CLIENTS, CONTACTS, LOG
from xlsupport.sheets.tables import Book, Cell, Table

Range = list[list[Any]]


def as_range(table: Table) -> Range:
    """A table with its headers: what `Clients[#All]` gives. Excel's tables have a data row even where it is blank."""
    columns = list(table.columns.values())
    rows: list[list[Cell]] = [[column.cells[row] for column in columns] for row in range(table.filled)]
    return [list(table.columns), *(rows or [[None] * len(columns)])]


def side_by_side(blocks: Sequence[Range], gap: int = 1) -> Range:
    """Ranges in one, each to the right of the one before, as the sheet Rules has its tables."""
    height = max(map(len, blocks))
    rows: Range = [[] for _ in range(height)]
    for block in blocks:
        for index, row in enumerate(rows):
            row += [*(block[index] if index < len(block) else [None] * len(block[0])), *([None] * gap)]
    return rows


def stacked(blocks: Sequence[Range]) -> Range:
    """Ranges one below the other, each under a title and above a blank row."""
    width = max(len(block[0]) for block in blocks)
    rows: Range = []
    for block in blocks:
        rows.append([f"Table {len(rows)}"])
        rows += [list(row) for row in block]
        rows.append([])
    return [[*row, *([None] * (width - len(row)))] for row in rows]


def rules_of(book: Book) -> list[Range]:
    return [as_range(book.tables[spec.name]) for spec in RULES]


def ranges(book: Book) -> list[Range]:
    """The first five arguments of a worksheet function."""
    return [*(as_range(book.tables[spec.name]) for spec in (LOG, CLIENTS, CONTACTS, AGREEMENTS)), side_by_side(rules_of(book))]
