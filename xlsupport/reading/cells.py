"""Raw cells into values, one reader for each kind of cell, or the words for what was expected."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from xlsupport.sheets.serials import date_of, day_of
from xlsupport.sheets.specifications import LATER_COLUMNS, TableSpec
from xlsupport.sheets.tables import Book, Cell, ErrorValue, NotCalculated, Table
from xlsupport.words.money import exact
from xlsupport.words.names import as_seen, name_key, nearest, quoted
from xlsupport.words.problems import Problem, WorkbookError

Name = TypeVar("Name", bound=str)
_SHORT_LIST = 8
_TOO_LARGE = 10**12  # a cell may hold 1E+300 or be infinite: neither is minutes, hours or money, and Decimal stops at them
_NEARLY_WHOLE = Decimal("0.000001")
_YES = {"yes", "y", "true", "x", "1"}
_NUMBER_AS_TEXT = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)*")
_TIME_AS_TEXT = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::00)?")
_MINUTES_A_DAY = 1440

CALCULATE = "Open the workbook in Excel or LibreOffice and save it there, which calculates it"
"""What to do about a formula without a value."""


class Unreadable(ValueError):  # noqa: N818 - it is no error of the program, and never leaves the readers
    """A cell that is not of its kind; the text is what to do, without a full stop."""


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in a cell."""
    return cell is None or (isinstance(cell, str) and (not cell.strip() or not (cell.isascii() or as_seen(cell))))


def text(cell: Cell) -> str:
    """A cell's text, trimmed; a number as it is written without a needless point: 17.0 is the ID 17."""
    if isinstance(cell, ErrorValue):
        raise Unreadable("Fix the formula or type the text")
    if isinstance(cell, NotCalculated):
        raise Unreadable(CALCULATE)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell).strip()


def lenient_text(cell: Cell) -> str:
    """A text that no rule depends on the letters of; an Excel error, or a formula without a value, is none."""
    try:
        return text(cell)
    except Unreadable:
        return ""


def lenient_day(cell: Cell, date1904: bool) -> date | None:
    """A date, or None for a cell that has none."""
    try:
        return day(cell, date1904)
    except Unreadable:
        return None


def identity(cell: Cell) -> str:
    """An ID: it matches exactly, so it is not trimmed; a cell of blanks is an empty one."""
    if is_blank(cell):
        return ""
    return str(cell) if isinstance(cell, str) and not isinstance(cell, NotCalculated) else text(cell)


def day(cell: Cell, date1904: bool) -> date | None:
    """A date, of which a time of day is dropped after rounding to the second: a date cell, a serial number or ISO text."""
    if is_blank(cell):
        return None
    try:
        if isinstance(cell, datetime):
            return day_of(cell)
        if isinstance(cell, date):
            return cell
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return date_of(cell, date1904)
        if isinstance(cell, str) and not isinstance(cell, (ErrorValue, NotCalculated)):
            return day_of(datetime.fromisoformat(as_seen(cell)))
    except (ValueError, OverflowError):
        pass
    raise Unreadable("Enter a date such as 2026-03-31")


