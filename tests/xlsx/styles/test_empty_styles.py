"""A style sheet that is empty, or missing, or written with a prefix, is worked on like any other."""

import json
import re
from pathlib import Path

import openpyxl
import pytest
from support.books import ACME, VENDOR, entry
from support.commands import done, run
from support.files import correct, fill
from support.handmade import DECLARATION, MAIN, HandSheet, handmade, number_cell, parts_of, row, text_cell, zipped
from support.looks import STYLES, odd_looks, style_sheet
from support.package_rules import new_broken_rules

from xlsupport.sheets.specifications import FORMATS

AS_OF = ("--as-of", "2026-10-31")
LISTS = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
PREFIXED = re.sub(r"<(/?)(?=\w)", r"<\1x:", style_sheet()).replace("xmlns=", "xmlns:x=")
STYLE_SHEETS = {
    "closed at once": f'{DECLARATION}<styleSheet xmlns="{MAIN}"/>',
    "closed at once, with a prefix": f'<x:styleSheet xmlns:x="{MAIN}" />',
    "without children": f'<styleSheet xmlns="{MAIN}"></styleSheet>',
    "with empty lists": style_sheet(**{name: f'<{name} count="0"></{name}>' for name in LISTS}),
    "with lists closed at once": style_sheet(**{name: f"<{name}/>" for name in LISTS}),
    "with some closed at once, with a prefix": f'<x:styleSheet xmlns:x="{MAIN}"><x:numFmts/><x:cellXfs/><x:dxfs/></x:styleSheet>',
    "without cell formats": style_sheet(cellXfs=""),
    "without fonts": style_sheet(fonts=""),
    "without formats of named styles": style_sheet(cellStyleXfs="", cellStyles=""),
    "with something of others only": f'<styleSheet xmlns="{MAIN}"><extLst><ext uri="mine"/></extLst></styleSheet>',
    "with a prefix": PREFIXED,
}  # fmt: skip


def worked(book: Path) -> None:
    """Adopt a workbook and work a month in it."""
    old = book.with_name("old.xlsx")
    old.write_bytes(book.read_bytes())
    done("adopt", book, "--keep", 0)
    assert new_broken_rules(old, book) == []
    assert odd_looks(book) == {}
    fill(book, **ACME, UsageLog=[entry("2026-10-05", minutes=40)])
    correct(book, "Settings", "Value", [str(value) for value in VENDOR.values()])
    done("update", book, *AS_OF)
    answer = done("invoice", book, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF, "--json").stdout
    assert [each["total"] for each in json.loads(answer)["invoices"]] == ["62.50"]
    assert openpyxl.load_workbook(book)["Invoices"]["E5"].number_format == FORMATS["date"]


@pytest.mark.parametrize("styles", STYLE_SHEETS.values(), ids=STYLE_SHEETS)
def test_the_workbook_is_adopted_and_worked_on(tmp_path: Path, styles: str) -> None:
    worked(
        handmade(
            tmp_path / "book.xlsx", HandSheet("Mine", row(1, text_cell("A1", "x"), number_cell("B1", 5, "0"))), styles=styles
        )
    )


def without(path: Path, part: str, pattern: bytes) -> dict[str, bytes]:
    """A workbook's parts, with what a pattern finds in one of them taken out."""
    parts = parts_of(handmade(path, HandSheet("Mine", row(1, text_cell("A1", "x")))))
    assert re.search(pattern, parts[part])
    return parts | {part: re.sub(pattern, b"", parts[part])}


def test_a_workbook_whose_styles_are_not_there_gets_some_where_its_relationship_leads(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    parts = without(book, "[Content_Types].xml", rb'<Override PartName="/xl/styles.xml"[^>]*/>')
    del parts[STYLES]
    worked(zipped(book, parts))
    assert parts_of(book)["xl/_rels/workbook.xml.rels"].count(b"/relationships/styles") == 1


def test_a_part_that_nobody_refers_to_stays_somebodys_own_though_it_is_called_like_the_styles(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    parts = without(book, "xl/_rels/workbook.xml.rels", rb"<Relationship [^>]*/styles\"[^>]*/>")
    zipped(book, parts)
    done("adopt", book, "--keep", 0)
    after = parts_of(book)
    assert after[STYLES] == parts[STYLES]
    assert b"cellXfs" in after["xl/styles1.xml"]
    assert b'Target="styles1.xml"' in after["xl/_rels/workbook.xml.rels"]


@pytest.mark.parametrize(
    ("styles", "found"),
    [
        (b"<styleSheet/>", "is damaged: its part xl/styles.xml is no style sheet. Get a new copy of it"),
        (f'<worksheet xmlns="{MAIN}"/>'.encode(), "is damaged: its part xl/styles.xml is no style sheet. Get a new copy of it"),
        (b"", "cannot be read: its part xl/styles.xml is not well-formed XML (line 1). Open it in Excel and save it"),
        (f'<styleSheet xmlns="{MAIN}"><fonts>'.encode(), "its part xl/styles.xml is not well-formed XML (line 1)"),
    ],
    ids=["of no namespace", "another part", "nothing", "cut short"],
)
def test_what_is_no_style_sheet_is_one_sentence(tmp_path: Path, styles: bytes, found: str) -> None:
    book = handmade(tmp_path / "book.xlsx", HandSheet("Mine", row(1, text_cell("A1", "x"))), more={STYLES: styles})
    before = book.read_bytes()
    result = run("adopt", book)
    assert (result.exit_code, book.read_bytes()) == (3, before), result.output
    assert found in " ".join(result.stderr.split())
