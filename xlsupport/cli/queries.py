"""The commands that only tell."""

from datetime import date
from pathlib import Path

import click

from xlsupport.answers import documents
from xlsupport.answers.explanations import explain as explained
from xlsupport.answers.terminal import console, show_balances, show_steps
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
        answer({**documents.header(settlement, str(book)), "balances": [documents.balance(each) for each in found]})
    else:
        show_balances(console(), found)
    finish(ctx, settlement, strict)


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
        answer({**documents.header(settlement, str(book)), "id": id_, "row": row, "status": status, "steps": told})
    else:
        show_steps(console(), f"{id_}, row {row}: {status}", steps)
    finish(ctx, settlement, strict)
