"""A number once given is never given again, not even where a version is restored that does not know its document."""

import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.table import TableColumn
from support.books import ACME, VENDOR, entry
from support.files import correct, fill

from xlsupport import __version__
from xlsupport.cli import main
from xlsupport.runs.auditing import audit
from xlsupport.sheets.edits import KEEP
from xlsupport.sheets.specifications import RUNS, TABLES
from xlsupport.sheets.tables import Cell
from xlsupport.template.packaged import template_path
from xlsupport.writing.registers import Audit
from xlsupport.xlsx import restoring
from xlsupport.xlsx.saving.versions import kept_versions, versions_folder
from xlsupport.xlsx.workbook_file import WorkbookFile

AS_OF = ("--as-of", "2026-10-31")
BEFORE_OCTOBER = "3"
"""The version that was kept before October was invoiced: September's documents stand in it."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def told(result: Result) -> str:
    return " ".join(result.output.split())


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return told(result)


def invoice(book: Path, month: str, *more: object) -> list[str]:
    """The numbers of the documents that an invoice run makes."""
    answer = json.loads(run("invoice", book, "--month", month, *AS_OF, *more, "--json").stdout)
    assert "invoices" in answer, answer
    return [each["number"] for each in answer["invoices"]]


def cells(book: Path, table: str, header: str) -> Sequence[Cell]:
    with WorkbookFile.open(book) as file:
        return file.book([TABLES[table]]).tables[table].cells(header)


def with_tax_rates(book: Path) -> None:
    """Give the table InvoiceLines the column Tax rate, where the template does not have it."""
    loaded = openpyxl.load_workbook(book)
    sheet = loaded["Invoice lines"]
    table = sheet.tables["InvoiceLines"]
    if "Tax rate" not in table.column_names:
        last = sheet[table.ref][-1][-1]
        header = sheet[table.ref][0][-1].offset(column=1)
        header.value = "Tax rate"
        table.ref = table.autoFilter.ref = f"{table.ref.split(':')[0]}:{last.offset(column=1).coordinate}"
        table.tableColumns.append(TableColumn(id=len(table.tableColumns) + 1, name="Tax rate"))
        loaded.save(book)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """September and October of Acme and Bell, updated and invoiced: INV-2026-0001 to 0002 and INV-2026-0003 to 0004."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(template_path().read_bytes())
    with_tax_rates(path)
    tables = {name: [row | {"Client": client} for client in ("Acme", "Bell") for row in rows] for name, rows in ACME.items()}
    log = [entry(f"2026-{month}-05", minutes=40, Client=client) for month in ("09", "10") for client in ("Acme", "Bell")]
    settings = [{"Setting": name, "Value": value} for name, value in VENDOR.items()]
    fill(path, **tables, UsageLog=log, Settings=settings)
    done("update", path, *AS_OF)
    assert invoice(path, "2026-09") == ["INV-2026-0001", "INV-2026-0002"]
    assert invoice(path, "2026-10") == ["INV-2026-0003", "INV-2026-0004"]
    assert len(kept_versions(path)) == 3
    return path


def test_restore_stops_before_documents_issued_since_and_names_them(book: Path) -> None:
    before, versions = book.read_bytes(), kept_versions(book)
    result = run("restore", book, BEFORE_OCTOBER)
    assert result.exit_code == 1
    assert told(result) == (
        "Error: INV-2026-0003 (Acme, 62.50) and INV-2026-0004 (Bell, 62.50) were issued since backup 0003 and would be gone; "
        "nothing was changed. If clients have them already, cancel them with xlsupport void instead of restoring. To restore, "
        "add --after-invoices, which keeps the numbers from being given again."
    )
    assert book.read_bytes() == before
    assert kept_versions(book) == versions
    assert {each.name for each in book.parent.iterdir()} == {"book.xlsx", ".book.xlsx.versions"}


