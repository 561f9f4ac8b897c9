"""The buttons, pressed on an open workbook: cell for cell what the command line writes, whole or not at all.

Calc stands in for Excel (`support.calc.engine`); everything else is what runs in Excel.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.table import Table
from support.calc.engine import Excel
from support.open_workbooks import MONTH, TODAY, Shown, command, moments, office, press, same, select, shown

from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.checking import update
from xlsupport.excel.actions.invoicing import invoice_month
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.sheets.addresses import LAST_ROW, letters
from xlsupport.sheets.edits import Edits, TableEdit
from xlsupport.sheets.specifications import TABLES, TableSpec
from xlsupport.sheets.tables import Book
from xlsupport.words.problems import WorkbookError


@pytest.fixture
def book(excel: Excel, tmp_path: Path) -> xw.Book:
    """The workbook open in Excel, where a button is about to be pressed."""
    found = excel.open(office(tmp_path / "open.xlsx"))
    found.set_mock_caller()
    return found


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
    cells = [sheet[address] for address in ("A2", "A8", "B15", "B16", "J16", "K15", "K16", "D18", "K18", "J19", "K20", "F27")]
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
@pytest.mark.parametrize("step", [20, pytest.param(9, marks=pytest.mark.slow)])
def test_whichever_change_is_refused_everything_is_as_it_was(step: int, late: bool, excel: Excel, tmp_path: Path) -> None:
    """Every twentieth or ninth change here; `benchmarks/refusals.py` refuses each of them."""
    book = excel.open(office(tmp_path / "open.xlsx", ["Acme"]))
    excel.fail_late = late
    assert refusals(excel, book, range(1 + 4 * late, 500, step)) > 25


@pytest.mark.parametrize(("rows", "fits"), [(2, True), (3, False)])
def test_a_table_does_not_grow_beyond_the_sheets_last_row(rows: int, fits: bool, excel: Excel, tmp_path: Path) -> None:
    spec, header = TABLES["Breaches"], LAST_ROW - 2
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Breaches"
    for number, column in enumerate(spec.columns, 1):
        sheet.cell(header, number, column.header)
    sheet.add_table(Table(displayName="Breaches", ref=f"A{header}:{letters(len(spec.columns))}{header + 1}"))
    made.save(tmp_path / "low.xlsx")
    open_book = OpenBook(excel.open(tmp_path / "low.xlsx"))
    state = open_book.read([spec])
    edit = Edits([TableEdit("Breaches", {"Code": ["bad-date"] * rows}, rows)])
    excel.writes.clear()
    if fits:
        open_book.write(state, edit, lambda _: None, lambda: None)
        assert open_book.read([spec]).tables["Breaches"].cells("Code") == ["bad-date"] * rows
    else:
        with pytest.raises(WorkbookError) as refused:
            open_book.write(state, edit, lambda _: None, lambda: None)
        assert refused.value.sentence == (
            f"The table Breaches cannot grow from 1 to {rows} rows: the sheet Breaches ends at row {LAST_ROW}. "
            "Move old rows to another workbook."
        )
        assert excel.writes == []


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

    def read(self, specs: Iterable[TableSpec] = tuple(TABLES.values()), extend: bool = False) -> Book:
        found = super().read(specs, extend)
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
    open_book.changes = iter((lambda: None, swap))  # the first look is for rows below the tables
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