def number(cell: Cell) -> Decimal | None:
    """A number as it is meant: one within a millionth of a whole number is whole, for formulas on times give 53.0000000000001.

    Text that looks like a number is none, since Excel would not count it either.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < _TOO_LARGE:
        return nearly_whole(exact(cell))
    raise Unreadable(f"Enter a number{as_text_hint(cell)}")


def nearly_whole(value: Decimal) -> Decimal:
    """A number, or the whole number that it is nearly.

    >>> nearly_whole(Decimal("52.9999999999999")), nearly_whole(Decimal("29.9999"))
    (Decimal('53'), Decimal('29.9999'))
    """
    rounded = value.to_integral_value() + 0  # no -0
    return rounded if abs(value - rounded) <= _NEARLY_WHOLE else value


def as_text_hint(cell: Cell) -> str:
    """How to fix a number that is stored as text, to follow what to enter; empty for other cells.

    >>> as_text_hint("4 5"), as_text_hint("45")
    ('', ': this one is stored as text. Type it again, or select the column and choose Data, Text to Columns, Finish')
    """
    if isinstance(cell, str) and _NUMBER_AS_TEXT.fullmatch(as_seen(cell)):
        return ": this one is stored as text. Type it again, or select the column and choose Data, Text to Columns, Finish"
    return ""


def time_of_day(cell: Cell) -> int | None:
    """The minutes of a time of day, which some people type for a duration: 1:15 as Excel keeps it or as text; else None.

    >>> time_of_day(0.0520833333333333), time_of_day("1:15"), time_of_day(0.3), time_of_day(75)
    (75, 75, 432, None)
    """
    if isinstance(cell, str):
        found = _TIME_AS_TEXT.fullmatch(as_seen(cell))
        return int(found[1]) * 60 + int(found[2]) if found else None
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = nearly_whole(exact(cell) * _MINUTES_A_DAY)
        return int(minutes) if minutes == minutes.to_integral_value() else None
    return None


def whole(cell: Cell) -> int | None:
    """A whole number; 29.6 is a problem, never rounded."""
    value = number(cell)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise Unreadable("Enter a whole number")
    return int(value)


def share(cell: Cell) -> Decimal | None:
    """A part of one: 0.08, or text with a percent sign such as 8 %."""
    if isinstance(cell, str) and as_seen(cell).endswith("%"):
        try:
            found = Decimal(as_seen(cell).removesuffix("%").strip()) / 100
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise Unreadable("Enter a percentage such as 8 %")
        return found
    return number(cell)


def part_of_one(cell: Cell) -> Decimal | None:
    """A share below 1, such as a tax rate: 8.25 in a cell that shows no percent sign is most likely meant as 8.25 %."""
    found = share(cell)
    if found is not None and not isinstance(cell, str) and 1 <= found < 100:
        raise Unreadable(f"Enter {found.normalize():f} %, or {(found / 100).normalize():f}, if {found.normalize():f} % is meant")
    return found


def yes(cell: Cell) -> bool:
    """Whether a cell says yes: yes, y, true, x or 1, or a ticked box."""
    if cell is True:
        return True
    return not isinstance(cell, (ErrorValue, NotCalculated)) and not is_blank(cell) and name_key(text(cell)) in _YES


def shown(header: str, cell: Cell) -> str:
    """What stands in a cell, for a message: `Minutes is 29.6`.

    >>> shown("Minutes", 29.6), shown("Client", "Acmee"), shown("Date", None), shown("Date", ErrorValue("#N/A"))
    ('Minutes is 29.6', "Client is 'Acmee'", 'Date is empty', 'Date holds the Excel error #N/A')
    """
    if isinstance(cell, ErrorValue):
        return f"{header} holds the Excel error {cell}"
    if isinstance(cell, NotCalculated):
        return f"{header} holds a formula that has no value yet"
    if is_blank(cell):
        return f"{header} is empty"
    if isinstance(cell, bool):
        return f"{header} is {str(cell).upper()}"
    if isinstance(cell, str):
        return f"{header} is {quoted(cell)}"
    return f"{header} is {f'{cell:.10g}' if isinstance(cell, float) else text(cell)[:80]}"


def choose(name: str, known: Mapping[str, Name]) -> Name:
    """The known spelling of a name, by its key. Raises Unreadable with the choices and the nearest."""
    found = known.get(name_key(name))
    if found is None:
        raise Unreadable(choices(name, known.values()))
    return found


def choices(name: str, known: Iterable[str]) -> str:
    """What to enter instead of a name that is not known.

    >>> choices("Phnoe", ["Ticket", "Phone"])
    'Enter one of Ticket, Phone (did you mean Phone?)'
    """
    names = list(dict.fromkeys(known))
    meant = nearest(name, names)
    # All of a short list; of a long one a few, so that the sentence fits into two lines of the sheet Breaches.
    shown = len(names) if len(names) <= _SHORT_LIST else _SHORT_LIST // 2
    listed = ", ".join(names[:shown]) + (f" or {len(names) - shown} more" if len(names) > shown else "")
    hint = f" (did you mean {meant}?)" if meant else ""
    return f"Enter one of {listed}{hint}" if names else "Its table is empty: add a row there first"


def keyed(names: Iterable[Name]) -> dict[str, Name]:
    """Known spellings by key; the first spelling of a name counts."""
    found: dict[str, Name] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return found


def require(book: Book, specs: Iterable[TableSpec], writing: bool) -> None:
    """That the tables are there with the columns that reading needs, or writing too. Raises one WorkbookError for all."""
    problems = []
    for spec in specs:
        table = book.tables.get(spec.name)
        if spec.optional and not (table and table.columns):
            continue  # a table of that name with none of the columns is somebody's own
        if table is None:
            there = ", ".join(book.table_names) or f"none, on the sheets {', '.join(book.sheet_names)}"
            problems.append(
                Problem(None, f"There is no table {spec.name}, nor a sheet of that name. The tables found are: {there}",
                        f"Name the table {spec.name} (Table Design, Table Name), or {_ADOPT}")
            )  # fmt: skip
            continue
        later = LATER_COLUMNS.get(spec.name, ())
        problems += [
            Problem(table.place(header, -1),
                    f"The table {spec.name} has no column {header}. Its headers are: {', '.join(map(as_seen, table.headers))}",
                    _ADOPT[0].upper() + _ADOPT[1:] if header in later else f"Add a column with the header {header}")
            for header in spec.needed(writing)
            if header not in table.columns
        ]  # fmt: skip
    if problems:
        first = f"{problems[0].found}. {problems[0].fix}"
        more = f" (and {len(problems) - 1} more of the kind)" if len(problems) > 1 else ""
        raise WorkbookError(f"{first}{more}", problems)


_ADOPT = "run xlsupport adopt on the workbook, which adds what it lacks and nothing else"


def filled_rows(table: Table, spec: TableSpec) -> list[int]:
    """The data rows of a set-up table in which anything typed stands."""
    columns = [table.cells(header) for header in spec.typed]
    return [offset for offset in range(table.filled) if not all(is_blank(column[offset]) for column in columns)]
