"""Numbers of documents: gapless within prefix and year, never given twice (1-policy.md, Invoicing)."""

from datetime import date

import pytest
from support.books import entry
from support.meetings import BETA, BOB, invoiced_once, meeting
from support.office import Office, Row

from xlsupport.sheets.names import safe_sheet_name
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.writing.registers import listed_numbers


def registered(number: str) -> Row:
    day = date(2026, 1, 31)
    return {
        "Invoice": number, "Client": "Acme", "Period": "2026-01", "Issued": day, "Due": day, "Lines": 0, "Hours": 0,
        "Subtotal": 0, "Tax": 0, "Total": 0, "Kind": "invoice", "Sheet": number,
    }  # fmt: skip


def next_number(*given: str, issued: date = date(2026, 10, 31), **settings: str) -> str:
    named = {name.replace("_", " ").capitalize(): value for name, value in settings.items()}
    office = Office(meeting("2026-10-05"), settings={**named}, Invoices=[registered(number) for number in given])
    return office.invoice("2026-10", issued=issued)[0].split()[0]


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ((), "INV-2026-0001"),
        (("INV-2026-0007", "INV-2026-0003"), "INV-2026-0008"),
        (("INV-2025-0099", "INV-2027-0012"), "INV-2026-0001"),
        (("INV-2026-9999",), "INV-2026-10000"),
        (("INV-2026-10000", "INV-2026-9999"), "INV-2026-10001"),
        (("CN-2026-0040", "XINV-2026-0050", "RE-2026-0060"), "INV-2026-0001"),
        (("INV-2026-0007a", "INV-2026-", "INV-2026-00 08", "old one", "INV-2026-0002"), "INV-2026-0003"),
        (("inv-2026-0004",), "INV-2026-0005"),
    ],
    ids=["first", "highest", "other-years", "five-digits", "not-as-text", "other-prefixes", "odd", "case"],
)
def test_a_number_is_one_above_the_highest_of_its_prefix_and_year(given: tuple[str, ...], number: str) -> None:
    assert next_number(*given) == number


def test_the_year_is_that_of_issue_not_of_the_month() -> None:
    assert next_number("INV-2026-0007", issued=date(2027, 1, 4)) == "INV-2027-0001"


def test_the_prefix_is_a_setting_and_may_hold_any_characters() -> None:
    assert next_number("R.(1)/2026-0001", "RX(1)/2026-0009", invoice_prefix="R.(1)/") == "R.(1)/2026-0002"


def test_invoices_and_credit_notes_count_apart() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001")
    office.invoice("2026-11")
    office.void("INV-2026-0002")
    assert office.column("Invoice", "Invoices") == ["INV-2026-0001", "CN-2026-0001", "INV-2026-0002", "CN-2026-0002"]


@pytest.mark.parametrize("credit_prefix", ["D-", "d-"])
def test_under_one_prefix_they_share_one_sequence(credit_prefix: str) -> None:
    office = Office(
        meeting("2026-10-05"), meeting("2026-10-05", **BOB), settings={"Invoice prefix": "D-", "Credit prefix": credit_prefix},
        **BETA,
    )  # fmt: skip
    office.invoice("2026-10")
    office.void("D-2026-0001", as_of=date(2026, 11, 2))
    office.edit("U000002", Minutes=45)
    office.invoice("2026-11", adjust=True)
    numbers = [str(number).upper() for number in office.column("Invoice", "Invoices")]
    assert numbers == ["D-2026-0001", "D-2026-0002", "D-2026-0003", "D-2026-0004", "D-2026-0005"]


def test_a_run_counts_on_over_its_documents() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-05", **BOB), **BETA)
    office.invoice("2026-10")
    assert office.column("Invoice", "Invoices") == ["INV-2026-0001", "INV-2026-0002"]


def test_a_number_is_never_given_again_though_its_row_in_invoices_was_removed() -> None:
    """Its lines still bear it: a second document of that number would be voided along with the first."""
    office = invoiced_once()
    office.put("Invoices", [])
    office.type(meeting("2026-11-05"))
    assert office.invoice("2026-11")[0].split()[0] == "INV-2026-0002"


@pytest.mark.parametrize(
    ("number", "sheet"),
    [
        ("INV-2026-0001", "INV-2026-0001"),
        ("R[1]:*?/\\2026-0001", "R-1------2026-0001"),
        ("'26-2026-0001", "26-2026-0001"),
        ("Our company's long prefix 2026-0017", "company's long prefix 2026-0017"),
    ],
)
def test_a_sheet_is_named_after_its_number_as_far_as_excel_allows(number: str, sheet: str) -> None:
    assert safe_sheet_name(number) == sheet
    assert len(sheet) <= 31


