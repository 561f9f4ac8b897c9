"""What was changed in an open workbook, so that all of it can be put back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from xlsupport.words.problems import WorkbookError


class Journal:
    """The changes of one run, each with what puts it back. What is recorded counts as changed, even if the change failed."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, Callable[[], object]]] = []

    def record(self, what: str, put_back: Callable[[], object]) -> None:
        """Note a change that is about to be made."""
        self._entries.append((what, put_back))

    def put_back(self) -> list[str]:
        """Undo everything, the last change first; what could not be undone."""
        failed = []
        while self._entries:
            what, undo = self._entries.pop()
            try:
                undo()
            except Exception:
                failed.append(what)
        return failed


@contextmanager
def all_or_nothing(began: datetime) -> Iterator[Journal]:
    """A journal for a run that is either carried out whole or put back. Raises WorkbookError with what the person must do."""
    journal = Journal()
    try:
        yield journal
    except Exception as error:
        failed = journal.put_back()
        found = error.sentence if isinstance(error, WorkbookError) else f"Excel refused a change ({_words(error)})."
        if failed:
            raise WorkbookError(
                f"{found} Not everything could be put back: {', '.join(failed)}. Close the workbook without saving it; where "
                f"AutoSave is on, restore the version before {began:%H:%M} under File, Info, Version History."
            ) from error
        raise WorkbookError(f"{found} Everything was put back as it was.") from error


def _words(error: Exception) -> str:
    """What Excel said, as far as it said anything: its errors carry tuples and codes around the words."""
    texts = [each for each in _flat(error.args) if isinstance(each, str) and " " in each.strip()]
    return texts[-1].strip().rstrip(".") if texts else type(error).__name__


def _flat(values: object) -> Iterator[object]:
    if isinstance(values, tuple | list):
        for each in values:
            yield from _flat(each)
    else:
        yield values
