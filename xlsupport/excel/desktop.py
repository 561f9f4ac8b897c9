"""Where the ribbon's macros come in: a button of the add-in, pressed in Excel on Windows or a Mac."""

from collections.abc import Callable, Mapping

import xlwings as xw

from xlsupport import __version__
from xlsupport.excel import actions
from xlsupport.excel.openbook import OpenBook
from xlsupport.excel.person import AtTheDesk, Person
from xlsupport.problems import UsageError, WorkbookError

_ACTIONS: Mapping[str, Callable[[OpenBook, Person], None]] = {
    "check": actions.check,
    "update": actions.update,
    "invoice_month": actions.invoice_month,
    "explain_row": actions.explain_row,
    "live_balances": actions.live_balances,
    "export_pdf": actions.export_pdf,
}


def press(name: str, answer: str = "") -> None:
    """Do what a button of the ribbon does, on the workbook it was pressed in; `answer` is what was typed into its box."""
    book = xw.Book.caller()
    person = AtTheDesk(book.app)
    carry_out(OpenBook(book), person, name, answer)


def carry_out(book: OpenBook, person: Person, name: str, answer: str = "") -> None:
    """Run an action; whatever goes wrong is told in a sentence, with the cell selected where there is one."""
    try:
        if name == "void_invoice":
            actions.void_invoice(book, person, answer)
        else:
            _ACTIONS[name](book, person)
    except UsageError as error:
        person.tell(_sentence(str(error)), critical=True)
    except WorkbookError as error:
        problem = next((each for each in error.problems if each.place), None)
        if problem and problem.place:
            book.select(problem.place)
        more = "\n".join(str(each) for each in error.problems if each.found not in error.sentence)
        person.tell("\n".join(filter(None, (_sentence(error.sentence), more))), critical=True)
    except Exception as error:
        person.tell(
            f"This is a bug in xlsupport {__version__}, and nothing was written: {type(error).__name__}: {error}", critical=True
        )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
