"""Formulas of an invoice: where their references point after rows were repeated, and what they come to."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from support.libreoffice import convert, needs_libreoffice

from xlsupport.formulas.calculation import Calculation, Content, Formula, Unknown
from xlsupport.formulas.references import Move, Position, filled, tokens
from xlsupport.formulas.repetition import Repetition

# Row 5 is repeated three times, row 8 is left out: 6 is now 8, 9 is now 10.
MOVED = Move(Repetition({5: 3, 8: 0}), "Invoice template", "INV-1")

OUTSIDE = [
    # what stands above stays, what stands below moves
    ("A1+$B$2", "A1+$B$2"),
    ("A6+$B$7*C$9", "A8+$B$9*C$10"),
    # ranges that cover, begin at or end at the repeated row take all its copies
    ("SUM(G1:G9)", "SUM(G1:G10)"),
    ("SUM(G4:G5)", "SUM(G4:G7)"),
    ("SUM(G5:G6)", "SUM(G5:G8)"),
    ("SUM(G5:G5)", "SUM(G5:G7)"),
    ("SUM($G$5:$G$5)", "SUM($G$5:$G$7)"),
    ("SUM(G9:G1)", "SUM(G1:G10)"),
    ("SUM(G6:G7)", "SUM(G8:G9)"),
    # a single cell that is summed means all of its copies, elsewhere the first
    ("SUM(G5)", "SUM(G5:G7)"),
    ("SUBTOTAL(9,$G$5)", "SUBTOTAL(9,$G$5:$G$7)"),
    ("SUM( G5 , A6)", "SUM( G5:G7 , A8)"),
    ("G5*2", "G5*2"),
    ("SUM(G5*2)", "SUM(G5*2)"),
    ("ROUND(G5,2)", "ROUND(G5,2)"),
    # what was left out: ranges shrink, and where nothing is left there is nothing to add
    ("SUM(C8:C9)", "SUM(C10:C10)"),
    ("SUM(C7:C8)", "SUM(C9:C9)"),
    ("SUM(C8)", "SUM(0)"),
    ("SUM(C8:D8)", "SUM(0)"),
    ("C8+1", "0+1"),
    ("'Invoice template'!C8+1", "0+1"),
    # whole rows and columns
    ("SUM(G:G)", "SUM(G:G)"),
    ("SUM($A:$B)", "SUM($A:$B)"),
    ("SUM(4:5)", "SUM(4:7)"),
    ("SUM($9:$9)", "SUM($10:$10)"),
    ("G1:G1048576", "G1:G1048576"),
    # other sheets stay, the template's own name becomes the copy's
    ("Sheet2!A9+'My sheet'!A9", "Sheet2!A9+'My sheet'!A9"),
    ("[1]Sheet1!A9+'[2]Invoice template'!A9", "[1]Sheet1!A9+'[2]Invoice template'!A9"),
    ("'invoice Template'!A9", "'INV-1'!A10"),
    ("SUM('Invoice template'!$G$5:$G$5)", "SUM('INV-1'!$G$5:$G$7)"),
    ("'Invoice template:Other'!A9", "'Invoice template:Other'!A9"),
    ("'Invoice template'!Total", "'INV-1'!Total"),
    # what only looks like a reference
    ('"A9 and ""B9"""&A9', '"A9 and ""B9"""&A10'),
    ("LOG10(A9)", "LOG10(A10)"),
    ("Table1[A9]+Table1[[#All],[B9]]+Table1[It']A9]", "Table1[A9]+Table1[[#All],[B9]]+Table1[It']A9]"),
    ("rate_A9+A9_rate+A9.b+XFE9+ABC9999999", "rate_A9+A9_rate+A9.b+XFE9+ABC9999999"),
    ("1E9+1.5e-9*A9", "1E9+1.5e-9*A10"),
    ("#REF!+A9+#DIV/0!", "#REF!+A10+#DIV/0!"),
    ("IF(A9>=1,a9,TRUE)", "IF(A10>=1,A10,TRUE)"),
    ("A9#", "A10#"),
    ("{1,2;3,4}*A9", "{1,2;3,4}*A10"),
    ("A1:INDEX(B:B,9)", "A1:INDEX(B:B,9)"),
    ("Über!A9+_xlfn.A9(A9)", "Über!A9+_xlfn.A9(A10)"),
]

