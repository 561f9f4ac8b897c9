"""Part names written with backslashes, as some programs write them, mean the same as with slashes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.books import entry
from support.commands import done
from support.files import make
from support.handmade import HandSheet, handmade, parts_of, relationships, row, text_cell, zipped
from support.package_rules import new_broken_rules

AS_OF = ("--as-of", "2026-10-31")
TYPES = "[Content_Types].xml"
WORKBOOK_LINKS = "xl/_rels/workbook.xml.rels"
Spelling = Callable[[int, str], str]

SPELLINGS: dict[str, Spelling] = {
    "with backslashes": lambda _, name: name.replace("/", "\\"),
    "with both": lambda number, name: name.replace("/", "\\", number % 2),
    "with capitals": lambda _, name: name.replace("/", "\\").replace("xl", "XL").replace("_rels", "_RELS"),
}


def spelt(path: Path, spelling: Spelling, *, everywhere: bool = False) -> Path:
    """The workbook with its parts' names spelt so; with `everywhere` also where relationships and content types name them."""
    parts = parts_of(path)
    if everywhere:
        for name, data in parts.items():
            if name.endswith(".rels") and b"External" not in data:
                parts[name] = data.replace(b'Target="worksheets/', b'Target="worksheets\\').replace(
                    b'Target="xl/', b'Target="xl\\'
                )
        parts[TYPES] = parts[TYPES].replace(b'PartName="/xl/', b'PartName="\\xl\\')
    named = {name if name == TYPES else spelling(number, name): data for number, (name, data) in enumerate(parts.items())}
    return zipped(path, named)


@pytest.mark.parametrize("everywhere", [False, True], ids=["names", "names and references"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_month_is_worked_as_with_slashes(tmp_path: Path, spelling: str, everywhere: bool) -> None:
    usual = make(tmp_path / "usual.xlsx", [entry("2026-10-05", minutes=40)])
    book = spelt(make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)]), SPELLINGS[spelling], everywhere=everywhere)
    before = parts_of(book)
    answers = []
    for path in (usual, book):
        done("update", path, *AS_OF)
        answer = json.loads(done("invoice", path, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF, "--json").stdout)
        answers.append({**answer, "workbook": ""})
        done("check", path, *AS_OF)
    assert answers[0] == answers[1]
    after = parts_of(book)
    assert set(before) <= set(after)
    assert not {name.replace("\\", "/").lower() for name in set(after) - set(before)} & {
        name.replace("\\", "/").lower() for name in before
    }


def test_a_log_is_adopted_and_the_properties_stay_as_they_were(tmp_path: Path) -> None:
    properties = {
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    }
    book = handmade(tmp_path / "book.xlsx", HandSheet("Worklog", row(1, text_cell("A1", "Mine"))), more=properties)
    spelt(book, SPELLINGS["with backslashes"], everywhere=True)
    before = parts_of(book)
    done("adopt", book, "--keep", 0)
    after = parts_of(book)
    assert after["docProps\\app.xml"] == before["docProps\\app.xml"]
    assert after["xl\\worksheets\\sheet1.xml"] == before["xl\\worksheets\\sheet1.xml"]
    assert after["xl\\workbook.xml"] != before["xl\\workbook.xml"]
    assert "xl/workbook.xml" not in after
    names = {name.replace("\\", "/").lower() for name in after}
    assert len(names) == len(after)


def test_diff_names_the_sheet_and_the_cells_and_restore_goes_back(tmp_path: Path) -> None:
    book = spelt(make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)]), SPELLINGS["with backslashes"])
    old, before = tmp_path / "old.xlsx", book.read_bytes()
    old.write_bytes(before)
    done("update", book, *AS_OF)
    told = json.loads(done("diff", old, book, "--json").stdout)
    assert "xl\\worksheets\\sheet2.xml" in told["parts"]["changed"]
    assert [each["cell"] for each in told["cells"] if each["column"] == "Status"] == ["Log!N5"]
    assert "Log: " in done("diff", old, book).stdout
    done("restore", book)
    assert book.read_bytes() == before


def test_a_part_of_either_spelling_is_the_same_part_to_diff(tmp_path: Path) -> None:
    old = make(tmp_path / "old.xlsx", [entry("2026-10-05", minutes=40)])
    new = tmp_path / "new.xlsx"
    new.write_bytes(old.read_bytes())
    spelt(new, SPELLINGS["with capitals"])
    told = json.loads(done("diff", old, new, "--json").stdout)
    assert [*told["parts"]["changed"], *told["parts"]["new"], *told["parts"]["gone"], *told["cells"]] == []


def test_a_new_sheet_never_takes_the_name_of_a_part_spelt_otherwise(tmp_path: Path) -> None:
    links = '<Relationship Id="rId1" Type="http://example.com/mine" Target="mine.xml"/>'
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)])
    old = tmp_path / "old.xlsx"
    parts = parts_of(book)
    mine = "XL\\worksheets\\Sheet15.xml"
    parts[mine], parts["xl\\worksheets\\_rels\\Sheet15.xml.rels"] = b"<mine/>", relationships(links).encode()
    zipped(book, parts)
    old.write_bytes(book.read_bytes())
    done("update", book, *AS_OF)
    done("invoice", book, "--month", "2026-10", "--issued", "2026-10-31", *AS_OF)
    assert parts_of(book)[mine] == b"<mine/>"
    assert new_broken_rules(old, book) == []


def test_code_for_an_add_in_is_put_in_once_and_taken_out_again(tmp_path: Path) -> None:
    book = spelt(make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)]), SPELLINGS["with backslashes"])
    before = parts_of(book)
    done("lite", book)
    spelt(book, SPELLINGS["with backslashes"])
    once = book.read_bytes()
    done("lite", book)
    assert book.read_bytes() == once
    done("lite", book, "--remove")
    assert set(parts_of(book)) - set(before) <= {"_rels\\.rels"}
