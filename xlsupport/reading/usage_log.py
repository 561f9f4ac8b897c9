"""The usage log into entries, or into invalid rows that name every cell.

Read column by column with a memory of what each distinct cell came to: a log has a hundred thousand rows but few distinct
dates, names and minutes.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from xlsupport.reading.cells import Unreadable, identity, is_blank, keyed, lenient_text, shown, whole, yes
from xlsupport.reading.cells import day as day_of_cell
from xlsupport.reading.log_cells import (
    Flawed,
    checked,
    contacts,
    date_reader,
    decision,
    distinct,
    lenient_minutes,
    minutes,
    name_reader,
)
from xlsupport.reading.outside import first_cell, outside_blocks, remedy
from xlsupport.records.parties import Parties
from xlsupport.records.policy import Policy
from xlsupport.records.usage import Entry, Fault, Log, Outside, OutsideRow, Rejected
from xlsupport.records.vocabulary import Channel
from xlsupport.sheets.specifications import ENTRY_TEXTS, LOG
from xlsupport.sheets.tables import Cell, NotCalculated, Table
from xlsupport.words.names import name_key
from xlsupport.words.problems import Problem, WorkbookError

_GIVEN = re.compile(r"U([0-9]{1,4000})")  # int refuses more than 4,300 digits, which a cell may hold
_IN_PART = re.compile(r"([0-9]{1,9}) part")


class _Closing(NamedTuple):
    """What a row's Closed says: the number of the run, and whether a part of the entry waited then."""

    run: int | None = None
    in_part: bool = False


def _closings(
    table: Table, is_entry: Sequence[bool], given: Collection[int], runs: Collection[int] | None
) -> list[_Closing]:  # fmt: skip
    """Each entry's Closed; one of a row that gets its ID now was copied along and does not count.

    Raises WorkbookError with every cell that is none of ours, or names no run of the table Runs, if there is one.
    """
    problems, found = [], []
    for offset, cell in enumerate(table.cells("Closed")):
        closing = _Closing()
        if cell is not None and is_entry[offset] and offset not in given:
            wrong = ""
            try:
                closing = _closing(cell)
            except Unreadable:
                wrong = shown("Closed", cell)
            if closing.run is not None and runs is not None and closing.run not in runs:
                wrong = f"{shown('Closed', cell)}, and the table Runs has no such run"
            if wrong:
                problems.append(Problem(table.place("Closed", offset), wrong, _PUT_BACK))
        found.append(closing)
    if problems:
        more = f" (and {len(problems) - 1} more of the kind)" if len(problems) > 1 else ""
        raise WorkbookError(f"{problems[0]}{more}", problems)
    return found


_PUT_BACK = "xlsupport writes this column: put the run's number back, or empty the cell"


@lru_cache(maxsize=None, typed=True)
def _closing(cell: Cell) -> _Closing:
    if is_blank(cell):
        return _Closing()
    in_part = _IN_PART.fullmatch(name_key(cell)) if isinstance(cell, str) else None
    return _Closing(int(in_part[1]), True) if in_part else _Closing(whole(cell))


def _identities(table: Table, entries: Sequence[bool], invoiced: Iterable[str]) -> tuple[list[str], dict[int, str]]:
    """Each row's ID, and those of them that were blank: U and six digits, above the highest number in use.

    A formula that gives no ID keeps its cell, and its row goes without.
    """
    cells = table.cells("ID")
    ids = distinct(cells, identity_or_error)
    numbers = (int(found[1]) for each in (*ids, *invoiced) if (found := _GIVEN.fullmatch(each)))
    highest = max(numbers, default=0)
    given = {}
    for offset, is_entry in enumerate(entries):
        if is_entry and not ids[offset] and not _is_formula(cells[offset]):
            highest += 1
            given[offset] = ids[offset] = f"U{highest:06}"
    return ids, given


def _is_formula(cell: Cell) -> bool:
    """Whether a cell without an ID holds a formula: one without a value, or one that gives an empty text."""
    return cell == "" or isinstance(cell, NotCalculated)


def identity_or_error(cell: Cell) -> str:
    """An ID; a cell with an Excel error goes by the error's letters, so that it is never filled in over the formula."""
    if isinstance(cell, NotCalculated):
        return ""
    return str(cell) if isinstance(cell, str) and cell.strip() else identity(cell)


