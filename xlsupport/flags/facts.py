"""What a rule looks at, and the breach that it finds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xlsupport.billing.register import Key, Line, Sum
from xlsupport.rating.balances import Balance
from xlsupport.rating.evaluation import Evaluation
from xlsupport.records.usage import Entry
from xlsupport.records.vocabulary import Severity
from xlsupport.sheets.tables import OtherTable, Table
from xlsupport.words.periods import Period
from xlsupport.words.problems import Place, told


class Breach(NamedTuple):
    """Something that stops, wants a look or informs.

    `offset` is the log's data row, None where it belongs to none; `row` the sheet's row number, also of a row outside the table.
    `period` has the days that a breach without an entry is about. `severity` is filled in from the table of rules when all
    findings are collected.
    """

    code: str
    message: str
    fix: str
    offset: int | None = None
    id: str = ""
    place: Place | None = None
    day: date | None = None
    client: str = ""
    contact: str = ""
    limit: str = ""
    row: int | None = None
    period: Period | None = None
    severity: Severity = Severity.NOTICE

    def __str__(self) -> str:
        return told(self.place, self.message, self.fix)


class Facts(NamedTuple):
    """What the rules look at: the evaluated log, where its cells and those of Clients stand, tables that are none of ours, the
    day, and what stands invoiced.
    """

    evaluation: Evaluation
    table: Table
    clients: Table
    others: Sequence[OtherTable]
    as_of: date
    balances: list[Balance]
    invoiced: Mapping[str, Mapping[Key, Sum]]
    last_lines: Mapping[str, Line]

    def row(self, entry: Entry, code: str, header: str, message: str, fix: str, limit: str = "") -> Breach:
        """A breach of one row, at the cell under a header."""
        place = self.table.place(header, entry.offset)
        number = self.table.row_number(entry.offset)
        return Breach(code, message, fix, entry.offset, entry.id, place, entry.day, entry.client, entry.contact, limit, number)


Rule = Callable[[Facts], Iterator[Breach]]
