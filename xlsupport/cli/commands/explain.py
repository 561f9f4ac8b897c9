"""The command `explain`: why an entry was covered, billed or held."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.explanations import explain as explained
from xlsupport.answers.terminal import console, show_steps
from xlsupport.cli.group import main
from xlsupport.cli.options import reads
from xlsupport.cli.steps import answer, finish, settled
from xlsupport.settlement import Task


@main.command()
@reads
@click.argument("id_", metavar="ID")
@click.pass_context
def explain(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, id_: str) -> None:
    """Why an entry was covered, billed or held, step by step, with the rule behind each step."""
    settlement = settled(book, Task(as_of))
    row, status, steps = explained(settlement, id_)
    if as_json:
        told = [{"rule": each.rule, "text": each.text} for each in steps]
        answer({**json_documents.header(settlement, str(book)), "id": id_, "row": row, "status": status, "steps": told})
    else:
        show_steps(console(), f"{id_}, row {row}: {status}", steps)
    finish(ctx, settlement, strict)