THIRD_COPY = [
    # a reference to the repeated row itself follows the copy, also an absolute one
    ("E5*F5", "E7*F7"),
    ("$E5*$F$5", "$E7*$F$7"),
    ("SUM(D5:F5)", "SUM(D7:F7)"),
    # a running total
    ("SUM(G$5:G5)", "SUM(G$5:G7)"),
    ("SUM(G$4:G5)", "SUM(G$4:G7)"),
    ("H4+G5", "H6+G7"),
    # a share of the whole
    ("G5/SUM($G$5:$G$5)", "G7/SUM($G$5:$G$7)"),
    # everything else stays what it was
    ("G5*B2+G4+G9", "G7*B2+G4+G10"),
    ("SUM(A1:A9)", "SUM(A1:A10)"),
]


@pytest.mark.parametrize(("formula", "moved"), OUTSIDE)
def test_references_of_a_formula_outside_the_repeated_rows(formula: str, moved: str) -> None:
    assert MOVED.formula(formula, Position(9, 26)) == moved


@pytest.mark.parametrize(("formula", "moved"), THIRD_COPY)
def test_references_of_a_formula_in_the_third_copy_of_its_row(formula: str, moved: str) -> None:
    assert MOVED.formula(formula, Position(5, 8, copy=2)) == moved


def test_the_first_copy_of_a_running_total_begins_where_the_template_does() -> None:
    assert MOVED.formula("H4+G5", Position(5, 8)) == "H4+G5"


@pytest.mark.parametrize("formula", [formula for formula, _ in OUTSIDE + THIRD_COPY] + ["", "=", "[", "'", '"', "a'b[c]"])
def test_a_formula_is_its_pieces_joined(formula: str) -> None:
    assert "".join(each.text for each in tokens(formula)) == formula


def test_filling_moves_relative_references_only() -> None:
    assert filled("$A1+A$1*Sheet2!B2-A:A+LOG10(C3)", 2, 1) == "$A3+B$1*Sheet2!C4-B:B+LOG10(D5)"


CELLS: dict[str, Content] = {
    "A1": Decimal("62.50"), "A2": Decimal("0.1"), "A3": Decimal("0.2"), "A4": "twelve", "D9": True, "A6": Decimal("-2.345"),
    "B1": Formula("SUM(A1:A6)"), "B2": Formula("SUBTOTAL(9,A1:B1)"), "B3": Formula("B1*2"), "C1": Decimal("1000000.005"),
}  # fmt: skip

COMPUTED = [
    ("1+2*3", "7"),
    ("(1+2)*3", "9"),
    ("2^3^2", "64"),
    ("-2^2", "4"),
    ("2^-1", "0.5"),
    ("--3", "3"),
    ("50%*A1", "31.25"),
    ("8%%*10000", "8"),
    ("10-4-3", "3"),
    ("100/8/2", "6.25"),
    ("1/3*3", "1"),
    ("1e3+.5", "1000.5"),
    ("A2+A3", "0.3"),
    ("A1*A9", "0"),
    ("A9", "0"),
    ("+A6", "-2.345"),
    ("D9+1", "2"),
    ("SUM(A1:A6)", "60.455"),
    ("SUM(A1,A2:A3,1,A1*2)", "188.8"),
    ("SUM(A4)", "0"),
    ("SUM(A:A)", "60.455"),
    ("SUM(1:1)", "1000122.96"),
    ("SUM($A$2:$A$3)", "0.3"),
    ("SUBTOTAL(9,A1:B2)", "123.055"),
    ("SUBTOTAL(109,A1:A6)", "60.455"),
    ("B3", "120.91"),
    ("ROUND(2.345,2)", "2.35"),
    ("ROUND(1.005,2)", "1.01"),
    ("ROUND(A6,2)", "-2.35"),
    ("ROUND(C1,2)", "1000000.01"),
    ("ROUND(1250,-2)", "1300"),
    ("ROUND(SUM(A1:A3)*8%,2)", "5.02"),
    ("ROUND( 7 / 3 , 1 )", "2.3"),
    (" A1\n+ A2 ", "62.6"),
]

LEFT_TO_EXCEL = [
    "IF(A1>0,1,2)", "A1&A2", "A4+1", "A1/0", "A1/A9", "A1:A3*2", "SUM(A1:A3 A2:A4)", "SUM((A1,A2))",
    "Sheet2!A1", "Table1[Amount]", "SUM(Z1:Z9)", "Z9+1", "#REF!+1", "SUM(E19:E21)", "1=1", '"5"*2',
    "SUBTOTAL(1,A1:A3)", "NOW()", "(-8)^0.5", "9^9^9^9", "1E999999999", "nothing", "", "1+", "SUM(", "SUM()",
    "SUBTOTAL(9,Z1:Z9)", "ROUND(1)", "A1 A2", "0^0", "@A1", "{1,2}", "SUM(A1:A3)SUM(A1)",
]  # fmt: skip


