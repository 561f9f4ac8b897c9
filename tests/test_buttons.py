"""The buttons, pressed on an open workbook: cell for cell what the command line writes, whole or not at all.

Calc stands in for Excel (`calc_engine`); everything else is what runs in Excel.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import xlwings as xw
from calc_engine import Excel
from click.testing import CliRunner
from files import make

from xlsupport.cli import main
from xlsupport.excel import desktop
from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.checking import update
from xlsupport.excel.actions.invoicing import invoice_month
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.sheets.addresses import letters
from xlsupport.sheets.tables import Cell

TODAY = date.today()
MONTH = TODAY.replace(day=1)
"""Buttons go by today, so the entries of these tests are of this month."""


def entry(client: str, minutes: int, id_: str | None = None, **more: Cell) -> dict[str, Cell]:
    return {"ID": id_, "Date": MONTH, "Client": client, "Contact": f"Ann of {client}", "Channel": "Phone", "Category": "Training",
            "Minutes": minutes, **more}  # fmt: skip


NAMES = ("Acme", "=1+1", "2026-10", "007")
"""Clients, of which three have names that Excel would take for something else."""


def office(path: Path, names: Sequence[str] = NAMES) -> Path:
    """A workbook with work to do for every client, of which the first has two entries, and every address four lines."""
    first = date(2026, 1, 1)
    return make(
        path,
        [*(entry(name, 40, Ticket=name) for name in names), entry("Acme", 20), entry("Nobody", 5, "007")],
        Clients=[
            {"Client": name, "Package": "Medium", "Contract start": first, "Tax rate": number / 100, "PO number": name,
             "Billing address": f"{name}\nOld Road 1\nAberdeen\nScotland"}
            for number, name in enumerate(names)
        ],
        Contacts=[{"Client": name, "Contact": f"Ann of {name}", "Trained on": first} for name in names],
        Agreements=[{"Client": name, "Tier": "As needed", "Start": first, "Reference": name} for name in names],
    )  # fmt: skip


@pytest.fixture
def book(excel: Excel, tmp_path: Path) -> xw.Book:
    """The workbook open in Excel, where a button is about to be pressed."""
    found = excel.open(office(tmp_path / "open.xlsx"))
    found.set_mock_caller()
    return found


def command(path: Path, *words: str) -> None:
    result = CliRunner().invoke(main, [words[0], str(path), *words[1:]])
    assert result.exit_code in (0, 1), result.output


class Shown(NamedTuple):
    """What a workbook holds: each sheet's values and formulas, and its tables' places."""

    cells: dict[str, list[list[Any]]]
    tables: dict[str, str]


def shown(book: xw.Book, only: Container[str] | None = None) -> Shown:
    cells = {}
    for sheet in book.sheets:
        if only is not None and sheet.name not in only:
            continue
        last = sheet.used_range.last_cell
        area = sheet.range((1, 1), (last.row, last.column)).options(ndim=2, err_to_str=True)
        cells[sheet.name] = [list(map(list, area.value)), list(map(list, area.formula))]
    return Shown(cells, {table.name: f"{sheet.name}!{table.range.address}" for sheet in book.sheets for table in sheet.tables})


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows without what is blank at their end and below them: how far a sheet counts as used is nobody's concern."""
    found = []
    for row in rows:
        end = max((number for number, cell in enumerate(row, 1) if cell not in (None, "")), default=0)
        found.append(row[:end])
    while found and not found[-1]:
        found.pop()
    return found


def same(one: Shown, other: Shown, but: Callable[[str, int, int], bool] = lambda *_: False) -> list[str]:
    """Where two workbooks differ, but for some cells."""
    found = [] if list(one.cells) == list(other.cells) else [f"sheets {list(one.cells)} and {list(other.cells)}"]
    found += [] if one.tables == other.tables else [f"tables {one.tables} and {other.tables}"]
    for sheet in one.cells.keys() & other.cells.keys():
        for kind, (mine, yours) in enumerate(zip(one.cells[sheet], other.cells[sheet], strict=True)):
            mine, yours = trimmed(mine), trimmed(yours)
            for row in range(max(len(mine), len(yours))):
                first, second = (rows[row] if row < len(rows) else [] for rows in (mine, yours))
                for column in range(max(len(first), len(second))):
                    cells = [cells[column] if column < len(cells) else None for cells in (first, second)]
                    if cells[0] != cells[1] and {*cells} != {None, ""} and not but(sheet, row + 1, column + 1):
                        where = f"{sheet}!{letters(column + 1)}{row + 1}, {('value', 'formula')[kind]}"
                        found.append(f"{where}: {cells[0]!r} and {cells[1]!r}")
    return found


