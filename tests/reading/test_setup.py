"""The set-up tables must be right before anything is evaluated: every problem at once, each with its cell and what to enter."""

from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from support.books import ACME, RULES, START, book, entry, settled
from support.rules import Row, advanced, as_needed, changed

from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.tables import NOT_CALCULATED, Book, Cell, ErrorValue
from xlsupport.words.problems import WorkbookError

Rows = Iterable[Mapping[str, Cell]]


def problems(settings: Mapping[str, Cell] | None = None, **tables: Rows) -> list[str]:
    """Everything that is wrong with a workbook of the policy's rules, Acme, and these tables instead."""
    with pytest.raises(WorkbookError) as error:
        settled(book([entry("2026-10-05")], settings, **tables))
    return [str(problem) for problem in error.value.problems]


def fine(settings: Mapping[str, Cell] | None = None, **tables: Rows) -> Settlement:
    return settled(book([entry("2026-10-05")], settings, **tables))


def client(**cells: Cell) -> Row:
    return {**ACME["Clients"][0], **{header.replace("_", " "): cell for header, cell in cells.items()}}


def limit(**cells: Cell) -> list[Row]:
    return [{"Limit": "Calls", "Channels": "Phone", "Unit": "entries", "Quantity": 4, "Period": "month", **cells}]


def test_overlapping_rows_of_a_client() -> None:
    assert problems(
        Clients=[client(Contract_end=date(2026, 6, 30)), client(Contract_start=date(2026, 6, 30)), client(Client="Beta")]
    ) == [
        "Clients!C6: Acme has another row in force on 2026-06-30 (from 2026-01-01 until 2026-06-30). "
        "End that row the day before this one starts."
    ]
    assert problems(Clients=[client(), client(Client="acme", Contract_start=date(2027, 1, 1))]) == [
        "Clients!C6: Acme has another row in force on 2027-01-01 (from 2026-01-01 until further notice); "
        "'Acme' and 'acme' count as one client. "
        "End that row the day before this one starts."
    ]


def test_every_row_within_a_longer_one_overlaps_it() -> None:
    found = problems(
        Clients=[
            client(Contract_end=date(2026, 12, 31)),
            client(Contract_start=date(2026, 2, 1), Contract_end=date(2026, 2, 28)),
            client(Contract_start=date(2026, 6, 1), Contract_end=date(2026, 6, 30)),
        ]
    )
    assert [each.split(":")[0] for each in found] == ["Clients!C6", "Clients!C7"]


def test_consecutive_rows_of_a_client_are_fine() -> None:
    fine(Clients=[client(Contract_start=date(2026, 7, 1)), client(Contract_end=date(2026, 6, 30))])


def test_an_unknown_package_and_a_row_with_a_slip_elsewhere_makes_no_others() -> None:
    assert problems(Clients=[client(Package="Medum")]) == [
        "Clients!B5: Package is 'Medum'. Enter one of Single, Small, Medium, Large, X Large (did you mean Medium?)."
    ]
    assert problems(Packages=changed("Packages", {"Medium": {"Meeting minutes": "60"}})) == [
        "Rules!B7: Meeting minutes is '60'. Enter a number: this one is stored as text. "
        "Type it again, or select the column and choose Data, Text to Columns, Finish."
    ]
    assert problems(Categories=changed("Categories", {"Training": {"Treatment": "Limted"}})) == [
        "Rules!B9: Treatment is 'Limted'. Enter one of Included, Limited, Quoted, Billable (did you mean Limited?)."
    ]
    assert problems(Clients=[client(Package=None)]) == ["Clients!B5: Package is empty. Fill it in, or clear the whole row."]


def test_an_unknown_tier() -> None:
    assert problems(Agreements=[as_needed(Tier="Advance")]) == [
        "Agreements!B5: Tier is 'Advance'. Enter one of Advanced, As needed (did you mean Advanced?)."
    ]
    assert problems(Rates=[*RULES["Rates"], {"Tier": "Gold", "Rate": 1, "Increment": 1}]) == [
        "Rules!A7: Tier is 'Gold'. Enter one of Advanced, As needed."
    ]


