"""Every message of the log, as the user meets it. A new problem needs a line here; those of the set-up are in test_setup."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pytest
from support.books import ACME, book, entry, settled
from support.rules import advanced, as_needed

from xlsupport.settlement import Task, settle
from xlsupport.sheets.tables import NOT_CALCULATED, Book, Cell, ErrorValue, Table
from xlsupport.words.problems import WorkbookError

Row = Mapping[str, Cell]
AS_OF = date(2026, 10, 31)
CATEGORIES = "Bug fix, New request, Project update, General, Training, System question, Custom development, Formal training"
AS_TEXT = "this one is stored as text. Type it again, or select the column and choose Data, Text to Columns, Finish"
QUARTER = "Enter a whole number from 1 to 1440: most likely 75, if 1:15 hours are meant."
CALCULATE = "Open the workbook in Excel or LibreOffice and save it there, which calculates it"
GOOD = entry("2026-10-05", "Email", ID="U1")


def messages(*rows: Row, settings: Mapping[str, Cell] | None = None, **tables: Iterable[Row]) -> list[str]:
    return [str(each) for each in settled(book(rows, settings, **tables)).breaches]


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        ("Date", None, "Log!B5: Date is empty. Enter the day of the support."),
        ("Client", "  ", "Log!C5: Client is empty. Choose one from the list."),
        ("Contact", None, "Log!D5: Contact is empty. Choose one from the list."),
        ("Channel", None, "Log!E5: Channel is empty. Choose one from the list."),
        ("Category", None, "Log!F5: Category is empty. Choose one from the list."),
        ("Minutes", None, "Log!G5: Minutes is empty. Enter the minutes, a whole number from 1 to 1440."),
        ("Date", "2026-02-30", "Log!B5: Date is '2026-02-30'. Enter a date such as 2026-03-31."),
        ("Date", True, "Log!B5: Date is TRUE. Enter a date such as 2026-03-31."),
        ("Date", ErrorValue("#N/A"), "Log!B5: Date holds the Excel error #N/A. Enter a date such as 2026-03-31."),
        ("Date", date(1999, 12, 31), "Log!B5: Date is 1999-12-31. Enter a date from 2000-01-01 on."),
        ("Date", 36525, "Log!B5: Date is 1999-12-31. Enter a date from 2000-01-01 on."),
        ("Date", "1926-10-05", "Log!B5: Date is 1926-10-05. Enter a date from 2000-01-01 on."),
        ("Minutes", 0, "Log!G5: Minutes is 0. Enter a whole number from 1 to 1440."),
        ("Minutes", 29.6, "Log!G5: Minutes is 29.6. Enter a whole number from 1 to 1440."),
        ("Minutes", 1441.0, "Log!G5: Minutes is 1441. Enter a whole number from 1 to 1440."),
        ("Minutes", "15", f"Log!G5: Minutes is '15'. Enter a whole number from 1 to 1440: {AS_TEXT}."),
        ("Minutes", "15 min", "Log!G5: Minutes is '15 min'. Enter a whole number from 1 to 1440."),
        ("Minutes", 0.0520833333333333, f"Log!G5: Minutes is 0.05208333333. {QUARTER}"),
        ("Minutes", "1:15", f"Log!G5: Minutes is '1:15'. {QUARTER}"),
        ("Minutes", 0.5001, "Log!G5: Minutes is 0.5001. Enter a whole number from 1 to 1440."),
        ("Minutes", NOT_CALCULATED, f"Log!G5: Minutes holds a formula that has no value yet. {CALCULATE}."),
        ("Notes", NOT_CALCULATED, f"Log!K5: Notes holds a formula that has no value yet. {CALCULATE}."),
        ("ID", NOT_CALCULATED, f"Log!A5: ID holds a formula that has no value yet. {CALCULATE}."),
        (
            "ID",
            "",
            "Log!A5: ID holds a formula that gives an empty text. "
            "Let the formula give an ID, or delete it: the next update gives the row an ID.",
        ),
        ("Minutes", True, "Log!G5: Minutes is TRUE. Enter a whole number from 1 to 1440."),
        ("Minutes", ErrorValue("#REF!"), "Log!G5: Minutes holds the Excel error #REF!. Enter a whole number from 1 to 1440."),
        (
            "Client",
            "Acmee",
            "Log!C5: Client is 'Acmee'. Enter one of Acme (did you mean Acme?), or add the client to Clients.",
        ),
        (
            "Client",
            "Ac\u200bm\xa0e",
            "Log!C5: Client is 'Ac[zero width space]m[no-break space]e'. "
            "Enter one of Acme (did you mean Acme?), or add the client to Clients.",
        ),
        ("Client", ErrorValue("#N/A"), "Log!C5: Client holds the Excel error #N/A. Fix the formula or type the text."),
        (
            "Contact",
            "Ana",
            "Log!D5: Contact is 'Ana'. Enter one of Ann (did you mean Ann?), or add the contact of Acme to Contacts.",
        ),
        ("Channel", "Phnoe", "Log!E5: Channel is 'Phnoe'. Enter one of Ticket, Phone, Email, Meeting (did you mean Phone?)."),
        ("Channel", 7, "Log!E5: Channel is 7. Enter one of Ticket, Phone, Email, Meeting."),
        ("Category", "Trainings", f"Log!F5: Category is 'Trainings'. Enter one of {CATEGORIES} (did you mean Training?)."),
        ("Decision", "Bil", "Log!L5: Decision is 'Bil'. Enter one of Waive, Bill, Hold (did you mean Bill?), or empty it."),
        ("Decision", "Refund", "Log!L5: Decision is 'Refund'. Enter one of Waive, Bill, Hold, or empty it."),
    ],
)
def test_a_cell_that_makes_a_row_invalid(header: str, cell: Cell, message: str) -> None:
    assert messages({**GOOD, header: cell}) == [message]


def test_a_client_without_contacts() -> None:
    assert messages(GOOD, Contacts=[]) == ["Log!D5: Contact is 'Ann'. Add the contact of Acme to Contacts."]


def test_no_clients_at_all() -> None:
    assert messages(GOOD, Clients=[], Contacts=[], Agreements=[]) == ["Log!C5: Client is 'Acme'. Add the client to Clients."]


def test_duplicate_ids_name_the_other_rows() -> None:
    other = entry("2026-10-06", "Email", ID="U1")
    assert messages(GOOD, other) == [
        "Log!A5: ID U1 is also that of row 6. Empty one of them, and the next update gives it a new ID.",
        "Log!A6: ID U1 is also that of row 5. Empty one of them, and the next update gives it a new ID.",
    ]
    assert messages(GOOD, other, entry("2026-10-07", ID="U1"))[1] == (
        "Log!A6: ID U1 is also that of rows 5, 7. Empty one of them, and the next update gives it a new ID."
    )


def test_an_untrained_contact() -> None:
    assert messages(GOOD, Contacts=[{"Client": "Acme", "Contact": "Ann", "Trained on": date(2026, 10, 6)}]) == [
        "Log!D5: Ann of Acme was not trained on 2026-10-05. "
        "Correct Trained on in Contacts, or decide Waive or Bill with a reason."
    ]
    assert messages(GOOD, Contacts=[{**ACME["Contacts"][0], "Withdrawn on": date(2026, 10, 4)}]) == [
        "Log!D5: Ann of Acme was withdrawn before 2026-10-05. "
        "Correct Withdrawn on in Contacts, or decide Waive or Bill with a reason."
    ]


def test_overage_without_agreement_and_over_length() -> None:
    assert messages(GOOD | {"Minutes": 40}, Agreements=[]) == [
        "Log!G5: 25 min of overage and no agreement of Acme pays for them. "
        "Add a row to Agreements, or decide Waive or Bill with a reason.",
        "Log!G5: 40 min are more than Call or email length allows (15 min). See needs-agreement.",
    ]


def test_over_length_says_who_pays() -> None:
    assert messages(entry("2026-10-05", "Meeting", "General", 100), Agreements=[as_needed(), advanced(0.5)])[0] == (
        "Log!G5: 100 min are more than Meeting length allows (60 min). "
        "Nothing to do if this is right: billed 30 min at the Advanced rate and 30 min at the As needed rate."
    )
    assert messages(GOOD | {"Minutes": 40, "Decision": "Waive", "Reason": "goodwill"}) == [
        "Log!G5: 40 min are more than Call or email length allows (15 min). Nothing to do: 25 min of overage are waived."
    ]


def test_outside_a_contract() -> None:
    assert messages(GOOD, Clients=[{**ACME["Clients"][0], "Contract start": date(2026, 10, 6)}]) == [
        "Log!B5: Acme has no contract on 2026-10-05, so all of it is overage. "
        "Correct the date, or add the contract's row to Clients."
    ]


def test_a_decision_without_a_reason() -> None:
    assert messages(GOOD | {"Decision": "Waive"}) == [
        "Log!M5: Decision is Waive and Reason is empty. Enter why, or empty Decision; until then the entry is held."
    ]


def test_over_limit_names_the_limit_and_what_was_left() -> None:
    emails = [entry(f"2026-10-0{day}", "Email", minutes=15) for day in range(1, 5)]
    emails[3]["Minutes"] = 10
    assert messages(*emails, entry("2026-10-05", "Email", minutes=7))[0] == (
        "Log!G9: Question time had 5 of 60 min left from 2026-10-01 to 2026-10-31. "
        "Nothing to do if this is right: billed 30 min at the As needed rate."
    )
    calls = [entry(f"2026-10-0{day}", minutes=1) for day in range(1, 6)]
    assert messages(*calls)[0] == (
        "Log!G9: Calls had 0 of 4 entries left from 2026-10-01 to 2026-10-31. "
        "Nothing to do if this is right: billed 30 min at the As needed rate."
    )


def test_not_scheduled() -> None:
    assert messages(entry("2026-10-05", scheduled=None)) == [
        "Log!H5: A phone call with Acme that is not marked as scheduled. "
        "Enter yes if it was, or set Scheduling to optional on Rules."
    ]
    assert messages(entry("2026-10-05", "Meeting", scheduled="no"))[0].startswith("Log!H5: A meeting with Acme that is not")


def test_a_possible_duplicate_names_the_others() -> None:
    assert messages(GOOD, GOOD | {"ID": "U2"}, GOOD | {"ID": "U3"})[1] == (
        "Log!B6: The same date, client, contact, channel, category and minutes as U1, U3. "
        "Delete the row that is entered twice; nothing to do if both took place."
    )


def test_of_many_possible_duplicates_the_first_are_named_and_the_rest_counted() -> None:
    """A message about each of 40,000 rows that named all others would be longer than a cell can hold."""
    found = messages(*(GOOD | {"ID": f"U{number}"} for number in range(1, 13)))
    assert "as U2, U3, U4, U5, U6, U7, U8, U9 and 3 more." in found[0]
    assert "as U1, U2, U3, U4, U5, U6, U7, U8 and 3 more." in found[11]


def test_a_date_in_the_future() -> None:
    assert messages(GOOD | {"Date": date(2026, 11, 1)}) == [
        "Log!B5: Date 2026-11-01 is after 2026-10-31. Correct it if it is a slip."
    ]


MORE = "Tell the client that more is overage"


@pytest.mark.parametrize(
    ("agreements", "tell"),
    [
        ([as_needed()], f"{MORE}, billed at the As needed rate; an Advanced agreement makes it cheaper"),
        ([as_needed(), advanced(1)], f"{MORE}, paid by the Advanced agreement"),
        ([], f"{MORE}, held until an agreement pays for it; an Advanced agreement or an As needed agreement pays for it"),
        (
            [advanced(0)],
            f"{MORE}, held until an agreement pays for it: the Advanced hours are used up. "
            "Offer more hours or an As needed agreement",
        ),
        (
            [advanced(0), as_needed()],
            f"{MORE}, billed at the As needed rate: the Advanced hours are used up. Offer more hours",
        ),
    ],
    ids=["as-needed", "both", "none", "used-up", "used-up-and-as-needed"],
)
def test_a_limit_nearly_used_up_says_what_can_help_the_client(agreements: list[Row], tell: str) -> None:
    calls = (entry(f"2026-10-0{day}", minutes=1) for day in range(1, 4))
    assert messages(*calls, Agreements=agreements) == [f"Acme has used 3 of 4 entries of Calls until 2026-10-31. {tell}."]


@pytest.mark.parametrize(
    ("more", "tell"),
    [
        ([], "held until an agreement pays for it; offer more hours or an As needed agreement"),
        ([as_needed()], "billed at the As needed rate; offer more hours"),
    ],
    ids=["alone", "as-needed"],
)
def test_hours_that_ran_out_do_not_recommend_what_the_client_has(more: list[Row], tell: str) -> None:
    hour = entry("2026-10-05", "Meeting", "General", 120)
    assert messages(hour, Agreements=[advanced(1, Reference="A-1"), *more])[1] == (
        f"Acme has used 60 of 60 min of Advanced hours A-1. Tell the client that overage beyond these hours is {tell}."
    )


def test_a_limit_used_up_twice_advises_a_training() -> None:
    two_months = [entry(f"2026-{month}-0{day}", minutes=1) for month in ("09", "10") for day in range(1, 5)]
    assert messages(*two_months)[1:] == [
        "Acme used up Calls this month and the month before. Offer a formal training: questions should not take its place."
    ]


def test_a_row_that_was_copied_from_a_closed_one() -> None:
    assert messages(GOOD | {"ID": None, "Closed": 1}) == [
        "Log!U5: The row has a Closed and no ID: copied from a closed one, it counts as new. "
        "Nothing to do: an update gives it an ID and empties Closed."
    ]


@pytest.mark.parametrize(("end", "days"), [(30, "One day lies"), (1, "30 days lie")])
def test_a_short_gap_between_two_contracts(end: int, days: str) -> None:
    clients = [
        {**ACME["Clients"][0], "Contract end": date(2026, 6, end)},
        {**ACME["Clients"][0], "Contract start": date(2026, 7, 2)},
    ]
    assert messages(Clients=clients) == [
        f"Clients!C6: {days} between the rows of Acme that end on 2026-06-{end:02} and start on 2026-07-02, so the contract year "
        f"begins anew. If the contract went on, let the later row start on {date(2026, 6, end) + timedelta(days=1)}."
    ]


@pytest.mark.parametrize("end", [date(2026, 7, 1), date(2026, 5, 30)], ids=["none", "32 days"])
def test_no_gap_and_a_long_one_are_no_slip(end: date) -> None:
    clients = [{**ACME["Clients"][0], "Contract end": end}, {**ACME["Clients"][0], "Contract start": date(2026, 7, 2)}]
    assert messages(Clients=clients) == []


def test_after_an_invoice() -> None:
    line: Row = {
        "Invoice": "INV-2026-0001", "Line": 1, "ID": "U1", "Date": date(2026, 10, 5), "Client": "Acme", "Contact": "Ann",
        "Description": "Training (Email)", "Tier": "As needed", "Overage": 10, "Minutes": 30, "Rate": 125, "Amount": 62.5,
        "Kind": "charge",
    }  # fmt: skip
    assert messages(GOOD, InvoiceLines=[line]) == [
        "Log!A5: Invoiced with 62.50, but now 0.00 is due. Undo the change, or let the next invoice adjust it (invoice --adjust)."
    ]
    assert messages(GOOD | {"Minutes": 40}, InvoiceLines=[{**line, "Rate": 120, "Minutes": 31}])[1] == (
        "Log!A5: Invoiced with 62.50 (31 min As needed at 120.00), but now it is 30 min As needed at 125.00. "
        "Undo the change, or let the next invoice adjust it (invoice --adjust)."
    )
    assert messages(GOOD | {"Closed": 1, "Minutes": 40})[1] == (
        "Log!A5: Closed by run 1 without an invoice line, but now 62.50 is due. "
        "Undo the change, or let the next invoice adjust it (invoice --adjust)."
    )
    assert messages(InvoiceLines=[line]) == [
        "U1 was invoiced on INV-2026-0001 with 62.50, but is no longer in the log. "
        "Put the row back, or let the next invoice credit it (invoice --adjust)."
    ]


def test_a_closed_cell_that_was_changed() -> None:
    with pytest.raises(WorkbookError) as error:
        messages(GOOD | {"Closed": "x"})
    assert error.value.sentence == (
        "Log!U5: Closed is 'x'. xlsupport writes this column: put the run's number back, or empty the cell."
    )


def test_a_missing_column_names_those_that_are_there() -> None:
    tables = dict(book().tables)
    rates = tables["Rates"]
    columns = {header: column for header, column in rates.columns.items() if header != "Increment"}
    tables["Rates"] = Table(rates.name, rates.sheet, 4, ("Tier", "Rate", "Step"), columns, rates.rows, rates.filled)
    with pytest.raises(WorkbookError) as error:
        settle(Book(tables), Task(AS_OF))
    assert [str(each) for each in error.value.problems] == [
        "Rules!A4: The table Rates has no column Increment. Its headers are: Tier, Rate, Step. "
        "Add a column with the header Increment."
    ]
