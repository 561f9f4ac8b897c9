"""The cells of the log into values, or into what is wrong with them: one reader for each column."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Self, TypeVar

from xlsupport.reading.cells import (
    CALCULATE,
    Unreadable,
    as_text_hint,
    choices,
    day,
    is_blank,
    keyed,
    text,
    time_of_day,
    whole,
)
from xlsupport.records.parties import Parties
from xlsupport.records.vocabulary import Decision
from xlsupport.sheets.tables import Cell, NotCalculated
from xlsupport.words.names import name_key

FIRST_DAY = date(2000, 1, 1)
LONGEST = 1440
Read = TypeVar("Read")


class Flawed(str):
    """A cell that cannot be used: the text is the flag's code, `fix` what to do."""

    __slots__ = ("fix",)
    fix: str

    def __new__(cls, code: str, fix: str) -> Self:
        self = super().__new__(cls, code)
        self.fix = fix
        return self


WITHOUT_VALUE = Flawed("not-calculated", CALCULATE)


def distinct(cells: Sequence[Cell], read: Callable[[Cell], Read]) -> list[Read]:
    """Each cell read, each distinct one once. True and 1 are equal but not alike, so the type counts too."""
    return list(map(lru_cache(maxsize=None, typed=True)(read), cells))


def checked(read: Callable[[Cell], Read]) -> Callable[[Cell], Read | Flawed]:
    """A reader before which a formula without a value is told from all other cells."""
    return lambda cell: WITHOUT_VALUE if isinstance(cell, NotCalculated) else read(cell)


def date_reader(date1904: bool) -> Callable[[Cell], date | Flawed]:
    """Reads the day of an entry, by the workbook's date system."""

    def read(cell: Cell) -> date | Flawed:
        if is_blank(cell):
            return Flawed("missing-value", "Enter the day of the support")
        try:
            found = day(cell, date1904)
        except Unreadable as error:
            return Flawed("bad-date", str(error))
        if found is None or found < FIRST_DAY:
            return Flawed("bad-date", f"Enter a date from {FIRST_DAY} on")
        return found

    return read


def minutes(cell: Cell) -> int | Flawed:
    """The minutes of an entry."""
    if is_blank(cell):
        return Flawed("missing-value", f"Enter the minutes, a whole number from 1 to {LONGEST}")
    found = lenient_minutes(cell)
    if found is not None and 1 <= found <= LONGEST:
        return found
    meant = time_of_day(cell)
    hint = as_text_hint(cell) if meant is None else f": most likely {meant}, if {meant // 60}:{meant % 60:02} hours are meant"
    return Flawed("bad-minutes", f"Enter a whole number from 1 to {LONGEST}{hint}")


def lenient_minutes(cell: Cell) -> int | None:
    """The whole number that a cell holds, whether an entry may have so many minutes or not; None where it holds none."""
    try:
        return whole(cell)
    except Unreadable:
        return None


def name_reader(code: str, known: Mapping[str, str], add: str = "") -> Callable[[Cell], str]:
    """Reads a name into its known spelling; `add` is what to do where the name is right and its table is not."""

    def read(cell: Cell) -> str:
        if is_blank(cell):
            return Flawed("missing-value", "Choose one from the list")
        try:
            typed = text(cell)
        except Unreadable as error:
            return Flawed(code, str(error))
        found = known.get(name_key(typed))
        if found is not None:
            return found
        if not known and add:
            return Flawed(code, add[0].upper() + add[1:])
        return Flawed(code, choices(typed, known.values()) + (f", or {add}" if add else ""))

    return read


def contacts(clients: Sequence[str], cells: Sequence[Cell], parties: Parties) -> list[str]:
    """Each row's contact, looked for among its client's; where the client is not known, only whether there is one."""
    of_client: dict[str, list[str]] = {}
    for client, contact in parties.contacts:
        of_client.setdefault(client, []).append(contact)
    readers = {
        client: name_reader("unknown-contact", keyed(of_client.get(client, ())), f"add the contact of {client} to Contacts")
        for client in parties.contracts
    }
    blank_only = name_reader("unknown-contact", {})

    def read(client: str, cell: Cell) -> str:
        if isinstance(cell, NotCalculated):
            return WITHOUT_VALUE
        if client.__class__ is not Flawed:
            return readers[client](cell)
        return blank_only(cell) if is_blank(cell) else ""

    return list(map(lru_cache(maxsize=None, typed=True)(read), clients, cells))


def decision(cell: Cell) -> Decision | Flawed | None:
    """A person's decision about an entry."""
    if is_blank(cell):
        return None
    try:
        typed = text(cell)
    except Unreadable as error:
        return Flawed("unknown-decision", str(error))
    found = keyed(Decision).get(name_key(typed))
    return found if found is not None else Flawed("unknown-decision", choices(typed, Decision) + ", or empty it")
