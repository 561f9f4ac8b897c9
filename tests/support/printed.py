"""What a printed invoice shows: its pages as text, held against what its sheet's cells hold."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from support.libreoffice import SOFFICE, convert

PDFTOTEXT = shutil.which("pdftotext")
needs_printing = pytest.mark.skipif(not (SOFFICE and PDFTOTEXT), reason="soffice or pdftotext (poppler-utils) is not installed")


class Printed:
    """A workbook as LibreOffice prints it."""

    def __init__(self, book: Path) -> None:
        assert PDFTOTEXT is not None
        self._book = book
        told = subprocess.run(
            [PDFTOTEXT, "-layout", str(convert(book, "pdf")), "-"], check=True, capture_output=True, timeout=60
        ).stdout.decode()
        self._pages = [page for page in told.split("\f") if page.strip()]

    def pages(self, number: str) -> list[str]:
        """The pages of a document: those whose footer has its number."""
        return [page for page in self._pages if number in page.strip().splitlines()[-1]]

    def cut(self, number: str) -> dict[str, int]:
        """The words on a document's sheet that its pages lack, each with how often it is missing.

        A word is what a line can end behind: a text is split at blanks, line breaks and hyphens. What is hidden is not in a PDF.
        """
        printed = Counter(word for page in self.pages(number) for word in _words(page))
        return dict(Counter(_sheet_words(self._book, number)) - printed)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s-]+-?|-", text)


def _sheet_words(book: Path, number: str) -> Iterator[str]:
    opened = openpyxl.load_workbook(book, data_only=True)
    for row in opened[number].iter_rows():
        for cell in row:
            if cell.value is not None:
                yield from _words(_shown(cell.value, str(cell.number_format)))
    opened.close()


def _shown(value: object, code: str) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        code = code.partition(";")[0]
        places = len(code.strip('"%').partition(".")[2].strip("%"))
        on = f"{code.split(chr(34))[1]} " if code.startswith('"') else ""
        shown = f"{value:.{places}%}" if code.endswith("%") else f"{value:,.{places}f}" if "," in code else f"{value:.{places}f}"
        return on + shown
    return str(value)
