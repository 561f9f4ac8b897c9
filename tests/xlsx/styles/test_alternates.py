"""Styles are counted as Excel counts them: of alternates the choice that it understands, else the fallback."""

import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from support.books import entry
from support.files import make
from support.handmade import HandSheet, HandTable, handmade, number_cell, row, text_cell, texts
from support.looks import PLAIN_LISTS, alternates, odd_looks, style_sheet, styles_of, taking, with_styles

from xlsupport.cli import main
from xlsupport.sheets.edits import Edits, TableEdit
from xlsupport.sheets.specifications import FORMATS, TABLES
from xlsupport.xlsx.package.markup import parse
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

AS_OF = ("--as-of", "2026-10-31")
OFFICE = "http://schemas.microsoft.com/office"
UNDERSTOOD = {
    "x14": f"{OFFICE}/spreadsheetml/2009/9/main",
    "x14ac": f"{OFFICE}/spreadsheetml/2009/9/ac",
    "x15": f"{OFFICE}/spreadsheetml/2010/11/main",
    "x16r2": f"{OFFICE}/spreadsheetml/2015/02/main",
    "xr": f"{OFFICE}/spreadsheetml/2014/revision",
    "xm": f"{OFFICE}/excel/2006/main",
    "a14": f"{OFFICE}/drawing/2010/main",
}
STRANGE = {"mac": f"{OFFICE}/mac/excel/2008/main", "w14": f"{OFFICE}/word/2010/wordml", "mine": "http://example.com/2026"}
FIRST = re.compile(r"<(font|fill|border|xf|cellStyle|dxf)\b(?:[^>]*/>|.*?</\1>)", re.DOTALL)
LISTS = ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")


def around(name: str, taken: str, *, whole: bool) -> str:
    """A styles part with alternates around the first style of a list, or around the whole list; the plain one is taken."""
    plain = PLAIN_LISTS[name]
    first = FIRST.match(plain)
    assert first
    one, rest = first[0], plain[first.end() :]

    def pair(right: str, wrong: str) -> str:
        if taken == "Choice":
            return alternates(right, wrong, requires="x14ac", more=f' xmlns:x14ac="{UNDERSTOOD["x14ac"]}"')
        return alternates(wrong, right)

    if whole:
        return style_sheet(**{name: pair(f"<{name}>{plain}</{name}>", f"<{name}>{one}{one}{one}{rest}</{name}>")})
    return style_sheet(**{name: f"<{name}>{pair(one, one * 3)}{pair('', one)}{rest}</{name}>"})


@pytest.mark.parametrize("whole", [False, True], ids=["around one", "around the list"])
@pytest.mark.parametrize("taken", ["Choice", "Fallback"])
@pytest.mark.parametrize("name", LISTS)
def test_adopted_sheets_look_as_in_the_template(tmp_path: Path, name: str, taken: str, whole: bool) -> None:
    book = handmade(
        tmp_path / "book.xlsx", HandSheet("Mine", row(1, number_cell("A1", 5))), styles=around(name, taken, whole=whole)
    )
    result = CliRunner().invoke(main, ["adopt", str(book), "--keep", "0"])
    assert result.exit_code == 0, result.output
    assert odd_looks(taking(book, taken)) == {}
    stated = {tag: int(count) for tag, count in re.findall(r'<(\w+) count="(\d+)"', styles_of(taking(book, taken)))}
    for element in parse(styles_of(taking(book, taken)).encode()).children:
        assert stated.get(element.name, len(element.children)) == len(element.children), element.name


