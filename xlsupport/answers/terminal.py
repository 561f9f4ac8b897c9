"""What a person reads in a terminal: short tables and sentences, never a control character from a cell."""

import os
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from xlsupport.answers.explanations import Step
from xlsupport.answers.json_documents import money
from xlsupport.answers.summaries import counted, summary
from xlsupport.billing.documents import Document
from xlsupport.billing.register import Line
from xlsupport.rating.balances import Balance
from xlsupport.records.vocabulary import Severity
from xlsupport.settlement import Settlement
from xlsupport.sheets.differences import Comparison, Content
from xlsupport.words.problems import Problem, told

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
_MOST = 40
_WIDEST = 60


def plain(text: object) -> str:
    """A cell's text without line breaks and characters that could steer a terminal."""
    return _CONTROL.sub(" ", str(text))


def console(stderr: bool = False) -> Console:
    """A console by the terminal's own conventions; where output is no terminal, lines are as long as they need."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=None if stream.isatty() else 200)


def _print_table(
    out: Console,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    right: Collection[str] = (),
    whole: Collection[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """A table whose texts may go over several lines; those under the headers `right` and `whole` stay on one.

    In a narrow terminal, the columns under the headers `spare` are left out one after the other until the table fits. Nothing
    in a cell is ever cut: where even that is too wide, every column goes over several lines. In a file or a pipe, lines have no
    blanks at their end.
    """
    cells = [[cell if isinstance(cell, Text) else Text(plain(cell)) for cell in row] for row in rows]
    lines = {*right, *whole}
    for count in range(len(spare) + 1):
        kept = [index for index, header in enumerate(headers) if header not in spare[:count]]
        columns = [[Text(headers[index]), *(row[index] for row in cells)] for index in kept]
        widths = _widths(out, columns, [headers[index] in lines for index in kept])
        if widths:
            break
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, index in enumerate(kept):
        header = headers[index]
        side: JustifyMethod = "right" if header in right else "left"
        table.add_column(header, justify=side, overflow="fold", width=widths[place] if widths else None)
    for row in cells:
        table.add_row(*(row[index] for index in kept))
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        out.print(Text(line.rstrip()))


def _widths(out: Console, columns: Sequence[Sequence[Text]], on_one_line: Sequence[bool]) -> list[int]:
    """Widths of columns in which words, and what is to stay on one line, stay whole; none where that is too wide."""
    options = out.options.update(max_width=10_000)
    measured = [[Measurement.get(out, options, text) for text in column] for column in columns]
    most = [max(each.maximum for each in column) for column in measured]
    words = [max(each.minimum for each in column) for column in measured]
    least = [wide if whole else word for wide, word, whole in zip(most, words, on_one_line, strict=True)]
    room = out.width - 2 * len(least)  # each has two blanks behind it
    return shared_out(least, most, room) if sum(least) <= room else []


def shared_out(least: Sequence[int], most: Sequence[int], room: int) -> list[int]:
    """Widths of columns between the least and the most that each needs: those that want little more get it first.

    >>> shared_out([3, 5, 5], [3, 8, 40], 30)
    [3, 8, 19]
    """
    widths, left = list(least), room - sum(least)
    wanting = sorted(range(len(least)), key=lambda index: most[index] - least[index])
    for place, index in enumerate(wanting):
        more = min(most[index] - least[index], left // (len(wanting) - place))
        widths[index] += more
        left -= more
    return widths


def show_check(out: Console, settlement: Settlement, workbook: str) -> None:
    """A summary and the breaches, the worst first."""
    found = settlement.breaches
    out.print(Text(f"{plain(workbook)} as of {summary(settlement)}"))
    if found:
        rows = [
            (Text(each.severity, _STYLES[each.severity]), each.place or "", each.code, told(None, each.message, each.fix))
            for each in found[:_MOST]
        ]
        out.print()
        _print_table(out, ("", "Where", "Flag", "What and what to do"), rows, whole=("", "Flag"))
        if len(found) > _MOST:
            out.print(f"… and {len(found) - _MOST} more: --json lists all of them, and after an update the sheet Breaches does.")


def show_balances(out: Console, balances: Sequence[Balance]) -> None:
    if not balances:
        out.print("No client has a contract or an agreement on that date.")
        return
    rows = []
    for each in balances:
        span = f"{each.first} to {each.last}" if each.last else f"from {each.first}"
        name = f"{each.limit} {each.reference}".strip() if each.reference else each.limit
        left = f"{each.remaining} {each.unit.sign}".strip()
        rows.append((each.client, each.package, name, span, each.allowed, each.used, left, each.state))
    headers = ("Client", "Package", "Limit", "Period", "Allowed", "Used", "Left", "State")
    _print_table(out, headers, rows, right=("Allowed", "Used", "Left"), spare=("Package",))


def show_documents(out: Console, documents: Sequence[Document]) -> None:
    if not documents:
        out.print("Nothing to invoice.")
        return
    rows = [
        (each.number, each.kind, each.client, each.period, each.issued, each.due, len(each.lines), money(each.subtotal),
         money(each.tax), money(each.total))
        for each in documents
    ]  # fmt: skip
    headers = ("Number", "Kind", "Client", "Period", "Issued", "Due", "Lines", "Subtotal", "Tax", "Total")
    right, whole = ("Lines", "Subtotal", "Tax", "Total"), ("Number", "Issued", "Due")
    _print_table(out, headers, rows, right, whole, spare=("Due", "Lines", "Kind", "Issued"))


def show_adjustments(out: Console, lines: Sequence[Line]) -> None:
    """What a run would change of what clients were told."""
    rows = [
        (each.client, each.id, each.day, each.description, each.tier, each.minutes, money(each.rate), money(each.amount))
        for each in lines
    ]
    headers = ("Client", "ID", "Date", "What", "Tier", "Minutes", "Rate", "Amount")
    _print_table(out, headers, rows, right=("Minutes", "Rate", "Amount"), whole=("ID", "Date"), spare=("Tier",))


def show_steps(out: Console, title: str, steps: Sequence[Step]) -> None:
    out.print(Text(plain(title), "bold"))
    _print_table(out, ("Rule", "What it came to"), [(each.rule, each.text) for each in steps])


def show_problems(out: Console, sentence: str, problems: Sequence[Problem]) -> None:
    """Why the workbook cannot be read or written, and every problem behind it."""
    out.print(Text.assemble(("Error: ", "bold red"), plain(sentence)))
    for each in problems:
        if each.found not in sentence:
            out.print(Text(f"  {plain(each)}"))


def show_difference(out: Console, found: Comparison) -> None:
    """The cells that differ, then the parts."""
    if found.cells:
        shown = found.cells[:_MOST]
        rows = ((each.place, each.table, each.column, each.row, _content(each.old), _content(each.new)) for each in shown)
        _print_table(out, ("cell", "table", "column", "row", "old", "new"), rows)
        if len(found.cells) > _MOST:
            out.print(f"… and {len(found.cells) - _MOST} more cells: --json lists all of them.")
        out.print()
    if found.parts:
        _print_table(out, ("part", "", "what"), ((each.name, each.how, each.what) for each in found.parts))
        out.print()
    counts = (f"{sum(each.how == how for each in found.parts)} {how}" for how in ("changed", "new", "gone"))
    cells = counted(len(found.cells), "cell", "cells")
    out.print(f"{cells} changed. Parts: {found.same} the same byte for byte, {', '.join(counts)}.")


def _content(content: Content) -> str:
    told = f"={content.formula}  {content.value}" if content.formula else content.value
    return told if len(told) <= _WIDEST else f"{told[: _WIDEST - 1]}…"


def show_findings(out: Console, findings: Sequence[tuple[str, str, str]]) -> None:
    """What was looked at: its name, what was found, and what to do where that is not well."""
    rows = (
        (name, Text("missing", _STYLES[Severity.ERROR]) if do else "ok", told(None, found, do) if do else found)
        for name, found, do in findings
    )
    _print_table(out, ("what", "", "found, and what to do"), rows)


def show_versions(out: Console, name: str, versions: Sequence[tuple[Path, os.stat_result]]) -> None:
    """The kept versions of a workbook."""
    if not versions:
        out.print(Text(f"{plain(name)} has no kept versions."))
        return
    rows = (
        (version.stem, f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}", f"{status.st_size / 1024:,.0f} KiB", version)
        for version, status in versions
    )
    headers = ("version", "last changed", "size", "file")
    _print_table(out, headers, rows, right=("size",), whole=("version", "last changed"))
