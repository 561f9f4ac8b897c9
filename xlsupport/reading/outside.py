"""Rows that stand below their table, where nothing counts them: found, and taken into the table if that is asked for.

People type or paste there, and LibreOffice never lets a table grow.
"""

from collections.abc import Iterator
from dataclasses import replace

from xlsupport.reading.cells import is_blank
from xlsupport.sheets.addresses import unbroken
from xlsupport.sheets.specifications import CATEGORIES, LIMITS, PACKAGES, RATES, SETTINGS, WORDS, TableSpec
from xlsupport.sheets.tables import Column, Table
from xlsupport.words.problems import Place

_ENOUGH = 2
"""In so many of the columns that people type in a row must hold something: a note in one cell is no row of the table."""

_SIDE_BY_SIDE = {spec.name for spec in (PACKAGES, LIMITS, CATEGORIES, RATES, SETTINGS, WORDS)}
"""Tables that share their rows with others, so that a row of the sheet is never theirs alone to delete."""


def outside_blocks(table: Table, spec: TableSpec) -> Iterator[range]:
    """The blocks of rows below a table that look like rows of it, by their row numbers."""
    typed = [header for header in spec.typed if header in table.columns]
    rows = (row for row, cells in table.below.items() if sum(not is_blank(cells.get(header)) for header in typed) >= _ENOUGH)
    return unbroken(rows)


def first_cell(table: Table, spec: TableSpec, row: int) -> Place:
    """The first cell of a row below a table in which somebody typed something."""
    header = next(each for each in spec.typed if each in table.columns and not is_blank(table.below[row].get(each)))
    return table.place(header, row - table.header_row - 1)


def remedy(table: Table, block: range) -> str:
    """What to do about a block, so that it counts."""
    it, following = "them" if len(block) > 1 else "it", _next_row(table)
    if table.behind_totals:
        return f"Move {it} above the totals row of {table.name}: insert rows there, and cut and paste {it} into them"
    if block.start == following:
        return f"Let the table {table.name} grow over that: drag the corner at its lower right down, or run update --extend"
    gap = block.start - 1
    if table.name in _SIDE_BY_SIDE:
        return f"Cut {it} and paste {it} into row {following}, right below the table {table.name}; then run update --extend"
    if any(row in table.below for row in range(following, block.start)):
        return f"Move what stands between {it} and the table {table.name} elsewhere, delete those rows, then run update --extend"
    return f"Delete row {gap}, and any other that is blank between it and the table {table.name}; then run update --extend"


def taken_in(table: Table, spec: TableSpec) -> Table:
    """The table grown over the block right below it; the same table where there is none."""
    block = next(outside_blocks(table, spec), None)
    if block is None or block.start != _next_row(table) or table.behind_totals:
        return table
    columns = {}
    for header, column in table.columns.items():
        blanks = [None] * (table.rows - len(column.cells))
        columns[header] = Column(column.number, [*column.cells, *blanks, *(table.below[row].get(header) for row in block)])
    below = {row: cells for row, cells in table.below.items() if row not in block}
    rows = table.rows + len(block)
    return replace(table, columns=columns, rows=rows, filled=rows, below=below, absorbed=len(block))


def _next_row(table: Table) -> int:
    return table.row_number(table.rows)
