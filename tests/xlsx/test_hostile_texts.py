"""What people type is text wherever it is written, shown or told, also where it looks like a formula or steers a terminal."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner, Result
from support.attacks import changed
from support.books import START, entry
from support.files import make
from support.handmade import parts_of
from support.package_rules import new_broken_rules
from support.survival import sheet_parts

from xlsupport.cli import main
from xlsupport.sheets.tables import Cell

FORMULAS = (
    "=1+1",
    "+2+2",
    "-3+3",
    "@SUM(4)",
    "\t=5+5",
    "\r=6+6",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1:9/","x")',
)
TRIMMED = tuple(each.strip() for each in FORMULAS)
STEERS = "\x1b[31m\x07\x9b\u202e\u2066"
STEERING = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
OURS = ("Log", "Balances", "Breaches", "Invoices", "Invoice lines", "Runs")
LIMITS = [
    {"Limit": name, "Channels": channel, "Categories": "=CAT()", "Unit": unit, "Quantity": quantity, "Period": period}
    for name, channel, unit, quantity, period in (
        ("=LIMIT()", "Meeting", "minutes", "package", "entry"),
        ("@LIMIT()", "Meeting", "entries", 4, "contract year"),
        ("+LIMIT()", "Phone", "minutes", 60, "month"),
        ("-LIMIT()", "Phone", "entries", 9, "month"),
        ("=LIMIT|' /C calc'!A0", "Email", "entries", 9, "month"),
    )
]
SETTINGS = {
    "Vendor name": "=VENDOR()&D",
    "Vendor address": "+ADDRESS()",
    "Vendor email": "@EMAIL()",
    "Currency": "=USD()",
    "Tax label": "-TAX()",
    "Invoice prefix": "=INV()-",
}


class Written(NamedTuple):
    """The workbook as people typed it, and as an update and an invoice run left it."""

    typed: Path
    book: Path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", "2026-10-31"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _client(text: str) -> dict[str, Cell]:
    words = ("Client", "Account manager", "Account manager email", "Billing contact", "Billing email", "Billing address")
    return {**dict.fromkeys(words, text), "PO number": text, "Package": "=PKG()", "Contract start": START}


def typed(path: Path) -> Path:
    """A formula or worse in every column of text: billed meetings, unknown contacts, and rows in which nothing is right."""
    unknown = f"=NOBODY(){STEERS}"
    rows = [
        row
        for each in FORMULAS
        for row in (
            entry(
                "2026-10-05", "Meeting", "=CAT()", 200, Client=each, Contact=each, Ticket=each, Account_manager=each, Notes=each
            ),
            entry("2026-10-06", "Phone", "=CAT()", 40, Client=each, Contact=f"=NOBODY()&{each}", Notes=each),
            entry("2026-10-07", each, each, 40, Client=unknown, Contact=each, Decision=each, Reason=each, ID=each),
            entry("2026-10-08", "Phone", "=CAT()", 5, Client=each, Contact=each, Decision="Waive", Reason=each),
        )
    ]
    make(
        path,
        rows,
        Clients=[_client(each) for each in FORMULAS],
        Contacts=[{"Client": each, "Contact": each, "Email": each, "Trained on": START} for each in FORMULAS],
        Agreements=[{"Client": each, "Tier": "As needed", "Start": START, "Reference": each} for each in FORMULAS],
        Packages=[{"Package": "=PKG()", "Meeting minutes": 60}],
        Categories=[{"Category": "=CAT()", "Treatment": "Limited"}],
        Limits=LIMITS,
        Settings=[{"Setting": name, "Value": value} for name, value in SETTINGS.items()],
    )  # fmt: skip
    page = b"<oddHeader>&amp;L{{client.name}}&amp;R{{client.po_number}}</oddHeader>"
    changed(sheet_parts(path)["Invoice template"], rb"<oddHeader\s*/>|<oddHeader>.*?</oddHeader>", page)(path)
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("texts")
    before, book = typed(folder / "typed.xlsx"), folder / "book.xlsx"
    book.write_bytes(before.read_bytes())
    for command in (("update",), ("invoice", "--month", "2026-10")):
        ended = run(command[0], book, *command[1:], "--keep", "0")
        assert ended.exit_code == 0, ended.output
    return Written(before, book)


def cells(path: Path) -> Iterator[tuple[str, str, object]]:
    """Sheet, type and content of every cell that holds something: f is a formula, s a text."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            yield from ((sheet.title, str(cell.data_type), cell.value) for cell in row if cell.value is not None)
    book.close()


