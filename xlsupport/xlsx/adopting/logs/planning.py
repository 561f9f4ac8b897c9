"""What becomes of the columns of a log that people have already, as far as the person's wishes settle it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from xlsupport.reading.log_cells import FIRST_DAY, LONGEST
from xlsupport.records.vocabulary import Channel
from xlsupport.sheets.edits import Value
from xlsupport.sheets.specifications import LOG
from xlsupport.words.names import as_seen, name_key
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.headings import REQUIRED, heading_map, hint, hours_column, ours_of, suggestion
from xlsupport.xlsx.adopting.logs.rows import LeftOut

_LONGEST_HEADER = 240  # a table's header has at most 255 characters, and one of theirs may get `(before)` behind it


class Wishes(NamedTuple):
    """What the person asked for: pairs of ours and theirs, pairs of ours and the text for each row, and three answers."""

    pairs: Sequence[tuple[str, str]] = ()
    fills: Sequence[tuple[str, str]] = ()
    minutes_from: str | None = None
    rename_theirs: bool = False
    unmerge: bool = False


class LogPlan(NamedTuple):
    """What becomes of a log's columns.

    `names` is what each of its columns is called afterwards, and `taken` those of our headers that its columns have then.
    `fills` are our columns that are added with the same value in each entry. `minutes_from` is the number of the column of hours
    or durations that our Minutes are computed from; None where there is none.
    """

    names: tuple[str, ...]
    taken: Mapping[str, str]
    fills: Mapping[str, Value]
    minutes_from: int | None
    unmerge: bool

    def renamed(self, log: FoundLog) -> list[tuple[str, str]]:
        """The columns that are called something else afterwards: what they are called now, and then."""
        return [(old, new) for old, new in zip(log.headers, self.names, strict=True) if name_key(old) != name_key(new)]


def planned(log: FoundLog, wishes: Wishes) -> tuple[FoundLog, LogPlan]:
    """The log without rows that would count although nobody typed into them, and what becomes of its columns.

    Raises WorkbookError where the workbook must be changed first, and UsageError for whatever an option would settle: each
    with all that stands in the way.
    """
    check_rows(log)
    taken = heading_map(log.headers, wishes.pairs)
    fills = _fills(wishes.fills, taken)
    minutes_from = _minutes_from(log, wishes.minutes_from, taken, fills)
    names = _names(log, taken, wishes.rename_theirs)
    wanted = [*_lacking(log, taken, fills, minutes_from), *_merged(log, wishes.unmerge), *_of_theirs(log, taken, names)]
    if wanted:
        raise UsageError(" ".join(wanted))
    return _without_prepared(log, taken, minutes_from), LogPlan(names, taken, fills, minutes_from, wishes.unmerge)


def _without_prepared(log: FoundLog, taken: Mapping[str, str], minutes_from: int | None) -> FoundLog:
    """The log without formulas filled down for entries to come, where those give values in columns that are ours from now on.

    A row with a value in such a column counts as an entry. An Excel table keeps its rows: there they are told.
    """
    ours = {log.number(theirs) for theirs in taken.values()}

    def counts(row: int) -> bool:
        cells = log.values.get(row, {})
        return bool(ours & cells.keys()) or (minutes_from is not None and cells.get(minutes_from) not in (None, 0))

    log = log._replace(rows=log.rows._replace(started=tuple(filter(counts, log.rows.started))))
    known = {*log.rows.entries, *log.rows.started}
    inside = (row for row in range(log.area.top + 1, log.area.bottom + 1) if row not in known)
    counting = list(filter(counts, inside))
    last = max(log.rows.entries, default=log.area.top + 1)
    if not counting:
        return log
    if log.part or max(counting) < last:
        return log._replace(rows=log.rows._replace(started=tuple(sorted({*log.rows.started, *counting}))))
    tail = [LeftOut(last + 1, log.area.bottom, "it holds no entry yet")]
    if log.rows.has_totals:
        tail.append(
            LeftOut(log.area.bottom + 1, log.area.bottom + 1, "it is a total that does not stand right below the entries")
        )
    rows = log.rows._replace(last=last, has_totals=False, left_out=(*tail, *log.rows.left_out))
    return log._replace(area=log.area._replace(bottom=last), rows=rows, totals=None)


def check_rows(log: FoundLog) -> None:
    """Refuse a log whose headers cannot be those of a table, or with rows among its entries that are none."""
    wrong = []
    if log.blank:
        cells = ", ".join(str(log.place(each)) for each in log.blank)
        is_one = len(log.blank) == 1
        wrong.append(
            f"The header {'cell' if is_one else 'cells'} {cells} {'is' if is_one else 'are'} blank or no text, beside other "
            f"headers of the log. Type {'a header' if is_one else 'headers'} there."
        )
    if log.computed:
        cells = ", ".join(str(log.place(each)) for each in log.computed)
        wrong.append(f"The headers of a table are texts, and {cells} holds a formula. Type the text there.")
    long = [log.place(column) for column, header in enumerate(log.headers, log.area.left) if len(header) > _LONGEST_HEADER]
    if long:
        wrong.append(
            f"The header in {long[0]} is longer than a table's header can be ({_LONGEST_HEADER} characters). Shorten it."
        )
    if log.rows.among:
        told = [f"row {row} ({what})" for row, what in log.rows.among[:5]]
        more = f" and {len(log.rows.among) - 5} more" if len(log.rows.among) > 5 else ""
        wrong.append(
            f"On {log.sheet.name} these rows stand among the entries and look as if they were none, and in a table each would "
            f"count as one: {', '.join(told)}{more}. Delete or move them; where one is an entry, give it its date."
        )
    if wrong:
        raise WorkbookError(" ".join(wrong))


def _fills(given: Iterable[tuple[str, str]], taken: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for ours, text in given:
        header = ours_of(ours)
        if header in taken:
            raise UsageError(f"The log has the column {header} already ({taken[header]}); --fill adds only what it lacks")
        if found.setdefault(header, value := filled_text(header, text)) != value:
            raise UsageError(f"{header} was given two texts by --fill; give it one")
    return found


def filled_text(header: str, text: str) -> Value:
    """The value of a text for each row, as the column has it. Raises UsageError."""
    kind, example = LOG.column(header).kind, ""
    if header == "ID":
        raise UsageError("IDs are given one by one: leave ID out of --fill, and xlsupport update fills it in")
    if kind == "date":
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            found = FIRST_DAY - timedelta(days=1)
        if found is None or found >= FIRST_DAY:
            return found
        example = "2026-03-31"
    elif kind == "minutes":
        if not text or (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
            return int(text) if text else None
        example = "15"
    else:
        return text
    given = f'--fill "{header}={example}"'
    raise UsageError(f"{text!r} is nothing that {header} can hold; give a value such as {given}")


def _minutes_from(log: FoundLog, name: str | None, taken: Mapping[str, str], fills: Mapping[str, Value]) -> int | None:
    if name is None:
        return None
    column = next((each for each in log.headers if name_key(each) == name_key(name)), None)
    if column is None:
        raise UsageError(f"The log has no column {name}; it has {', '.join(log.headers)}{hint(name, log.headers)}")
    if "Minutes" in fills:
        raise UsageError("--minutes-from and --fill both say what Minutes holds; leave out one of them")
    if "Minutes" in taken:
        raise UsageError(f"The log has a column for the Minutes already, {taken['Minutes']}; leave out --minutes-from, or --map")
    if column in taken.values():
        ours = next(header for header, theirs in taken.items() if theirs == column)
        raise UsageError(f"The column {column} is {ours} already; --minutes-from needs a column of hours or durations")
    return log.number(column)


def _numbers(log: FoundLog, taken: Mapping[str, str]) -> dict[int, str]:
    """The numbers of the columns that are ours, with our headers."""
    return {log.number(theirs): header for header, theirs in taken.items()}


def _is_in_the_way(log: FoundLog, column: int) -> bool:
    """Whether a column holds something and is called as one that xlsupport writes."""
    written = map(name_key, LOG.written)
    return name_key(log.headers[column - log.area.left]) in written and log.filled(column) is not None


def _names(log: FoundLog, taken: Mapping[str, str], rename_theirs: bool) -> tuple[str, ...]:
    """What the log's columns are called afterwards. One of ours that differs from theirs in case only keeps their spelling."""
    ours = _numbers(log, taken)
    used = {name_key(header) for header in ours.values()}
    names: list[str] = []
    for column, header in enumerate(log.headers, log.area.left):
        name = ours.get(column, header)
        if name_key(name) == name_key(header):
            name = header
        if rename_theirs and column not in ours:
            name = f"{as_seen(header)} (before)" if _is_in_the_way(log, column) else header
            plain, number = name, 2
            while name_key(name) in used:
                name, number = f"{plain} ({number})", number + 1
        used.add(name_key(name))
        names.append(name)
    return tuple(names)


