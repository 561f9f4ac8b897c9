"""The command `adopt`: xlsupport moves into a workbook that people have already."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console
from xlsupport.cli.group import main
from xlsupport.cli.options import json_option, writes
from xlsupport.cli.steps import answer, working
from xlsupport.template.packaged import template_path
from xlsupport.words.problems import UsageError
from xlsupport.xlsx.adopting.headings import TYPED, heading_map, known_names, missing, suggestion
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import Adopted, Completed, FoundLog, WorkbookFile

_LISTED = 8  # documents that people are told by their numbers; --json has all


@main.command()
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--log", "log_name", metavar="SHEET", help="The sheet (or table) with the log that people keep already.")
@click.option("--map", "pairs", metavar="OURS=THEIRS", multiple=True, help="Which of its columns is which of ours (several).")
@click.option("--prefix", default="", help="Begin the names of xlsupport's sheets with this, where names collide.")
@json_option
@writes
def adopt(book: Path, log_name: str | None, pairs: tuple[str, ...], prefix: str, as_json: bool, saving: Saving) -> None:
    """Add xlsupport's sheets and tables to a workbook that people have already; nothing in it is lost.

    A workbook that an older xlsupport made gets the columns that have come since.
    """
    given = [_pair(each) for each in pairs]
    if given and not log_name:
        raise UsageError("--map says which columns a log has; name the log's sheet with --log")
    with WorkbookFile.open(book, saving) as file:
        log = file.find_log(log_name, known_names() | {theirs.strip().casefold() for _, theirs in given}) if log_name else None
        headings = _headings(log, given) if log else {}
        with working(f"Adopting {book.name} …"):
            adopted = file.adopt(template_path(), prefix, log, headings)
    if as_json:
        answer(_told(book, adopted, headings))
    else:
        _say(book, adopted, headings)


def _pair(text: str) -> tuple[str, str]:
    ours, sign, theirs = text.partition("=")
    if not sign or not ours.strip() or not theirs.strip():
        raise UsageError(f'{text!r} is not a pair such as --map "Client=Customer"')
    return ours.strip(), theirs.strip()


def _headings(log: FoundLog, given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Our headers with the log's; where some are not found, asked on a terminal. Raises UsageError."""
    found = heading_map(log.headers, given)
    if missing(found) and sys.stdin.isatty():
        return _asked(log, found)
    lacking = missing(found)
    if lacking:
        proposed = [f'--map "{header}={suggestion(header, log.headers, found) or "…"}"' for header in lacking]
        raise UsageError(
            f"The log at {log.place(log.area.left)} has no column {' or '.join(lacking)}. Its columns are "
            f"{', '.join(log.headers)}. Say which is which: {' '.join(proposed)}"
        )
    return found


def _asked(log: FoundLog, found: Mapping[str, str]) -> dict[str, str]:
    chosen = dict(found)
    needed = missing(found)
    click.echo(f"The log at {log.place(log.area.left)} has the columns {', '.join(log.headers)}.")
    for header in TYPED:
        offered = suggestion(header, log.headers, chosen)
        if header in chosen or (header not in needed and offered is None):
            continue
        choices = [each for each in log.headers if each not in chosen.values()]
        none = [] if header in needed else ["-"]
        question = f"Which of them is {header}?" + ("" if header in needed else " (- for none)")
        answer = click.prompt(question, type=click.Choice([*choices, *none], case_sensitive=False), default=offered)
        if answer != "-":
            chosen[header] = answer
    return chosen


def _told(book: Path, adopted: Adopted, headings: Mapping[str, str]) -> json_documents.Json:
    log = adopted.log
    return {
        "workbook": str(book),
        "sheets": list(adopted.sheets),
        "log": {"sheet": log.sheet.name, "range": str(log.area), "map": dict(headings), "columns": list(adopted.columns)}
        if log
        else None,
        "columns_added": {table: list(headers) for table, headers in adopted.completed.added.items()},
        "columns_left_out": [each._asdict() for each in adopted.completed.left_out],
        "without_tax_rate": list(adopted.completed.untold),
        "kept": str(adopted.kept) if adopted.kept else None,
    }  # fmt: skip


def _say(book: Path, adopted: Adopted, headings: Mapping[str, str]) -> None:
    out = console()
    completed = adopted.completed
    if not adopted and not completed.left_out:
        out.print("Nothing to add: the workbook has all of xlsupport's sheets, tables and columns.")
        return
    if adopted.sheets:
        out.print(f"Added the sheets {', '.join(adopted.sheets)} behind the others.", markup=False)
    if adopted.log:
        renamed = [f"{theirs} is {ours} now" for ours, theirs in headings.items() if ours.casefold() != theirs.casefold()]
        told = f" ({', '.join(renamed)})" if renamed else ""
        out.print(f"The log on {adopted.log.sheet.name} is the table UsageLog now{told}; at its right, it has the new columns "
                  f"{', '.join(adopted.columns)}.", markup=False)  # fmt: skip
    for sentence in _of_columns(completed):
        out.print(sentence, markup=False)
    if not adopted:
        out.print(f"{book.name} is as it was.", markup=False)
        return
    before = f" The version before is {adopted.kept}." if adopted.kept else ""
    new = "fill in Clients, Contacts, Agreements and Settings, then: " if adopted.sheets else "run: "
    out.print(f"Everything else in {book.name} is as it was.{before} Now {new}xlsupport check {book}", markup=False)


def _of_columns(completed: Completed) -> Iterator[str]:
    """Sentences about the columns that tables of an older xlsupport got, and about those that they did not get."""
    for table, headers in completed.added.items():
        columns = f"columns {', '.join(headers)}" if len(headers) > 1 else f"column {headers[0]}"
        yield f"Added the {columns} to the table {table}, at its right."
    lines = [each for each in completed.lines if each.document]
    known = sum(each.tax_rate is not None for each in lines)
    if lines:
        yield f"{known} of the {len(lines)} invoice lines have the tax rate now that their document's tax shows."
    if completed.untold:
        more = len(completed.untold) - _LISTED
        listed = ", ".join(completed.untold[:_LISTED]) + (f" and {more} more" if more > 0 else "")
        yield f"Tax rate is empty on the lines of {listed}, whose tax shows no rate."
    yield from (each.why for each in completed.left_out)
