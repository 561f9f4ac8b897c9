"""Workbooks and sheets of the xlwings engine over Calc."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from support.calc.addresses import COLUMNS, ROWS, area_of
from support.calc.members import refusing
from support.calc.office import Area, ExcelError, Write
from support.calc.ranges import Range
from support.calc.sheetapi import Printing, SheetApi
from support.calc.tables import Names, Tables

if TYPE_CHECKING:
    from support.calc.engine import App


class Books(base_classes.Books):
    """The open workbooks, the active one first."""

    def __init__(self, app: "App") -> None:
        self.app = app

    api = property(lambda self: self)
    active = property(lambda self: self.app.opened[0])

    def __iter__(self) -> "Iterator[Book]":
        return iter(self.app.opened)

    def __len__(self) -> int:
        return len(self.app.opened)

    def __call__(self, key: str | int) -> "Book":
        if isinstance(key, int):
            return self.app.opened[key - 1]
        found = [each for each in self.app.opened if key in (each.name, each.fullname)]
        if not found:
            raise KeyError(key)
        return found[0]

    def open(self, fullname: str, *_: object) -> "Book":
        return self._opened(Path(fullname).absolute())

    def add(self) -> "Book":
        return self._opened(None)

    def _opened(self, path: Path | None) -> "Book":
        answer = self.app.office.ask("open", path=path and str(path))
        book = Book(self.app, answer["book"], path, datetime(*answer["epoch"]), answer["active"])
        self.app.opened.insert(0, book)
        return book


class Book(base_classes.Book):
    """An open workbook. `today` may be set to another day for texts such as 3-4, whose year is this one."""

    app: "App"

    def __init__(self, app: "App", number: int, path: Path | None, epoch: datetime, active: str) -> None:
        self.app, self.number, self.path, self.epoch, self.active = app, number, path, epoch, active
        self.office, self.today = app.office, date.today()
        self.selections: dict[str, Area] = {}

    def ask(self, op: str, **details: Any) -> Any:
        return self.office.ask(op, book=self.number, **details)

    def change(self, write: Write, op: str, **details: Any) -> Any:
        return self.office.change(write, op, book=self.number, **details)

    def known(self, op: str) -> list[dict[str, Any]]:
        """The sheets, tables or names, as they are now."""
        found: list[dict[str, Any]] = self.office.known(op, self.number)
        return found

    def tables(self) -> list[dict[str, Any]]:
        return self.known("tables")

    api = property(lambda self: self)
    name = property(lambda self: self.path.name if self.path else f"Book{self.number}")
    fullname = property(lambda self: str(self.path) if self.path else self.name)
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))

    @property
    def selection(self) -> Range:
        return Range(self.sheets(self.active), self.selections.get(self.active, (1, 1, 1, 1)))

    def activate(self) -> None:
        self.app.opened.remove(self)
        self.app.opened.insert(0, self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """As .xlsx; with a path, that is where the workbook is from now on."""
        if password:
            raise NotImplementedError("the engine over Calc has no Book.save with a password")
        self.path = Path(path).absolute() if path else self.path or Path(f"{self.name}.xlsx").absolute()
        self.ask("save", path=str(self.path))

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        self.ask("pdf", path=path)

    def close(self) -> None:
        self.ask("close")
        self.app.opened.remove(self)


class Sheets(base_classes.Sheets):
    """A workbook's sheets."""

    def __init__(self, book: Book) -> None:
        self.book = book

    api = property(lambda self: self)
    active = property(lambda self: self(self.book.active))

    def _names(self) -> list[str]:
        return [str(each["name"]) for each in self.book.known("sheets")]

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> "Iterator[Sheet]":
        return (Sheet(self.book, name) for name in self._names())

    def __contains__(self, name: str) -> bool:
        return name.lower() in map(str.lower, self._names())

    def __call__(self, key: str | int) -> "Sheet":
        names = self._names()
        found = names[key - 1 : key] if isinstance(key, int) else [each for each in names if each.lower() == key.lower()]
        if not found:
            raise ExcelError("Subscript out of range")
        return Sheet(self.book, found[0])

    def add(self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None) -> "Sheet":
        """A new sheet, which is then the active one."""
        names = self._names()
        usual = next(each for each in (f"Sheet{n}" for n in range(1, 10_000)) if each not in names)
        position = after.index if after else (before or self(self.book.active)).index - 1
        refuse_structure(self.book)
        self.book.change(Write("add sheet", usual), "add_sheet", name=usual, position=position)
        self.book.active = usual
        sheet = Sheet(self.book, usual)
        if name:  # a change of its own, as in Excel: it may fail alone
            sheet.name = name
        return sheet


