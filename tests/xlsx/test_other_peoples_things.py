"""What other people keep in the workbook survives: their sheets and parts, and their things on our own sheets."""

import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner
from support.donors import decorate_log, drawn
from support.files import make
from support.grafting import graft
from support.handmade import parts_of, zipped
from support.handwritten import MACROS, handwritten
from support.ledger import parse
from support.libreoffice import needs_libreoffice, shown
from support.package_rules import new_broken_rules
from support.survival import compare, sheet_parts
from support.worked_example import LEDGER

from xlsupport.cli import main

OCTOBER = ("--as-of", "2026-10-31")
FIRST_ENTRY = 5
KINDS = {
    "drawn": {"charts", "drawings", "chartsheets", "worksheets", "tables", "comments"},
    "handwritten": {
        "pivotTables", "pivotCache", "slicers", "slicerCaches", "ctrlProps", "drawings", "media", "threadedComments", "persons",
        "comments", "queryTables", "connections", "externalLinks", "customXml", "customUI", "webextensions", "printerSettings",
        "vbaProject", "calcChain", "docProps", "worksheets", "tables", "sharedStrings",
    },
}  # fmt: skip


class Lived(NamedTuple):
    """A workbook with a donor's things before and after update and invoice, and what the runs answered."""

    donor: Path
    before: Path
    after: Path
    their_sheets: tuple[str, ...]
    updated: Any
    invoiced: Any


