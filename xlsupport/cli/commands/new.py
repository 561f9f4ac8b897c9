"""The command `new`: a new workbook from the template."""

from pathlib import Path

import click

from xlsupport.answers.terminal import console
from xlsupport.cli.group import main
from xlsupport.template.packaged import template_path
from xlsupport.words.names import name_key
from xlsupport.words.problems import UsageError, WorkbookError


@main.command()
@click.argument("book", type=click.Path(path_type=Path))
def new(book: Path) -> None:
    """Make a new workbook from the template; an existing file is never overwritten."""
    create(book)
    console().print(f"Made {book}. Fill in Clients, Contacts and Rules, type the support given into Log, then: "
                    f"xlsupport update {book}", markup=False)  # fmt: skip


def create(book: Path) -> None:
    """A copy of the template under a name that is free."""
    if name_key(book.suffix) != ".xlsx":
        raise UsageError(f"{book.name} must end in .xlsx, since that is what the template is")
    content = template_path().read_bytes()
    try:
        with book.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError(f"{book} exists already; choose another name, nothing was written") from None
    except OSError as error:
        raise WorkbookError(f"{book} cannot be written ({error.strerror}); choose another folder") from None
