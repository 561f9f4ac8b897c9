"""How high a row gets for the texts that are filled into it."""

import pytest

from xlsupport.invoice_sheets.row_heights import Measures, WrappedText

MEASURES = Measures(15.0, 8.43, {1: 10.0, 2: 20.0}, {(5, 1): 2})


def text(after: str, row: int = 1, column: int = 1) -> WrappedText:
    return WrappedText(row, column, "{{x}}", after)


@pytest.mark.parametrize(("after", "lines"), [("", 1), ("a" * 10, 1), ("a" * 11, 2), ("a\nb\nc", 3), ("a" * 25 + "\n" + "b", 4)])
def test_lines_wrap_at_the_columns_width_and_break_where_the_text_does(after: str, lines: int) -> None:
    assert MEASURES.lines(after, 1, 1) == lines


def test_merged_cells_are_as_wide_as_all_of_their_columns() -> None:
    assert (MEASURES.lines("a" * 30, 5, 1), MEASURES.lines("a" * 30, 6, 1)) == (1, 3)


@pytest.mark.parametrize(
    ("given", "chosen", "after", "height"),
    [
        (None, False, "a", None),  # Excel fits a row of one line by itself
        (None, False, "a\nb\nc", 45.0),
        (20.0, False, "a\nb", 40.0),
        (20.0, True, "a\nb", None),  # somebody chose the height
        (20.0, False, "a", None),
        (20.0, False, "\n" * 40, 409.0),  # a row of Excel is not higher
        (None, False, "\n" * 40, 409.0),
        (None, False, "\n" * 26, 405.0),
    ],
)
def test_a_row_is_as_high_as_its_longest_text_needs_unless_somebody_chose(
    given: float | None, chosen: bool, after: str, height: float | None
) -> None:
    assert MEASURES.fitted(given, chosen, [text("a"), text(after)]) == height
