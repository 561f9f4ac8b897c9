"""The formulas of *Start* and *Dashboard*, each with the Python that computes the same.

An update writes the results as the cells' cached values, so that viewers that do not calculate show the right figures. The
formulas are those of the template; where somebody changed one, Excel computes it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial

from xlsupport.records.vocabulary import Channel, Tier
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.edits import Figure, Value
from xlsupport.sheets.serials import date_of
from xlsupport.sheets.specifications import DASHBOARD, START
from xlsupport.words.money import exact
from xlsupport.writing.counted import Tables, cells_of, number_of, text_of, total_of
from xlsupport.writing.first_dashboard import first_figures
from xlsupport.writing.links import link_figures
from xlsupport.writing.nearest_clients import nearest_figures

LAST_RUN = ("When", "Who", "Command", "As of", "Entries", "Errors", "Warnings")
START_TOP = 17
"""The row of *Start* where the facts of the last run begin, their values in column C."""

MONTHS_TOP, MONTHS_SHOWN = 27, 12
"""Where the blocks of months on *Dashboard* begin: by channel (B on), and by tier (H on) with the month again in column G."""

_LAST = "MATCH(9E+99,Runs[Run])"


def last_run(header: str) -> str:
    return f'IFERROR(INDEX(Runs[{header}],{_LAST}),"")'


def unbilled() -> str:
    return "SUM(UsageLog[Amount])-SUM(InvoiceLines[Amount])"


def month(index: int) -> str:
    """The first day of one of the twelve months up to the last run's as-of date."""
    as_of = f"INDEX(Runs[As of],{_LAST})"
    return f'IFERROR(EDATE(DATE(YEAR({as_of}),MONTH({as_of}),1),{index - MONTHS_SHOWN + 1}),"")'


def same_month(index: int) -> str:
    """The month again, beside the second block."""
    return f"$A{MONTHS_TOP + index}"


def in_month(index: int, column: int, table: str, sum_of: str, by: str) -> str:
    """A month's sum of a column, of the rows whose `by` is the block's header."""
    row = MONTHS_TOP + index
    header, day = f"{letters(column)}${MONTHS_TOP - 1}", f"{table}[Date]"
    span = f'{day},">="&$A{row},{day},"<"&EDATE($A{row},1)'
    return f'IF($A{row}="","",SUMIFS({table}[{sum_of}],{table}[{by}],{header},{span}))'


CHANNEL_COLUMNS = {2 + index: name for index, name in enumerate(map(str, Channel))}
TIER_MONTHS = 7
TIER_COLUMNS = {TIER_MONTHS + 1 + index: name for index, name in enumerate(map(str, Tier))}


def figures(tables: Tables, sheets: Mapping[str, str], date1904: bool) -> list[Figure]:
    """Every formula's value, for tables as they stand after a run; `sheets` are the names of the tables' sheets."""
    of_clients = (*first_figures(tables), *nearest_figures(tables))
    return [*_start(tables), *of_clients, *_months(tables, date1904), *link_figures(tables, sheets)]


def _last_row(tables: Tables) -> int | None:
    runs = cells_of(tables, "Runs", "Run")
    return next((index for index in range(len(runs) - 1, -1, -1) if number_of(runs[index]) is not None), None)


def _value(cell: object) -> Value:
    """A cell as INDEX gives it: an empty one counts as 0."""
    if cell is None:
        return 0
    if isinstance(cell, float):
        return exact(cell)
    assert isinstance(cell, (int, str, date, datetime, Decimal))
    return cell


def _start(tables: Tables) -> Iterator[Figure]:
    last = _last_row(tables)
    for row, header in enumerate(LAST_RUN, START_TOP):
        cells = cells_of(tables, "Runs", header)
        value = "" if last is None or last >= len(cells) else _value(cells[last])
        yield Figure(START, f"C{row}", last_run(header), value)
    rest = total_of(cells_of(tables, "UsageLog", "Amount")) - total_of(cells_of(tables, "InvoiceLines", "Amount"))
    yield Figure(START, f"C{START_TOP + len(LAST_RUN)}", unbilled(), rest)


def _day(cell: object, date1904: bool) -> date | None:
    """The day of a date cell; text that looks like a date is not counted, as Excel would not count it."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell < 2_958_466:
        return date_of(cell, date1904)
    return None


def _sums(tables: Tables, table: str, sum_of: str, by: str, date1904: bool) -> dict[tuple[str, int, int], Decimal]:
    """The sums of a column by the value of another and by month."""
    sums: dict[tuple[str, int, int], Decimal] = defaultdict(Decimal)
    day_of = lru_cache(maxsize=None, typed=True)(partial(_day, date1904=date1904))
    columns = (cells_of(tables, table, header) for header in ("Date", by, sum_of))
    for cell, group, amount in zip(*columns, strict=True):
        day = day_of(cell)
        if day is not None:
            sums[text_of(group).casefold(), day.year, day.month] += number_of(amount) or 0
    return sums


def _months(tables: Tables, date1904: bool) -> Iterator[Figure]:
    last, as_of = _last_row(tables), cells_of(tables, "Runs", "As of")
    today = _day(as_of[last], date1904) if last is not None and last < len(as_of) else None
    minutes = _sums(tables, "UsageLog", "Minutes", "Channel", date1904)
    amounts = _sums(tables, "InvoiceLines", "Amount", "Tier", date1904)
    for index in range(MONTHS_SHOWN):
        row = MONTHS_TOP + index
        first = None
        if today:
            count = today.year * 12 + today.month - 1 - MONTHS_SHOWN + 1 + index
            first = date(count // 12, count % 12 + 1, 1)
        yield Figure(DASHBOARD, f"A{row}", month(index), first or "")
        yield Figure(DASHBOARD, f"{letters(TIER_MONTHS)}{row}", same_month(index), first or "")
        blocks = (
            ("UsageLog", "Minutes", "Channel", CHANNEL_COLUMNS, minutes),
            ("InvoiceLines", "Amount", "Tier", TIER_COLUMNS, amounts),
        )
        for table, sum_of, by, columns, sums in blocks:
            for column, name in columns.items():
                value = sums.get((name.casefold(), first.year, first.month), Decimal(0)) if first else ""
                yield Figure(DASHBOARD, f"{letters(column)}{row}", in_month(index, column, table, sum_of, by), value)
