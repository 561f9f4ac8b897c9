"""Documents, balances, steps and other answers as short tables and sentences."""

import os
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from xlsupport.answers.explanations import Step
from xlsupport.answers.json_documents import money
from xlsupport.answers.summaries import counted, document_totals
from xlsupport.answers.terminal.printing import STYLES, plain, print_list, print_table, say
from xlsupport.billing.documents import Document
from xlsupport.billing.register import Line
from xlsupport.rating.balances import Balance
from xlsupport.records.vocabulary import Severity
from xlsupport.sheets.differences import Comparison, Content
from xlsupport.words.problems import Problem, told

_MOST = 40
_LONGEST = 120  # characters of a text that somebody typed


def show_balances(out: Console, balances: Sequence[Balance]) -> None:
    """What is left of each limit and agreement, under the name of each client and its package."""
    if not balances:
        say(out, "No client has a contract or an agreement on that date.")
        return
    rows: list[Sequence[object]] = []
    for client, of_client in groupby(balances, key=lambda each: each.client):
        listed = [*of_client]
        package = next((each.package for each in listed if each.package), "")
        rows.append((Text(plain(f"{client} ({package})" if package else client), "bold"), *[""] * 6))
        for each in listed:
            name = f"{each.limit} {each.reference or ''}".rstrip()
            left = f"{each.remaining} {each.unit.sign}".strip()
            rows.append((f"  {name}", each.first, each.last or "", each.allowed, each.used, left, each.state))
    headers = ("Client and limit", "From", "To", "Allowed", "Used", "Left", "State")
    print_table(out, headers, rows, right=("Allowed", "Used", "Left"), whole=("From", "To"))


def show_documents(out: Console, documents: Sequence[Document]) -> None:
    """Invoices and credit notes, and what those of each kind come to."""
    if not documents:
        say(out, "Nothing to invoice.")
        return
    rows = [
        (each.number, each.kind, each.client, each.period, each.issued, each.due, len(each.lines), money(each.subtotal),
         money(each.tax), money(each.total))
        for each in documents
    ]  # fmt: skip
    headers = ("Number", "Kind", "Client", "Period", "Issued", "Due", "Lines", "Net", "Tax", "Total")
    right, whole = ("Lines", "Net", "Tax", "Total"), ("Number", "Issued", "Due")
    print_table(out, headers, rows, right, whole, spare=("Due", "Lines", "Kind", "Issued"))
    out.print()
    say(out, document_totals(documents))


def show_adjustments(out: Console, lines: Sequence[Line]) -> None:
    """What a run would change of what clients were told."""
    rows = [
        (each.client, each.id, each.day, each.description, each.tier, each.minutes, money(each.rate), money(each.amount))
        for each in lines
    ]
    headers = ("Client", "ID", "Date", "What", "Tier", "Minutes", "Rate", "Amount")
    print_table(out, headers, rows, right=("Minutes", "Rate", "Amount"), whole=("ID", "Date"), spare=("Tier",))


def show_steps(out: Console, title: str, steps: Sequence[Step]) -> None:
    """Each step of an explanation: the rule, and what it came to."""
    say(out, title, "bold")
    print_list(out, steps, indent=2, whole=False)


def show_problems(out: Console, sentence: str, problems: Sequence[Problem]) -> None:
    """Why the workbook cannot be read or written, and every problem behind it."""
    say(out, sentence, lead="Error: ")
    for each in problems:
        if each.found not in sentence:
            say(out, str(each), indent=2)


def show_difference(out: Console, found: Comparison) -> None:
    """The cells that differ, then the parts."""
    if found.cells:
        shown = found.cells[:_MOST]
        rows = (
            (each.place, each.table, each.column, each.row, _content(each.old, each.new), _content(each.new, each.old))
            for each in shown
        )
        headers = ("Cell", "Table", "Column", "Row", "Old", "New")
        print_table(out, headers, rows, whole=("Cell",), spare=("Table",))
        if len(found.cells) > _MOST:
            say(out, f"… and {len(found.cells) - _MOST} more cells: --json lists all of them.")
        out.print()
    if found.parts:
        print_table(out, ("Part", "", "What"), ((each.name, each.how, each.what) for each in found.parts))
        out.print()
    counts = (f"{sum(each.how == how for each in found.parts)} {how}" for how in ("changed", "new", "gone"))
    cells = f"{counted(len(found.cells), 'cell')} changed" if found.cells else "No cell changed"
    say(out, f"{cells}. Parts: {found.same} the same byte for byte, {', '.join(counts)}.")


def _content(content: Content, other: Content) -> str:
    """What a cell holds: its value, which is whole if it is a number or a date, and its formula where that differs too."""
    value = content.value if len(content.value) <= _LONGEST else f"{content.value[: _LONGEST - 1]}…"
    return f"{value}  ={content.formula}".strip() if content.formula != other.formula and content.formula else value


def show_findings(out: Console, findings: Sequence[tuple[str, str, str]]) -> None:
    """What was looked at: its name, what was found, and what to do where that is not well."""
    rows = (
        (name, Text("missing", STYLES[Severity.ERROR]) if do else "ok", told(None, found, do) if do else found)
        for name, found, do in findings
    )
    print_table(out, ("What", "", "Found, and what to do"), rows)


def show_versions(out: Console, name: str, versions: Sequence[tuple[Path, os.stat_result]]) -> None:
    """The backups of a workbook, oldest first."""
    if not versions:
        say(out, f"{name} has no backups.")
        return
    rows = (
        (version.stem, f"{datetime.fromtimestamp(status.st_mtime):%Y-%m-%d %H:%M}", f"{status.st_size / 1024:,.0f} KiB", version)
        for version, status in versions
    )
    headers = ("Backup", "Last changed", "Size", "File")
    print_table(out, headers, rows, right=("Size",), whole=("Backup", "Last changed"))