def test_a_tier_without_a_rate_beside_other_problems() -> None:
    assert problems(Rates=RULES["Rates"][:1], Categories=[*RULES["Categories"], {"Category": "x", "Treatment": "y"}]) == [
        "Rules!B13: Treatment is 'y'. Enter one of Included, Limited, Quoted, Billable.",
        "Rules!A5: The table Rates has no row for the tier As needed. Add one.",
    ]
    assert problems(Rates=[]) == [
        "Rules!A5: The table Rates has no row for the tier Advanced. Add one.",
        "Rules!A5: The table Rates has no row for the tier As needed. Add one.",
    ]


def test_an_unknown_unit_or_period() -> None:
    assert problems(Limits=limit(Unit="calls", Period="year")) == [
        "Rules!D5: Unit is 'calls'. Enter one of entries, minutes.",
        "Rules!F5: Period is 'year'. Enter one of entry, month, contract year, calendar year.",
    ]


def test_an_unknown_setting_and_unknown_values_of_settings() -> None:
    listed = "Vendor name, Vendor address, Vendor email, Currency"
    assert problems({"Roundng": "per day"}) == [
        f"Rules!A5: Setting is 'Roundng'. Enter one of {listed} or 8 more (did you mean Rounding?)."
    ]
    assert problems(
        {"Rounding": "per week", "Overage without agreement": "bil", "Scheduling": True, "Near limit": 101, "Payment days": 30.5}
    ) == [
        "Rules!B5: Rounding is 'per week'. Enter one of per entry, per day, per month.",
        "Rules!B6: Overage without agreement is 'bil'. Enter one of hold, bill (did you mean bill?).",
        "Rules!B7: Scheduling is TRUE. Enter one of required, optional.",
        "Rules!B8: Near limit is 101. Enter a value less than or equal to 1.",
        "Rules!B9: Payment days is 30.5. Enter a whole number.",
    ]


@pytest.mark.parametrize("cell", ["soon", "nan %", "x %", 0, -0.1, "0 %", "120 %", True, ErrorValue("#N/A")])
def test_a_near_limit_that_is_no_percentage(cell: Cell) -> None:
    assert [each.split(":")[0] for each in problems({"Near limit": cell})] == ["Rules!B5"]


def test_settings_match_like_names_and_blank_ones_have_their_default() -> None:
    settings = fine({" rounding": "PER DAY ", "Scheduling": None, "near limit": "  "}).evaluation.policy.settings
    assert (settings.rounding, settings.scheduling, str(settings.near_limit)) == ("per day", "required", "0.8")
    settings = fine(Settings=[]).evaluation.policy.settings
    assert settings.model_dump(mode="json") == {
        "vendor_name": "", "vendor_address": "", "vendor_email": "", "currency": "USD", "rounding": "per entry",
        "overage_without_agreement": "hold", "near_limit": "0.8", "invoice_prefix": "INV-", "credit_prefix": "CN-",
        "payment_days": 30, "tax_label": "", "scheduling": "required",
    }  # fmt: skip


def test_a_setting_twice() -> None:
    rows: list[Row] = [{"Setting": "Currency", "Value": "USD"}, {"Setting": "currency ", "Value": "EUR"}]
    assert problems(Settings=rows) == ["Rules!A6: Setting is 'currency ', as in Rules!A5 already. Keep one of the two rows."]


def test_a_channel_or_category_of_a_limit_that_does_not_exist() -> None:
    assert problems(Limits=limit(Channels="Phone, Fax,Emial", Categories="Trainings")) == [
        "Rules!B5: Channels is 'Phone, Fax,Emial'. Enter one of Ticket, Phone, Email, Meeting instead of 'Fax' and 'Emial'.",
        "Rules!C5: Categories is 'Trainings'. Enter one of Bug fix, New request, Project update, General, Training, "
        "System question, Custom development, Formal training (did you mean Training?) instead of 'Trainings'.",
    ]
    assert [each.split(".")[0] for each in problems(Categories=[])] == [
        "Rules!C5: Categories is 'Training, System question, General'",
        "Rules!C6: Categories is 'Training, System question, General'",
        "Rules!C7: Categories is 'Training, System question, General'",
    ]


def test_package_as_a_quantity_matches_like_a_name() -> None:
    assert [each.allowed for each in fine(Limits=limit(Unit="minutes", Quantity=" PACKAGE ")).balances] == [60]


def test_names_in_a_limit_match_like_names() -> None:
    settlement = fine(Limits=limit(Channels=" phone ,, EMAIL,", Categories="training"))
    assert [each.used for each in settlement.balances] == [1]


