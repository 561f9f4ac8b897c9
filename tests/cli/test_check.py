"""What `check` tells a person: totals and what is due first, then what wants a look, by client; and how a list is narrowed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import correct, make
from support.meetings import BETA, BOB, meeting

from xlsupport.cli import main
from xlsupport.flags.rules import SEVERITY
from xlsupport.sheets.tables import Cell

NOVEMBER = ("--as-of", "2026-11-30")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def answer(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def codes(found: Any) -> list[tuple[str, str]]:
    return [(each["client"], each["code"]) for each in found["breaches"]]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """October is invoiced; November has an overage of each client, a slip in a client's name and one in a category."""
    october = [meeting("2026-10-05")]
    november = [
        meeting("2026-11-05"),
        meeting("2026-11-06", 75, **BOB),
        entry("2026-11-09", minutes=15),
        entry("2026-11-10", Client="Acne"),
        entry("2026-11-11", category="Trainning", **BOB),
    ]
    path = make(tmp_path / "book.xlsx", [*october, *november], **BETA)
    assert run("invoice", path, "--month", "2026-10", "--as-of", "2026-10-31").exit_code == 0
    return path


def test_totals_and_what_is_due_now_come_first(book: Path) -> None:
    result = run("check", book, *NOVEMBER)
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[:8] == [
        f"{book} as of 2026-11-30",
        "Entries 6, 5 of them not closed yet",
        "Minutes 180 covered, 90 billed",
        "Billed in all 187.50 USD",
        "Due now 125.00 USD before tax up to 2026-11-30, for 2 entries",
        "Errors 2: unknown-client 1, unknown-category 1",
        "Warnings 3: over-length 3",
        "",
    ]
    assert result.exit_code == 1


def test_what_is_due_now_is_what_an_invoice_run_bills(book: Path) -> None:
    """In the middle of November its run is not due yet, and nothing is left of October."""
    assert "Due now 0.00 USD before tax up to 2026-10-31; 125.00 USD more after that" in " ".join(
        run("check", book, "--as-of", "2026-11-15").stdout.split()
    )
    documents = answer("invoice", book, "--month", "2026-11", *NOVEMBER)["invoices"]
    assert sorted(each["subtotal"] for each in documents) == ["62.50", "62.50"]
    assert "Due now 0.00 USD before tax up to 2026-11-30" in " ".join(run("check", book, *NOVEMBER).stdout.split())


def test_adjustments_are_told_apart_in_what_is_due_now(book: Path) -> None:
    correct(book, "UsageLog", "Minutes", [60])
    due = "Due now 62.50 USD before tax up to 2026-11-30, for 3 entries, of it -62.50 in adjustments of what was invoiced"
    assert due in " ".join(run("check", book, *NOVEMBER).stdout.split())


def test_breaches_stand_by_client_with_errors_first_and_unknown_clients_before_them(book: Path) -> None:
    text = run("check", book, *NOVEMBER).stdout
    order = [
        "Rows whose client is missing or not known: 1 error",
        "error  unknown-client",
        "Acme: 1 warning",
        "warning  over-length",
        "Beta: 1 error, 1 warning",
        "error  unknown-category",
        "warning  over-length",
    ]
    places, start = [], 0
    for words in order:
        start = text.index(words, start) + 1
        places.append(start)
    assert places == sorted(places)


def test_what_belongs_to_no_row_and_no_client_has_a_heading_of_its_own(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    log = workbook["Log"]
    below = log.max_row + 1
    for column in range(2, 8):
        log.cell(below, column).value = log.cell(below - 1, column).value
    workbook.save(book)
    lines = run("check", book, *NOVEMBER).stdout.splitlines()
    at = lines.index("The workbook as a whole (no row of the log): 1 error")
    assert lines[at + 1] == "  error  outside-table"


def test_old_warnings_of_closed_entries_are_out_of_the_way_until_all_is_asked_for(book: Path) -> None:
    text, everything = run("check", book, *NOVEMBER).stdout, run("check", book, *NOVEMBER, "--all").stdout
    assert text.splitlines()[-1] == "1 warning of closed entries is left out. --all lists everything."
    assert "Acme: 1 warning" in text
    assert "Acme: 2 warnings" in everything
    assert "--all" not in everything
    assert len(answer("check", book, *NOVEMBER)["breaches"]) == 5


def test_what_changed_after_its_invoice_is_listed_although_it_is_closed(book: Path) -> None:
    correct(book, "UsageLog", "Minutes", [60])
    text = run("check", book, *NOVEMBER).stdout
    assert "warning  changed-after-invoice" in text
    assert "Invoiced with 62.50, but now 0.00 is due." in text


def test_an_error_of_a_closed_entry_is_listed_and_so_is_what_is_closed_in_part(tmp_path: Path) -> None:
    """Its second part waits for an agreement, so its warnings are not old."""
    advanced: dict[str, Cell] = {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 1, 1), "Hours": 1}
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05"), meeting("2026-10-06", 150)], Agreements=[advanced])
    run("invoice", book, "--month", "2026-10", "--as-of", "2026-10-31")
    found = run("check", book, *NOVEMBER, "--code", "over-length").stdout
    assert "Log!G6" in found
    assert "Log!G5" not in found
    correct(book, "Contacts", "Trained on", [date(2026, 12, 1)])
    assert "Log!D5  Ann of Acme was not trained on 2026-10-05." in run("check", book, *NOVEMBER).stdout


