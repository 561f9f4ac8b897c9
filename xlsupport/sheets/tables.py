"""Tables as values: what a workbook hands over, the same for a file, an open workbook and a test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from xlsupport.sheets.addresses import letters
from xlsupport.words.problems import Place


class ErrorValue(str):
    """A cell that holds an Excel error such as #N/A, told from the same letters typed as text."""

    __slots__ = ()


class NotCalculated(str):
    """A cell whose formula has no value: a program wrote it that does not calculate, and nothing has computed it since."""

    __slots__ = ()


NOT_CALCULATED = NotCalculated("a formula without a value")

Cell: TypeAlias = bool | int | float | str | date | datetime | None
"""What a workbook hands over before it is read (an ErrorValue and a NotCalculated are texts). A number in a date column is a
serial number. An empty cell is None; an empty text is the value of a formula."""


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

    `below` is what stands under an Excel table in its columns: by row number and header, empty cells left out. `behind_totals`:
    a totals row is between. `absorbed` is how many of the data rows stood below the table before it was told to grow over them.
    `noted` are the data rows beside which somebody wrote something, in a column of their own.
    """

    name: str
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, Column]
    rows: int
    filled: int
    date1904: bool = False
    below: Mapping[int, Mapping[str, Cell]] = field(default_factory=dict)
    behind_totals: bool = False
    absorbed: int = 0
    noted: frozenset[int] = frozenset()

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
class OtherTable:
    """A table of the workbook that is none of ours: its name, where its first header stands, and its headers."""

    name: str
    place: Place
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What the core sees of a workbook: its tables by name, the names of all tables and sheets for messages, other tables."""

    tables: Mapping[str, Table]
    table_names: tuple[str, ...] = ()
    sheet_names: tuple[str, ...] = ()
    others: tuple[OtherTable, ...] = ()