def test_no_formula_is_made_of_what_people_typed(written: Written) -> None:
    """The formulas on invoice sheets are the template's, moved."""
    before = [(sheet, content) for sheet, kind, content in cells(written.typed) if kind == "f"]
    after = [(sheet, content) for sheet, kind, content in cells(written.book) if kind == "f"]
    ours = [content for sheet, content in after if (sheet, content) not in before]
    assert [each for each in after if each in before] == before
    assert set(ours) == {"=SUM(K15:K15)", "=ROUND(H18*J18,2)", "=K17+SUM(K18:K18)"}
    assert len(ours) == 3 * len(FORMULAS)
    for name, data in parts_of(written.book).items():
        for text in re.findall(rb"<(?:\w+:)?(?:f|formula1|calculatedColumnFormula)\b[^>]*>([^<]*)<", data):
            assert not re.search(rb"\(4\)|5\+5|6\+6|/C calc|127\.0\.0\.1|(?:LIMIT|CAT|PKG|VENDOR|USD|NOBODY)\(", text), (
                name,
                text,
            )


@pytest.mark.parametrize("sheet", ["Log", "Balances", "Breaches", "Invoices", "Invoice lines", "invoices' own"])
def test_it_stands_as_text_in_every_table_and_on_every_invoice(sheet: str, written: Written) -> None:
    found = {
        content.replace("_x000D_", "\r").strip()
        for title, kind, content in cells(written.book)
        if (title == sheet or (sheet == "invoices' own" and title.startswith("=INV()-")))
        and kind == "s"
        and isinstance(content, str)
    }
    assert set(TRIMMED) <= found
    more = {
        "Balances": {"=PKG()", "@LIMIT()", "+LIMIT()", "-LIMIT()", "=LIMIT|' /C calc'!A0"},
        "Breaches": {f"=NOBODY()&{each}" for each in TRIMMED[:4]},
        "Invoices": {f"=INV()-2026-{number:04}" for number in range(1, 9)},
        "Invoice lines": {"=CAT() (Meeting)"},
        "invoices' own": {"=VENDOR()&D", "+ADDRESS()", "@EMAIL()", "=USD()", "-TAX()", "As needed: =CAT() (Meeting) +2+2"},
    }
    assert more.get(sheet, set()) <= found


def test_runs_name_the_invoices_as_text(written: Written) -> None:
    listed = [(kind, content) for sheet, kind, content in cells(written.book) if sheet == "Runs" and "=INV()" in str(content)]
    assert listed == [("s", ", ".join(f"=INV()-2026-{number:04}" for number in range(1, 9)))]


def test_in_headers_and_footers_it_is_text_and_no_code(written: Written) -> None:
    """`&D` would print the day, and `&L` begin the left section anew."""
    book = openpyxl.load_workbook(written.book)
    sheets = [sheet for sheet in book if sheet.title.startswith("=INV()-")]
    assert [sheet.oddHeader.left.text for sheet in sheets if sheet.oddHeader] == sorted(TRIMMED, key=str.casefold)
    assert {sheet.oddFooter.left.text for sheet in sheets if sheet.oddFooter} == {"=VENDOR()&&D"}
    book.close()


def test_names_lead_to_the_invoices_whatever_their_sheets_are_called(written: Written) -> None:
    names = re.findall(rb"<definedName [^>]*>('=INV[^<]*)<", parts_of(written.book)["xl/workbook.xml"])
    assert {each.rpartition(b"!")[0] for each in names} == {b"'=INV()-2026-%04d'" % number for number in range(1, 9)}
    assert new_broken_rules(written.typed, written.book) == []


