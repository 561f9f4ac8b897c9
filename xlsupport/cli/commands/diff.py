"""The command `diff`: what differs between two workbooks."""

from pathlib import Path

import click

from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_difference
from xlsupport.cli.group import main
from xlsupport.cli.options import json_option
from xlsupport.cli.steps import answer, working
from xlsupport.xlsx.comparison import compare


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@json_option
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Which cells and which parts of two workbooks differ, such as a backup and the workbook as it is now."""
    with working(f"Comparing {old.name} and {new.name} …"):
        found = compare(old, new)
    if as_json:
        answer(json_documents.difference(str(old), str(new), found))
    else:
        show_difference(console(), found)
