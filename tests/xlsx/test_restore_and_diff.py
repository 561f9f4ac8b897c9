"""Kept versions: go back to one, and see for yourself what a run changed."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import correct, make

from xlsupport.cli import main
from xlsupport.sheets.edits import KEEP
from xlsupport.xlsx.saving.versions import kept_versions, versions_folder

AS_OF = ("--as-of", "2026-10-31")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def told(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook after an update: version 1 is what it was before."""
    path = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=20)])
    assert run("update", path, *AS_OF).exit_code == 0
    return path


def test_restore_goes_back_to_the_newest_version_and_can_be_undone(book: Path) -> None:
    updated, before = book.read_bytes(), kept_versions(book)[0].read_bytes()
    assert "book.xlsx is now as in backup 0001" in told(run("restore", book))
    assert book.read_bytes() == before
    assert run("restore", book, "2").exit_code == 0
    assert book.read_bytes() == updated


def test_restore_without_a_version_undoes_itself_the_second_time(book: Path) -> None:
    updated = book.read_bytes()
    run("restore", book)
    run("restore", book)
    assert book.read_bytes() == updated


@pytest.mark.parametrize("version", ["1", "0001", "0001.xlsx"])
def test_a_version_is_named_by_its_number_or_file(version: str, book: Path) -> None:
    before = kept_versions(book)[0].read_bytes()
    assert run("restore", book, version).exit_code == 0
    assert book.read_bytes() == before


@pytest.mark.parametrize("damage", ["damaged", "gone"])
def test_restore_mends_a_workbook_that_cannot_be_opened_any_more(damage: str, book: Path) -> None:
    before = kept_versions(book)[0].read_bytes()
    book.unlink() if damage == "gone" else book.write_bytes(b"PK torn")
    assert run("restore", book).exit_code == 0
    assert book.read_bytes() == before
    assert sorted(each.name for each in book.parent.iterdir()) == [".book.xlsx.versions", "book.xlsx"]


def test_the_version_that_is_already_there_changes_nothing(book: Path) -> None:
    run("restore", book)
    listed = kept_versions(book)
    assert "Nothing to do" in told(run("restore", book, "1"))
    assert kept_versions(book) == listed


def test_versions_are_listed_oldest_first(book: Path) -> None:
    run("restore", book)
    lines = run("restore", book, "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Backup", "0001", "0002"]


def test_a_version_that_is_not_there_or_damaged_leaves_the_workbook_alone(book: Path) -> None:
    updated = book.read_bytes()
    result = run("restore", book, "7")
    assert (result.exit_code, book.read_bytes()) == (2, updated)
    assert "book.xlsx has no backup 7; there are 0001." in told(result)
    (versions_folder(book) / "0001.xlsx").write_bytes(b"PK\3\4 torn")
    result = run("restore", book)
    assert (result.exit_code, book.read_bytes()) == (3, updated)
    assert "0001.xlsx" in told(result)


def test_without_versions_restore_says_so(tmp_path: Path) -> None:
    path = make(tmp_path / "book.xlsx")
    result = run("restore", path)
    assert result.exit_code == 2
    assert "book.xlsx has no backups" in told(result)


def test_a_workbook_open_elsewhere_is_not_replaced(book: Path) -> None:
    updated = book.read_bytes()
    book.with_name(".~lock.book.xlsx#").write_text("Eva,eva,desk,31.10.2026 10:00,file:///x;")
    result = run("restore", book)
    assert (result.exit_code, book.read_bytes()) == (3, updated)
    assert "open by" in told(result)


def test_diff_of_a_run_lists_exactly_our_cells_and_parts(book: Path) -> None:
    found = json.loads(run("diff", kept_versions(book)[0], book, "--json").stdout)
    tables = {(each["table"], each["column"]) for each in found["cells"]}
    written = {"ID", "Status", "Covered", "Billed", "Amount", "Remaining", "Flags"}
    assert {column for table, column in tables if table == "UsageLog"} == written - ({"Flags"} - {c for _, c in tables})
    assert {table for table, _ in tables} == {"UsageLog", "Balances", "Breaches", "Runs", ""}
    assert {each["cell"].split("!")[0] for each in found["cells"] if not each["table"]} <= {"Start", "Dashboard", "Breaches"}
    log = {(each["cell"], each["old"], each["new"]) for each in found["cells"] if each["table"] == "UsageLog"}
    sheet = openpyxl.load_workbook(book)["Log"]
    assert ("Log!Q5", "", str(sheet["Q5"].value)) in log or ("Log!Q5", "", "62.5") in log
    assert ("Log!A5", "", "U000001") in log
    assert found["parts"]["gone"] == []
    assert found["parts"]["new"] == []
    assert found["parts"]["same"] > 20


def test_diff_says_what_a_person_changed_and_where(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    loaded = openpyxl.load_workbook(book)
    loaded["Log"]["G5"] = 45
    loaded["Log"]["X9"] = "=1+1"
    loaded["Clients"]["C5"] = "2026-02-01"
    loaded.create_sheet("Mine")["A1"] = 1
    loaded.save(other)
    found = json.loads(run("diff", book, other, "--json").stdout)
    cells = {each["cell"]: each for each in found["cells"] if each["cell"].startswith(("Log!", "Clients!"))}
    assert set(cells) == {"Log!G5", "Log!X9", "Clients!C5"}
    assert (cells["Log!G5"]["column"], cells["Log!G5"]["row"], cells["Log!G5"]["old"], cells["Log!G5"]["new"]) == (
        "Minutes", "U000001", "40", "45",
    )  # fmt: skip
    assert cells["Log!X9"]["new_formula"] == "1+1"
    assert cells["Clients!C5"]["new"] == "2026-02-01"


def test_diff_reads_as_a_table(book: Path, tmp_path: Path) -> None:
    other = shutil.copyfile(book, tmp_path / "other.xlsx")
    correct(other, "UsageLog", "Minutes", [45, KEEP])
    lines = [" ".join(line.split()) for line in run("diff", book, other).stdout.splitlines()]
    assert lines[:2] == ["Cell Table Column Row Old New", "Log!G5 UsageLog Minutes U000001 40 45"]
    assert lines[-1].startswith("1 cell changed. Parts: ")
    assert "xl/worksheets/sheet3.xml changed Log: 1 cell" in lines


def test_a_workbook_differs_in_nothing_from_itself(book: Path) -> None:
    assert "No cell changed." in told(run("diff", book, book))
    assert "0 changed, 0 new, 0 gone" in told(run("diff", book, book))


def test_what_a_person_formats_is_told_without_cells(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    loaded = openpyxl.load_workbook(book)
    loaded.save(book)
    loaded["Contacts"].column_dimensions["B"].width = 44
    loaded.save(other)
    assert re.search(r"Contacts: 0 cells,[\w ,]* cols", told(run("diff", book, other)))
