"""Documents of several tax rates, on the shipped template and on those that know one rate (1-policy.md, Invoicing)."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from support.books import ACME, entry
from support.files import make
from support.libreoffice import needs_libreoffice, shown
from support.meetings import meeting
from support.office import Row

from xlsupport.cli import main

TWO_RATES: list[Row] = [
    {**ACME["Clients"][0], "Contract end": date(2026, 10, 15), "Tax rate": 0.05},
    {**ACME["Clients"][0], "Contract start": date(2026, 10, 16), "Tax rate": 0.1},
]
LATE = ("--as-of", "2026-11-01")


def office(path: Path, clients: Sequence[Row] = TWO_RATES) -> Path:
    log = [meeting("2026-10-05"), meeting("2026-10-20"), entry("2026-10-21", minutes=15)]
    return make(path, log, Clients=clients)


def restyled(path: Path, change: Callable[[Worksheet], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book["Invoice template"])
    book.save(path)
    return path


def first_release(sheet: Worksheet) -> None:
    """The totals as the first release's template had them: one rate, and a formula of its own."""
    sheet["H18"] = None
    sheet["J18"], sheet["K18"], sheet["K19"] = "{{invoice.tax_rate}}", "=ROUND(K17*SUM(J18),2)", "=K17+K18"


def invoice(book: Path, *options: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["invoice", str(book), "--month", "2026-10", *LATE, *options])
    assert result.exit_code == code, result.output
    return result.output


def totals(book: Path, cached: bool = True) -> list[list[object]]:
    """The rows between the lines and the sentence about rounding: labels, bases, rates, amounts."""
    sheet = openpyxl.load_workbook(book, data_only=cached)["INV-2026-0001"]
    rows: list[list[object]] = [[sheet[f"{column}{row}"].value for column in "DHJK"] for row in range(18, 23)]
    return [row for row in rows if any(cell is not None for cell in row)]


def test_the_shipped_template_shows_each_rate_with_its_base(tmp_path: Path) -> None:
    book = office(tmp_path / "book.xlsx")
    output = invoice(book)
    assert "holds the tax as a value" not in output
    assert totals(book) == [
        ["Subtotal", None, None, 125],
        ["Tax", 62.5, 0.05, 3.13],
        ["Tax", 62.5, 0.1, 6.25],
        ["Total USD", None, None, 134.38],
    ]
    assert [row[3] for row in totals(book, cached=False)] == [
        "=SUM(K15:K16)", "=ROUND(H19*J19,2)", "=ROUND(H20*J20,2)", "=K18+SUM(K19:K20)",
    ]  # fmt: skip


@needs_libreoffice
def test_libreoffice_comes_to_the_same_totals(tmp_path: Path) -> None:
    book = office(tmp_path / "book.xlsx")
    invoice(book)
    cells = [cell for row in shown(book)["INV-2026-0001"] for cell in row if cell]
    assert {"125", "3.13", "6.25", "134.38"} <= set(cells)


def test_of_one_rate_the_shipped_template_shows_one_row(tmp_path: Path) -> None:
    book = office(tmp_path / "book.xlsx", [{**ACME["Clients"][0], "Tax rate": 0.0825}])
    invoice(book)
    assert totals(book)[1:] == [["Tax", 125, 0.0825, 10.31], ["Total USD", None, None, 135.31]]


def test_a_template_that_knows_one_rate_gets_the_registers_tax_as_a_value_and_the_run_says_so(tmp_path: Path) -> None:
    book = restyled(office(tmp_path / "book.xlsx"), first_release)
    output = invoice(book)
    assert "'INV-2026-0001'!K19 holds the tax as a value: the lines bear several tax rates" in output
    assert totals(book, cached=False) == [
        ["Subtotal", None, None, "=SUM(K15:K16)"],
        ["Tax", None, None, 9.38],
        ["Total USD", None, None, "=K18+K19"],
    ]
    assert totals(book)[2][3] == 134.38


def test_of_one_rate_such_a_template_keeps_its_formula(tmp_path: Path) -> None:
    book = restyled(office(tmp_path / "book.xlsx", [{**ACME["Clients"][0], "Tax rate": 0.05}]), first_release)
    assert "as a value" not in invoice(book)
    assert totals(book, cached=False)[1] == ["Tax", None, 0.05, "=ROUND(K18*SUM(J19),2)"]


def gross(sheet: Worksheet) -> None:
    first_release(sheet)
    sheet["K19"] = "=ROUND(K17*(1+J18),2)"


def gross_lines(sheet: Worksheet) -> None:
    first_release(sheet)
    sheet["L15"] = "=K15*(1+$J$18)"


def only_excel_can(sheet: Worksheet) -> None:
    first_release(sheet)
    sheet["K18"] = '=IF(J18="","",ROUND(K17*J18,2))'


@pytest.mark.parametrize(
    ("change", "cell"), [(gross, "K20"), (gross_lines, "L15"), (only_excel_can, "K19")], ids=["total", "line", "unknown function"]
)
def test_another_formula_that_needs_the_one_rate_is_refused(
    change: Callable[[Worksheet], object], cell: str, tmp_path: Path
) -> None:
    """A total or a line would come out wrong, without a word."""
    book = restyled(office(tmp_path / "book.xlsx"), change)
    before = book.read_bytes()
    output = invoice(book, code=3)
    assert f"'INV-2026-0001'!{cell} would compute with one tax rate, and the lines bear several" in output
    assert book.read_bytes() == before


def test_the_rate_of_each_line_may_stand_beside_it(tmp_path: Path) -> None:
    def beside(sheet: Worksheet) -> None:
        sheet["L15"] = "{{line.tax_rate}}"

    book = restyled(office(tmp_path / "book.xlsx"), beside)
    invoice(book)
    sheet = openpyxl.load_workbook(book)["INV-2026-0001"]
    assert [sheet["L15"].value, sheet["L16"].value] == [0.05, 0.1]
    assert sheet["L15"].number_format == "0.00%"


def test_a_credit_note_of_several_rates_takes_each_back(tmp_path: Path) -> None:
    book = office(tmp_path / "book.xlsx")
    invoice(book)
    result = CliRunner().invoke(main, ["void", str(book), "INV-2026-0001", "--reason", "wrong address", *LATE])
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(book, data_only=True)["CN-2026-0001"]
    assert [sheet[f"K{row}"].value for row in (18, 19, 20, 21)] == [-125, -3.13, -6.25, -134.38]
