"""The demonstration shows every case, and is the same everywhere."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from support.libreoffice import calculated_otherwise, needs_libreoffice
from support.package_rules import broken_rules

from xlsupport.cli import main
from xlsupport.flags.rules import SEVERITY
from xlsupport.records.vocabulary import Status
from xlsupport.settlement import Settlement, Task, settle
from xlsupport.sheets.specifications import LOG, REGISTERS, SETUP, TABLES
from xlsupport.template.demo import AS_OF, demo_tables
from xlsupport.template.mail_names import mail_name
from xlsupport.xlsx.workbook_file import WorkbookFile


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "made" / "anew"
    result = CliRunner().invoke(main, ["demo", str(folder)])
    assert result.exit_code == 0, result.output
    assert f"Open {folder / 'support.xlsx'}" in result.stdout
    return folder / "support.xlsx"


@pytest.fixture(scope="module")
def settled(demo: Path) -> Settlement:
    with WorkbookFile.open(demo) as file:
        return settle(file.book((LOG, *SETUP, *REGISTERS)), Task(AS_OF))


def test_every_row_fits_the_schema() -> None:
    for name, rows in demo_tables().items():
        assert {header for row in rows for header in row} <= {each.header for each in TABLES[name].columns if not each.written}
    assert demo_tables() == demo_tables()


def test_email_addresses_have_every_letter_of_the_names() -> None:
    tables = demo_tables()
    billing = {row["Client"]: row["Billing email"] for row in tables["Clients"]}
    people = {row["Contact"]: row["Email"] for row in tables["Contacts"]}
    assert billing["Café Ébène"] == "accounts@cafe-ebene.example"
    assert billing["Łódź Instruments"] == "accounts@lodz-instruments.example"
    assert billing["Ōtani Robotics"] == "accounts@otani-robotics.example"
    assert people["Paweł Zięba"] == "zieba@lodz-instruments.example"
    assert people["大谷 恵"] == "otani@otani-robotics.example"
    assert people["Fergus O'Shea"] == "oshea@drumlin-housing-trust.example"
    addresses = [str(each) for each in (*billing.values(), *people.values())]
    assert [each for each in addresses if not re.fullmatch(r"[a-z]+(-[a-z]+)*@[a-z]+(-[a-z]+)*\.example", each)] == []


def test_a_name_without_latin_letters_is_no_email_address() -> None:
    with pytest.raises(ValueError, match="'大谷 恵' has letters without a Latin spelling"):
        mail_name("大谷 恵")


def test_twelve_clients_and_every_flag_and_status(settled: Settlement) -> None:
    assert len(settled.evaluation.parties.contracts) == 12
    mended_by_the_run = {"copied-row"}
    of_other_programs = {"second-log", "not-calculated"}  # a copied sheet, and a formula that nobody calculated
    assert {each.code for each in settled.breaches} == set(SEVERITY) - mended_by_the_run - of_other_programs
    assert {each.status for each in settled.evaluation.outcomes} | {Status.INVALID} == set(Status)


def test_nothing_is_left_to_do_afterwards(demo: Path) -> None:
    before = demo.read_bytes()
    result = CliRunner().invoke(main, ["update", str(demo), "--as-of", str(AS_OF)])
    assert "Nothing to change" in result.stdout
    assert demo.read_bytes() == before


def test_it_never_overwrites(demo: Path) -> None:
    result = CliRunner().invoke(main, ["demo", str(demo.parent)])
    assert result.exit_code == 2
    assert "exists already" in result.stderr


def test_nothing_in_it_makes_excel_offer_a_repair(demo: Path) -> None:
    assert broken_rules(demo) == []


@needs_libreoffice
def test_libreoffice_calculates_what_was_written_as_cached_values(demo: Path) -> None:
    names = CalamineWorkbook.from_path(demo).sheet_names
    wanted = ["Start", "Dashboard", "Breaches", "Invoices", *(each for each in names if each.startswith(("INV-", "CN-")))]
    assert calculated_otherwise(demo, wanted) == []
