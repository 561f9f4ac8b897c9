"""One entry of the usage log."""

from datetime import date
from typing import NamedTuple

from xlsupport.records.vocabulary import Channel, Decision
from xlsupport.words.problems import Place


class Entry(NamedTuple):
    """A valid row of the log: who was helped, when, by which channel, about what, for how many minutes.

    A plain tuple, since a log has a hundred thousand of them; reading has checked every value. `offset` is the data row
    counted from 0. Names are spelled as in the set-up tables. `closed` is the number of the run that closed the entry.
    """

    offset: int
    id: str
    day: date
    client: str
    contact: str
    channel: Channel
    category: str
    minutes: int
    scheduled: bool
    decision: Decision | None
    reason: str
    closed: int | None


class Fault(NamedTuple):
    """One problem of a row that makes it Invalid: the flag's code, the cell, what was found and what to do."""

    code: str
    place: Place
    found: str
    fix: str


class Rejected(NamedTuple):
    """An invalid row: it takes no allowance and bills nothing. Names are as typed, for the list of breaches."""

    offset: int
    id: str
    day: date | None
    client: str
    contact: str
    closed: int | None
    faults: tuple[Fault, ...]


class Log(NamedTuple):
    """The whole log: its entries and its invalid rows, both in the order of the rows; `given` IDs were blank in the log."""

    entries: list[Entry]
    rejected: list[Rejected]
    given: dict[int, str]