def test_restored_after_invoices_their_numbers_are_never_given_again(book: Path) -> None:
    answer = done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert re.fullmatch(
        r"book\.xlsx is now as in backup 0003 of [0-9: -]+\. Run 4 was added to its table Runs: it keeps INV-2026-0003 and "
        r"INV-2026-0004 from being given again\. What it was before is backup 0004\. This command undoes the restoration: "
        r"xlsupport restore \S+ 0004",
        answer,
    )
    assert cells(book, "Invoices", "Invoice") == ["INV-2026-0001", "INV-2026-0002"]
    assert invoice(book, "2026-10") == ["INV-2026-0005", "INV-2026-0006"]
    assert cells(book, "Runs", "Run") == [1, 2, 4, 5]


def test_the_row_that_keeps_the_numbers_says_who_restored_what_and_when(book: Path) -> None:
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    row = {header: cells(book, "Runs", header)[-1] for header in RUNS.written}
    assert isinstance(row["When"], float)
    assert row["As of"] == int(row["When"]) == (date.today() - date(1899, 12, 30)).days
    assert row["Who"] == cells(book, "Runs", "Who")[0]
    assert (row["Run"], row["Command"], row["Version"]) == (4, "restore 0003", __version__)
    assert row["Invoices"] == "INV-2026-0003, INV-2026-0004"
    assert [row[header] for header in ("Entries", "Errors", "Warnings", "Billed", "Amount")] == [None] * 5


def test_but_for_the_row_and_the_figures_of_the_last_run_the_workbook_is_the_version(book: Path) -> None:
    version = kept_versions(book)[2]
    was = version.read_bytes()
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert version.read_bytes() == was
    found = json.loads(run("diff", version, book, "--json").stdout)
    assert {each["table"] for each in found["cells"] if each["cell"].startswith("Runs!")} == {"Runs"}
    assert {each["old"] for each in found["cells"] if each["table"] == "Runs"} == {""}
    assert {each["cell"].split("!")[0] for each in found["cells"]} <= {"Runs", "Start", "Dashboard"}
    assert {"Start!C19": "restore 0003"}.items() <= {each["cell"]: each["new"] for each in found["cells"]}.items()
    assert found["parts"]["new"] == found["parts"]["gone"] == []


def test_its_run_has_a_number_above_those_of_the_workbook_and_of_the_version(book: Path) -> None:
    before_october = kept_versions(book)[2].read_bytes()
    for minutes in (50, 60):
        correct(book, "UsageLog", "Minutes", [minutes])
        done("update", book, *AS_OF)
    assert cells(book, "Runs", "Run") == [1, 2, 3, 4, 5]
    (versions_folder(book) / "0006.xlsx").write_bytes(book.read_bytes())
    book.write_bytes(before_october)
    done("void", book, "INV-2026-0001", "--reason", "wrong client", *AS_OF)
    assert cells(book, "Runs", "Run") == [1, 2, 3]
    done("restore", book, "6", "--after-invoices")
    assert cells(book, "Runs", "Run") == [1, 2, 3, 4, 5, 6]
    assert cells(book, "Runs", "Invoices")[-1] == "CN-2026-0001"


def test_a_void_issued_since_is_named_and_its_number_kept(book: Path) -> None:
    done("void", book, "INV-2026-0003", "--reason", "wrong client", *AS_OF)
    result = run("restore", book, "4")
    assert result.exit_code == 1
    assert (
        "CN-2026-0001 (Acme, -62.50) was issued since backup 0004 and would be gone; nothing was changed. If the client has it"
        in told(result)
    )
    done("restore", book, "4", "--after-invoices")
    done("void", book, "INV-2026-0004", "--reason", "wrong client", *AS_OF)
    assert cells(book, "Invoices", "Invoice")[-1] == "CN-2026-0002"


def test_a_restoration_is_undone_without_being_stopped(book: Path) -> None:
    before = book.read_bytes()
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    done("restore", book, "4")
    assert book.read_bytes() == before


