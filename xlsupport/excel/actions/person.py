"""The person at the open workbook: what they are told in boxes, and what they answer."""

from collections.abc import Sequence
from typing import Protocol

import xlwings as xw

TITLE = "xlsupport"
_LONGEST = 1000  # Excel cuts a box off at 1,023 characters


class Person(Protocol):
    """Somebody who reads, and may answer."""

    def tell(self, text: str, critical: bool = False) -> None:
        """Show a text."""

    def agrees(self, question: str) -> bool:
        """Whether the person says yes to a question; always asked before something is issued."""


class AtTheDesk:
    """A person in front of Excel on Windows or a Mac, who sees a box and presses its buttons."""

    def __init__(self, app: xw.App) -> None:
        self._app = app

    def tell(self, text: str, critical: bool = False) -> None:
        pages = paged(text.split("\n"))
        for number, page in enumerate(pages, 1):
            last = number == len(pages)
            title = TITLE if len(pages) == 1 else f"{TITLE} ({number} of {len(pages)})"
            mode = "critical" if critical else "info"
            if self._app.alert(page, title, "ok" if last else "ok_cancel", mode) == "cancel":
                return

    def agrees(self, question: str) -> bool:
        return self._app.alert(_cut(question), TITLE, "yes_no", "info") == "yes"


class InThePane:
    """A person whose answer came with the press of the button: in xlwings Lite and Server nothing can be asked meanwhile."""

    def __init__(self, app: xw.App, answer: bool, how: str) -> None:
        self._app, self._answer, self._how = app, answer, how

    def tell(self, text: str, critical: bool = False) -> None:
        self._app.alert(_cut(text), TITLE, "ok", "critical" if critical else "info")

    def agrees(self, question: str) -> bool:
        if not self._answer:
            self.tell(f"{question}\n\n{self._how}")
        return self._answer


def paged(lines: Sequence[str]) -> list[str]:
    """Lines in texts that each fit into a box.

    >>> [len(page) for page in paged(["a" * 600, "b" * 600])]
    [600, 600]
    """
    pages = [""]
    for line in lines:
        longer = f"{pages[-1]}\n{line}" if pages[-1] else line
        if len(longer) > _LONGEST and pages[-1]:
            pages.append(_cut(line))
        else:
            pages[-1] = _cut(longer)
    return pages


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
