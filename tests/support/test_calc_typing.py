"""Texts that are assigned to cells become what Excel makes of them, which is seldom what a forgotten apostrophe meant."""

from datetime import date

import pytest

from support.calc.typing import Typed, serial, typed

TODAY = date(2026, 11, 23)
OCTOBER = serial(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("00123", 123, "General"),
        (" 7 ", 7, "General"),
        ("-5", -5, "General"),
        ("+5", 5, "General"),
        (".5", 0.5, "General"),
        ("1E5", 100_000, "0.00E+00"),
        ("12e-3", 0.012, "0.00E+00"),
        ("5%", 0.05, "0%"),
        ("8.25%", 0.0825, "0.00%"),
        ("1,234.50", 1234.5, "#,##0"),
        ("$1,234.50", 1234.5, "$#,##0.00"),
        ("(5)", -5, "General"),
        ("1 1/2", 1.5, "# ?/?"),
        ("2026-10", OCTOBER, "mmm-yy"),
        ("10/2026", OCTOBER, "mmm-yy"),
        ("Oct 2026", OCTOBER, "mmm-yy"),
        ("october-26", serial(date(2026, 10, 26)), "d-mmm"),
        ("2026-10-01", OCTOBER, "m/d/yyyy"),
        ("10/1/26", OCTOBER, "m/d/yyyy"),
        ("1 Oct 2026", OCTOBER, "d-mmm-yy"),
        ("October 1, 2026", OCTOBER, "d-mmm-yy"),
        ("3-4", serial(date(2026, 3, 4)), "d-mmm"),
        ("1/32", serial(date(1932, 1, 1)), "mmm-yy"),
        ("12:30", 12.5 / 24, "h:mm"),
        ("1:30 PM", 13.5 / 24, "h:mm AM/PM"),
        ("30:00", 30 / 24, "[h]:mm:ss"),
        ("2026-10-01 12:30", OCTOBER + 12.5 / 24, "m/d/yyyy h:mm"),
    ],
)
def test_what_looks_like_a_number_a_date_or_a_time_becomes_one(text: str, value: float, shown: str) -> None:
    found = typed(text, TODAY)
    assert found == Typed("number", pytest.approx(value), shown)  # type: ignore[arg-type] # pytest's stand-in for a float


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TRUE", Typed("truth", True)),
        ("false", Typed("truth", False)),
        ("#N/A", Typed("error", "#N/A")),
        ("#div/0!", Typed("error", "#DIV/0!")),
        ("=A1", Typed("formula", "=A1")),
        ("+A1", Typed("formula", "=A1")),
        ("-A1", Typed("formula", "=-A1")),
        ("@SUM(A1)", Typed("formula", "=SUM(A1)")),
        ("", Typed("empty", None)),
    ],
)
def test_truths_errors_and_formulas_are_recognised(text: str, found: Typed) -> None:
    assert typed(text, TODAY) == found


@pytest.mark.parametrize(
    "text",
    ["Ann", "INV-2026-0001", "U000001", "2026-13", "2026-02-30", "1,23", "12.10.2026", "20 min", "#nothing", "13/40/2026", "5 %x",
     "25:61", "=", "1-2-3-4", "Marchand", "Yes", "(-5)"],
)  # fmt: skip
def test_other_texts_stay_texts(text: str) -> None:
    assert typed(text, TODAY) == Typed("text", text)


@pytest.mark.parametrize("text", ["2026-10", "00123", "=A1", "'quoted'", "#N/A", "TRUE", " "])
def test_an_apostrophe_keeps_any_text_and_is_no_part_of_it(text: str) -> None:
    assert typed(f"'{text}", TODAY) == Typed("text", text)


def test_days_are_counted_as_excel_counts_them_with_its_29_february_1900() -> None:
    assert [serial(day) for day in (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1))] == [1, 59, 61]
