"""A part whose XML ends before its root element does is cut short, for every command that reads it, whatever was read before."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.attacks import with_shared_strings
from support.books import entry
from support.files import make
from support.handmade import DECLARATION, MAIN, HandSheet, handmade, number_cell, parts_of, row, texts, zipped

from xlsupport.cli import main
from xlsupport.xlsx.package.markup import MarkupError
from xlsupport.xlsx.sheet.shared_strings import shared_strings
from xlsupport.xlsx.sheet.stream import SheetStream

AS_OF = ("--as-of", "2026-10-31")
LOG, STRINGS = "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml"
Cut = Callable[[bytes], int]

CUTS: dict[str, Cut] = {
    "in its first rows": lambda data: data.index(b"<row ") + 9,
    "in its last row": lambda data: data.rindex(b"</row>") + 3,
    "in the end of its rows": lambda data: data.index(b"</sheetData>") + 6,
    "right behind its rows": lambda data: data.index(b"</sheetData>") + len("</sheetData>"),
    "behind an element that follows its rows": lambda data: data.index(b">", data.index(b"</sheetData>") + 12) + 1,
    "in front of its end": lambda data: data.rindex(b"</worksheet>"),
    "in its end": lambda data: data.rindex(b">"),
}
COMMANDS = {
    "check": ("check", *AS_OF),
    "balances": ("balances", *AS_OF),
    "explain": ("explain", "U000001", *AS_OF),
    "update": ("update", *AS_OF),
    "invoice": ("invoice", "--month", "2026-10", "--issued", "2026-10-31", *AS_OF),
    "adopt": ("adopt",),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = make(
        tmp_path_factory.mktemp("whole") / "book.xlsx", [entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=50)]
    )
    assert run("update", book, *AS_OF).exit_code == 0
    with_shared_strings(book)
    return book


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def cut(book: Path, part: str, at: int) -> Path:
    parts = parts_of(book)
    return zipped(book, parts | {part: parts[part][:at]})


def told(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (3, ""), result.output
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def refused(book: Path, part: str, *arguments: object) -> None:
    before = book.read_bytes()
    sentence = told(run(*arguments))
    found = "is cut short|ends in the middle|is not well-formed|holds no shared texts"
    assert re.search(f"cannot be read: its part {re.escape(part)} (?:{found})", sentence)
    assert book.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("where", CUTS)
def test_no_command_takes_a_sheet_that_is_cut_short_for_whole(where: str, command: str, whole: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole.read_bytes())
    name, *options = COMMANDS[command]
    cut(book, LOG, CUTS[where](parts_of(book)[LOG]))
    refused(book, LOG, name, book, *options)


@pytest.mark.parametrize("where", CUTS)
def test_diff_says_so_too(where: str, whole: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole.read_bytes())
    cut(book, LOG, CUTS[where](parts_of(book)[LOG]))
    refused(book, LOG, "diff", whole, book)
    refused(book, LOG, "diff", book, whole)


@pytest.mark.parametrize("where", [each for each in CUTS if "first" not in each])
def test_a_log_of_ones_own_that_is_cut_short_is_not_adopted(where: str, tmp_path: Path) -> None:
    headers = ("Date", "Client", "Contact", "Channel", "Category", "Minutes")
    rows = texts(1, *headers) + row(2, number_cell("A2", 46000), number_cell("F2", 10))
    book = handmade(
        tmp_path / "book.xlsx",
        HandSheet("Worklog", rows, after='<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'),
    )
    part = "xl/worksheets/sheet1.xml"
    cut(book, part, CUTS[where](parts_of(book)[part]))
    refused(book, part, "adopt", book, "--log", "Worklog")


@pytest.mark.parametrize("command", ["check", "update", "invoice"])
@pytest.mark.parametrize(
    "part",
    [STRINGS, "xl/tables/table1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "_rels/.rels",
     "xl/worksheets/_rels/sheet3.xml.rels"],
)  # fmt: skip
@pytest.mark.parametrize("length", [-1, -9, 0.5])
def test_other_parts_that_are_read_are_cut_short_as_well(
    part: str, length: float, command: str, whole: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole.read_bytes())
    data = parts_of(book)[part]
    cut(book, part, int(len(data) * length) if 0 < length < 1 else len(data.rstrip()) + int(length))
    name, *options = COMMANDS[command]
    refused(book, part, name, book, *options)


@pytest.mark.parametrize("length", [-1, -9, 0.5])
def test_styles_that_are_cut_short_are_not_written_to(length: float, whole: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(whole.read_bytes())
    data = parts_of(book)["xl/styles.xml"]
    cut(book, "xl/styles.xml", int(len(data) * length) if 0 < length < 1 else len(data) + int(length))
    refused(book, "xl/styles.xml", "invoice", book, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF)


# The end of a part, wherever it falls


SHEET = f'{DECLARATION}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet >\n<!-- made by -->\n'


def read(data: bytes, size: int) -> None:
    stream = SheetStream(data[at : at + size] for at in range(0, len(data), size))
    for _ in stream.blocks():
        pass
    stream.finish()


@pytest.mark.parametrize("size", [1, 7, 20, 1 << 20])
def test_a_whole_sheet_is_read_to_its_end_in_chunks_of_any_size(size: int) -> None:
    read(SHEET.encode(), size)
    read(SHEET.replace("x:", "").replace(":x", "").encode() + b" " * 1000, size)


@pytest.mark.parametrize("size", [1, 7, 20, 1 << 20])
def test_a_sheet_is_cut_short_wherever_its_end_is_missing(size: int) -> None:
    data = SHEET.encode()
    for at in range(data.index(b"</x:sheetData>") + 14, data.index(b" >") + 2):
        with pytest.raises(MarkupError, match="is cut short: its XML ends before its root element does"):
            read(data[: at - 1], size)


def test_shared_texts_are_cut_short_wherever_their_end_is_missing() -> None:
    data = f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'.encode()
    assert shared_strings([data]) == [b"a"]
    for at in range(data.index(b"<si>"), len(data)):
        with pytest.raises(MarkupError, match="is cut short: its XML ends before its root element does"):
            shared_strings([data[:at]])
