"""The command line as people and programs use it: real files, real exit codes, what is printed and where."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import correct, make
from support.ledger import parse
from support.worked_example import LEDGER

import xlsupport.runs.running
from xlsupport.cli import main
from xlsupport.sheets.edits import KEEP
from xlsupport.sheets.tables import Cell

OCTOBER = ("--as-of", "2026-10-31")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def answer(*arguments: object) -> Any:
    """The JSON document on standard output; nothing else may be there."""
    result = run(*arguments, "--json")
    return json.loads(result.stdout)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "book.xlsx", parse(LEDGER))


def test_check_answers_with_the_specified_keys(book: Path) -> None:
    found = answer("check", book, *OCTOBER)
    assert list(found) == ["workbook", "as_of", "entries", "balances", "breaches", "totals"]
    assert found["as_of"] == "2026-10-31"
    second = found["entries"][1]
    assert second == {
        "id": "U000002",
        "row": found["entries"][0]["row"] + 1,
        "status": "Part billed",
        "covered": 15,
        "overage": 25,
        "billed": 30,
        "amount": "62.50",
        "charges": [{"tier": "As needed", "reference": "", "minutes": 25, "billed": 30, "rate": "125.00", "amount": "62.50"}],
        "flags": ["over-length"],
    }
    assert found["balances"][0] == {
        "client": "Acme",
        "package": "Medium",
        "limit": "Calls",
        "unit": "entries",
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        "allowed": 4,
        "used": 4,
        "remaining": 0,
        "state": "Reached",
    }
    breach = found["breaches"][0]
    assert list(breach) == ["severity", "code", "id", "row", "cell", "client", "message", "fix"]
    assert (breach["code"], breach["id"], breach["cell"]) == ("over-length", "U000002", f"Log!G{second['row']}")
    assert found["breaches"][-1]["row"] is None
    assert found["totals"] == {"entries": 8, "errors": 0, "warnings": 4, "covered": 210, "billed": 120, "amount": "250.00"}


def test_check_writes_nothing_and_exits_with_1_on_errors(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=0)])
    before = book.read_bytes()
    result = run("check", book, *OCTOBER)
    assert result.exit_code == 1
    assert "bad-minutes" in result.stdout
    assert book.read_bytes() == before
    assert list(tmp_path.iterdir()) == [book]


def test_other_commands_exit_with_1_on_errors_only_when_strict(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=0)])
    assert run("update", book, *OCTOBER).exit_code == 0
    assert run("update", book, *OCTOBER, "--strict").exit_code == 1
    assert run("balances", book, *OCTOBER, "--strict").exit_code == 1


def test_update_writes_what_check_told_and_a_second_one_changes_no_byte(book: Path) -> None:
    told = answer("check", book, *OCTOBER)
    assert answer("update", book, *OCTOBER) == told
    once = book.read_bytes()
    result = run("update", book, *OCTOBER)
    assert "Nothing to change" in result.stdout
    assert book.read_bytes() == once
    assert answer("check", book, *OCTOBER) == told


def test_a_month_is_invoiced_once(book: Path) -> None:
    found = answer("invoice", book, "--month", "2026-10", "--issued", "2026-11-02", *OCTOBER)
    assert found["month"] == "2026-10"
    (document,) = found["invoices"]
    assert {
        key: document[key] for key in ("number", "kind", "client", "period", "issued", "due", "sheet", "subtotal", "total")
    } == {
        "number": "INV-2026-0001",
        "kind": "invoice",
        "client": "Acme",
        "period": "2026-10",
        "issued": "2026-11-02",
        "due": "2026-12-02",
        "sheet": "INV-2026-0001",
        "subtotal": "250.00",
        "total": "250.00",
    }
    assert [line["kind"] for line in document["lines"]] == ["charge"] * 4
    once = book.read_bytes()
    assert answer("invoice", book, "--month", "2026-10", *OCTOBER)["invoices"] == []
    assert book.read_bytes() == once
    assert answer("update", book, *OCTOBER)["totals"]["amount"] == "250.00"
    assert book.read_bytes() == once


def test_a_dry_run_shows_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()
    result = run("invoice", book, "--month", "2026-10", "--dry-run", *OCTOBER)
    assert result.exit_code == 0
    assert "INV-2026-0001" in result.stdout
    assert book.read_bytes() == before


def test_adjustments_stop_a_run_until_they_are_asked_for(book: Path) -> None:
    run("invoice", book, "--month", "2026-10", *OCTOBER)
    correct(book, "UsageLog", "Minutes", [KEEP, 75])
    before = book.read_bytes()
    result = run("invoice", book, "--month", "2026-10", *OCTOBER)
    assert result.exit_code == 1
    assert "--adjust" in result.stderr
    assert "U000002" in result.stdout
    assert book.read_bytes() == before
    (document,) = answer("invoice", book, "--month", "2026-10", "--adjust", *OCTOBER)["invoices"]
    assert [(line["kind"], line["amount"]) for line in document["lines"]] == [("adjustment", "62.50")]


def test_void_makes_a_credit_note_and_the_month_is_due_again(book: Path) -> None:
    run("invoice", book, "--month", "2026-10", *OCTOBER)
    (note,) = answer("void", book, "INV-2026-0001", "--reason", "wrong address", *OCTOBER)["invoices"]
    assert (note["number"], note["kind"], note["total"]) == ("CN-2026-0001", "credit note", "-250.00")
    (again,) = answer("invoice", book, "--month", "2026-10", *OCTOBER)["invoices"]
    assert (again["number"], again["total"]) == ("INV-2026-0002", "250.00")


def test_balances_of_one_client(book: Path) -> None:
    found = answer("balances", book, "--client", " acme ", *OCTOBER)
    assert [each["limit"] for each in found["balances"]] == ["Calls", "Question time", "Meetings"]
    assert "Question time" in run("balances", book, *OCTOBER).stdout


def test_explain_tells_every_step(book: Path) -> None:
    result = run("explain", book, "U000002", *OCTOBER)
    for words in (
        "15 min for each entry",
        "1 used before, so 3 left; it takes 1 and leaves 2.",
        "Overage",
        "62.50",
        "over-length",
    ):
        assert words in result.stdout
    found = answer("explain", book, "U000002", *OCTOBER)
    assert (found["id"], found["status"]) == ("U000002", "Part billed")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("balances", "BOOK", "--client", "Acne"), "There is no client 'Acne'. Enter one of Acme (did you mean Acme?)."),
        (("explain", "BOOK", "u000001"), "There is no entry 'u000001' in the log (did you mean U000001?)."),
        (("void", "BOOK", "INV-1", "--reason", "x"), "There is no invoice 'INV-1' in the table Invoices."),
        (("void", "BOOK", "INV-1", "--reason", " "), "--reason is empty"),
        (("invoice", "BOOK", "--month", "2026-10", "--as-of", "2026-10-30"), "2026-10 ends on 2026-10-31, after 2026-10-30"),
        (("invoice", "BOOK", "--month", "october"), "'october' is not a month such as 2026-10"),
        (("invoice", "BOOK", "--month", "2026-1"), "'2026-1' is not a month such as 2026-10"),
        (("check", "BOOK", "--as-of", "31.10.2026"), "'31.10.2026' is not a date such as 2026-10-31"),
        (("new", "BOOK"), "exists already"),
        (("frobnicate",), "No such command"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_changes_nothing(book: Path, arguments: tuple[str, ...], words: str) -> None:
    before = book.read_bytes()
    result = run(*(book if each == "BOOK" else each for each in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert book.read_bytes() == before


def test_set_up_problems_are_exit_code_3_and_all_told_at_once(tmp_path: Path) -> None:
    clients: list[dict[str, Cell]] = [{"Client": "Acme", "Package": "Mediun", "Contract start": date(2026, 1, 1)}]
    agreements: list[dict[str, Cell]] = [{"Client": "Acme", "Tier": "As needed", "Start": date(2026, 1, 1), "Hours": 2}]
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05")], Clients=clients, Agreements=agreements)
    before = book.read_bytes()
    result = run("update", book, "--json", *OCTOBER)
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert [(each["cell"], each["message"]) for each in found["problems"]] == [
        ("Clients!B5", "Package is 'Mediun'"),
        ("Agreements!E5", "Hours is 2, but an As needed agreement has none to use up"),
    ]
    assert "(did you mean Medium?)" in found["problems"][0]["fix"]
    assert book.read_bytes() == before


def test_new_makes_an_empty_workbook_that_is_right_as_it_is(tmp_path: Path) -> None:
    book = tmp_path / "new.xlsx"
    assert run("new", book).exit_code == 0
    assert answer("check", book)["totals"]["entries"] == 0
    assert run("update", book).exit_code == 0


def test_a_bug_is_exit_code_4_with_what_to_report_and_no_traceback(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("something")

    monkeypatch.setattr(xlsupport.runs.running, "settle", broken)
    result = run("update", book)
    assert result.exit_code == 4
    assert "ZeroDivisionError in test_cli.py" in result.stderr
    assert "Traceback" not in result.output


def test_the_command_runs_as_a_module_and_keeps_messages_off_standard_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "xlsupport", "check", str(tmp_path / "none.xlsx")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("Error: There is no file")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_cells_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", Channel="\x1b[31mPhone\x07")])
    assert "\x1b" not in run("check", book, *OCTOBER).output