def test_ids_that_were_blank_are_numbered_above_all_in_use_and_invoiced_in_the_same_run() -> None:
    office = Office(meeting("2026-10-05", ID="U000007"), meeting("2026-10-06"))
    assert [line.split()[1] for line in office.invoice("2026-10")[1:]] == ["U000007", "U000008"]
    office.remove("U000008")
    office.type(meeting("2026-10-20"))
    office.update()
    assert office.column("ID") == ["U000007", "U000009"]


def test_a_number_that_only_runs_still_names_is_never_given_again() -> None:
    """The rows of the registers and the sheet were deleted by hand."""
    office = invoiced_once()
    office.void("INV-2026-0001", as_of=date(2026, 11, 1))
    office.put("Invoices", [])
    office.put("InvoiceLines", [])
    office.type(meeting("2026-11-05"))
    assert office.invoice("2026-11", adjust=True)[0].split()[0] == "INV-2026-0002"
    assert office.void("INV-2026-0002")[0].split()[0] == "CN-2026-0002"


def test_runs_may_name_the_first_and_the_last_of_a_series_that_no_cell_can_hold() -> None:
    numbers = [f"INV-2026-{number:04}" for number in range(1, 3001)] + ["CN-2026-0001"]
    assert listed_numbers(numbers) == "INV-2026-0001 to INV-2026-3000, CN-2026-0001 to CN-2026-0001"
    office = Office(meeting("2026-10-05"), Runs=[{"Run": 1, "Invoices": listed_numbers(numbers)}])
    assert office.invoice("2026-10")[0].split()[0] == "INV-2026-3001"


# Numbers follow dates


def test_a_date_of_issue_before_that_of_an_earlier_number_is_refused() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-11-05"))
    office.invoice("2026-10", issued=date(2026, 12, 15))
    with pytest.raises(UsageError, match="2026-12-14 is before 2026-12-15, on which a document numbered INV-2026-… was issued"):
        office.invoice("2026-11", issued=date(2026, 12, 14))
    assert office.invoice("2026-11", issued=date(2026, 12, 15))


def test_each_series_has_dates_of_its_own() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10", issued=date(2026, 12, 15))
    office.remove("U000001")
    assert office.invoice("2026-11", issued=date(2026, 11, 30), adjust=True)[0].startswith("CN-2026-0001"), "another prefix"
    office.type(meeting("2026-12-05"))
    assert office.invoice("2026-12", issued=date(2027, 1, 2))[0].startswith("INV-2027-0001"), "another year"


def test_a_date_of_issue_before_the_month_is_refused_and_a_void_before_its_original() -> None:
    office = Office(meeting("2026-10-05"))
    with pytest.raises(UsageError, match="2026-09-30 is before the first day of 2026-10"):
        office.invoice("2026-10", issued=date(2026, 9, 30))
    office.invoice("2026-10", issued=date(2026, 11, 2))
    with pytest.raises(UsageError, match="2026-11-01 is before that of INV-2026-0001, 2026-11-02"):
        office.void("INV-2026-0001", issued=date(2026, 11, 1))
    assert office.void("INV-2026-0001", issued=date(2026, 11, 2))


# Who issues it


@pytest.mark.parametrize("name", ["Vendor name", "Vendor address"])
@pytest.mark.parametrize("value", [None, "  ", "\u200b"])
def test_no_document_without_a_vendor(name: str, value: str | None) -> None:
    office = Office(meeting("2026-10-05"), settings={name: value})
    with pytest.raises(WorkbookError, match=f"Fill in {name} in the table Settings before a document is made") as error:
        office.invoice("2026-10")
    assert [str(each.place) for each in error.value.problems] == ["Rules!B5"]
    assert Office(entry("2026-10-05"), settings={name: value}).invoice("2026-10") == [], "nothing to issue"


def test_a_setting_that_is_missing_is_told_at_the_table() -> None:
    with pytest.raises(WorkbookError, match="Fill in Vendor name and Vendor address") as error:
        Office(meeting("2026-10-05"), Settings=[]).invoice("2026-10")
    assert [str(each.place) for each in error.value.problems] == ["Rules!B4", "Rules!B4"]


@pytest.mark.parametrize("prefix", ["Bill to X-", "A, B-"])
def test_a_prefix_that_looks_like_a_list_hides_no_number(prefix: str) -> None:
    office = Office(meeting("2026-10-05"), settings={"Invoice prefix": prefix})
    office.invoice("2026-10")
    office.put("Invoices", [])
    office.put("InvoiceLines", [])
    office.type(meeting("2026-11-05"))
    assert office.invoice("2026-11", adjust=True)[0].startswith(f"{prefix}2026-0002 ")
