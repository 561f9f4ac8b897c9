"""Whatever cannot be used gets one sentence and exit code 3 at the command line, and stays as it is, byte for byte."""

import json
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import make
from support.handmade import parts_of, zipped
from support.survival import sheet_parts

from xlsupport.cli import main

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ASK = "Ask whoever it came from before anybody opens it."
TABLES = (
    "Clients, Contacts, Agreements, Packages, Limits, Categories, Rates, Settings, Words, "
    "Balances, Breaches, Invoices, Runs, InvoiceLines"
)
Change = Callable[[Path], object]


def bytes_of(content: bytes) -> Change:
    return lambda path: path.write_bytes(content)


def part(name: str, old: bytes | str, new: bytes | str) -> Change:
    """The workbook with one piece of a part replaced; the part may be named by its sheet."""

    def change(path: Path) -> None:
        parts = parts_of(path)
        where = name if name in parts else sheet_parts(path)[name]
        before, after = ((each.encode() if isinstance(each, str) else each) for each in (old, new))
        assert before in parts[where], (where, parts[where][:200])
        parts[where] = parts[where].replace(before, after)
        zipped(path, parts)

    return change


def every_part(edit: Callable[[dict[str, bytes]], object]) -> Change:
    def change(path: Path) -> None:
        parts = parts_of(path)
        edit(parts)
        zipped(path, parts)

    return change


def strict(parts: dict[str, bytes]) -> None:
    for name, data in parts.items():
        parts[name] = re.sub(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/", rb"http://purl.oclc.org/ooxml/\1/", data)
        if name.endswith(".rels") or name.startswith("["):
            parts[name] = data.replace(b"openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/")


def damaged(path: Path) -> None:
    """The log's part is not what its checksum says, as on a failing disk."""
    with zipfile.ZipFile(path) as archive:
        checksum = struct.pack("<I", archive.getinfo(sheet_parts(path)["Log"]).CRC)
    path.write_bytes(path.read_bytes().replace(checksum, b"\0\1\2\3"))


def liar(path: Path) -> None:
    """The log says that it is small, and unpacks to 65 MiB."""
    part("Log", "</worksheet>", "</worksheet>" + " " * (65 << 20))(path)
    with zipfile.ZipFile(path) as archive:
        size = struct.pack("<I", archive.getinfo(sheet_parts(path)["Log"]).file_size)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 9000)))


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DOCTYPE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

