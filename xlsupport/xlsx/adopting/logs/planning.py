"""What becomes of the columns of a log that people have already, as far as the person's wishes settle it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xlsupport.sheets.edits import Value
from xlsupport.sheets.specifications import LOG
from xlsupport.words.names import name_key
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.headings import REQUIRED, heading_map, hint, hours_column, ours_of, suggestion


class Wishes(NamedTuple):
    """What the person asked for: pairs of ours and theirs, pairs of ours and the text for each row, and three answers."""

    pairs: Sequence[tuple[str, str]] = ()
    fills: Sequence[tuple[str, str]] = ()
    minutes_from: str | None = None
    rename_theirs: bool = False
    unmerge: bool = False

    @property
    def headers(self) -> list[str]:
        """The headers of the log that the person names."""
        return [*(theirs for _, theirs in self.pairs), *([self.minutes_from] if self.minutes_from else [])]


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


def planned(log: FoundLog, wishes: Wishes) -> LogPlan:
    """What becomes of the log's columns.

    Raises WorkbookError where the workbook must be changed first, and UsageError for whatever an option would settle: each
    with all that stands in the way.
    """
    _check_rows(log)
    taken = heading_map(log.headers, wishes.pairs)
    fills = _fills(wishes.fills, taken)
    minutes_from = _minutes_from(log, wishes.minutes_from, taken)
    names = _names(log, taken, wishes.rename_theirs)
    wanted = [*_lacking(log, taken, fills, minutes_from), *_merged(log, wishes.unmerge), *_of_theirs(log, taken, names)]
    if wanted:
        raise UsageError(" ".join(wanted))
    return LogPlan(names, taken, fills, minutes_from, wishes.unmerge)


def _check_rows(log: FoundLog) -> None:
    """Refuse a log with a column without a header, or with rows among its entries that are none."""
    wrong = []
    if log.blank:
        cells = ", ".join(str(log.place(each)) for each in log.blank)
        one = len(log.blank) == 1
        wrong.append(
            f"The header {'cell' if one else 'cells'} {cells} {'is' if one else 'are'} blank, between other headers of the log. "
            f"Type {'a header' if one else 'headers'} there, or delete {'that column' if one else 'those columns'}."
        )
    if log.rows.among:
        told = [f"row {row} ({what})" for row, what in log.rows.among[:5]]
        more = f" and {len(log.rows.among) - 5} more" if len(log.rows.among) > 5 else ""
        wrong.append(
            f"On {log.sheet.name} these rows stand among the entries and are none, and in a table each would count as one: "
            f"{', '.join(told)}{more}. Delete them, or move what stands below them to a sheet of its own."
        )
    if wrong:
        raise WorkbookError(" ".join(wrong))


def _fills(given: Iterable[tuple[str, str]], taken: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for ours, text in given:
        header = ours_of(ours)
        if header in taken:
            raise UsageError(f"The log has the column {header} already ({taken[header]}); --fill adds only what it lacks")
        if found.setdefault(header, value := _filled(header, text)) != value:
            raise UsageError(f"{header} was given two texts by --fill; give it one")
    return found


def _filled(header: str, text: str) -> Value:
    """The value of a text for each row, as the column has it."""
    kind = LOG.column(header).kind
    try:
        return date.fromisoformat(text) if kind == "date" and text else int(text) if kind == "minutes" and text else text
    except ValueError:
        example = "2026-03-31" if kind == "date" else "15"
        given = f'--fill "{header}={example}"'
        raise UsageError(f"{text!r} is nothing that {header} can hold; give a value such as {given}") from None


def _minutes_from(log: FoundLog, name: str | None, taken: Mapping[str, str]) -> int | None:
    if name is None:
        return None
    column = next((each for each in log.headers if name_key(each) == name_key(name)), None)
    if column is None:
        raise UsageError(f"The log has no column {name}; it has {', '.join(log.headers)}{hint(name, log.headers)}")
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
            name = f"{header} (before)" if _is_in_the_way(log, column) else header
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
    added = [
        f'--fill "{header}={"Phone" if header == "Channel" else ""}"' for header in lacking if header not in ("Date", "Minutes")
    ]
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
        listed = ", ".join(f"{named[each]} ({log.place(each, log.filled(each))})" for each in held)
        yield (
            f"The log has columns of its own that are called as columns that xlsupport writes, and they hold values: {listed}. "
            f"Add --rename-theirs, which calls yours {named[held[0]]} (before), or rename them in Excel."
        )
    first: dict[str, int] = {}
    for column, name in named.items():
        if name and first.setdefault(name_key(name), column) != column:
            yield (
                f"{log.place(first[name_key(name)])} and {log.place(column)} would both be headed {name}. "
                "Rename one of the two columns, or add --rename-theirs, which numbers yours."
            )