def test_a_later_restoration_stops_before_the_documents_that_were_made_after_the_first(book: Path) -> None:
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    invoice(book, "2026-10")
    assert "INV-2026-0005 (Acme, 62.50) and INV-2026-0006 (Bell, 62.50) were issued since" in told(run("restore", book, "4"))
    done("restore", book, "3", "--after-invoices")
    assert cells(book, "Runs", "Run") == [1, 2, 6]
    assert cells(book, "Runs", "Invoices")[-1] == "INV-2026-0003, INV-2026-0004, INV-2026-0005, INV-2026-0006"


def test_where_no_document_is_gone_the_version_is_restored_byte_for_byte(book: Path) -> None:
    correct(book, "UsageLog", "Minutes", [KEEP, 5])
    before = book.read_bytes()
    done("update", book, *AS_OF)
    assert book.read_bytes() != before
    assert "added to its table Runs" not in done("restore", book, "4", "--after-invoices")
    assert book.read_bytes() == before


def test_a_workbook_that_is_the_version_already_is_left_alone(book: Path) -> None:
    content = kept_versions(book)[2].read_bytes()
    book.write_bytes(content)
    for more in ((), ("--after-invoices",)):
        assert "Nothing to do" in done("restore", book, BEFORE_OCTOBER, *more)
        assert book.read_bytes() == content


def test_numbers_that_only_invoice_lines_or_runs_still_name_count(book: Path) -> None:
    emptied = {header: [KEEP, KEEP, None, None] for header in TABLES["Invoices"].written}
    for header, values in emptied.items():
        correct(book, "Invoices", header, values)
    assert "INV-2026-0003 (Acme) and INV-2026-0004 (Bell) were issued since" in told(run("restore", book, BEFORE_OCTOBER))
    for header in TABLES["InvoiceLines"].written:
        correct(book, "InvoiceLines", header, [KEEP, KEEP, None, None])
    assert "INV-2026-0003 and INV-2026-0004 were issued since" in told(run("restore", book, BEFORE_OCTOBER))
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert invoice(book, "2026-10") == ["INV-2026-0005", "INV-2026-0006"]


@pytest.mark.parametrize(
    "content", [b"PK torn", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)], ids=["torn", "empty", "ole"]
)
def test_a_workbook_that_cannot_be_read_is_restored_with_a_warning(book: Path, content: bytes) -> None:
    version = kept_versions(book)[2].read_bytes()
    book.write_bytes(content)
    assert (
        ". Which documents were issued since that backup cannot be told for certain, because the workbook could not be "
        "read as it was. Compare the numbers of the documents that clients have with the table Invoices by hand, or a number may "
        "be given twice. What it was before is backup 0004"
    ) in done("restore", book, BEFORE_OCTOBER)
    assert book.read_bytes() == version


def test_a_workbook_without_our_tables_is_restored_with_a_warning(book: Path) -> None:
    version = kept_versions(book)[2].read_bytes()
    openpyxl.Workbook().save(book)
    answer = done("restore", book, BEFORE_OCTOBER)
    assert "because the tables Invoices, InvoiceLines and Runs were missing or changed by hand. Compare" in answer
    assert book.read_bytes() == version


def test_of_a_register_that_was_changed_by_hand_what_can_be_read_counts(book: Path) -> None:
    correct(book, "Invoices", "Total", [KEEP, KEEP, "paid"])
    correct(book, "Invoices", "Invoice", [None])
    assert "INV-2026-0003 (Acme) and INV-2026-0004 (Bell, 62.50) were" in told(run("restore", book, BEFORE_OCTOBER))
    answer = done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert "Run 4 was added" in answer
    assert "because the table Invoices was missing or changed by hand" in answer


def test_a_version_with_problems_in_its_set_up_is_restored_all_the_same(book: Path) -> None:
    version = kept_versions(book)[2]
    correct(version, "Clients", "Package", ["Gigantic"])
    correct(version, "Limits", "Unit", [None])
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert cells(book, "Runs", "Invoices")[-1] == "INV-2026-0003, INV-2026-0004"