def test_an_agreement_for_an_unknown_client() -> None:
    assert problems(Agreements=[as_needed(Client="Acmee")]) == [
        "Agreements!A5: Client is 'Acmee'. Enter one of Acme (did you mean Acme?)."
    ]


def test_an_agreement_of_a_client_whose_row_has_a_slip_is_no_second_problem() -> None:
    assert problems(Clients=[client(Contract_start="soon")]) == [
        "Clients!C5: Contract start is 'soon'. Enter a date such as 2026-03-31."
    ]


def test_hours_on_an_as_needed_agreement() -> None:
    assert problems(Agreements=[as_needed(Hours=1.0)]) == [
        "Agreements!E5: Hours is 1, but an As needed agreement has none to use up. Empty it, or make the tier Advanced."
    ]


def test_hours_that_are_no_multiple_of_an_increment_in_force_while_the_agreement_is() -> None:
    assert problems(Agreements=[advanced(1.25)]) == [
        "Agreements!E5: Hours is 1.25, no multiple of the increment of 30 minutes. "
        "Enter hours that are whole steps of 30 minutes."
    ]
    later: list[Row] = [*RULES["Rates"], {"Tier": "Advanced", "Rate": 100, "Increment": 40, "From": date(2026, 7, 1)}]
    assert [each[:30] for each in problems(Agreements=[advanced(1)], Rates=later)] == ["Agreements!E5: Hours is 1, no "]
    assert [each[:30] for each in problems(Agreements=[advanced(1, End=date(2026, 7, 1))], Rates=later)] == [
        "Agreements!E5: Hours is 1, no "
    ]
    fine(Agreements=[advanced(1, End=date(2026, 6, 30))], Rates=later)
    fine(Agreements=[advanced(2)], Rates=later)
    assert [each[:32] for each in problems(Agreements=[advanced(1.5, date(2026, 8, 1))], Rates=later)] == [
        "Agreements!E5: Hours is 1.5, no "
    ]


def test_an_entries_limit_with_period_entry() -> None:
    assert problems(Limits=limit(Period="entry")) == [
        "Rules!F5: Period is entry, but the unit is entries. Choose month, contract year or calendar year, or the unit minutes."
    ]


def test_an_entries_limit_of_the_package_s_minutes() -> None:
    assert problems(Limits=limit(Quantity="package")) == [
        "Rules!E5: Quantity is package, but the unit is entries. Enter a whole number, or the unit minutes."
    ]


@pytest.mark.parametrize("cell", ["packages", "4", 4.5, True, ErrorValue("#N/A"), 1e300])
def test_a_quantity_that_is_neither_a_whole_number_nor_package(cell: Cell) -> None:
    (problem,) = problems(Limits=limit(Quantity=cell))
    assert problem.endswith(". Enter a whole number, or package for the package's own minutes.")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("Packages", {"Package": "MEDIUM", "Meeting minutes": 50}),
        ("Limits", {"Limit": "calls ", "Unit": "entries", "Quantity": 5, "Period": "month"}),
        ("Rates", {"Tier": "advanced", "Rate": 5, "Increment": 30}),
    ],
)
def test_two_rows_of_one_name_with_the_same_from_or_none_with_a_blank_one(table: str, row: Row) -> None:
    name = {"Packages": "Medium", "Limits": "Calls", "Rates": "Advanced"}[table]
    end = len(RULES[table]) + 5
    column = {"Packages": "C", "Limits": "G", "Rates": "D"}[table]
    assert problems(None, **{table: [*RULES[table], row]}) == [
        f"Rules!{column}{end}: {name} has two rows with From empty. Give the later one the day from which it holds."
    ]
    twice = [{**row, "From": date(2026, 5, 1)}, {**row, "From": "2026-05-01"}]
    assert problems(None, **{table: [*RULES[table], *twice]}) == [
        f"Rules!{column}{end + 1}: {name} has two rows From 2026-05-01. Give the later one the day from which it holds."
    ]
    others = [each for each in RULES[table] if next(iter(each.values())) != name]
    found = problems(
        None, **{table: [*others, twice[0]]}, Clients=[client(Package="Small")] if table == "Packages" else ACME["Clients"]
    )
    spelled = str(next(iter(row.values()))).strip()
    assert found == [
        f"Rules!{column}{end - 1}: No row of {name if table == 'Rates' else spelled} has From empty. "
        "Empty it in the row that holds first."
    ]