def moments(sheet: str, row: int, column: int) -> bool:
    """When the runs were: *Runs[When]*, and where *Start* shows it."""
    return (sheet == "Runs" and column == 2) or (sheet == "Start" and (row, column) == (17, 3))


def press(name: str, *answers: str) -> None:
    desktop.press(name, *answers)


def test_update_writes_cell_for_cell_what_the_command_line_writes(excel: Excel, book: xw.Book, tmp_path: Path) -> None:
    copy = office(tmp_path / "copy.xlsx")
    press("update")
    command(copy, "update")
    assert excel.alerts[-1].prompt.startswith("The workbook is up to date.\n\nAs of ")
    assert excel.alerts[-1].mode == "info"
    assert same(shown(book), shown(excel.open(copy)), moments) == []
    writes = len(excel.writes)
    press("update")
    assert excel.alerts[-1].prompt.startswith("Nothing to change: the workbook was up to date.")
    assert len(excel.writes) == writes


def test_invoicing_and_voiding_write_what_the_command_line_writes(excel: Excel, book: xw.Book, tmp_path: Path) -> None:
    copy = office(tmp_path / "copy.xlsx")
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.answers = ["yes"]
    press("invoice_month")
    asked, told = excel.alerts[-2:]
    assert f"Issue for {MONTH:%Y-%m}?\nINV-{TODAY.year}-0001  " in asked.prompt
    assert told.prompt.startswith(f"Issued for {MONTH:%Y-%m}:\nINV-{TODAY.year}-0001")
    select(book, "Invoices", 6)
    excel.answers = ["yes"]
    press("void_invoice", "wrong client")
    assert excel.alerts[-1].prompt.startswith(f"INV-{TODAY.year}-0002 is void. Issued:\nCN-{TODAY.year}-0001")
    command(copy, "invoice", "--month", f"{MONTH:%Y-%m}", "--early")
    command(copy, "void", f"INV-{TODAY.year}-0002", "--reason", "wrong client")

    def but(sheet: str, row: int, column: int) -> bool:
        return moments(sheet, row, column) or (sheet == "Start" and (row, column) == (26, 3))

    other = excel.open(copy)
    assert same(shown(book), shown(other), but) == []
    invoice = f"INV-{TODAY.year}-0004"
    assert looks(book.sheets[invoice]) == looks(other.sheets[invoice])


def looks(sheet: xw.Sheet) -> list[object]:
    """How an invoice shows its two lines and its totals: numbers, merged cells, heights."""
    cells = [sheet[address] for address in ("A2", "A8", "B17", "B18", "H18", "I17", "I18", "F20", "I20", "H21", "I22", "E29")]
    heights = [sheet[address].row_height for address in ("A8",)]  # the one that is set: others are Calc's own
    return [*((cell.number_format.replace("@", "General"), cell.merge_area.address) for cell in cells), heights]


def test_no_to_the_question_writes_nothing(excel: Excel, book: xw.Book) -> None:
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    writes = len(excel.writes)
    excel.answers = ["no"]
    press("invoice_month")
    assert len(excel.alerts) == 1
    assert len(excel.writes) == writes


def test_check_selects_the_first_problem_and_writes_nothing(excel: Excel, book: xw.Book) -> None:
    press("check")
    assert excel.alerts[-1].prompt.split("\n\n")[1].startswith("The first of ")
    chosen = book.selection
    assert chosen is not None
    assert (chosen.sheet.name, chosen.address) == ("Log", "$C$10")
    assert excel.writes == []


