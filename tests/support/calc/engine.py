"""xlwings over Calc: the same `xw.Book` code that runs in Excel, on a real spreadsheet program that runs anywhere.

    def test_it(excel: Excel) -> None:      # the fixture of conftest.py
        book = excel.open(path)             # an xw.Book
        book.set_mock_caller()              # what xw.Book.caller() gives
        book.sheets["Log"].activate()       # what is selected
        book.sheets["Log"].range("C30").select()
        excel.answers = ["yes"]             # to the boxes that ask; excel.alerts lists all that were shown
        excel.fail_at = 3                   # the third change is refused; excel.writes lists them
        book.save(other_path)

Excel's ways that Calc does not have are added where a button may stumble over them: texts are taken as if typed
(`typing`), a change of a protected sheet is refused, only cells of the shown sheet can be selected.
"""

import contextlib
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw
from xlwings import base_classes

from support.calc.books import Book, Books
from support.calc.members import refusing
from support.calc.office import ExcelError, Office, Write, started
from support.calc.ranges import Range
from support.calc.values import CellError

__all__ = ["Alert", "Excel", "ExcelError", "Write", "excel_over_calc"]


class Alert(NamedTuple):
    """A box that was shown, and what was pressed."""

    prompt: str
    title: str | None
    buttons: str
    mode: str | None
    pressed: str


class Engine:
    """What xlwings registers."""

    name, type = "excel", "desktop"  # by its name, code asks it for what Windows hands out

    def __init__(self, office: Office) -> None:
        self.app = App(self, office)
        self.apps = Apps(self.app)

    @staticmethod
    def prepare_xl_data_element(value: Any, _: object) -> Any:
        return "" if value is None or value != value else value

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            return number_builder(value) if number_builder and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The one program."""

    def __init__(self, app: "App") -> None:
        self.app = app

    def __iter__(self) -> "Iterator[App]":
        return iter((self.app,))

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> "App":
        return self.app

    def keys(self) -> list[int]:
        return [self.app.pid]


class App(base_classes.App):
    """Calc as if it were Excel with a person before it, whose answers are `answers`."""

    display_alerts: bool
    screen_updating: bool
    enable_events: bool
    visible: bool
    interactive: bool
    status_bar: str | bool
    cut_copy_mode: str | bool

    def __init__(self, engine: Engine, office: Office) -> None:
        self.engine, self.office = engine, office
        self.opened: list[Book] = []
        self.reset()

    def reset(self) -> None:
        for book in list(self.opened):
            book.close()
        self.answers: list[str] = []
        self.alerts: list[Alert] = []
        self.clipboard: Range | None = None
        self.display_alerts = self.screen_updating = self.enable_events = self.visible = self.interactive = True
        self.status_bar = self.cut_copy_mode = False
        self._calculation = "automatic"
        self.office.reset()

    api = property(lambda self: self)
    pid = property(lambda self: self.office.pid)
    version = property(lambda self: "16.0")
    books = property(lambda self: Books(self))

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        """Show a box; "ok" needs no answer. Fails where something is asked that the test has no answer for."""
        if buttons in ("ok", None):
            pressed = "ok"
        else:
            pressed = self.answers.pop(0) if self.answers else "nothing"
            if pressed not in buttons.split("_"):
                pytest.fail(f"the test presses {pressed}, and {buttons} is asked: {prompt}")  # no code under test catches this
        self.alerts.append(Alert(prompt, title, buttons, mode, pressed))
        return pressed

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual", "semiautomatic"):
            raise ValueError(value)
        for book in self.opened:
            book.ask("calculation", automatic=value != "manual")
        self._calculation = value

    def calculate(self) -> None:
        for book in self.opened:
            book.ask("calculate")

    @property
    def selection(self) -> Range | None:
        book = self.opened[0] if self.opened else None
        return book.selection if book else None

    def activate(self, steal_focus: bool = False) -> None:
        pass


refusing(App)


class Excel:
    """For tests: the program, what it was asked to change, and what goes wrong on purpose."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.engine = xw.Engine(impl=Engine(office))
        self.app = xw.App(impl=self.engine.impl.app)

    @contextlib.contextmanager
    def at_work(self) -> Iterator["Excel"]:
        """Registered with xlwings as Excel is; no workbook is open, nothing was answered or written, nothing fails."""
        engines, names, active = list(xw.engines.engines), dict(xw.engines.engines_by_name), xw.engines.active
        caller = vars(xw.Book).get("_mock_caller")
        xw.engines.add(self.engine)
        self.engine.activate()
        try:
            self._app.reset()
            yield self
            self._app.reset()
        finally:
            xw.engines.engines, xw.engines.engines_by_name, xw.engines.active = engines, names, active
            if caller:
                xw.Book._mock_caller = caller  # type: ignore[attr-defined] # where xlwings keeps it
            elif "_mock_caller" in vars(xw.Book):
                del xw.Book._mock_caller  # type: ignore[attr-defined] # as above

    def open(self, path: Path) -> xw.Book:
        return self.app.books.open(path)

    def new(self) -> xw.Book:
        return self.app.books.add()

    @property
    def _app(self) -> App:
        app: App = self.app.impl
        return app

    @property
    def alerts(self) -> list[Alert]:
        """The boxes that were shown."""
        return self._app.alerts

    @property
    def answers(self) -> list[str]:
        """What will be pressed in boxes that ask, one after the other."""
        return self._app.answers

    @answers.setter
    def answers(self, value: Iterable[str]) -> None:
        self._app.answers = list(value)

    @property
    def writes(self) -> list[Write]:
        """The changes that were asked for since the start of the test, or since this was emptied."""
        return self._office.writes

    @property
    def fail_at(self) -> int | Container[int] | None:
        """The change that is refused, counted from 1 in `writes`; or several, as a range or set."""
        return self._office.fail_at

    @fail_at.setter
    def fail_at(self, value: int | Container[int] | None) -> None:
        self._office.fail_at = value

    @property
    def fail_late(self) -> bool:
        """Whether what is refused is carried out all the same, before the refusal."""
        return self._office.fail_late

    @fail_late.setter
    def fail_late(self, value: bool) -> None:
        self._office.fail_late = value


@contextlib.contextmanager
def excel_over_calc() -> Iterator[Excel]:
    """Calc, running until the end of the block; at work as Excel within `with excel.at_work()`."""
    with started() as office:
        yield Excel(office)