def computed(formula: str) -> Decimal | None:
    cells = {**CELLS, "Z9": Formula(formula), "E20": Unknown()}
    address = {name: (int(name[1:]), ord(name[0]) - 64) for name in cells}
    sheet = Calculation({address[name]: held for name, held in cells.items()}, {"subtotal": "$A$1", "rates": "A2:A3"})
    return sheet.number((9, 26))


@pytest.mark.parametrize(("formula", "value"), COMPUTED)
def test_a_formula_is_computed_exactly(formula: str, value: str) -> None:
    assert computed(formula) == Decimal(value)


@pytest.mark.parametrize("formula", LEFT_TO_EXCEL)
def test_what_cannot_be_computed_is_left_to_excel(formula: str) -> None:
    assert computed(formula) is None


def test_a_truth_value_counts_in_arithmetic_but_not_in_a_sum() -> None:
    assert [computed("D9+1"), computed("SUM(D9,1)"), computed("SUM(D1:D9)")] == [Decimal(2), Decimal(1), Decimal(0)]


def test_names_are_read_in_any_case() -> None:
    assert computed("SUBTOTAL*2") == Decimal(125)
    assert computed("SUM(Rates)") == Decimal("0.3")


def test_a_circle_and_what_reads_it_are_left_to_excel() -> None:
    sheet = Calculation({(1, 1): Formula("B1"), (1, 2): Formula("A1"), (1, 3): Formula("A1+1"), (1, 4): Formula("1+1")}, {})
    assert [sheet.number((1, column)) for column in (1, 2, 3, 4)] == [None, None, None, Decimal(2)]


def test_a_subtotal_leaves_out_hidden_rows_only_where_it_should() -> None:
    cells: dict[tuple[int, int], Content] = {(1, 1): Decimal(1), (2, 1): Decimal(2), (3, 2): Formula("SUBTOTAL(109,A1:A2)")}
    assert Calculation(cells, {}, frozenset({2})).number((3, 2)) == 1
    assert Calculation({**cells, (3, 2): Formula("SUBTOTAL(9,A1:A2)")}, {}, frozenset({2})).number((3, 2)) is None


def test_a_reference_alone_takes_a_text() -> None:
    assert Calculation({(1, 1): "Acme", (1, 2): Formula("A1")}, {}).result((1, 2)) == "Acme"


@pytest.mark.parametrize("direction", [-1, 1])
def test_a_running_total_may_be_as_long_as_an_invoice(direction: int) -> None:
    first, last = (1, 3000) if direction < 0 else (3000, 1)
    sheet: dict[tuple[int, int], Content] = {(row, 1): Formula(f"A{row + direction}+1") for row in range(1, 3001)}
    sheet[first, 1] = Decimal(1)
    assert Calculation(sheet, {}).number((last, 1)) == 3000


@pytest.mark.parametrize(
    ("formula", "down", "right", "moved"),
    [
        ("A1048576", 1, 0, "A1"),
        ("A1", -1, 0, "A1048576"),
        ("XFD1", 0, 1, "A1"),
        ("A1", 0, -1, "XFD1"),
        ("SUM(A1048575:$XFD$1048576)", 3, 2, "SUM(C2:$XFD$1048576)"),
        ("XFC:XFD", 5, 1, "XFD:A"),
    ],
)
def test_a_filled_reference_that_leaves_the_sheet_comes_in_at_its_other_end(
    formula: str, down: int, right: int, moved: str
) -> None:
    assert filled(formula, down, right) == moved


@needs_libreoffice
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for name, held in CELLS.items():
        if not isinstance(held, Unknown):
            sheet[name] = f"={held.text}" if isinstance(held, Formula) else held
    for row, (formula, _) in enumerate(COMPUTED, 1):
        sheet.cell(row + 20, 26, f"={formula.strip()}")
    book.save(tmp_path / "sums.xlsx")
    book.close()
    read = openpyxl.load_workbook(convert(tmp_path / "sums.xlsx", "xlsx"), data_only=True)
    found = [read.worksheets[0].cell(row + 20, 26).value for row in range(1, len(COMPUTED) + 1)]
    read.close()
    assert [round(float(each), 9) for each in found] == [round(float(value), 9) for _, value in COMPUTED]  # type: ignore[arg-type]