def run(command: str, book: Path, *options: str) -> Any:
    result = CliRunner().invoke(main, [command, str(book), "--json", *OCTOBER, *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def with_parts(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    content = parts_of(path)
    change(content)
    return zipped(path, content)


@pytest.fixture(scope="module", params=["drawn", "handwritten"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp(request.param)
    plain = make(folder / "plain.xlsx", parse(LEDGER))
    decorate_log(plain, sheet_parts(plain)["Log"], FIRST_ENTRY)
    donor = {"drawn": drawn, "handwritten": handwritten}[request.param](folder / "donor.xlsm")
    grafted = graft(plain, donor, folder / "book.xlsx")
    # As Excel saves it: our template asks to be computed on opening, so that an added request would not show.
    book = with_parts(grafted.path, lambda parts: parts.update(
        {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")}
    ))  # fmt: skip
    before = folder / f"before{book.suffix}"
    shutil.copyfile(book, before)
    updated = run("update", book)
    return Lived(donor, before, book, grafted.sheets, updated, run("invoice", book, "--month", "2026-10"))


def test_the_workbook_is_full_of_other_peoples_things(lived: Lived) -> None:
    theirs = {name for name in parts_of(lived.before) if "their-" in name}
    kinds = {name.split("/")[-2] if name.split("/")[-2] != "xl" else Path(name).stem for name in theirs if "_rels" not in name}
    kinds = {kind.removeprefix("their-").rstrip("0123456789") for kind in kinds}
    assert kinds >= KINDS["handwritten" if lived.before.suffix == ".xlsm" else "drawn"] - {"sharedStrings"}
    assert len(lived.their_sheets) >= 3


def test_update_and_invoice_change_only_what_they_may(lived: Lived) -> None:
    found = compare(lived.before, lived.after)
    assert found.forbidden == ()
    assert sheet_parts(lived.after)["Log"] in found.changed
    assert found.new == (sheet_parts(lived.after)["INV-2026-0001"],)
    assert new_broken_rules(lived.before, lived.after) == []


def test_the_runs_did_their_work(lived: Lived) -> None:
    assert lived.updated["totals"] == {
        "entries": 8,
        "errors": 0,
        "warnings": 4,
        "covered": 210,
        "billed": 120,
        "amount": "250.00",
    }
    (invoice,) = lived.invoiced["invoices"]
    assert (invoice["number"], invoice["total"]) == ("INV-2026-0001", "250.00")


def test_macros_stay_byte_for_byte_and_the_workbook_keeps_its_kind(lived: Lived) -> None:
    parts = parts_of(lived.after)
    macros = [name for name in parts if name.endswith("vbaProject.bin")]
    assert bool(macros) == (lived.after.suffix == ".xlsm") == (b"macroEnabled.main+xml" in parts["[Content_Types].xml"])
    assert all(parts[name] == MACROS for name in macros)


def test_formulas_of_other_people_are_computed_on_opening(lived: Lived) -> None:
    assert b"fullCalcOnLoad" not in parts_of(lived.before)["xl/workbook.xml"]
    assert b'fullCalcOnLoad="1"' in parts_of(lived.after)["xl/workbook.xml"]


def test_a_second_update_and_a_second_invoice_change_no_byte(lived: Lived) -> None:
    once = lived.after.read_bytes()
    assert run("update", lived.after)["totals"]["amount"] == "250.00"
    assert lived.after.read_bytes() == once
    assert run("invoice", lived.after, "--month", "2026-10")["invoices"] == []
    assert lived.after.read_bytes() == once


@needs_libreoffice
def test_libreoffice_opens_it_and_shows_their_values_as_before_and_ours_as_answered(lived: Lived) -> None:
    donor, after = shown(lived.donor), shown(lived.after)
    names = [(old, new) for old, new in zip(sheet_parts(lived.donor), lived.their_sheets, strict=True) if old in donor]
    assert len(names) >= 2
    assert {new: after[new] for _, new in names} == {new: donor[old] for old, new in names}
    log = after["Log"]
    headers = next(row for row in log if "Status" in row)
    rows = [dict(zip(headers, row, strict=False)) for row in log[log.index(headers) + 1 :]]
    assert [(row["ID"], row["Status"], row["Billed"], Decimal(row["Amount"])) for row in rows if row["ID"]] == [
        (each["id"], each["status"], str(each["billed"]), Decimal(each["amount"])) for each in lived.updated["entries"]
    ]
    assert any(row[-1] == "250" for row in after["INV-2026-0001"])


def by_openpyxl(path: Path) -> None:
    with warnings.catch_warnings(action="ignore"):  # it says itself what it is about to lose
        book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
        book.save(path)
        book.close()


def replaced(part: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    def tamper(path: Path) -> None:
        name = sheet_parts(path)[part.removeprefix("sheet ")] if part.startswith("sheet ") else part
        content = parts_of(path)
        assert old in content[name], name
        rewritten(path, {name: content[name].replace(old, new, 1)})

    return tamper


def rewritten(path: Path, changed: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path) as archive:
        content = [(each, archive.read(each)) for each in archive.infolist()]
    with zipfile.ZipFile(path, "w", compression) as archive:
        for each, data in content:
            each.compress_type = compression
            archive.writestr(each, changed.get(each.filename, data))
        for name in changed.keys() - {each.filename for each, _ in content}:
            archive.writestr(name, changed[name])


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        pytest.param(by_openpyxl, "lost", id="loaded and saved by a library"),
        pytest.param(lambda path: rewritten(path, {}, zipfile.ZIP_STORED), "stored anew", id="stored anew"),
        pytest.param(lambda path: rewritten(path, {"xl/other.xml": b"<a/>"}), "no part of an invoice", id="a part added"),
        pytest.param(replaced("xl/drawings/log.vml", b"Note", b"Rect"), "log.vml: changed", id="a note changed"),
        pytest.param(replaced("sheet Log", b"<v>40</v>", b"<v>41</v>"), "became", id="a typed cell changed"),
        pytest.param(replaced("sheet Log", b"<f>SUM(G5:G25)</f>", b""), "became", id="a formula gone"),
        pytest.param(replaced("sheet Log", b"<xm:f>Log!G5", b"<xm:f>Log!G6"), "became", id="a sparkline changed"),
        pytest.param(replaced("sheet Invoices", b'width="', b'width="1'), "became", id="a column's width changed"),
        pytest.param(replaced("sheet Start", b"<f>", b"<f>1+"), "cached values", id="a formula of Start changed"),
        pytest.param(replaced("xl/workbook.xml", b"ClientNames", b"Names"), "gone or changed", id="a name changed"),
        pytest.param(replaced("xl/workbook.xml", b"</definedNames>", b'<definedName name="a">1</definedName></definedNames>'),
                     'name="a"> was added', id="a name added"),
        pytest.param(replaced("xl/styles.xml", b"</cellXfs>", b'</cellXfs><x a="1"/>'), "was added", id="a style part added"),
    ],
)  # fmt: skip
def test_the_comparison_sees_what_must_not_happen(
    lived: Lived, tmp_path: Path, tamper: Callable[[Path], object], words: str
) -> None:
    changed = tmp_path / lived.after.name
    shutil.copyfile(lived.after, changed)
    tamper(changed)
    assert any(words in each for each in compare(lived.before, changed).forbidden)
