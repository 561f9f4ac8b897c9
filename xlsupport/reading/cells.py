"""Raw cells into values, one reader for each kind of cell, or the words for what was expected."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from xlsupport.sheets.serials import date_of
from xlsupport.sheets.specifications import TableSpec
from xlsupport.sheets.tables import Book, Cell, ErrorValue, Table
from xlsupport.words.money import exact
from xlsupport.words.names import name_key, nearest
from xlsupport.words.problems import Problem, WorkbookError

Name = TypeVar("Name", bound=str)
_TOO_LARGE = 10**12  # a cell may hold 1E+300 or be infinite: neither is minutes, hours or money, and Decimal stops at them
_YES = {"yes", "y", "true", "x", "1"}


class Unreadable(ValueError):  # noqa: N818 - it is no error of the program, and never leaves the readers
    """A cell that is not of its kind; the text is what to do, without a full stop."""


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """A cell's text, trimmed; a number as it is written without a needless point: 17.0 is the ID 17."""
    if isinstance(cell, ErrorValue):
        raise Unreadable("Mend the formula or type the text")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell).strip()


def identity(cell: Cell) -> str:
    """An ID: it matches exactly, so it is not trimmed; a cell of blanks is an empty one."""
    if is_blank(cell):
        return ""
    return str(cell) if isinstance(cell, str) else text(cell)


def day(cell: Cell, date1904: bool) -> date | None:
    """A date, of which a time of day is dropped: a date cell, a serial number or ISO text."""
    wanted = "Enter a date such as 2026-03-31"
    if is_blank(cell):
        return None
    try:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell >= 1:
            return date_of(cell, date1904)
        if isinstance(cell, str) and not isinstance(cell, ErrorValue):
            return datetime.fromisoformat(cell.strip()).date()
    except (ValueError, OverflowError):
        pass
    raise Unreadable(wanted)


def number(cell: Cell) -> Decimal | None:
    """A number, exactly as typed; text that looks like one is not one, since Excel would not count it either."""
    if is_blank(cell):
        return None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < _TOO_LARGE:
        return exact(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    raise Unreadable("Enter a number")


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
    if isinstance(cell, str) and cell.strip().endswith("%"):
        try:
            found = Decimal(cell.strip().removesuffix("%").strip()) / 100
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise Unreadable("Enter a percentage such as 8 %")
        return found
    return number(cell)


def yes(cell: Cell) -> bool:
    """Whether a cell says yes: yes, y, true, x or 1, or a ticked box."""
    return cell is True or (not isinstance(cell, ErrorValue) and not is_blank(cell) and text(cell).casefold() in _YES)


def shown(header: str, cell: Cell) -> str:
    """What stands in a cell, for a message: `Minutes is 29.6`.

    >>> shown("Minutes", 29.6), shown("Client", "Acmee"), shown("Date", None), shown("Date", ErrorValue("#N/A"))
    ('Minutes is 29.6', "Client is 'Acmee'", 'Date is empty', 'Date holds the Excel error #N/A')
    """
    if isinstance(cell, ErrorValue):
        return f"{header} holds the Excel error {cell}"
    if is_blank(cell):
        return f"{header} is empty"
    if isinstance(cell, bool):
        return f"{header} is {str(cell).upper()}"
    if isinstance(cell, str):
        return f"{header} is {cell[:80]!r}"
    return f"{header} is {text(cell)[:80]}"


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
    names = list(known)
    meant = nearest(name, names)
    listed = ", ".join(names[:8]) + (f" or {len(names) - 8} more" if len(names) > 8 else "")
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
        if table is None:
            there = ", ".join(book.table_names) or f"none, on the sheets {', '.join(book.sheet_names)}"
            problems.append(
                Problem(None, f"There is no table {spec.name}, nor a sheet of that name. The tables found are: {there}",
                        f"Name the table {spec.name} (Table Design, Table Name), or start from xlsupport new")
            )  # fmt: skip
            continue
        problems += [
            Problem(table.place(header, -1),
                    f"The table {spec.name} has no column {header}. Its headers are: {', '.join(table.headers)}",
                    f"Add a column with the header {header}")
            for header in _needed(spec, writing)
            if header not in table.columns
        ]  # fmt: skip
    if problems:
        first = f"{problems[0].found}. {problems[0].fix}"
        more = f" (and {len(problems) - 1} more of the kind)" if len(problems) > 1 else ""
        raise WorkbookError(f"{first}{more}", problems)


def _needed(spec: TableSpec, writing: bool) -> list[str]:
    needed = [column.header for column in spec.columns if column.required]
    if writing:
        needed += [*(["ID"] if spec.name == "UsageLog" else []), *spec.written]
    return needed


def filled_rows(table: Table, spec: TableSpec) -> list[int]:
    """The data rows of a set-up table in which anything typed stands."""
    columns = [table.cells(column.header) for column in spec.columns if not column.written]
    return [offset for offset in range(table.filled) if not all(is_blank(column[offset]) for column in columns)]
