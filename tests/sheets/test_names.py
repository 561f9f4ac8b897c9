"""What Excel takes for a sheet's name, and the names that documents get."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlsupport.sheets.names import is_sheet_name, name_length, safe_sheet_name


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("a" * 31, True),
        ("a" * 32, False),
        ("😀" * 15, True),
        ("😀" * 16, False),  # Excel counts each as two
        ("", False),
        (" ", False),
        ("INV-2026-0001", True),
        ("it's", True),
        ("'it", False),
        ("it'", False),
        ("History", False),
        ("Histories", True),
        *((f"a{character}b", False) for character in "[]:*?/\\\t\ud800\uffff"),
    ],
)
def test_a_name_is_allowed_or_not(name: str, allowed: bool) -> None:
    assert is_sheet_name(name) is allowed


@given(st.text(min_size=1, max_size=60))
@settings(derandomize=True)
def test_a_documents_number_becomes_a_name_that_excel_allows(number: str) -> None:
    name = safe_sheet_name(number)
    assert name_length(name) <= 31
    assert is_sheet_name(name) or not name.strip("' ") or name.lower() == "history" or not name.strip()