def refusals(excel: Excel, book: xw.Book, numbers: Iterable[int]) -> int:
    """Press *Invoice month* again and again, with one of its changes refused each time; how many changes it makes.

    Each time everything must be as it was, and the person told so; in the end nothing is refused, and the invoice stands.
    """
    book.set_mock_caller()
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    book.app.calculation = "semiautomatic"
    before = shown(book)
    for number in numbers:
        excel.writes.clear()
        excel.fail_at, excel.answers = number, ["yes"]
        press("invoice_month")
        if excel.alerts[-1].mode == "info":
            break
        assert "Everything was put back as it was." in excel.alerts[-1].prompt, (number, excel.alerts[-1])
        after = shown(book, {write.sheet for write in excel.writes} & before.cells.keys())
        old = Shown({name: before.cells[name] for name in after.cells}, before.tables)
        assert same(old, after) == [], excel.writes[number - 1]
        assert [sheet.name for sheet in book.sheets] == list(before.cells)
        assert (book.app.calculation, book.app.screen_updating) == ("semiautomatic", True)
    assert f"INV-{TODAY.year}-0001" in [sheet.name for sheet in book.sheets]
    return len(excel.writes)


@pytest.mark.parametrize("late", [False, True], ids=["refused", "refused after it was done"])
def test_whichever_change_is_refused_everything_is_as_it_was(late: bool, excel: Excel, tmp_path: Path) -> None:
    """Every ninth change here; `benchmarks/refusals.py` refuses each of them."""
    book = excel.open(office(tmp_path / "open.xlsx", ["Acme"]))
    excel.fail_late = late
    assert refusals(excel, book, range(1 + 4 * late, 500, 9)) > 25


def test_live_balances_that_are_refused_leave_no_sheet(excel: Excel, book: xw.Book) -> None:
    before = [sheet.name for sheet in book.sheets]
    for number in range(1, 100, 3):
        excel.writes.clear()
        excel.fail_at = number
        press("live_balances")
        if excel.alerts[-1].mode == "info":
            break
        assert "Everything was put back as it was." in excel.alerts[-1].prompt
        assert [sheet.name for sheet in book.sheets] == before
    assert [sheet.name for sheet in book.sheets] == [*before, "Live balances"]


def select(book: xw.Book, sheet: str, row: int, column: int = 1) -> None:
    book.sheets[sheet].activate()
    book.sheets[sheet].range((row, column)).select()


def test_explain_tells_of_the_selected_row(excel: Excel, book: xw.Book) -> None:
    select(book, "Log", 5)
    excel.answers = ["ok"]
    press("explain_row")
    first, second = excel.alerts
    assert first.prompt.startswith("U000001, row 5: Part billed\n\nThe entry: ")
    assert (first.title, second.title) == ("xlsupport (1 of 2)", "xlsupport (2 of 2)")
    assert max(len(first.prompt), len(second.prompt)) <= 1000
    select(book, "Log", 10, 9)
    press("explain_row")
    assert "007, row 10: Invalid" in excel.alerts[-1].prompt


@pytest.mark.parametrize(
    ("button", "sheet", "row", "told"),
    [
        ("explain_row", "Clients", 5, "No row of the table UsageLog is selected. Select one on the sheet Log."),
        ("explain_row", "Log", 4, "No row of the table UsageLog is selected. Select one on the sheet Log."),
        ("void_invoice", "Log", 5, "No row of the table Invoices is selected. Select one on the sheet Invoices."),
        ("export_pdf", "Start", 1, "No row of the table Invoices is selected. Select one on the sheet Invoices."),
        ("invoice_month", "Start", 1, "Start!C26: the month to invoice is empty. Enter a month such as 2026-10, or a day of it."),
    ],
)
def test_what_is_not_selected_is_said(button: str, sheet: str, row: int, told: str, excel: Excel, book: xw.Book) -> None:
    select(book, sheet, row)
    press(button, *(["reason"] if button == "void_invoice" else []))
    assert (excel.alerts[-1].prompt, excel.alerts[-1].mode) == (told, "critical")
    assert excel.writes == []


def test_a_protected_sheet_is_named_by_excel_and_nothing_has_changed(excel: Excel, book: xw.Book) -> None:
    before = shown(book)
    book.sheets["Breaches"].api.Protect()
    press("update")
    assert excel.alerts[-1].mode == "critical"
    assert "protected" in excel.alerts[-1].prompt
    assert "Everything was put back as it was." in excel.alerts[-1].prompt
    assert same(before, shown(book)) == []


