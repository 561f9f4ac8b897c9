"""The command `balances`: what each client has left."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_balances
from xlsupport.cli.group import main
from xlsupport.cli.options import reads
from xlsupport.cli.steps import answer, finish, settled
from xlsupport.rating.balances import balances as all_balances
from xlsupport.settlement import Task, chosen_clients


@main.command()
@reads
@click.option("--client", help="Only this client.")
@click.pass_context
def balances(ctx: click.Context, book: Path, as_of: date, as_json: bool, strict: bool, client: str | None) -> None:
    """What each client has left of each limit and agreement."""
    settlement = settled(book, Task(as_of))
    chosen = chosen_clients(settlement.evaluation, (client,) if client else ())
    found = [each for each in all_balances(settlement.evaluation, as_of) if chosen is None or each.client in chosen]
    if as_json:
        answer({**json_documents.header(settlement, str(book)), "balances": [json_documents.balance(each) for each in found]})
    else:
        show_balances(console(), found)
    finish(ctx, settlement, strict)