def _lacking(log: FoundLog, taken: Mapping[str, str], fills: Mapping[str, Value], minutes_from: int | None) -> Iterator[str]:
    """What required columns the log lacks, and the two ways to give it them."""
    lacking = [header for header in REQUIRED if header not in taken and header not in fills]
    if minutes_from is not None and "Minutes" in lacking:
        lacking.remove("Minutes")
    if not lacking:
        return
    proposed = " ".join(f'--map "{header}={suggestion(header, log.headers, taken) or "…"}"' for header in lacking)
    addable = [header for header in lacking if header not in ("Date", "Minutes")]
    added = [f'--fill "{header}={Channel.PHONE if header == "Channel" else ""}"' for header in addable]
    yield (
        f"The log at {log.place(log.area.left)} has no column {' or '.join(lacking)}. "
        f"Its columns are {', '.join(filter(None, log.headers))}. Say which is which: {proposed}."
    )
    if added:
        yield (
            f"Or add what it lacks, with one text in each row or with none: {' '.join(added)} "
            '(several in one: --fill "Channel=Phone; Contact=").'
        )
    if "Minutes" in lacking:
        hours = hours_column(log.headers, taken.values()) or "Hours"
        yield f'Where a column holds hours or durations, --minutes-from "{hours}" adds the Minutes.'