class Sheet(base_classes.Sheet):
    """A sheet, by its name."""

    book: Book

    def __init__(self, book: Book, name: str) -> None:
        self.book, self._name = book, name

    def ask(self, op: str, **details: Any) -> Any:
        return self.book.ask(op, sheet=self._name, **details)

    def change(self, kind: str, address: str, op: str, **details: Any) -> Any:
        return self.book.change(Write(kind, self._name, address), op, sheet=self._name, **details)

    def _now(self) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.book.known("sheets")
        return next({**each, "index": number} for number, each in enumerate(found, 1) if each["name"] == self._name)

    api = property(lambda self: SheetApi(self))
    page_setup = property(lambda self: Printing(self))
    index = property(lambda self: self._now()["index"])
    names = property(lambda self: Names(self.book, self._name))
    tables = property(lambda self: Tables(self))
    cells = property(lambda self: Range(self, (1, 1, ROWS, COLUMNS)))
    used_range = property(lambda self: Range(self, tuple(self.ask("used"))))

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        refuse_structure(self.book)
        self.change("rename sheet", value, "rename_sheet", name=value)
        if self.book.active == self._name:
            self.book.active = value
        self._name = value

    @property
    def visible(self) -> bool:
        return bool(self._now()["visible"])

    @visible.setter
    def visible(self, value: bool) -> None:
        others = [each for each in self.book.known("sheets") if each["visible"] and each["name"] != self._name]
        if not value and not others:
            raise ExcelError("Unable to set the Visible property of the Worksheet class")
        self.change("show sheet", str(value), "show_sheet", visible=value)
        next(each for each in self.book.known("sheets") if each["name"] == self._name)["visible"] = value

    def range(self, first: Any, second: Any = None) -> Range:
        if second is None and isinstance(first, tuple) and len(first) == 4:
            top, left, height, width = first
            return Range(self, (top, left, top + height - 1, left + width - 1))
        areas = [self._area(each) for each in (first, second) if each is not None]
        tops, lefts, bottoms, rights = zip(*areas, strict=True)
        return Range(self, (min(tops), min(lefts), max(bottoms), max(rights)))

    def _area(self, given: Any) -> Area:
        if isinstance(given, Range):
            of_range: Area = given.area
            return of_range
        if isinstance(given, tuple):
            if 0 in given:
                raise IndexError("ranges are counted from 1")
            row, column = given
            return row, column, row, column
        found = area_of(given)
        if found:
            return found
        table = next((each for each in self.tables if each.name.lower() == given.lower()), None)
        if table and table.data_body_range:
            body: Range = table.data_body_range
            return body.area
        named = next(
            (each for each in self.book.names if each.name.lower() == given.lower() and each.sheet_name == self._name), None
        )
        if named is None or named.area is None:
            raise ExcelError(f"{given} is no address, and no name of cells on {self._name}")
        area: Area = named.area
        return area

    def activate(self) -> None:
        if not self.visible:
            raise ExcelError("Activate method of Worksheet class failed")
        self.ask("activate_sheet")
        self.book.active = self._name

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        """Raises ExcelError for the last visible sheet."""
        refuse_structure(self.book)
        now: list[dict[str, Any]] = self.book.known("sheets")
        others = [each for each in now if each["visible"] and each["name"] != self._name]
        if not others:
            raise ExcelError("A workbook must contain at least one visible worksheet.")
        self.change("delete sheet", "", "delete_sheet")
        if self.book.active == self._name:
            self.book.active = others[0]["name"]

    def copy(self, before: "Sheet | None", after: "Sheet | None") -> None:
        """A copy in the same workbook, as visible as this one; it is the active sheet then."""
        refuse_structure(self.book)
        names = [each.name for each in self.book.sheets]
        name = next(each for each in (f"{self._name[:26]} ({n})" for n in range(2, 10_000)) if each not in names)
        position = after.index if after else before.index - 1 if before else len(names)
        self.change("copy sheet", name, "copy_sheet", name=name, position=position)
        self.book.active = name

    def move(self, before: "Sheet | None", after: "Sheet | None") -> None:
        refuse_structure(self.book)
        position = after.index if after else before.index - 1 if before else 0
        self.change("move sheet", str(position), "move_sheet", position=position)

    def clear(self) -> None:
        self.used_range.clear()

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)


def refuse_structure(book: Book) -> None:
    """Raises ExcelError where the workbook's sheets are protected."""
    if book.ask("is_protected"):
        raise ExcelError("Workbook is protected and cannot be changed.")


refusing(Books, Book, Sheets, Sheet)
