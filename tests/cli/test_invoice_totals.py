"""What `invoice` and `void` say the documents come to."""

from pathlib import Path

from click.testing import CliRunner, Result
from support.files import correct, make
from support.meetings import BETA, BOB, meeting

from xlsupport.cli import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_documents_are_followed_by_their_totals_by_kind_and_together(tmp_path: Path) -> None:
    clients = [{**row, "Tax rate": 0.08} for row in BETA["Clients"]]
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05"), meeting("2026-11-05", 75, **BOB)], **{**BETA, "Clients": clients})
    first = run("invoice", book, "--month", "2026-10", "--as-of", "2026-12-31").stdout
    assert "1 invoice: net 62.50, tax 5.00, total 67.50 USD." in first
    assert "Together" not in first
    correct(book, "UsageLog", "Minutes", [60])
    both = run("invoice", book, "--month", "2026-11", "--as-of", "2026-12-31", "--adjust").stdout
    assert (
        "1 invoice: net 62.50, tax 5.00, total 67.50 USD. 1 credit note: net -62.50, tax -5.00, total -67.50 USD. "
        "Together: net 0.00, tax 0.00, total 0.00 USD."
    ) in both


def test_a_month_without_documents_has_no_totals(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [meeting("2026-10-05", 30)])
    said = run("invoice", book, "--month", "2026-10", "--as-of", "2026-12-31").stdout
    assert "Nothing to invoice." in said
    assert "total" not in said