def read_log(table: Table, policy: Policy, parties: Parties, invoiced: Iterable[str], runs: Collection[int] | None = None) -> Log:
    """Validate the log. A row that fails becomes Rejected with all of its faults; `invoiced` are the IDs on invoice lines.

    `runs` are the numbers of the table Runs, None where the workbook has none. Raises WorkbookError for a Closed that is
    none of ours.
    """
    typed = [header for header in LOG.typed if header in table.columns]
    is_entry = [not all(is_blank(cell) for cell in row) for row in zip(*map(table.cells, typed), strict=True)]
    ids, given = _identities(table, is_entry, invoiced)
    name_of = name_reader("unknown-client", parties.names, "add the client to Clients")
    clients = distinct(table.cells("Client"), checked(name_of))
    read: dict[str, Sequence[object]] = {
        "ID": _formulas(table.cells("ID"), _formula_without_id),
        "Date": distinct(table.cells("Date"), checked(date_reader(table.date1904))),
        "Client": clients,
        "Contact": contacts(clients, table.cells("Contact"), parties),
        "Channel": distinct(table.cells("Channel"), checked(name_reader("unknown-channel", keyed(Channel)))),
        "Category": distinct(table.cells("Category"), checked(name_reader("unknown-category", keyed(policy.categories)))),
        "Minutes": distinct(table.cells("Minutes"), checked(minutes)),
        "Scheduled": distinct(table.cells("Scheduled"), checked(yes)),
        **{header: _formulas(table.cells(header)) for header in ENTRY_TEXTS},
        "Decision": distinct(table.cells("Decision"), checked(decision)),
        "Reason": distinct(table.cells("Reason"), checked(lenient_text)),
    }
    shared = _shared(ids, is_entry)
    faults = _faults(table, is_entry, shared, read)
    closings = _closings(table, is_entry, given, runs)
    closed = table.cells("Closed")
    copied = [offset in given and not is_blank(closed[offset]) for offset in range(table.filled)]
    columns = (
        *(read[header] for header in ("Date", "Client", "Contact", "Channel", "Category", "Minutes", "Scheduled")),
        *(read[header] for header in ("Decision", "Reason")),
        *([closing[index] for closing in closings] for index in (0, 1)),
        copied,
    )
    rows = zip(range(table.filled), ids, *columns, strict=True)
    entries = [Entry._make(row) for row, good in zip(rows, is_entry, strict=True) if good and row[0] not in faults]
    rejected = [_rejected(table, offset, ids[offset], read, closings[offset], faults[offset]) for offset in sorted(faults)]
    return Log(entries, rejected, given, shared, tuple(_outside(table, name_of)))


def _formulas(cells: Sequence[Cell], read: Callable[[Cell], str] = lambda _: "") -> Sequence[str]:
    """A column of which nothing is read but what is wrong with its formulas; empty where there are none to look at."""
    if NotCalculated in set(map(type, cells)) or "" in cells:
        return list(map(checked(read), cells))
    return ()


def _formula_without_id(cell: Cell) -> str:
    if cell == "":
        return Flawed("not-calculated", "Let the formula give an ID, or delete it: the next update gives the row an ID")
    return ""


def _outside(table: Table, name_of: Callable[[Cell], str]) -> Iterator[Outside]:
    """The rows below the table that look like entries, block by block."""
    read_day = date_reader(table.date1904)
    for block in outside_blocks(table, LOG):
        rows = []
        for cells in (table.below[row] for row in block):
            found, client = read_day(cells.get("Date")), name_of(cells.get("Client"))
            day_ = found if isinstance(found, date) else None
            rows.append(OutsideRow(day_, "" if isinstance(client, Flawed) else client, lenient_minutes(cells.get("Minutes"))))
        yield Outside(block.start, first_cell(table, LOG, block.start), tuple(rows), remedy(table, block))


def _faults(
    table: Table, is_entry: Sequence[bool], shared: Mapping[str, Sequence[int]], read: Mapping[str, Sequence[object]]
) -> dict[int, list[Fault]]:
    """The faults of each row that has any, in the order of the columns."""
    faults: dict[int, list[Fault]] = {}
    for id_, offsets in shared.items():
        for offset in offsets:
            others = [str(table.row_number(each)) for each in offsets[:6] if each != offset]
            rows = ("row " if len(offsets) == 2 else "rows ") + ", ".join(others)
            fix = "Empty one of them, and the next update gives it a new ID"
            fault = Fault("duplicate-id", table.place("ID", offset), f"ID {id_} is also that of {rows}", fix)
            faults.setdefault(offset, []).append(fault)
    for header, values in read.items():
        for offset, value in enumerate(values):
            if value.__class__ is Flawed and is_entry[offset]:
                assert isinstance(value, Flawed)
                found = _found(header, table.cells(header)[offset], table.date1904)
                faults.setdefault(offset, []).append(Fault(str(value), table.place(header, offset), found, value.fix))
    return faults


def _found(header: str, cell: Cell, date1904: bool) -> str:
    if header == "ID" and cell == "":
        return "ID holds a formula that gives an empty text"
    return shown(header, _as_seen(header, cell, date1904))


def _as_seen(header: str, cell: Cell, date1904: bool) -> Cell:
    """A cell as the person sees it: in the column of dates, the serial number 36525 is 1999-12-31."""
    if header != "Date":
        return cell
    try:
        return day_of_cell(cell, date1904)
    except Unreadable:
        return cell


def _shared(ids: Sequence[str], is_entry: Sequence[bool]) -> dict[str, tuple[int, ...]]:
    """The data rows of each ID that more than one entry has."""
    counts = Counter(id_ for id_, entry in zip(ids, is_entry, strict=True) if entry and id_)
    if len(counts) == counts.total():
        return {}
    shared: dict[str, list[int]] = {id_: [] for id_, count in counts.items() if count > 1}
    for offset, id_ in enumerate(ids):
        if is_entry[offset] and id_ in shared:
            shared[id_].append(offset)
    return {id_: tuple(offsets) for id_, offsets in shared.items()}


def _rejected(
    table: Table, offset: int, id_: str, read: Mapping[str, Sequence[object]], closing: _Closing, faults: list[Fault]
) -> Rejected:
    found, client = read["Date"][offset], read["Client"][offset]
    return Rejected(
        offset,
        id_,
        found if isinstance(found, date) else None,
        client if isinstance(client, str) and not isinstance(client, Flawed) else "",
        lenient_text(table.cells("Contact")[offset]),
        lenient_minutes(table.cells("Minutes")[offset]),
        *closing,
        tuple(faults),
    )
