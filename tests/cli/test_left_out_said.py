"""What an invoice run leaves out and what it must stop for, as a person and a program are told."""

import json
from datetime import date
from pathlib import Path

import openpyxl
from click.testing import CliRunner, Result
from support.books import ACME, entry
from support.files import correct, make
from support.meetings import meeting
from support.older import make_older

from xlsupport.cli import main

OCTOBER = ("--month", "2026-10", "--as-of", "2026-12-31", "--issued", "2026-10-31")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_the_terminal_and_json_tell_what_a_run_leaves_out(tmp_path: Path) -> None:
    rows = [meeting("2026-10-05"), entry("2026-10-06", minutes="n/a"), meeting("2026-10-07", decision="Hold", reason="?")]
    book = make(tmp_path / "book.xlsx", rows)
    said = run("invoice", book, *OCTOBER, "--dry-run").stdout
    assert "Left out: 1 invalid entry (minutes unknown), 1 held entry (90 min)." in said
    answer = json.loads(run("invoice", book, *OCTOBER, "--dry-run", "--json").stdout)
    assert answer["left_out"] == {
        "invalid": {"entries": 1, "minutes": None},
        "held": {"entries": 1, "minutes": 90},
        "outside_table": {"entries": 0, "minutes": 0},
    }
    assert "left_out" not in json.loads(run("update", book, "--as-of", "2026-12-31", "--json").stdout)


def test_a_run_that_leaves_nothing_out_says_nothing_of_it(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05")])
    assert "Left out" not in run("invoice", book, *OCTOBER).stdout


def test_a_closed_id_on_two_rows_stops_the_run_with_exit_code_1(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05", ID="A1"), meeting("2026-11-06", ID="A2")])
    assert run("invoice", book, *OCTOBER).exit_code == 0
    correct(book, "UsageLog", "ID", ["A1", "A1"])
    before = book.read_bytes()
    for options in ((), ("--adjust",), ("--dry-run",)):
        result = run("invoice", book, "--month", "2026-11", "--as-of", "2026-12-31", "--json", *options)
        answer = json.loads(result.stdout)
        assert (result.exit_code, [each["cell"] for each in answer["problems"]]) == (1, ["Log!A5", "Log!A6"])
        assert answer["error"].startswith("No invoice run is made while an entry that was closed stands on more than one row")
        assert answer["problems"][0]["fix"] == "Empty the ID of the row that was copied; the next update gives it a new one"
    assert book.read_bytes() == before


def test_an_id_without_row_or_client_is_null_and_empty(tmp_path: Path) -> None:
    calls = [entry(f"2026-10-0{day}", minutes=1) for day in range(1, 5)]
    book = make(tmp_path / "book.xlsx", [*calls, entry("2026-10-09", Client="Nobody")])
    answer = json.loads(run("check", book, "--as-of", "2026-10-31", "--json").stdout)
    told = [(each["code"], each["id"], each["row"], each["client"]) for each in answer["breaches"]]
    assert told == [("unknown-client", "U000005", 9, ""), ("limit-reached", None, None, "Acme")]


def test_a_workbook_of_the_first_release_says_that_adopt_is_due(tmp_path: Path) -> None:
    book = make_older(make(tmp_path / "book.xlsx", [meeting("2026-10-05")]))
    assert run("check", book, "--as-of", "2026-10-31").exit_code == 0
    result = run("update", book, "--as-of", "2026-10-31")
    assert result.exit_code == 3
    assert "The table InvoiceLines has no column Tax rate." in result.stderr
    assert "Run xlsupport adopt on the workbook, which adds what it lacks and nothing else." in result.stderr
    assert run("adopt", book).exit_code == 0
    assert run("update", book, "--as-of", "2026-10-31").exit_code == 0


def test_a_dry_run_says_that_a_table_would_grow_and_what_could_not_be_written(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05", ID="A1")])
    opened = openpyxl.load_workbook(book)
    opened["Log"]["A6"], opened["Log"]["B6"], opened["Log"]["C6"] = "A2", date(2026, 10, 6), "Acme"
    opened.save(book)
    said = run("invoice", book, *OCTOBER, "--extend", "--dry-run").stdout
    assert "The table UsageLog would reach down to row 6: it would take in the row right below it." in said
    opened["Invoice template"]["A30"] = "{{invoice.numbre}}"
    opened.save(book)
    refused = run("invoice", book, *OCTOBER, "--dry-run", "--json")
    assert (refused.exit_code, "{{invoice.numbre}}" in refused.output) == (3, True)


def test_a_program_is_told_what_a_person_is_told_of_a_document(tmp_path: Path) -> None:
    """The sheet of two tax rates shows only their sum, because its template is of an older xlsupport."""
    clients = [
        {**ACME["Clients"][0], "Contract end": date(2026, 10, 15), "Tax rate": 0.05},
        {**ACME["Clients"][0], "Contract start": date(2026, 10, 16), "Tax rate": 0.1},
    ]
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05"), meeting("2026-10-20")], Clients=clients)
    opened = openpyxl.load_workbook(book)
    template = opened["Invoice template"]
    for cell, value in {"D18": "Tax", "H18": None, "J18": None, "K18": "{{invoice.tax}}"}.items():
        template[cell] = value
    opened.save(book)
    remark = "The lines on INV-2026-0001 bear several tax rates, and the sheet shows only what they come to."
    for options in (("--dry-run",), ()):
        assert remark in run("invoice", book, *OCTOBER, *options, "--dry-run").stdout.replace("\n", " ")
        (told,) = json.loads(run("invoice", book, *OCTOBER, *options, "--json").stdout)["remarks"]
        assert told.startswith(remark)