def test_a_month_on_a_workbook_with_alternates_among_its_cell_formats_has_its_formats(tmp_path: Path) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)])
    styles = styles_of(book)
    start, end = styles.index("<cellXfs"), styles.index("</cellXfs>")
    second = re.sub(r"<xf\b[^>]*?(?:/>|>.*?</xf>)", lambda found: alternates("<xf/>" * 2, found[0]), styles[start:end], count=9)
    with_styles(book, styles[:start] + second + styles[end:])
    for command in (("update",), ("invoice", "--month", "2026-10", "--issued", "2026-10-31")):
        result = CliRunner().invoke(main, [command[0], str(book), *command[1:], *AS_OF])
        assert result.exit_code == 0, result.output
    opened = openpyxl.load_workbook(taking(book, "Fallback"))
    formats = [opened[sheet][cell].number_format for sheet, cell in (("Invoices", "E5"), ("Runs", "F5"), ("Invoice lines", "D5"))]
    assert formats == [FORMATS["date"]] * 3
    assert opened["Log"]["Q5"].number_format == FORMATS["money"]


def test_a_number_format_in_the_fallback_counts_and_one_in_a_choice_does_not(tmp_path: Path) -> None:
    other = '<numFmt numFmtId="4" formatCode="dd/mm/yyyy"/>'
    formats = f'<numFmts count="1">{alternates(other, "")}{alternates("", other.replace("4", "2"))}</numFmts>'
    headers = ("Date", "Client", "Contact", "Channel", "Category", "Minutes", "Status", "Amount")
    rows = texts(1, *headers) + row(2, text_cell("B2", "Acme"))
    sheet = HandSheet("Log", rows, [HandTable("UsageLog", "A1:H4", headers)])
    book = handmade(tmp_path / "book.xlsx", sheet, styles=style_sheet(formats))
    with WorkbookFile.open(book, Saving(keep=0)) as file:
        file.book(TABLES.values())
        file.save(Edits([TableEdit("UsageLog", {"Amount": [Decimal("62.50")]}, 3)]))
    assert openpyxl.load_workbook(taking(book, "Fallback"))["Log"]["H2"].number_format == FORMATS["money"]
    assert '<xf numFmtId="4"' in styles_of(book)


# Which alternate is taken


def taken(requires: str, declared: str, *, inner: str = "") -> list[str]:
    pair = alternates(inner or "<one/><two/>", "<three/>", requires=requires, more=declared)
    return [each.name for each in parse(f"<list>{pair}<four/></list>".encode()).counted]


@pytest.mark.parametrize("prefix", UNDERSTOOD)
def test_excel_takes_a_choice_that_requires_its_own_extensions(prefix: str) -> None:
    assert taken(prefix, f' xmlns:{prefix}="{UNDERSTOOD[prefix]}"') == ["one", "two", "four"]


@pytest.mark.parametrize("prefix", STRANGE)
def test_excel_takes_the_fallback_where_a_choice_requires_anything_else(prefix: str) -> None:
    assert taken(prefix, f' xmlns:{prefix}="{STRANGE[prefix]}"') == ["three", "four"]


def test_a_choice_must_be_understood_in_all_that_it_requires_and_a_prefix_is_what_it_is_declared_as() -> None:
    x14, mine = f' xmlns:x14="{UNDERSTOOD["x14"]}"', f' xmlns:mine="{STRANGE["mine"]}"'
    assert taken("x14 mine", x14 + mine) == ["three", "four"]
    assert taken("mine", f' xmlns:mine="{UNDERSTOOD["x14"]}"') == ["one", "two", "four"]
    assert taken("x14", f' xmlns:x14="{STRANGE["mine"]}"') == ["three", "four"]
    assert taken("x14", "") == ["three", "four"]  # nobody said what x14 means


def test_alternates_inside_of_a_choice_are_taken_as_well() -> None:
    inner = "<one/>" + alternates("<never/>", "<two/>")
    assert taken("x14", f' xmlns:x14="{UNDERSTOOD["x14"]}"', inner=inner) == ["one", "two", "four"]


def test_without_a_fallback_nothing_is_taken() -> None:
    pair = alternates("<one/>", "").replace("<mc:Fallback></mc:Fallback>", "")
    assert [each.name for each in parse(f"<list>{pair}<four/></list>".encode()).counted] == ["four"]
