"""Tables as values: raw cells in, edits out, the same for a file, an open workbook and a test."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from xlsupport.words.problems import Place


class ErrorValue(str):
    """A cell that holds an Excel error such as #N/A, told from the same letters typed as text."""

    __slots__ = ()


class Keep(Enum):
    """Leave this cell as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP

Cell: TypeAlias = bool | int | float | str | date | datetime | None
"""What a workbook hands over before it is read (an ErrorValue is a str). A number in a date column is a serial number."""

Value: TypeAlias = int | str | date | datetime | Decimal | None
"""What xlsupport writes. Never a float; a date is written as a serial number in the workbook's own date system."""


_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")


def writable(text: str) -> str:
    """A text as a workbook can hold it: what is no character of XML becomes the sign for a character that is missing.

    >>> writable("a\\ufffeb") == "a\\ufffdb"
    True
    """
    return _UNWRITABLE.sub("\ufffd", text)


def letters(number: int) -> str:
    """A column's letters.

    >>> letters(1), letters(27), letters(16384)
    ('A', 'AA', 'XFD')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table that xlsupport knows: where it stands and its raw cells, one for each filled data row."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the workbook.

    `columns` are those of the specification that were found, under the specification's own spelling; `headers` all that stand
    there, as typed. `rows` is how many data rows the table has, `filled` how many of them up to the last that holds anything:
    every column has exactly `filled` cells.
    """

    name: str
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, Column]
    rows: int
    filled: int
    date1904: bool = False

    def cells(self, header: str) -> Sequence[Cell]:
        """The column's raw cells; blanks where the table has no such column."""
        column = self.columns.get(header)
        return column.cells if column else [None] * self.filled

    def row_number(self, offset: int) -> int:
        """The sheet's row number of a data row, counted from 0."""
        return self.header_row + 1 + offset

    def place(self, header: str, offset: int) -> Place:
        """Where a cell stands; the row's first known column where the table has no such column, else column A."""
        column = self.columns.get(header) or min(self.columns.values(), key=lambda each: each.number, default=Column(1, ()))
        return Place(self.sheet, f"{letters(column.number)}{self.row_number(offset)}")


@dataclass(frozen=True, slots=True)
class Book:
    """What the core sees of a workbook: its tables by name, the names of all tables and sheets for messages."""

    tables: Mapping[str, Table]
    table_names: tuple[str, ...] = ()
    sheet_names: tuple[str, ...] = ()


class TableEdit(NamedTuple):
    """New values for cells that xlsupport owns in one table.

    Each list has a value for every data row from the first on (KEEP: as it is); None empties a cell. `rows` is how many
    data rows the table has afterwards (never 0: Excel's tables keep one). Cells of written columns below it are emptied.
    """

    table: str
    columns: Mapping[str, Sequence[Value | Keep]]
    rows: int


class SheetCopy(NamedTuple):
    """A new sheet: a copy of the invoice template with its placeholders filled.

    `fields` fills `{{invoice.number}}` and its like, each of `lines` one repeated row of `{{line.…}}`, each of `allowances`
    one of `{{allowance.…}}`; keys carry the prefix. `totals` are the register's figures by the names Subtotal, Tax and Total.
    """

    name: str
    fields: Mapping[str, Value]
    lines: Sequence[Mapping[str, Value]]
    allowances: Sequence[Mapping[str, Value]]
    totals: Mapping[str, Decimal]


class Figure(NamedTuple):
    """The value of one of our own formulas: written as the cell's cached value if the cell still holds exactly this formula."""

    sheet: str
    cell: str
    formula: str
    value: Value


@dataclass(frozen=True, slots=True)
class Edits:
    """All that a run changes in a workbook. Figures alone are no change."""

    tables: Sequence[TableEdit] = ()
    copies: Sequence[SheetCopy] = ()
    figures: Sequence[Figure] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.tables or self.copies)