UNREADABLE: dict[str, tuple[Change, str]] = {
    "missing file": (Path.unlink, "There is no file PATH. Check the name and the folder."),
    "folder": (replaced_by_folder, "PATH is a folder. Name a workbook in it."),
    "empty file": (bytes_of(b""), "book.xlsx is empty (0 bytes). Go back to an older version of it."),
    "text file": (
        bytes_of(b"Date,Client\n2026-10-05,Acme\n"),
        "book.xlsx is a text file (CSV, for example), not an Excel workbook. Open it in Excel and save it as .xlsx.",
    ),
    "picture": (
        bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(100)),
        "book.xlsx is not an Excel workbook. Name a file that Excel saved as .xlsx or .xlsm.",
    ),
    "encrypted": (
        bytes_of(OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(512)),
        "book.xlsx is protected with a password. "
        "Remove the password in Excel (File, Info, Protect Workbook, Encrypt with Password) and save it.",
    ),
    "legacy": (
        bytes_of(OLE + bytes(1016) + "Workbook".encode("utf-16-le") + bytes(512)),
        "book.xlsx is in the format of Excel 97 to 2003 (.xls) or older. Save it as .xlsx or .xlsm in Excel.",
    ),
    "binary": (
        every_part(lambda parts: parts.update({"xl/workbook.bin": parts.pop("xl/workbook.xml")})),
        "book.xlsx is a binary workbook (.xlsb). Save it as .xlsx or .xlsm in Excel.",
    ),
    "strict": (
        every_part(strict),
        "book.xlsx is a Strict Open XML workbook. Save it in Excel as an ordinary Excel workbook.",
    ),
    "document": (
        every_part(lambda parts: [parts.pop(name) for name in list(parts) if not name.startswith(("word/", "docP"))]),
        "book.xlsx is a zip file, not an Excel workbook (it has no part [Content_Types].xml). Name the workbook.",
    ),
    "truncated": (
        lambda path: path.write_bytes(path.read_bytes()[:20_000]),
        "book.xlsx cannot be read: its end is missing, as after a download or copy that was cut short. "
        "Get a new copy of it, or go back to an older version.",
    ),
    "damaged": (
        damaged,
        "book.xlsx cannot be read: its part xl/worksheets/sheet3.xml is damaged. "
        "Get a new copy of it, or go back to an older version.",
    ),
    "bomb": (
        every_part(lambda parts: parts.update({"xl/worksheets/bomb.xml": bytes(65 << 20)})),
        f"book.xlsx cannot be read: its part xl/worksheets/bomb.xml would unpack to over 250 times its size. {ASK}",
    ),
    "bomb that says it is small": (
        liar,
        f"book.xlsx cannot be read: its part xl/worksheets/sheet3.xml holds more than it declares. {ASK}",
    ),
    "external entity in the workbook": (
        part("xl/workbook.xml", "<workbook ", DOCTYPE + b"<workbook "),
        "book.xlsx cannot be read: its part xl/workbook.xml has a document type declaration, "
        "which no Excel file needs and attacks use. Open it in Excel and save it; if Excel cannot, take another copy.",
    ),
    "external entity in the log": (
        part("Log", "<worksheet ", DOCTYPE + b"<worksheet "),
        "book.xlsx cannot be read: its part xl/worksheets/sheet3.xml has a document type declaration, "
        "which no Excel file needs and attacks use. Open it in Excel and save it; if Excel cannot, take another copy.",
    ),
    "a sheet's part missing": (
        every_part(lambda parts: parts.pop("xl/worksheets/sheet3.xml")),
        "book.xlsx is damaged: its sheet Log has no part. Get a new copy of it, or go back to an older version.",
    ),
    "no such table": (
        part("xl/tables/table1.xml", 'displayName="UsageLog"', 'displayName="Usage"'),
        f"There is no table UsageLog, nor a sheet of that name. The tables found are: Usage, {TABLES}. "
        "Name the table UsageLog (Table Design, Table Name), or run xlsupport adopt on the workbook, which adds what it "
        "lacks and nothing else.",
    ),
    "missing column": (
        part("Log", "Minutes</t>", "Min.</t>"),
        "The table UsageLog has no column Minutes. Its headers are: ID, Date, Client, Contact, Channel, Category, Min., "
        "Scheduled, Ticket, Account manager, Notes, Decision, Reason, "
        "Status, Covered, Billed, Amount, Remaining, Flags, Invoice, Closed. "
        "Add a column with the header Minutes.",
    ),
    "two columns of one name": (
        part("Log", "<t>Contact</t>", "<t> minutes </t>"),
        "Log!D4 and Log!G4 are both headed Minutes. Rename one of the two columns.",
    ),
}  # fmt: skip


def locked_by_excel(path: Path) -> None:
    path.with_name("~$book.xlsx").write_bytes(b"\x03Ann" + b" " * 51 + b"\x03\x00A\x00n\x00n\x00")


def locked_by_libreoffice(path: Path) -> None:
    path.with_name(".~lock.book.xlsx#").write_bytes(b"Ann Example,ann,pc7,01.10.2026 09:00,file:///;")


def signed(path: Path) -> None:
    every_part(lambda parts: parts.update({"_xmlsignatures/sig1.xml": b"<Signature/>"}))(path)


def without_balances(parts: dict[str, bytes]) -> None:
    """Somebody renamed the table and its sheet."""
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Balances"', b'name="Left"')
    for name in [each for each in parts if each.startswith("xl/tables/")]:
        parts[name] = parts[name].replace(b'displayName="Balances"', b'displayName="Balance"')


def note_below_breaches(path: Path) -> None:
    """A remark of somebody's, one row below the end of a table that has to grow."""
    part("Breaches", "</sheetData>", '<row r="6"><c r="H6" t="inlineStr"><is><t>Mine</t></is></c></row></sheetData>')(path)