def test_clients_narrow_entries_balances_and_breaches_but_not_totals_and_exit_code(book: Path) -> None:
    found = answer("check", book, *NOVEMBER, "--client", " acme")
    assert [each["id"] for each in found["entries"]] == ["U000001", "U000002", "U000004"]
    assert {each["client"] for each in found["balances"]} == {"Acme"}
    assert codes(found) == [("Acme", "over-length")] * 2
    assert found["totals"] == answer("check", book, *NOVEMBER)["totals"]
    result = run("check", book, *NOVEMBER, "--client", "Acme")
    assert result.exit_code == 1
    assert "Listed is only what was asked for: client Acme. The totals are those of the whole log." in result.stdout
    assert "Errors         2:" in result.stdout
    assert "Trainning" not in result.stdout


def test_a_month_narrows_entries_and_breaches_by_their_dates(book: Path) -> None:
    found = answer("check", book, *NOVEMBER, "--month", "2026-10")
    assert [each["id"] for each in found["entries"]] == ["U000001"]
    assert codes(found) == [("Acme", "over-length")]
    assert len(found["balances"]) == 6
    assert "limit-reached" not in run("check", book, *NOVEMBER, "--month", "2026-11").stdout


def test_a_month_lists_what_may_be_of_it_and_what_is_about_its_days(tmp_path: Path) -> None:
    """A row without a readable date may be of any month; a limit that is used up is about the month of the as-of date."""
    calls = [entry(f"2026-11-0{day}", minutes=1) for day in range(2, 6)]
    book = make(tmp_path / "book.xlsx", [*calls, entry("5.11.2026")])
    assert codes(answer("check", book, *NOVEMBER, "--month", "2026-11")) == [("Acme", "bad-date"), ("Acme", "limit-reached")]
    october = answer("check", book, *NOVEMBER, "--month", "2026-10")
    assert codes(october) == [("Acme", "bad-date")]
    assert [each["status"] for each in october["entries"]] == ["Invalid"]


def test_a_client_lists_no_row_of_nobody_and_says_how_many_there_are(book: Path) -> None:
    said = run("check", book, *NOVEMBER, "--client", "Acme").stdout
    assert "1 problem of rows without a known client is not listed: see check without --client." in " ".join(said.split())
    assert "without a known client" not in run("check", book, *NOVEMBER).stdout


def test_codes_narrow_breaches_alone(book: Path) -> None:
    found = answer("check", book, *NOVEMBER, "--code", "Unknown-Client", "--code", "unknown-category")
    assert codes(found) == [("", "unknown-client"), ("Beta", "unknown-category")]
    assert (len(found["entries"]), len(found["balances"])) == (6, 6)


def test_options_narrow_together_and_an_empty_list_says_so(book: Path) -> None:
    result = run("check", book, *NOVEMBER, "--client", "Beta", "--code", "unknown-client", "--month", "2026-11")
    assert "Nothing wants a look." in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("option", "asked", "words"),
    [
        ("--client", "Acne", "There is no client 'Acne'. Enter one of Acme, Beta (did you mean Acme?)."),
        ("--code", "over-lenght", "There is no code 'over-lenght' (did you mean over-length?). The codes are missing-value, "),
        ("--month", "10/2026", "'10/2026' is not a month such as 2026-10"),
    ],
)
def test_what_is_not_known_is_exit_code_2_with_the_nearest(book: Path, option: str, asked: str, words: str) -> None:
    result = run("check", book, *NOVEMBER, option, asked)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    if option == "--code":
        assert all(code in result.stderr for code in SEVERITY)


def test_a_long_list_is_shortened_kind_by_kind_and_says_so(tmp_path: Path) -> None:
    """5,000 rows of one slip leave the single row of another one in sight."""
    slips = [entry("2026-11-05", Channel="Fone") for _ in range(5000)]
    book = make(
        tmp_path / "book.xlsx", [*slips, entry("2026-11-06", minutes=0), entry("2026-11-06", Channel="Fone", **BOB)], **BETA
    )
    lines = run("check", book, *NOVEMBER).stdout.splitlines()
    assert sum("Channel is 'Fone'" in line for line in lines) == 21
    assert any("… and 4980 more." in line for line in lines)
    assert any("Minutes is 0" in line for line in lines)
    assert lines[-1] == (
        "4980 more of the kinds above are not listed; --client, --month and --code narrow the list. --all lists everything."
    )
    everything = run("check", book, *NOVEMBER, "--all").stdout
    assert everything.count("Channel is 'Fone'") == 5001
    assert "more" not in everything


def test_update_prints_the_same_view(book: Path) -> None:
    checked = run("check", book, *NOVEMBER).stdout
    assert run("update", book, *NOVEMBER).stdout.startswith(checked)


def test_a_row_outside_the_table_is_found_by_the_client_and_the_month_that_it_names(book: Path) -> None:
    workbook = openpyxl.load_workbook(book)
    log = workbook["Log"]
    for column in range(2, 8):
        log.cell(log.max_row if column > 2 else log.max_row + 1, column).value = log.cell(5, column).value
    workbook.save(book)
    for option, asked, count in (("client", "Acme", 1), ("client", "Beta", 0), ("month", "2026-10", 1), ("month", "2026-11", 0)):
        found = answer("check", book, *NOVEMBER, f"--{option}", asked, "--code", "outside-table")["breaches"]
        assert len(found) == count, asked


def test_a_workbook_in_which_all_is_well_says_so(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-11-09", minutes=15, ID="A1")])
    result = run("check", book, *NOVEMBER)
    assert result.exit_code == 0
    assert "Problems       none" in result.stdout
    assert "Nothing wants a look." in result.stdout