def test_the_selected_invoice_becomes_a_pdf_file(excel: Excel, book: xw.Book, tmp_path: Path) -> None:
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.answers = ["yes"]
    press("invoice_month")
    number = f"INV-{TODAY.year}-0001"
    select(book, number, 3)
    press("export_pdf")
    saved = tmp_path / f"{number}.pdf"
    assert excel.alerts[-1].prompt == f"Saved {saved}."
    assert saved.read_bytes().startswith(b"%PDF-")
    saved.write_bytes(b"older")
    excel.answers = ["no"]
    press("export_pdf")
    assert saved.read_bytes() == b"older"


def test_live_balances_are_a_formula_on_a_sheet_of_their_own(excel: Excel, book: xw.Book) -> None:
    press("live_balances")
    assert excel.alerts[-1].prompt.startswith("The sheet Live balances was added.")
    sheet = book.sheets["Live balances"]
    wanted = "=SUPPORT_BALANCES(UsageLog[#All],Clients[#All],Contacts[#All],Agreements[#All],Rules!$A$4:$V$116,$B$2)"
    assert str(sheet["A4"].formula).casefold() == wanted.casefold()
    before = [each.name for each in book.sheets]
    press("live_balances")
    assert excel.alerts[-1].prompt.startswith("The formula on the sheet Live balances was renewed.")
    assert [each.name for each in book.sheets] == before


class Somebody:
    """A person who says yes, while a colleague changes something."""

    def __init__(self, change: Callable[[], object]) -> None:
        self.change, self.told = change, ""

    def tell(self, text: str, critical: bool = False) -> None:
        self.told = f"{text}{' (critical)' if critical and not text else ''}"

    def agrees(self, question: str) -> bool:
        self.change()
        return bool(question)


def test_what_was_agreed_to_is_issued_exactly_so_or_not_at_all(excel: Excel, book: xw.Book) -> None:
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    log = book.sheets["Log"]
    person = Somebody(lambda: setattr(log["G5"], "value", 90))
    open_book = OpenBook(book)
    attempt(open_book, person, lambda: invoice_month(open_book, person))
    assert person.told.startswith("Somebody changed the workbook meanwhile, and other documents are due now. Nothing was written")
    assert len(excel.writes) == 2, "the test's own"


class Colleague(OpenBook):
    """An open workbook in which, at each of the first few looks, somebody has just sorted the log or typed into it."""

    changes: Iterator[Callable[[], object]]

    def read(self, *specs: Any) -> Any:
        found = super().read(*specs)
        change = next(self.changes, None)
        if change:
            change()
        return found


def test_rows_that_move_while_the_run_computes_are_found_again(excel: Excel, book: xw.Book, tmp_path: Path) -> None:
    """Somebody swaps two rows after the first look: the results go where the rows are now."""
    log = book.sheets["Log"]

    def swap() -> None:
        first, second = log["A5:M5"].value, log["A9:M9"].value
        log["A5:M5"].value = [f"'{each}" if isinstance(each, str) else each for each in second]
        log["A9:M9"].value = [f"'{each}" if isinstance(each, str) else each for each in first]

    open_book, person = Colleague(book), Somebody(lambda: None)
    open_book.changes = iter((swap,))
    attempt(open_book, person, lambda: update(open_book, person))
    assert person.told.startswith("The workbook is up to date.")
    copy = tmp_path / "copy.xlsx"
    book.save(copy)
    command(copy, "update")
    assert same(shown(book), shown(excel.open(copy)), moments) == []


def test_a_log_that_never_stands_still_is_left_alone(excel: Excel, book: xw.Book) -> None:
    log, minutes = book.sheets["Log"], iter(range(1, 100))
    open_book, person = Colleague(book), Somebody(lambda: None)
    open_book.changes = iter(lambda: lambda: setattr(log["G5"], "value", next(minutes)), None)
    attempt(open_book, person, lambda: update(open_book, person))
    assert person.told == "The workbook is being changed by somebody else at this moment. Nothing was written; try again."
    assert {write.address for write in excel.writes} == {"G5"}
