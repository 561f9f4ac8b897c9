"""An edit as blocks of cells, each of which is assigned in one go."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlsupport.records.vocabulary import Decision, Severity, State, Status
from xlsupport.sheets.addresses import unbroken
from xlsupport.sheets.edits import KEEP, Keep, TableEdit, Value
from xlsupport.sheets.specifications import TableSpec
from xlsupport.sheets.tables import Cell, ErrorValue, Table

Assigned: TypeAlias = bool | int | float | str | date | None
"""What Excel is given for a cell."""

_OWN_WORDS = frozenset((*Status, *State, *Severity, *Decision))


class Block(NamedTuple):
    """Rows of values from a cell on, by its row and column; KEEP: what stands there now."""

    row: int
    column: int
    rows: Sequence[Sequence[Assigned | Keep]]

    @property
    def bottom(self) -> int:
        return self.row + len(self.rows) - 1

    @property
    def right(self) -> int:
        return self.column + len(self.rows[0]) - 1


def assigned(value: Value) -> Assigned:
    """A value as Excel takes it over unchanged; a date is the midnight that it begins with."""
    if isinstance(value, str):
        return typed(value) if value else None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, Decimal) else value


def typed(text: str) -> str:
    """A text as it must be typed so that it stays one: Excel would turn 2026-10 into a date, 007 into 7 and =A1 into a formula.

    The apostrophe is no part of the text. xlsupport's own words are nothing else in any language, so they go without.

    >>> typed("Part billed"), typed("2026-10"), typed("=A1"), typed("'quoted'")
    ('Part billed', "'2026-10", "'=A1", "''quoted'")
    """
    return text if text in _OWN_WORDS else f"'{text}"


def held(cell: Cell, formula: object = None) -> Assigned:
    """What stands in a cell as it must be assigned to stay: its formula, where it has one, or its value."""
    if isinstance(formula, str) and formula.startswith("=") and formula != cell:
        return formula
    return typed(cell) if isinstance(cell, str) and not isinstance(cell, ErrorValue) else cell


def blocks(table: Table, spec: TableSpec, edit: TableEdit) -> list[Block]:
    """An edit's blocks, from left to right and from top to bottom.

    Neighbouring columns of ours are one block, from the first to the last row in which anything changes. In a column that
    people type in, nothing but the changed cells is assigned.
    """
    columns: dict[int, Sequence[Value | Keep]] = {}
    single: list[tuple[int, Sequence[Value | Keep]]] = []
    for header, values in _columns(table, spec, edit).items():
        number = table.columns[header].number
        if header in spec.written:
            columns[number] = values
        else:
            single.append((number, values))
    found = [block for group in unbroken(sorted(columns)) for block in _block(group, columns, table.row_number(0))]
    for number, values in single:
        for run in _runs(values):
            rows = [[_assigned(values[index])] for index in run]
            found.append(Block(table.row_number(run[0]), number, rows))
    return sorted(found, key=lambda block: (block.column, block.row))


def _columns(table: Table, spec: TableSpec, edit: TableEdit) -> Mapping[str, Sequence[Value | Keep]]:
    """The edit's columns; those of ours are emptied below the rows that the table keeps."""
    columns = {header: list(values) for header, values in edit.columns.items()}
    if table.filled > edit.rows:
        for header in spec.written:
            if header in table.columns:
                values = columns.setdefault(header, [])
                values.extend([KEEP] * (edit.rows - len(values)))
                values[edit.rows :] = [None] * (table.filled - edit.rows)
    return columns


def _block(group: range, columns: Mapping[int, Sequence[Value | Keep]], top: int) -> Iterator[Block]:
    changed = [index for number in group for index, value in enumerate(columns[number]) if value is not KEEP]
    if not changed:
        return
    span = range(min(changed), max(changed) + 1)
    yield Block(top + span[0], group[0], [[_assigned(_at(columns[number], index)) for number in group] for index in span])


def _at(values: Sequence[Value | Keep], index: int) -> Value | Keep:
    return values[index] if index < len(values) else KEEP


def _assigned(value: Value | Keep) -> Assigned | Keep:
    return KEEP if value is KEEP else assigned(value)


def _runs(values: Sequence[object]) -> Iterator[range]:
    """The stretches of a column in which something changes."""
    start = None
    for index, value in enumerate((*values, KEEP)):
        if value is not KEEP and start is None:
            start = index
        elif value is KEEP and start is not None:
            yield range(start, index)
            start = None


def gathered(cells: Mapping[tuple[int, int], Assigned]) -> list[Block]:
    """Scattered cells, by row and column, in as few blocks as their rows allow: equal stretches of following rows are one."""
    stretches: list[Block] = []
    for row, column in sorted(cells):
        last = stretches[-1] if stretches else None
        if last and last.row == row and last.right == column - 1:
            stretches[-1] = last._replace(rows=[[*last.rows[0], cells[row, column]]])
        else:
            stretches.append(Block(row, column, [[cells[row, column]]]))
    found: dict[tuple[int, int], Block] = {}
    done: list[Block] = []
    for each in stretches:
        above = found.get((each.column, each.right))
        if above and above.bottom == each.row - 1:
            found[each.column, each.right] = above._replace(rows=[*above.rows, *each.rows])
        else:
            if above:
                done.append(above)
            found[each.column, each.right] = each
    return sorted([*done, *found.values()])
