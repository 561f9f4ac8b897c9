"""The usage log into entries, or into invalid rows that name every cell.

Read column by column with a memory of what each distinct cell came to: a log has a hundred thousand rows but few distinct
dates, names and minutes.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Self, TypeVar

from xlsupport.reading.cells import Unreadable, choices, day, identity, is_blank, keyed, shown, text, whole, yes
from xlsupport.records.parties import Parties
from xlsupport.records.policy import Policy
from xlsupport.records.usage import Entry, Fault, Log, Rejected
from xlsupport.records.vocabulary import Channel, Decision
from xlsupport.sheets.specifications import LOG
from xlsupport.sheets.tables import Cell, Table
from xlsupport.words.names import name_key
from xlsupport.words.problems import WorkbookError

FIRST_DAY = date(2000, 1, 1)
LONGEST = 1440
_GIVEN = re.compile(r"U([0-9]{1,4000})")  # int refuses more than 4,300 digits, which a cell may hold
Read = TypeVar("Read")


class _Flawed(str):
    """A cell that cannot be used: the text is the flag's code, `fix` what to do."""

    __slots__ = ("fix",)
    fix: str

    def __new__(cls, code: str, fix: str) -> Self:
        self = super().__new__(cls, code)
        self.fix = fix
        return self


def _column(cells: Sequence[Cell], read: Callable[[Cell], Read]) -> list[Read]:
    """Each cell read, each distinct one once. True and 1 are equal but not alike, so the type counts too."""
    return list(map(lru_cache(maxsize=None, typed=True)(read), cells))


def _date(date1904: bool) -> Callable[[Cell], date | _Flawed]:
    def read(cell: Cell) -> date | _Flawed:
        if is_blank(cell):
            return _Flawed("missing-value", "Enter the day of the support")
        try:
            found = day(cell, date1904)
        except Unreadable as error:
            return _Flawed("bad-date", str(error))
        if found is None or found < FIRST_DAY:
            return _Flawed("bad-date", f"Enter a date from {FIRST_DAY} on")
        return found

    return read


def _minutes(cell: Cell) -> int | _Flawed:
    if is_blank(cell):
        return _Flawed("missing-value", f"Enter the minutes, a whole number from 1 to {LONGEST}")
    try:
        found = whole(cell)
    except Unreadable:
        found = None
    if found is None or not 1 <= found <= LONGEST:
        return _Flawed("bad-minutes", f"Enter a whole number from 1 to {LONGEST}")
    return found


def _name(code: str, known: Mapping[str, str], add: str = "") -> Callable[[Cell], str]:
    """Reads a name into its known spelling; `add` is what to do where the name is right and its table is not."""

    def read(cell: Cell) -> str:
        if is_blank(cell):
            return _Flawed("missing-value", "Choose one from the list")
        try:
            typed = text(cell)
        except Unreadable as error:
            return _Flawed(code, str(error))
        found = known.get(name_key(typed))
        if found is not None:
            return found
        if not known and add:
            return _Flawed(code, add[0].upper() + add[1:])
        return _Flawed(code, choices(typed, known.values()) + (f", or {add}" if add else ""))

    return read


def _contacts(clients: Sequence[str], cells: Sequence[Cell], parties: Parties) -> list[str]:
    """Each row's contact, looked for among its client's; where the client is not known, only whether there is one."""
    of_client: dict[str, list[str]] = {}
    for client, contact in parties.contacts:
        of_client.setdefault(client, []).append(contact)
    readers = {
        client: _name("unknown-contact", keyed(of_client.get(client, ())), f"add the contact of {client} to Contacts")
        for client in parties.contracts
    }
    blank_only = _name("unknown-contact", {})

    def read(client: str, cell: Cell) -> str:
        if client.__class__ is not _Flawed:
            return readers[client](cell)
        return blank_only(cell) if is_blank(cell) else ""

    return list(map(lru_cache(maxsize=None, typed=True)(read), clients, cells))


def _decision(cell: Cell) -> Decision | _Flawed | None:
    if is_blank(cell):
        return None
    try:
        typed = text(cell)
    except Unreadable as error:
        return _Flawed("unknown-decision", str(error))
    found = keyed(Decision).get(name_key(typed))
    return found if found is not None else _Flawed("unknown-decision", choices(typed, Decision) + ", or empty it")


def _lenient_text(cell: Cell) -> str:
    """A text that no rule depends on the letters of; an Excel error is none."""
    try:
        return text(cell)
    except Unreadable:
        return ""


def _closed(table: Table) -> list[int | None]:
    found = []
    for offset, cell in enumerate(table.cells("Closed")):
        try:
            found.append(whole(cell))
        except Unreadable:
            place = table.place("Closed", offset)
            raise WorkbookError(
                f"{place}: {shown('Closed', cell)}. xlsupport writes this column: put the run's number back, or empty the cell."
            ) from None
    return found


