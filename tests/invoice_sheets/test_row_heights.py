"""How high a row gets for the texts that are filled into it."""

import pytest

from xlsupport.invoice_sheets.row_heights import Lettering, Measures, WrappedText

MEASURES = Measures(15.0, 8.43, {1: 10.0, 2: 20.0}, {(5, 1): 2})


def text(after: str, row: int = 1, column: int = 1) -> WrappedText:
    return WrappedText(row, column, "{{x}}", after)


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        ("", 1),
        ("a" * 8, 1),
        ("a" * 10, 2),
        ("a\nb\nc", 3),
        ("a\r\nb\n", 3),
        ("a" * 25 + "\n" + "b", 4),
        ("aaaaa bbbbb", 2),  # words stay whole
        ("aa bb cc", 1),
        ("aaaaa " + "b" * 20, 4),  # but for a word that is longer than a line
        ("WWWWWW", 2),  # wide letters
        ("illustrate", 1),  # narrow ones
        ("\u5e02\u5834\u4fa1\u683c\u8868", 2),  # each as wide as two digits
    ],
)
def test_lines_wrap_at_the_columns_width_and_break_where_the_text_does(after: str, lines: int) -> None:
    assert MEASURES.lines(after, 1, 1) == lines


def test_merged_cells_are_as_wide_as_all_of_their_columns() -> None:
    assert (MEASURES.lines("a" * 25, 5, 1), MEASURES.lines("a" * 25, 6, 1)) == (1, 3)


def test_large_letters_take_more_room_and_bold_ones_too() -> None:
    eight = "a" * 8
    found = [
        MEASURES.lines(eight, 1, 1, Lettering(size, bold)) for size, bold in ((8, False), (11, False), (11, True), (18, False))
    ]
    assert found == [1, 1, 1, 2]
    assert MEASURES.lines("a" * 28, 5, 1, Lettering(11, bold=False)) < MEASURES.lines("a" * 28, 5, 1, Lettering(11, bold=True))


@pytest.mark.parametrize(
    ("given", "chosen", "after", "height"),
    [
        (None, False, "a", None),  # every program fits a row of one line by itself
        (None, False, "a\nb\nc", 45.0),
        (20.0, False, "a\nb", 35.25),  # what was free above and below the text stays free
        (20.0, True, "a\nb", 35.25),
        (40.0, True, "a\nb", 55.5),
        (30.0, True, "", None),  # somebody chose it: it is never lower
        (20.0, False, "a", None),
        (20.0, False, "\n" * 40, 408.75),  # a row of Excel is not higher
        (None, False, "\n" * 40, 408.75),
        (None, False, "\n" * 25, 390.0),
    ],
)
def test_a_row_is_as_high_as_its_longest_text_needs(given: float | None, chosen: bool, after: str, height: float | None) -> None:
    assert MEASURES.fitted(given, chosen, [text("a"), text(after)]) == height


def test_a_row_that_nobody_chose_gets_lower_where_its_text_is_shorter() -> None:
    """LibreOffice saved it as high as the placeholder needed in a narrow column."""
    filled = [WrappedText(1, 1, "{{client.billing_address}}", "1 Old St")]
    assert (MEASURES.fitted(60.0, False, filled), MEASURES.fitted(60.0, True, filled)) == (30.0, None)


@pytest.mark.parametrize(("face", "lines"), [("Calibri", 1), ("Arial", 1), ("Verdana", 2), ("", 2)])
def test_letters_of_a_typeface_that_is_not_known_are_taken_to_be_wide(face: str, lines: int) -> None:
    assert MEASURES.lines("a" * 25, 5, 1, Lettering(11, face=face)) == lines


def test_the_height_of_a_line_follows_the_letters() -> None:
    large = [WrappedText(5, 1, "{{x}}", "a\nb", Lettering(22.0))]
    assert MEASURES.fitted(None, False, large) == 60.0
