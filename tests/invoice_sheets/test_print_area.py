"""The print area of an invoice reaches over everything above and below it, and not over what stands beside it."""

import pytest

from xlsupport.invoice_sheets.print_area import reaching
from xlsupport.sheets.addresses import area

SHEET = "'INV-1'!"


@pytest.mark.parametrize(
    ("before", "filled", "after"),
    [
        ("$A$1:$I$28", "", "$A$1:$I$28"),
        ("$A$1:$I$28", "A5 C20", "$A$1:$I$28"),
        ("$A$1:$I$28", "A31", "$A$1:$I$31"),  # the bank's account
        ("$A$5:$I$28", "C2 B3 A40:C41", "$A$2:$I$41"),  # a letterhead
        ("$A$1:$I$28", "K40", "$A$1:$I$28"),  # somebody's notes beside it
        ("$A$1:$I$28", "H30:K33", "$A$1:$I$33"),  # a picture that is half beside it
        ("$C$7", "C9", "$C$7:$C$9"),
        ("{0}$A$1:$I$9,{0}$K$2:$M$5", "B12 L20", "{0}$A$1:$I$12,{0}$K$2:$M$5"),
        ("{0}$A$1:$I$9,{0}$A$20:$I$29", "B12 B40", "{0}$A$1:$I$9,{0}$A$20:$I$40"),
        ("$A:$I", "B12", "$A:$I"),
        ("OFFSET({0}$A$1,0,0,9,9)", "B12", "OFFSET({0}$A$1,0,0,9,9)"),
        ("#REF!", "B12", "#REF!"),
    ],
)
def test_it_is_stretched_up_and_down(before: str, filled: str, after: str) -> None:
    cells = [where for each in filled.split() if (where := area(each))]
    given, wanted = (text.format(SHEET) if "{0}" in text or text[0] != "$" else f"{SHEET}{text}" for text in (before, after))
    assert reaching(given, SHEET, cells) == wanted


def test_excel_itself_tells_it_without_the_sheet() -> None:
    assert reaching("$A$1:$I$28", "", [where for where in [area("A31")] if where]) == "$A$1:$I$31"