UNWRITABLE: dict[str, tuple[Change, str]] = {
    "open in Excel": (
        locked_by_excel,
        "book.xlsx is open by Ann in Excel; nothing was written. "
        "Close it there and run again, or delete ~$book.xlsx beside it if nobody has it open.",
    ),
    "open in LibreOffice": (
        locked_by_libreoffice,
        "book.xlsx is open by Ann Example on pc7 in LibreOffice; nothing was written. "
        "Close it there and run again, or delete .~lock.book.xlsx# beside it if nobody has it open.",
    ),
    "read-only": (lambda path: path.chmod(0o444), "book.xlsx is read-only; nothing was written. Make it writable and run again."),
    "signed": (
        signed,
        "book.xlsx is digitally signed, and writing would break the signature; nothing was written. "
        "Remove it in Excel first, or add --break-signature.",
    ),
    "something below": (
        note_below_breaches,
        "The table Breaches cannot grow from 1 to 2 rows: Breaches!H6 below it holds something. "
        "Move it elsewhere and run it again.",
    ),
    "no written table": (
        every_part(without_balances),
        "There is no table Balances, nor a sheet of that name. "
        f"The tables found are: UsageLog, {TABLES.replace('Balances', 'Balance')}. "
        "Name the table Balances (Table Design, Table Name), or run xlsupport adopt on the workbook, which adds what it "
        "lacks and nothing else.",
    ),
    "no written column": (
        part("Log", "<t>Remaining</t>", "<t>Rest</t>"),
        "The table UsageLog has no column Remaining. Its headers are: ID, Date, Client, Contact, Channel, Category, Minutes, "
        "Scheduled, Ticket, Account manager, Notes, Decision, Reason, "
        "Status, Covered, Billed, Amount, Rest, Flags, Invoice, Closed. "
        "Add a column with the header Remaining.",
    ),
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def state(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() if each.is_file() else b"a folder" for each in folder.iterdir()}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A log with two breaches, so that an update has something to write."""
    return make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=40)])


def refused(book: Path, change: Change, sentence: str, *command: str) -> None:
    """One sentence on standard error, exit code 3, the same in the JSON answer; the folder holds what it held."""
    change(book)
    before = state(book.parent)
    result = run(command[0], book, "--as-of", "2026-10-31", *command[1:])
    said = result.stderr.replace(str(book), "PATH").splitlines()
    assert (result.exit_code, said[0], result.stdout) == (3, f"Error: {sentence}", "")
    assert "Traceback" not in result.output
    told = run(command[0], book, "--json", "--as-of", "2026-10-31", *command[1:])
    found = json.loads(told.stdout)
    assert (told.exit_code, set(found), found["error"].replace(str(book), "PATH")) == (3, {"error", "problems"}, sentence)
    assert all(set(each) == {"cell", "message", "fix"} for each in found["problems"])
    assert len(said) <= 1 + len(found["problems"])
    assert state(book.parent) == before


@pytest.mark.parametrize("command", [("check",), ("update",), ("invoice", "--month", "2026-10")], ids=lambda each: str(each[0]))
@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read(case: str, command: tuple[str, ...], book: Path) -> None:
    refused(book, *UNREADABLE[case], *command)


@pytest.mark.parametrize("command", [("update",), ("invoice", "--month", "2026-10")], ids=lambda each: str(each[0]))
@pytest.mark.parametrize("case", UNWRITABLE)
def test_what_can_be_read_and_not_written(case: str, command: tuple[str, ...], book: Path) -> None:
    change, sentence = UNWRITABLE[case]
    refused(book, change, sentence, *command)
    assert run("check", book, "--as-of", "2026-10-31").exit_code == 0


def test_set_up_problems_are_all_told_at_once_each_with_its_cell(book: Path) -> None:
    part("Rules", "<v>125</v>", "<v>-125</v>")(book)
    part("Clients", "<t>Medium</t>", "<t>Mega</t>")(book)
    before = state(book.parent)
    for command in ("check", "update"):
        result = run(command, book, "--json")
        found = json.loads(result.stdout)
        assert result.exit_code == 3
        assert [each["cell"] for each in found["problems"]] == ["Clients!B5", "Rules!Q6"]
        assert len(result.stderr.splitlines()) == 3
    assert state(book.parent) == before


@pytest.mark.parametrize("case", ["missing file", "encrypted", "truncated", "no such table"])
def test_the_installed_command_ends_the_same_way(case: str, book: Path) -> None:
    change, sentence = UNREADABLE[case]
    change(book)
    done = subprocess.run([sys.executable, "-m", "xlsupport", "update", str(book)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert " ".join(done.stderr.replace(str(book), "PATH").split()) == f"Error: {sentence}"
