"""The command `adopt`: xlsupport moves into a workbook that people have already."""

import sys
from functools import partial
from pathlib import Path

import click

from xlsupport.answers.terminal import console
from xlsupport.cli.adoptions import adoption_json, adoption_sentences
from xlsupport.cli.group import main
from xlsupport.cli.options import json_option, writes
from xlsupport.cli.steps import answer, working
from xlsupport.template.packaged import template_path
from xlsupport.words.problems import UsageError
from xlsupport.xlsx.adopting.logs.headings import REQUIRED, heading_map, hours_column, pairs, sought, suggestion
from xlsupport.xlsx.adopting.logs.planning import Wishes, check_rows, filled_text, planned
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import FoundLog, WorkbookFile


@main.command()
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--log", "log_name", metavar="SHEET", help="The sheet (or table) with the log that people keep already.")
@click.option("--map", "mapped", metavar="OURS=THEIRS", multiple=True,
              help="Which of its columns is which of ours (several, or separated by semicolons).")  # fmt: skip
@click.option("--fill", "filled", metavar="OURS=TEXT", multiple=True,
              help="Add a column that the log lacks, with this text in each row, or with none (several, as above).")  # fmt: skip
@click.option("--minutes-from", metavar="COLUMN", help="Add the Minutes, computed from this column of hours or durations.")
@click.option("--rename-theirs", is_flag=True, help="Give the log's own columns other names where xlsupport's have theirs.")
@click.option("--unmerge", is_flag=True, help="Undo the merged cells of the log, which a table cannot hold.")
@click.option("--prefix", default="", help="Begin the names of xlsupport's sheets with this, where names collide.")
@click.option("--dry-run", is_flag=True, help="Show what would be changed; write nothing.")
@json_option
@writes
def adopt(
    book: Path, log_name: str | None, mapped: tuple[str, ...], filled: tuple[str, ...], minutes_from: str | None,
    rename_theirs: bool, unmerge: bool, prefix: str, dry_run: bool, as_json: bool, saving: Saving,
) -> None:  # fmt: skip
    """Add xlsupport's sheets and tables to a workbook that people have already; nothing in it is lost.

    A workbook that an older xlsupport made gets the columns that have come since.
    """
    wishes = Wishes(list(pairs("--map", mapped)), list(pairs("--fill", filled)), minutes_from, rename_theirs, unmerge)
    if wishes != Wishes([], []) and not log_name:
        raise UsageError(
            "--map, --fill, --minutes-from, --rename-theirs and --unmerge are about a log; name its sheet with --log"
        )
    with WorkbookFile.open(book, saving) as file:
        found = file.find_log(log_name, sought(wishes.pairs, minutes_from)) if log_name else None
        log, plan = planned(found, _asked(found, wishes) if sys.stdin.isatty() else wishes) if found else (None, None)
        with working(f"Adopting {book.name} …"):
            adopted = file.adopt(template_path(), prefix, log, plan, dry_run)
    if as_json:
        answer(adoption_json(book, adopted, dry_run))
        return
    for sentence in adoption_sentences(book, adopted, dry_run):
        console().print(sentence, markup=False)


def _asked(log: FoundLog, wishes: Wishes) -> Wishes:
    """The wishes, with what the person at the terminal answers where the log lacks required columns."""
    check_rows(log)
    taken = heading_map(log.headers, wishes.pairs)
    given = {ours.casefold() for ours, _ in wishes.fills} | ({"minutes"} if wishes.minutes_from else set())
    lacking = [header for header in REQUIRED if header not in taken and header.casefold() not in given]
    if not lacking:
        return wishes
    click.echo(f"The log at {log.place(log.area.left)} has the columns {', '.join(log.headers)}.")
    mapped, filled, minutes_from = list(wishes.pairs), list(wishes.fills), wishes.minutes_from
    for header in lacking:
        choices = [each for each in log.headers if each not in taken.values() and each != minutes_from]
        offered = suggestion(header, log.headers, taken)
        hours = hours_column(log.headers, taken.values()) if header == "Minutes" and offered is None else None
        if hours and click.confirm(f"Does {hours} hold hours or durations, from which the Minutes are computed?", default=True):
            minutes_from = hours
            continue
        question = f"Which of them is {header}? (+ adds a column {header})"
        chosen = click.prompt(question, type=click.Choice([*choices, "+"], case_sensitive=False), default=offered)
        if chosen == "+":
            question = f"What does {header} hold in each row? (nothing: press Enter)"
            filled.append((header, click.prompt(question, default="", value_proc=partial(_fitting, header))))
        else:
            taken[header] = chosen
            mapped.append((header, chosen))
    return wishes._replace(pairs=mapped, fills=filled, minutes_from=minutes_from)


def _fitting(header: str, text: str) -> str:
    """A text for each row, if the column can hold it; else the question is put again."""
    try:
        filled_text(header, text)
    except UsageError as error:
        raise click.BadParameter(str(error)) from None
    return text