@pytest.mark.parametrize(
    "command",
    [("check",), ("balances",), ("invoice", "--month", "2026-10", "--dry-run"), ("explain", "=1+1")],
)
def test_in_json_it_is_a_plain_string_and_on_a_terminal_nothing_steers(command: tuple[str, ...], written: Written) -> None:
    name, *more = command
    book = written.typed if name == "invoice" else written.book
    told = run(name, book, *more)
    assert not re.search(STEERING, told.output)
    answer = run(name, book, *more, "--json")
    assert answer.exit_code == told.exit_code < 2
    found = json.loads(answer.stdout)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", answer.stdout)
    if name == "balances":
        assert {each["client"] for each in found["balances"]} == set(TRIMMED)
    if name == "invoice":
        assert {each["client"] for each in found["invoices"]} == set(TRIMMED)


@pytest.mark.parametrize("command", ["check", "balances", "explain", "update", "invoice"])
def test_a_name_that_steers_a_terminal_is_shown_without_what_steers(command: str, tmp_path: Path) -> None:
    name = f"Ac{STEERS}me"
    book = make(
        tmp_path / "book.xlsx",
        [entry("2026-10-05", minutes=200, Client=name, Contact=name, ID="U1")],
        Clients=[{"Client": name, "Package": "Medium", "Contract start": START}],
        Contacts=[{"Client": name, "Contact": name, "Trained on": START}],
        Agreements=[{"Client": name, "Tier": "As needed", "Start": START, "Reference": name}],
    )
    told = run(command, book, *{"explain": ["U1"], "invoice": ["--month", "2026-10"]}.get(command, []))
    assert told.exit_code == 0
    assert not re.search(STEERING, told.output)
    if command in ("balances", "invoice"):
        assert "Ac [31m me" in told.output


@pytest.mark.parametrize(
    ("invoice", "credit", "sheets"),
    [
        ("='[a]:*?/\\", "CN-", ("='-a------2026-0001", "='-a------2026-0002", "CN-2026-0001")),
        ("'", "''", ("2026-0001", "2026-0002", None)),
        ("R\tE\n", "C\x07", ("R-E2026-0001", "R-E2026-0002", "C-2026-0001")),
        ("\U0001f600" * 40, "=", ("\U0001f600" * 11 + "2026-0001", "\U0001f600" * 11 + "2026-0002", "=2026-0001")),
        ("A/", "A:", ("A-2026-0001", "A-2026-0002", None)),
    ],
    ids=["forbidden", "apostrophes", "control", "long", "alike"],
)
def test_sheets_of_invoices_have_safe_names_of_their_own(
    invoice: str, credit: str, sheets: tuple[str, str, str | None], tmp_path: Path
) -> None:
    """Two prefixes that come to the same name of a sheet: the second document is refused, and what to do is said."""
    clients = ("Acme", "Beta")
    book = make(
        tmp_path / "book.xlsx",
        [entry("2026-10-05", minutes=200, Client=each) for each in clients],
        Clients=[{"Client": each, "Package": "Medium", "Contract start": START} for each in clients],
        Contacts=[{"Client": each, "Contact": "Ann", "Trained on": date(2026, 1, 1)} for each in clients],
        Agreements=[{"Client": each, "Tier": "As needed", "Start": START} for each in clients],
        Settings=[{"Setting": "Invoice prefix", "Value": invoice}, {"Setting": "Credit prefix", "Value": credit}],
    )
    before = tmp_path / "before.xlsx"
    before.write_bytes(book.read_bytes())
    assert run("invoice", book, "--month", "2026-10", "--keep", "0").exit_code == 0
    number = next(content for sheet, _, content in cells(book) if sheet == "Invoices" and "2026-0001" in str(content))
    done = run("void", book, number, "--reason", "=REASON()", "--keep", "0")
    made = openpyxl.load_workbook(book).sheetnames[13:]
    if sheets[2] is None:
        assert done.exit_code == 3
        assert "Rename or remove that sheet" in done.stderr
    assert made == [each for each in sheets if each]
    assert new_broken_rules(before, book) == []
