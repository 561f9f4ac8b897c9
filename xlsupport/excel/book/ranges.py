"""What a worksheet function is given, however Excel hands it over: ranges as tables, single values as values."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from xlsupport.reading.cells import Unreadable, day, is_blank, text
from xlsupport.sheets.grids import Grid, header_row, known_columns, table_of
from xlsupport.sheets.specifications import CATEGORIES, LIMITS, PACKAGES, RATES, SETTINGS, TableSpec
from xlsupport.sheets.tables import Cell, ErrorValue, Table
from xlsupport.words.names import name_key
from xlsupport.words.problems import UsageError

Given: TypeAlias = object
"""An argument as xlwings, or a person in Python, passes it."""

RULES = (PACKAGES, LIMITS, CATEGORIES, RATES, SETTINGS)
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"))
_DATA_ROWS = 0  # what stands for a table's header row: so a place's row is the number of a data row


def cell(given: Given) -> Cell:
    """One value: dates, numbers, texts and blanks as they are; money that Excel hands over as a decimal as its number."""
    if isinstance(given, Decimal):
        return int(given) if given == given.to_integral_value() else float(given)
    if isinstance(given, str) and given in _ERRORS:
        return ErrorValue(given)
    if given is None or isinstance(given, bool | int | float | str | date | datetime):
        return given
    return str(given)


def grid(given: Given) -> Grid:
    """A range as rows of cells: a flat list is one row, a single value one cell."""
    if not isinstance(given, list | tuple):
        return [] if given is None else [[cell(given)]]
    rows = given if given and isinstance(given[0], list | tuple) else [given] if given else []
    return [[cell(each) for each in row] for row in rows]


def single(given: Given, name: str) -> Cell:
    """A single value; a range of one cell is one. Raises UsageError for more."""
    rows = grid(given)
    if len(rows) > 1 or any(len(row) > 1 for row in rows):
        raise UsageError(f"{name} is a range; give it one cell")
    return rows[0][0] if rows and rows[0] else None


def day_of(given: Given, name: str) -> date | None:
    """A day, or None where it is blank or left out. Raises UsageError for what is no date."""
    value = single(given, name)
    try:
        return day(value, date1904=False)
    except Unreadable as error:
        raise UsageError(f"{name} is {value!r}. {error}") from None


def month_of(given: Given) -> date:
    """A month's first day: from any day of it, or from a text such as 2026-10. Raises UsageError."""
    value = single(given, "month")
    try:
        found = day(f"{value.strip()}-01" if isinstance(value, str) and value.strip().count("-") == 1 else value, date1904=False)
    except Unreadable:
        found = None
    if found is None:
        raise UsageError(f"month is {'empty' if is_blank(value) else repr(value)}. Enter a month such as 2026-10, or a day of it")
    return found.replace(day=1)


def table(given: Given, spec: TableSpec, name: str) -> Table:
    """A whole range with its headers as the table of a specification. Raises UsageError where it has none of its headers.

    Its places count data rows from 1 and bear the table's name: where on a sheet a range stands, a function does not know.
    """
    rows = grid(given)
    top = header_row(spec, dict(enumerate(rows, 1)))
    table = _table(rows[top - 1 :], spec) if top else None
    if table is None or not table.columns:
        raise UsageError(f"{name} has none of the headers of {spec.name}. Give it the table with its headers: {spec.name}[#All]")
    return table


def _table(rows: Grid, spec: TableSpec) -> Table:
    headers = [text(each) if not isinstance(each, ErrorValue) else "" for each in rows[0]]
    numbers = known_columns(spec, spec.name, _DATA_ROWS, 1, headers)
    columns = {header: (number, [row[number - 1] for row in rows[1:]]) for header, number in numbers.items()}
    return table_of(spec.name, spec.name, _DATA_ROWS, headers, columns)


def rules(given: Given) -> dict[str, Table]:
    """The five rules tables out of the range that holds them, side by side or one below the other.

    A table is known by its required headers, side by side in one row. Behind a blank row within its columns, a row with one
    filled cell is a note or a title, not a row of the table. Raises UsageError for a table that is missing or there twice.
    """
    rows = grid(given)
    found: dict[str, tuple[int, int, int, TableSpec]] = {}
    for row, cells in enumerate(rows):
        for left, right, spec in _headings(cells):
            if spec.name in found:
                raise UsageError(f"rules holds two tables with the headers of {spec.name}. Give it the range of one set of rules")
            found[spec.name] = (row, left, right, spec)
    missing = [spec.name for spec in RULES if spec.name not in found]
    if missing:
        raise UsageError(
            f"rules does not hold the headers of {', '.join(missing)}. Give it the range of all tables of the sheet Rules"
        )
    tops = [(row, left, right) for row, left, right, _ in found.values()]
    return {name: _table(_block(rows, row, left, right, tops), spec) for name, (row, left, right, spec) in found.items()}


def _headings(cells: Sequence[Cell]) -> Iterator[tuple[int, int, TableSpec]]:
    """Where in a row the headers of rules tables stand: the first position, the one behind the last, and whose they are."""
    names = [name_key(each) if isinstance(each, str) else "" for each in cells]
    starts = [
        (position, spec)
        for position, name in enumerate(names)
        for spec in RULES
        if name == name_key(spec.columns[0].header) and (not position or not names[position - 1] or _ends(names, position))
    ]
    for index, (left, spec) in enumerate(starts):
        until = starts[index + 1][0] if index + 1 < len(starts) else len(names)
        right = next((position for position in range(left, until) if not names[position]), until)
        if {name_key(column.header) for column in spec.columns if column.required} <= set(names[left:right]):
            yield left, right, spec


def _ends(names: Sequence[str], position: int) -> bool:
    """Whether a table may end right before a position, where no blank column is between two."""
    return any(names[position - 1] == name_key(column.header) for spec in RULES for column in spec.columns)


def _block(rows: Grid, top: int, left: int, right: int, tops: Sequence[tuple[int, int, int]]) -> Grid:
    """A table's rows: down to the range's end or to the next table below it, without notes and titles."""
    below = [row for row, first, end in tops if row > top and first < right and left < end]
    block = [rows[top][left:right]]
    after_blank = False
    for row in rows[top + 1 : min(below, default=len(rows))]:
        filled = sum(not is_blank(each) for each in row[left:right])
        after_blank = after_blank or not filled
        block.append(row[left:right] if filled > after_blank else [None] * (right - left))
    return block
