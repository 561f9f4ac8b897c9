"""What other programs do to a workbook that they only load and save, and what LibreOffice shows of it."""

import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.libreoffice import convert, shown
from support.survival import members


def by_openpyxl(book: Path) -> tuple[object, object]:
    """How many parts vanish and how many change in a load and save by openpyxl; a word where it cannot."""

    def save(saved: Path) -> Path:
        with warnings.catch_warnings(action="ignore"):
            loaded = openpyxl.load_workbook(book, keep_vba=book.suffix == ".xlsm", rich_text=True, keep_links=True)
            loaded.save(saved)
        return saved

    return _lost(book, lambda: save(book.with_name(f"openpyxl{book.suffix}")))


def by_libreoffice(book: Path) -> tuple[object, object]:
    """The same for LibreOffice, without a window; it saves macros only where it is told to, so .xlsx is compared with .xlsx."""
    return _lost(book, lambda: convert(book, "xlsx"))


def _lost(book: Path, save: Callable[[], Path]) -> tuple[object, object]:
    try:
        saved = save()
        before, after = members(book), members(saved)
    except Exception as error:  # whatever stops it is the finding
        return type(error).__name__.removesuffix("Error"), "-"
    vanished = Counter(map(kind, before)) - Counter(map(kind, after))
    left = Counter(each.content for each in after.values())
    intact = sum((Counter(each.content for each in before.values()) & left).values())
    return vanished.total(), len(before) - intact - vanished.total()


def kind(part: str) -> str:
    """A part's folder and name without its number, which libraries give anew."""
    return re.sub(r"(their-)+|[0-9]+(?=\.)", "", part)


def differing_sheets(before: Path, after: Path, sheets: Iterable[str] | None = None) -> str:
    """In how many of these sheets (None: all there were) LibreOffice shows other values; a dash where it cannot open `before`."""
    try:
        old = shown(before)
    except Exception:  # a fault of LibreOffice, which closes on some files
        return "-"
    new = shown(after)
    return str(sum(old[name] != new.get(name) for name in sheets or old if name in old))