def test_a_rate_without_a_beginning_beside_an_agreement_that_ends_before_it() -> None:
    rates: list[Row] = [{**RULES["Rates"][0], "From": date(2026, 6, 1)}, RULES["Rates"][1]]
    assert problems(Rates=rates, Agreements=[advanced(1, End=date(2026, 3, 1))]) == [
        "Rules!D5: No row of Advanced has From empty. Empty it in the row that holds first."
    ]


def test_dates_the_wrong_way_round() -> None:
    assert problems(
        Clients=[client(Contract_end=date(2025, 12, 31))],
        Contacts=[{**ACME["Contacts"][0], "Withdrawn on": date(2025, 12, 31)}],
        Agreements=[as_needed(End=date(2025, 12, 31))],
    ) == [
        "Clients!D5: Contract end 2025-12-31 is before Contract start 2026-01-01. Correct one of the two dates.",
        "Contacts!E5: Withdrawn on 2025-12-31 is before Trained on 2026-01-01. Correct one of the two dates.",
        "Agreements!D5: End 2025-12-31 is before Start 2026-01-01. Correct one of the two dates.",
    ]
    fine(Clients=[client(Contract_end=START)], Agreements=[as_needed(End=START)])


def test_a_rate_below_zero_and_other_impossible_numbers() -> None:
    assert problems(
        Rates=changed("Rates", {"Advanced": {"Rate": -0.01}, "As needed": {"Increment": 0}}),
        Agreements=[as_needed(Rate=-1), advanced(-1)],
        Packages=changed("Packages", {"Single": {"Meeting minutes": -30}}),
        Limits=limit(Quantity=-1),
        Clients=[client(Tax_rate=8)],
    ) == [
        "Clients!K5: Tax rate is 8. Enter 8 %, or 0.08, if 8 % is meant.",
        "Agreements!F5: Rate is -1. Enter a value greater than or equal to 0.",
        "Agreements!E6: Hours is -1. Enter a value greater than or equal to 0.",
        "Rules!B5: Meeting minutes is -30. Enter a value greater than or equal to 0.",
        "Rules!E5: Quantity is -1. Enter a value greater than or equal to 0.",
        "Rules!B5: Rate is -0.01. Enter a value greater than or equal to 0.",
        "Rules!C6: Increment is 0. Enter a value greater than 0.",
    ]


@pytest.mark.parametrize("cell", ["dear", True, ErrorValue("#VALUE!"), float("inf"), float("nan"), 1e300])
def test_a_rate_that_is_no_number(cell: Cell) -> None:
    (problem,) = problems(Agreements=[as_needed(Rate=cell)])
    assert problem.startswith("Agreements!F5: Rate ")
    assert problem.endswith(". Enter a number.")
    assert [each.split(":")[0] for each in problems(Agreements=[advanced(cell)])] == ["Agreements!E5"]


def test_the_same_contact_twice() -> None:
    assert problems(Contacts=[*ACME["Contacts"], {"Client": "ACME", "Contact": " ann"}]) == [
        "Contacts!B6: Contact is ' ann', as in Contacts!B5 already. Keep one of the two rows."
    ]


def test_the_same_category_twice() -> None:
    assert problems(Categories=[*RULES["Categories"], {"Category": "TRAINING", "Treatment": "Limited"}]) == [
        "Rules!A13: Category is 'TRAINING', as in Rules!A9 already. Keep one of the two rows."
    ]


def test_an_excel_error_is_named() -> None:
    assert problems(
        Clients=[client(Client=ErrorValue("#REF!"))],
        Contacts=[{**ACME["Contacts"][0], "Trained on": ErrorValue("#N/A")}],
        Agreements=[],
        Settings=[{"Setting": "Vendor name", "Value": ErrorValue("#NAME?")}],
    ) == [
        "Clients!A5: Client holds the Excel error #REF!. Fix the formula or type the text.",
        "Contacts!D5: Trained on holds the Excel error #N/A. Enter a date such as 2026-03-31.",
        "Rules!B5: Vendor name holds the Excel error #NAME?. Fix the formula or type the text.",
    ]


