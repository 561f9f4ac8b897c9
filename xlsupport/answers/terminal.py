"""What a person reads in a terminal: short tables and sentences, never a control character from a cell."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
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


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for header in headers:
        table.add_column(header, justify="right" if header in right else "left", no_wrap=header in right)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(plain(cell)) for cell in row))
    return table


def _print_table(out: Console, table: Table) -> None:
    """A table; where it goes into a file or a pipe, without the blanks that fill its lines."""
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        out.print(Text(line.rstrip()))


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
        _print_table(out, _table(("", "Where", "Flag", "What and what to do"), rows))
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
    _print_table(out, _table(headers, rows, right=("Allowed", "Used", "Left")))


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
    _print_table(out, _table(headers, rows, right=("Lines", "Subtotal", "Tax", "Total")))


def show_adjustments(out: Console, lines: Sequence[Line]) -> None:
    """What a run would change of what clients were told."""
    rows = [
        (each.client, each.id, each.day, each.description, each.tier, each.minutes, money(each.rate), money(each.amount))
        for each in lines
    ]
    headers = ("Client", "ID", "Date", "What", "Tier", "Minutes", "Rate", "Amount")
    _print_table(out, _table(headers, rows, right=("Minutes", "Rate", "Amount")))


def show_steps(out: Console, title: str, steps: Sequence[Step]) -> None:
    out.print(Text(plain(title), "bold"))
    _print_table(out, _table(("Rule", "What it came to"), [(each.rule, each.text) for each in steps]))


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
        _print_table(out, _table(("cell", "table", "column", "row", "old", "new"), rows))
        if len(found.cells) > _MOST:
            out.print(f"… and {len(found.cells) - _MOST} more cells: --json lists all of them.")
        out.print()
    if found.parts:
        _print_table(out, _table(("part", "", "what"), ((each.name, each.how, each.what) for each in found.parts)))
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
    _print_table(out, _table(("what", "", "found, and what to do"), rows))


def show_versions(out: Console, name: str, versions: Sequence[tuple[Path, os.stat_result]]) -> None:
    """The kept versions of a workbook."""
    if not versions:
        out.print(Text(f"{plain(name)} has no kept versions."))
        return
    rows = (
        (version.stem, f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}", f"{status.st_size / 1024:,.0f} KiB", version)
        for version, status in versions
    )
    _print_table(out, _table(("version", "last changed", "size", "file"), rows, right=("size",)))
