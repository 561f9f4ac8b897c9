"""An action attempted: whatever goes wrong is told in a sentence, with the cell selected where there is one."""

from collections.abc import Callable

from xlsupport import __version__
from xlsupport.excel.actions.person import Person
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.words.problems import UsageError, WorkbookError, sentence


def attempt(book: OpenBook, person: Person, action: Callable[[], None]) -> None:
    """Run an action on a workbook for a person, who never sees a traceback."""
    try:
        action()
    except UsageError as error:
        book.forget_writes()
        person.tell(sentence(str(error)), critical=True)
    except WorkbookError as error:
        book.forget_writes()
        places = [each.place for each in error.problems if each.place]
        if places:
            book.select(places[0])
        more = [str(each) for each in error.problems if each.found not in error.sentence]
        person.tell("\n".join((sentence(error.sentence), *more)), critical=True)
    except Exception as error:
        book.forget_writes()
        words = f"This is a bug in xlsupport {__version__}. Please report these words: {type(error).__name__}: {error}"
        person.tell(words, critical=True)