@pytest.mark.parametrize("fault", ["a sheet is gone", "two columns have one header"])
def test_a_version_whose_other_tables_are_not_right_keeps_the_numbers_and_has_excel_compute_the_figures(
    book: Path, fault: str
) -> None:
    version = kept_versions(book)[2]
    loaded = openpyxl.load_workbook(version)
    loaded.calculation.fullCalcOnLoad = False
    if fault == "a sheet is gone":
        del loaded["Balances"]
    else:
        loaded["Clients"]["B4"] = "Client"
    loaded.save(version)
    done("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert cells(book, "Runs", "Invoices")[-1] == "INV-2026-0003, INV-2026-0004"
    assert openpyxl.load_workbook(book).calculation.fullCalcOnLoad


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--after-invoices",), 3)])
def test_a_version_without_the_table_runs_cannot_keep_numbers_and_is_refused(book: Path, options: tuple[str], code: int) -> None:
    version = kept_versions(book)[2]
    loaded = openpyxl.load_workbook(version)
    del loaded["Runs"]
    loaded.save(version)
    before, versions = book.read_bytes(), kept_versions(book)
    result = run("restore", book, BEFORE_OCTOBER, *options)
    assert result.exit_code == code
    assert told(result) == (
        "Error: INV-2026-0003 (Acme, 62.50) and INV-2026-0004 (Bell, 62.50) were issued since backup 0003 and would be gone, "
        "and that backup has no table Runs that could keep the numbers from being given again; nothing was changed. Choose a "
        "later backup, or cancel the documents with xlsupport void."
    )
    assert (book.read_bytes(), kept_versions(book)) == (before, versions)


def test_the_row_is_not_written_into_a_workbook_that_is_open_elsewhere(book: Path) -> None:
    before, versions = book.read_bytes(), kept_versions(book)
    book.with_name(".~lock.book.xlsx#").write_text("Eva,eva,desk,31.10.2026 10:00,file:///x;")
    result = run("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert (result.exit_code, book.read_bytes(), kept_versions(book)) == (3, before, versions)
    assert "open by" in told(result)


def test_what_somebody_saves_while_the_row_is_added_is_not_lost(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = kept_versions(book)

    def somebody_saves() -> Audit:
        book.write_bytes(book.read_bytes() + b"\0")
        return audit()

    monkeypatch.setattr(restoring, "audit", somebody_saves)
    before = book.read_bytes()
    result = run("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert (result.exit_code, book.read_bytes(), kept_versions(book)) == (3, before + b"\0", versions)
    assert "book.xlsx was changed by someone else while this ran; nothing was written. Run it again." in told(result)


def test_a_signed_version_gets_no_row_unless_its_signature_may_break(book: Path) -> None:
    before, version = book.read_bytes(), kept_versions(book)[2]
    with zipfile.ZipFile(version, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    result = run("restore", book, BEFORE_OCTOBER, "--after-invoices")
    assert (result.exit_code, book.read_bytes()) == (3, before)
    assert "0003.xlsx is digitally signed, and writing would break the signature; nothing was written." in told(result)
    done("restore", book, BEFORE_OCTOBER, "--after-invoices", "--break-signature")
    assert cells(book, "Runs", "Run") == [1, 2, 4]


def test_the_versions_to_keep_count_what_is_replaced_by_a_version_with_a_row(book: Path) -> None:
    before = book.read_bytes()
    done("restore", book, BEFORE_OCTOBER, "--after-invoices", "--keep", "1")
    assert [each.read_bytes() for each in kept_versions(book)] == [before]
    assert cells(book, "Runs", "Run") == [1, 2, 4]


def test_an_invoice_run_that_stops_ends_with_1_and_says_why_in_json(book: Path) -> None:
    ids = cells(book, "UsageLog", "ID")
    correct(book, "UsageLog", "ID", [KEEP, str(ids[0])])
    result = run("invoice", book, "--month", "2026-10", *AS_OF, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["error"].startswith("No invoice run is made while an entry that was closed stands on more than one row")
    assert [each["cell"] for each in found["problems"]] == ["Log!A5", "Log!A6"]
