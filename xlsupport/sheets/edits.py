"""Edits as values: what a run writes into a workbook, carried out by a file, an open workbook or a test."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias


class Keep(Enum):
    """Leave this cell as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP

Value: TypeAlias = int | str | date | datetime | Decimal | None
"""What xlsupport writes. Never a float; a date is written as a serial number in the workbook's own date system."""


LONGEST_TEXT = 32_767
"""What a cell of Excel holds."""

_UNWRITABLE = re.compile("[\ufffe\uffff\ud800-\udfff]")


def writable(text: str) -> str:
    """A text as a workbook can hold it: what is no character of XML becomes the sign for a character that is missing.

    >>> writable("a\\ufffeb") == "a\\ufffdb"
    True
    """
    return _UNWRITABLE.sub("\ufffd", text)


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
    one of `{{allowance.…}}`, each of `taxes` one of `{{tax.…}}`; keys carry the prefix. `totals` are the register's figures
    by the names Subtotal, Tax and Total.
    """

    name: str
    fields: Mapping[str, Value]
    lines: Sequence[Mapping[str, Value]]
    allowances: Sequence[Mapping[str, Value]]
    totals: Mapping[str, Decimal]
    taxes: Sequence[Mapping[str, Value]] = ()

    def repeated(self, kind: str) -> Sequence[Mapping[str, Value]]:
        """What fills the copies of the row that repeats for each line, allowance or tax."""
        return {"line": self.lines, "allowance": self.allowances, "tax": self.taxes}[kind]


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