def _merged(log: FoundLog, unmerge: bool) -> Iterator[str]:
    if log.merges and not unmerge:
        listed = ", ".join(str(each) for each in log.merges[:5])
        more = f" and {len(log.merges) - 5} more" if len(log.merges) > 5 else ""
        yield (
            f"The log on {log.sheet.name} has merged cells, which a table cannot hold: {listed}{more}. "
            "Add --unmerge, which undoes the merges, or unmerge them in Excel."
        )


def _of_theirs(log: FoundLog, taken: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Columns that hold values under names that xlsupport writes, and columns that would have one name."""
    ours = _numbers(log, taken)
    named = dict(enumerate(names, log.area.left))
    held = [
        each
        for each in named
        if each not in ours and named[each] == log.headers[each - log.area.left] and _is_in_the_way(log, each)
    ]
    if held:
        listed = ", ".join(f"{as_seen(named[each])} ({log.place(each, log.filled(each))})" for each in held)
        yield (
            f"The log has columns of its own that are called as columns that xlsupport writes, and they hold values: {listed}. "
            f"Add --rename-theirs, which calls yours {as_seen(named[held[0]])} (before), or rename them in Excel."
        )
    first: dict[str, int] = {}
    for column, name in named.items():
        if name and first.setdefault(name_key(name), column) != column:
            yield (
                f"{log.place(first[name_key(name)])} and {log.place(column)} would both be headed {name}. "
                "Rename one of the two columns, or add --rename-theirs, which numbers yours."
            )