def test_all_problems_of_all_tables_are_listed_at_once_and_counted() -> None:
    with pytest.raises(WorkbookError) as error:
        settled(
            book(
                [], {"Rounding": "?"},
                Clients=[client(Package="?", Contract_end="?")], Contacts=[{"Client": "Acme"}], Agreements=[as_needed(Tier="?")],
                Packages=[{"Package": "Medium", "Meeting minutes": None}], Limits=limit(Unit="?"),
            )
        )  # fmt: skip
    assert error.value.sentence == "The set-up tables have 7 problems; nothing is evaluated before they are fixed"
    assert [str(each.place) for each in error.value.problems] == [
        "Clients!B5", "Clients!D5", "Contacts!B5", "Agreements!B5", "Rules!B5", "Rules!D5", "Rules!B5",
    ]  # fmt: skip


def test_empty_rows_of_set_up_tables_are_none() -> None:
    settlement = fine(
        Clients=[{"Client": "  "}, *ACME["Clients"]],
        Agreements=[{"Hours left": 3}, *ACME["Agreements"]],
        Limits=[{}, *RULES["Limits"]],
    )
    assert [each.status for each in settlement.evaluation.outcomes] == ["Covered"]


def test_a_contact_of_an_unknown_client() -> None:
    assert problems(Contacts=[*ACME["Contacts"], {"Client": "Former", "Contact": "Fay"}]) == [
        "Contacts!A6: Client is 'Former'. Enter one of Acme."
    ]


def test_a_missing_table_and_missing_columns_are_named_with_what_was_found() -> None:
    tables = dict(book().tables)
    del tables["Limits"]
    with pytest.raises(WorkbookError) as error:
        settle(Book(tables, ("UsageLog", "Clients"), ("Log",)), Task(START))
    assert error.value.sentence == (
        "There is no table Limits, nor a sheet of that name. The tables found are: UsageLog, Clients. "
        "Name the table Limits (Table Design, Table Name), or run xlsupport adopt on the workbook, which adds what it lacks and "
        "nothing else"
    )


@pytest.mark.parametrize("lost", [NOT_CALCULATED, ""], ids=["without a value", "that gives nothing"])
def test_a_name_that_cannot_be_read_makes_no_problems_of_those_who_name_it(lost: Cell) -> None:
    found = problems(Clients=[client(Client=lost)])
    assert [each[:11] for each in found] == ["Clients!A5:"]
    rates: list[Row] = [{"Tier": lost, "Rate": 100.0, "Increment": 30}, {"Tier": "As needed", "Rate": 125.0, "Increment": 30}]
    assert [each[:9] for each in problems(Rates=rates)] == ["Rules!A5:"]


def test_a_row_tells_all_that_is_wrong_with_it_at_once() -> None:
    """A bad cell hides neither another one's constraint nor the rules between those that can be read."""
    early = date(2025, 12, 31)
    client_ = client(Package="Huge", Contract_end=early, Tax_rate="high")
    agreement: Row = {**ACME["Agreements"][0], "Client": "Nobody", "End": early, "Hours": 3, "Rate": -1}
    contact: Row = {**ACME["Contacts"][0], "Client": "Nobody", "Withdrawn on": early}
    limit_: Row = {**limit()[0], "Channels": "Pigeon", "Quantity": "package"}
    found = problems(Clients=[client_], Agreements=[agreement], Contacts=[contact], Limits=[limit_])
    cells = {each.split(":")[0] for each in found}
    assert {"Clients!B5", "Clients!D5", "Clients!K5"} <= cells
    assert {"Contacts!A5", "Contacts!E5"} <= cells
    assert {"Agreements!A5", "Agreements!D5", "Agreements!E5", "Agreements!F5"} <= cells
    assert {"Rules!B5", "Rules!E5"} <= cells
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Weiß AG", "Weiss AG"), "; 'Weiß AG' and 'Weiss AG' count as one client."),
        (("M\u00fcller AG", "Mu\u0308ller AG"), "; their names differ only in what nobody can see"),
    ],
    ids=["two spellings", "composed and decomposed"],
)
def test_two_clients_of_one_name_are_told_to_be_one(names: tuple[str, str], said: str) -> None:
    (found,) = problems(Clients=[client(Client=name) for name in names], Contacts=[], Agreements=[])
    assert found.startswith("Clients!C6: ")
    assert said in found
