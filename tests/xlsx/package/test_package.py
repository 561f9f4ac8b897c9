"""Parts, relationships, content types, sheets and names are added without a change to anything beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from support.handmade import DECLARATION, MAIN, RELATIONSHIPS, HandSheet, handmade, parts_of, relationships, row, zipped
from support.package_rules import new_broken_rules

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import open_archive, write_archive
from xlsupport.xlsx.package.markup import MarkupError, parse
from xlsupport.xlsx.package.workbook_part import DefinedName, Package

SHEET_XML = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    with open_archive(path) as archive:
        yield Package(archive, path.name)


def written(path: Path, package: Package) -> Path:
    """The package as a new file, which keeps every rule of the format that the old one kept."""
    out = path.with_name("out.xlsx")
    with open_archive(path) as archive, out.open("wb") as file:
        write_archive(archive, file, package.replaced, package.added, package.removed)
    assert new_broken_rules(path, out) == []
    return out


def test_a_new_sheet_is_listed_last_and_everything_else_keeps_its_bytes(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", row(1)), HandSheet("Two", ""))
    before = parts_of(path)
    with opened(path) as package:
        part = package.add_sheet("A & B", SHEET_XML)
        assert [sheet.name for sheet in package.sheets] == ["Log", "Two", "A & B"]
        out = written(path, package)
    assert part == "xl/worksheets/sheet3.xml"
    assert load_workbook(out).sheetnames == ["Log", "Two", "A & B"]
    after = parts_of(out)
    line = b'<sheet name="A &amp; B" sheetId="3" r:id="rId91"/></sheets>'
    assert after["xl/workbook.xml"] == before["xl/workbook.xml"].replace(b"</sheets>", line)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}


def test_where_only_each_sheet_declares_the_prefix_the_new_one_does_too(tmp_path: Path) -> None:
    path = tmp_path / "openpyxl.xlsx"
    Workbook().save(path)
    with opened(path) as package:
        package.add_sheet("New", SHEET_XML)
        out = written(path, package)
    assert b'<sheet name="New" sheetId="2" xmlns:r="' in parts_of(out)["xl/workbook.xml"]
    assert load_workbook(out).sheetnames == ["Sheet", "New"]


def test_a_prefixed_workbook_gets_prefixed_elements(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""))
    sheets = '<x:sheets><x:sheet name="Log" sheetId="7" r:id="rId1"/></x:sheets>'
    text = f'{DECLARATION}<x:workbook xmlns:x="{MAIN}" xmlns:r="{RELATIONSHIPS}">{sheets}</x:workbook>'
    zipped(path, parts_of(path) | {"xl/workbook.xml": text})
    with opened(path) as package:
        package.add_sheet("New", SHEET_XML)
        package.set_full_calc_on_load()
        out = parts_of(written(path, package))["xl/workbook.xml"].decode()
    assert '<x:sheet name="New" sheetId="8" r:id="rId91"/></x:sheets><x:calcPr fullCalcOnLoad="1"/></x:workbook>' in out


def test_a_sheet_name_is_used_once(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""))
    with opened(path) as package, pytest.raises(WorkbookError, match=r"b\.xlsx has a sheet named LOG already\."):
        package.add_sheet("LOG", SHEET_XML)


def test_names_are_read_with_the_sheet_they_belong_to(tmp_path: Path) -> None:
    names = (
        '<definedNames><definedName name="Tax" localSheetId="0">Log!$A$1&amp;""</definedName></definedNames><calcPr calcId="1"/>'
    )
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""), workbook=names)
    with opened(path) as package:
        assert package.defined_names == [DefinedName("Tax", 'Log!$A$1&""', 0)]
        package.set_full_calc_on_load()
        out = parts_of(written(path, package))["xl/workbook.xml"].decode()
    assert '</definedNames><calcPr calcId="1" fullCalcOnLoad="1"/>' in out


def test_full_calculation_that_is_asked_for_already_changes_nothing(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""), workbook="<calcPr fullCalcOnLoad='1'/>")
    with opened(path) as package:
        package.set_full_calc_on_load()
        assert package.replaced == {}


def test_relationships_are_resolved_and_new_ones_get_a_free_id(tmp_path: Path) -> None:
    links = (
        f'<Relationship Id="rId3" Type="{RELATIONSHIPS}/drawing" Target="/xl/drawings/a%20b.xml"/>',
        f'<Relationship Id="RID12" Type="{RELATIONSHIPS}/hyperlink" Target="https://example.com/a?b" TargetMode="External"/>',
    )
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relationships(*links), "xl/drawings/a b.xml": "<a/>"}
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""), more=more)
    with opened(path) as package:
        sheet = package.sheets[0].part
        found = package.relationships(sheet)
        assert (found["rId3"].kind, found["rId3"].target) == ("drawing", "xl/drawings/a b.xml")
        assert (found["RID12"].target, found["RID12"].external) == ("https://example.com/a?b", True)
        assert package.add_relationship(sheet, "image", "xl/media/image1.png") == "rId13"
        assert b'Target="../media/image1.png"/></Relationships>' in package.read("xl/worksheets/_rels/sheet1.xml.rels")
        assert package.relationships(sheet)["rId13"].target == "xl/media/image1.png"


def test_the_first_relationship_of_a_part_gets_a_part_whose_type_is_known(tmp_path: Path) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""))
    parts = parts_of(path)
    extension = b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    named = b"".join(
        extension.replace(b'Default Extension="rels"', f'Override PartName="/{name}"'.encode())
        for name in parts
        if name.endswith(".rels")
    )
    zipped(path, parts | {"[Content_Types].xml": parts["[Content_Types].xml"].replace(extension, named)})
    with opened(path) as package:
        package.add_relationship(package.sheets[0].part, "styles", "xl/styles.xml")
        written(path, package)


def test_a_part_is_removed_with_its_type_and_its_relationships(tmp_path: Path) -> None:
    more = {"xl/worksheets/_rels/sheet2.xml.rels": relationships(), "xl/extra.xml": "<a/>"}
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""), HandSheet("Two", ""), more=more)
    with opened(path) as package:
        package.remove("XL/extra.xml")
        package.remove("xl/worksheets/sheet2.xml")
        assert "xl/extra.xml" not in package
        assert package.removed == {"xl/extra.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels"}
        assert b"sheet2" not in package.read("[content_types].xml")


def test_what_was_put_is_read_back_in_any_case_and_streamed(tmp_path: Path) -> None:
    with opened(handmade(tmp_path / "b.xlsx", HandSheet("Log", ""))) as package:
        package.put("XL/STYLES.XML", lambda: iter((b"<a>", b"</a>")))
        assert package.read("xl/styles.xml") == b"<a></a>"
        assert list(package.stream("xl/styles.xml")) == [b"<a>", b"</a>"]
        assert set(package.replaced) == {"xl/styles.xml"}
        assert package.new_part_name("xl/worksheets/Sheet{}.xml") == "xl/worksheets/Sheet2.xml"


MAIN_LINK = f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/>'


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("_rels/.rels", relationships(), "b.xlsx is not an Excel workbook: it has no workbook part. "
         "Name a file that Excel saved as .xlsx or .xlsm."),
        ("xl/workbook.xml", f'<document xmlns="{MAIN}"/>',
         "b.xlsx is not an Excel workbook: its part xl/workbook.xml lists no sheets. "
         "Name a file that Excel saved as .xlsx or .xlsm."),
        ("xl/workbook.xml", '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheets/></workbook>',
         "b.xlsx is a Strict Open XML workbook. Save it in Excel as an ordinary Excel workbook."),
        ("xl/workbook.xml", "<workbook>", "b.xlsx cannot be read: its part xl/workbook.xml is not well-formed XML (line 1). "
         "Open it in Excel and save it; if Excel cannot, take another copy."),
        ("xl/_rels/workbook.xml.rels", relationships(), "b.xlsx is damaged: none of its sheets has a part. "
         "Get a new copy of it, or go back to an older version."),
        ("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><Types/>",
         "b.xlsx cannot be read: its part [Content_Types].xml has a document type declaration, "
         "which no Excel file needs and attacks use. Open it in Excel and save it; if Excel cannot, take another copy."),
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_damaged_is_named(tmp_path: Path, part: str, text: str, sentence: str) -> None:
    path = handmade(tmp_path / "b.xlsx", HandSheet("Log", ""))
    zipped(path, parts_of(path) | {part: text})
    with open_archive(path) as archive, pytest.raises(WorkbookError) as found:
        assert Package(archive, path.name).sheets
    assert str(found.value) == sentence


def test_a_part_in_utf_16_that_does_not_say_so_is_refused() -> None:
    with pytest.raises(MarkupError, match="is not written in UTF-8"):
        parse('<table id="4"/>'.encode("utf-16-be"))
