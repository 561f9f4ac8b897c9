"""Entries in the list of sheets without a part, as Excel 5's module sheets leave them, are passed over and keep their place."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from support.books import entry
from support.commands import done, run
from support.files import make
from support.handmade import MAIN, RELATIONSHIPS, HandSheet, handmade, parts_of, row, text_cell, zipped
from support.looks import alternates
from support.package_rules import new_broken_rules

AS_OF = ("--as-of", "2026-10-31")
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET = f"{{{MAIN}}}sheet"
MODULE = f'xmlns:r="{RELATIONSHIPS}"'
Places = dict[str, Callable[[list[bytes]], int]]

ENTRIES = {
    "an empty id": (f'<sheet name="Module1" sheetId="99" state="veryHidden" r:id="" {MODULE}/>', ""),
    "no id": ('<sheet name="Module1" sheetId="99" state="veryHidden"/>', ""),
    "an id of no relationship": (f'<sheet name="Module1" sheetId="99" r:id="rId999" {MODULE}/>', ""),
    "a relationship that leads out": (
        f'<sheet name="Module1" sheetId="99" r:id="rId999" {MODULE}/>',
        f'<Relationship Id="rId999" Type="{RELATIONSHIPS}/worksheet" Target="file:///old.xls" TargetMode="External"/>',
    ),
    "a relationship of no kind of sheet": (
        f'<sheet name="Module1" sheetId="99" r:id="rId999" {MODULE}/>',
        f'<Relationship Id="rId999" Type="{RELATIONSHIPS}/xlModule" Target="modules/module1.xml"/>',
    ),
    "no name and no number": ("<sheet/>", ""),
    "an entry among alternates": (
        alternates('<sheet name="A" sheetId="98"/><sheet name="B" sheetId="97"/>', '<sheet name="Module1" sheetId="99"/>'),
        "",
    ),
}
PLACES: Places = {"first": lambda _: 0, "in the middle": lambda listed: len(listed) // 2, "last": len}


def with_entry(book: Path, entry: str, link: str = "", place: Callable[[list[bytes]], int] = len) -> Path:
    """The workbook with another entry among its sheets; the names of sheets behind it move along, as Excel moves them."""
    parts = parts_of(book)
    data = parts[WORKBOOK]
    listed = re.findall(rb"<sheet .*?/>", data)
    at = place(listed)
    new = [*listed[:at], entry.encode(), *listed[at:]]
    data = data.replace(b"".join(listed), b"".join(new))

    def moved(found: re.Match[bytes]) -> bytes:
        position = int(found[1])
        return b'localSheetId="%d"' % (position + (position >= at))

    parts[WORKBOOK] = re.sub(rb'localSheetId="(\d+)"', moved, data)
    parts[LINKS] = parts[LINKS].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    return zipped(book, parts)


def own_names(book: Path) -> dict[str, list[str]]:
    """The sheets that names of one sheet mean, by the name of the entry to which they belong."""
    root = etree.fromstring(parts_of(book)[WORKBOOK])
    listed = root.find(f"{{{MAIN}}}sheets")
    assert listed is not None
    entries = [each if each.tag == SHEET else next(each.iterfind(f"{{*}}Fallback/{SHEET}")) for each in listed]
    found: dict[str, list[str]] = {}
    for each in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        if (local := each.get("localSheetId")) is not None:
            meant = re.match(r"'?(.*?)'?!", each.text or "")
            assert meant
            found.setdefault(entries[int(local)].get("name") or "", []).append(meant[1])
    return found


def newly_broken(old: Path, book: Path) -> list[str]:
    """Rules that a run broke; names are checked here, since the rules know no alternates among sheets."""
    return [each for each in new_broken_rules(old, book) if "belongs to a sheet" not in each]


def check_names(book: Path) -> None:
    names = own_names(book)
    assert names
    assert {sheet: set(meant) for sheet, meant in names.items()} == {sheet: {sheet} for sheet in names}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ENTRIES)
def test_a_month_is_worked_as_without_it(tmp_path: Path, kind: str, place: str) -> None:
    usual = make(tmp_path / "usual.xlsx", [entry("2026-10-05", minutes=40)])
    book = with_entry(make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)]), *ENTRIES[kind], PLACES[place])
    check_names(book)
    old = tmp_path / "old.xlsx"
    old.write_bytes(book.read_bytes())
    answers = []
    for path in (usual, book):
        done("update", path, *AS_OF)
        answer = json.loads(done("invoice", path, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF, "--json").stdout)
        answers.append({**answer, "workbook": ""})
        done("check", path, *AS_OF)
    assert answers[0] == answers[1]
    assert ENTRIES[kind][0].encode() in parts_of(book)[WORKBOOK]
    check_names(book)
    assert own_names(book)["INV-2026-0001"]
    assert newly_broken(old, book) == []
    told = json.loads(done("diff", old, book, "--json").stdout)
    assert "Log!N5" in [each["cell"] for each in told["cells"]]


def two_sheets(path: Path) -> Path:
    names = "".join(
        f'<definedName name="_xlnm.Print_Area" localSheetId="{number}">{name}!$A$1</definedName>'
        for number, name in enumerate(("Mine", "More"))
    )
    sheets = [HandSheet(name, row(1, text_cell("A1", "x"))) for name in ("Mine", "More")]
    return handmade(path, *sheets, workbook=f"<definedNames>{names}</definedNames>")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ENTRIES)
def test_the_workbook_is_adopted(tmp_path: Path, kind: str, place: str) -> None:
    book = with_entry(two_sheets(tmp_path / "book.xlsx"), *ENTRIES[kind], PLACES[place])
    old = tmp_path / "old.xlsx"
    old.write_bytes(book.read_bytes())
    done("adopt", book)
    check_names(book)
    assert set(own_names(book)) >= {"Mine", "More", "Log", "Balances"}
    assert newly_broken(old, book) == []
    assert sheet_ids(book).count("99") == sheet_ids(old).count("99")


def sheet_ids(book: Path) -> list[str]:
    return [each.decode() for each in re.findall(rb'<sheet [^>]*sheetId="(\d+)"', parts_of(book)[WORKBOOK])]


@pytest.mark.parametrize("highest", ["65534", "4294967295"])
def test_new_sheets_get_numbers_that_are_free_where_the_highest_is_taken(tmp_path: Path, highest: str) -> None:
    book = with_entry(two_sheets(tmp_path / "book.xlsx"), f'<sheet name="Module1" sheetId="{highest}"/>')
    done("adopt", book)
    ids = sheet_ids(book)
    assert len(ids) == len(set(ids)) == 16
    assert {int(each) for each in ids} == {*range(1, 16), int(highest)}


def test_a_new_sheet_cannot_have_the_name_of_an_entry_without_a_part(tmp_path: Path) -> None:
    book = with_entry(two_sheets(tmp_path / "book.xlsx"), '<sheet name="Runs" sheetId="99"/>')
    before = book.read_bytes()
    result = run("adopt", book)
    assert (result.exit_code, book.read_bytes()) == (3, before)
    assert "This workbook has Runs already" in " ".join(result.stderr.split())
    month = with_entry(
        make(tmp_path / "month.xlsx", [entry("2026-10-05", minutes=40)]), '<sheet name="INV-2026-0001" sheetId="99"/>'
    )
    done("update", month, *AS_OF)
    before = month.read_bytes()
    result = run("invoice", month, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF)
    assert (result.exit_code, month.read_bytes()) == (3, before)
    assert "month.xlsx has a sheet named INV-2026-0001 already" in " ".join(result.stderr.split())


@pytest.mark.parametrize("command", [("check",), ("update",), ("adopt",)])
@pytest.mark.parametrize("kind", ["worksheet", "chartsheet"])
def test_a_sheet_whose_part_is_gone_is_damage(tmp_path: Path, kind: str, command: tuple[str]) -> None:
    link = f'<Relationship Id="rId999" Type="{RELATIONSHIPS}/{kind}" Target="worksheets/gone.xml"/>'
    module = f'<sheet name="Gone" sheetId="99" r:id="rId999" {MODULE}/>'
    book = with_entry(make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)]), module, link)
    before = book.read_bytes()
    result = run(*command, book)
    assert (result.exit_code, book.read_bytes()) == (3, before)
    assert "book.xlsx is damaged: its sheet Gone has no part." in " ".join(result.stderr.split())
