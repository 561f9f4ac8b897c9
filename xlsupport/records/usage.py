"""One entry of the usage log."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from xlsupport.records.vocabulary import Channel, Decision
from xlsupport.words.problems import Place


class Entry(NamedTuple):
    """A valid row of the log: who was helped, when, by which channel, about what, for how many minutes.

    A plain tuple, since a log has a hundred thousand of them; reading has checked every value. `offset` is the data row
    counted from 0. Names are spelled as in the set-up tables. `closed` is the number of the run that closed the entry, `in_part`
    whether a part of it waited then. `copied`: the row has a Closed and no ID, so it was copied from a closed one.
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
    in_part: bool
    copied: bool


class Fault(NamedTuple):
    """One problem of a row that makes it Invalid: the flag's code, the cell, what was found and what to do."""

    code: str
    place: Place
    found: str
    fix: str


class Rejected(NamedTuple):
    """An invalid row: it takes no allowance and bills nothing.

    `client` is the known client, empty where there is none; `contact` is as typed, for the list of breaches. `day` and
    `minutes` are None where they cannot be read.
    """

    offset: int
    id: str
    day: date | None
    client: str
    contact: str
    minutes: int | None
    closed: int | None
    in_part: bool
    faults: tuple[Fault, ...]


class OutsideRow(NamedTuple):
    """A row that looks like an entry and stands outside the table: what of it can be read."""

    day: date | None
    client: str
    minutes: int | None


class Outside(NamedTuple):
    """Rows that look like entries and follow one another below the table: the first one's row and cell, and what to do."""

    row: int
    place: Place
    rows: tuple[OutsideRow, ...]
    fix: str


class Log(NamedTuple):
    """The whole log: its entries and its invalid rows, both in the order of the rows; `given` IDs were blank in the log.

    `shared` has the data rows of each ID that several rows have, `outside` what stands below the table and is not counted.
    """

    entries: list[Entry]
    rejected: list[Rejected]
    given: dict[int, str]
    shared: Mapping[str, tuple[int, ...]]
    outside: tuple[Outside, ...]