def _identities(table: Table, entries: Sequence[bool], invoiced: Iterable[str]) -> tuple[list[str], dict[int, str]]:
    """Each row's ID, and those of them that were blank: U and six digits, above the highest number in use."""
    ids = _column(table.cells("ID"), identity_or_error)
    numbers = (int(found[1]) for each in (*ids, *invoiced) if (found := _GIVEN.fullmatch(each)))
    highest = max(numbers, default=0)
    given = {}
    for offset, is_entry in enumerate(entries):
        if is_entry and not ids[offset]:
            highest += 1
            given[offset] = ids[offset] = f"U{highest:06}"
    return ids, given


def identity_or_error(cell: Cell) -> str:
    """An ID; a cell with an Excel error goes by the error's letters, so that it is never filled in over the formula."""
    return str(cell) if isinstance(cell, str) and cell.strip() else identity(cell)


def read_log(table: Table, policy: Policy, parties: Parties, invoiced: Iterable[str]) -> Log:
    """Validate the log. A row that fails becomes Rejected with all of its faults; `invoiced` are the IDs on invoice lines."""
    typed = [table.cells(column.header) for column in LOG.columns if not column.written and column.header in table.columns]
    is_entry = [not all(is_blank(cell) for cell in row) for row in zip(*typed, strict=True)]
    ids, given = _identities(table, is_entry, invoiced)
    clients = _column(table.cells("Client"), _name("unknown-client", keyed(parties.contracts), "add the client to Clients"))
    read: dict[str, Sequence[object]] = {
        "Date": _column(table.cells("Date"), _date(table.date1904)),
        "Client": clients,
        "Contact": _contacts(clients, table.cells("Contact"), parties),
        "Channel": _column(table.cells("Channel"), _name("unknown-channel", keyed(Channel))),
        "Category": _column(table.cells("Category"), _name("unknown-category", keyed(policy.categories))),
        "Minutes": _column(table.cells("Minutes"), _minutes),
        "Decision": _column(table.cells("Decision"), _decision),
    }
    faults = _faults(table, is_entry, ids, read)
    closed = _closed(table)
    columns = (
        *(read[header] for header in ("Date", "Client", "Contact", "Channel", "Category", "Minutes")),
        _column(table.cells("Scheduled"), yes),
        read["Decision"],
        _column(table.cells("Reason"), _lenient_text),
        closed,
    )
    rows = zip(range(table.filled), ids, *columns, strict=True)
    entries = [Entry._make(row) for row, good in zip(rows, is_entry, strict=True) if good and row[0] not in faults]
    dates = read["Date"]
    rejected = [_rejected(table, offset, ids[offset], dates[offset], closed[offset], faults[offset]) for offset in sorted(faults)]
    return Log(entries, rejected, given)


def _faults(
    table: Table, is_entry: Sequence[bool], ids: Sequence[str], read: Mapping[str, Sequence[object]]
) -> dict[int, list[Fault]]:
    """The faults of each row that has any, in the order of the columns."""
    faults: dict[int, list[Fault]] = {}
    for id_, offsets in _shared(ids, is_entry).items():
        for offset in offsets:
            others = [str(table.row_number(each)) for each in offsets[:6] if each != offset]
            rows = ("row " if len(offsets) == 2 else "rows ") + ", ".join(others)
            fix = "Empty one of them, and the next update gives it a new ID"
            fault = Fault("duplicate-id", table.place("ID", offset), f"ID {id_} is also that of {rows}", fix)
            faults.setdefault(offset, []).append(fault)
    for header, values in read.items():
        for offset, value in enumerate(values):
            if value.__class__ is _Flawed and is_entry[offset]:
                assert isinstance(value, _Flawed)
                found = shown(header, _as_seen(header, table.cells(header)[offset], table.date1904))
                faults.setdefault(offset, []).append(Fault(str(value), table.place(header, offset), found, value.fix))
    return faults


def _as_seen(header: str, cell: Cell, date1904: bool) -> Cell:
    """A cell as the person sees it: in the column of dates, the serial number 36525 is 1999-12-31."""
    if header != "Date":
        return cell
    try:
        return day(cell, date1904)
    except Unreadable:
        return cell


def _shared(ids: Sequence[str], is_entry: Sequence[bool]) -> dict[str, list[int]]:
    """The data rows of each ID that more than one entry has."""
    counts = Counter(id_ for id_, entry in zip(ids, is_entry, strict=True) if entry)
    if len(counts) == sum(is_entry):
        return {}
    shared: dict[str, list[int]] = {id_: [] for id_, count in counts.items() if count > 1}
    for offset, id_ in enumerate(ids):
        if is_entry[offset] and id_ in shared:
            shared[id_].append(offset)
    return shared


def _rejected(table: Table, offset: int, id_: str, found: object, closed: int | None, faults: list[Fault]) -> Rejected:
    client, contact = (_lenient_text(table.cells(header)[offset]) for header in ("Client", "Contact"))
    return Rejected(offset, id_, found if isinstance(found, date) else None, client, contact, closed, tuple(faults))
