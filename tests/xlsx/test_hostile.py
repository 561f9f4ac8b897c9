"""Workbooks made to exhaust, mislead or escape their reader, by name: where a sceptic looks first.

Each attack meets a process of its own, which tells its peak memory: the commands must stay within bounds whatever they read.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("runs are forked, which Windows does not know", allow_module_level=True)

from click.testing import CliRunner
from support.attacks import MIB, Attack, bomb, both, changed, flood
from support.faults import Runner
from support.handmade import parts_of, zipped

from xlsupport.cli import main
from xlsupport.sheets.edits import Edits, TableEdit
from xlsupport.sheets.specifications import LOG
from xlsupport.template.demo import demo_tables
from xlsupport.xlsx.saving.replacing import Saving
from xlsupport.xlsx.workbook_file import WorkbookFile

MOST_MEMORY = 200
"""MiB that a command may take on any of these; on the sound workbook it takes about 60."""
LOG_SHEET, RULES_SHEET = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet7.xml"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as each:
        yield each


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook with a few entries and an invoice behind it."""
    book = tmp_path_factory.mktemp("sound") / "book.xlsx"
    assert CliRunner().invoke(main, ["new", str(book)]).exit_code == 0
    typed = demo_tables()
    typed[LOG.name] = typed[LOG.name][:40]
    edits = [
        TableEdit(
            name, {header: [row.get(header) for row in rows] for header in {each for row in rows for each in row}}, len(rows)
        )
        for name, rows in typed.items()
    ]
    with WorkbookFile.open(book, Saving(keep=0)) as file:
        file.save(Edits(edits))
    assert CliRunner().invoke(main, ["invoice", str(book), "--month", "2026-01", "--keep", "0"]).exit_code == 0
    return book.read_bytes()


@pytest.fixture
def book(sound: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "alone" / "book.xlsx"
    path.parent.mkdir()
    path.write_bytes(sound)
    return path


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETERS = b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>'
DECLARED = rb"\A(<\?xml[^>]*\?>)?"
SPACES, DEEP = b" " * MIB, b"<a>" * 100_000


def entity(part: str, declaration: bytes) -> Attack:
    return changed(part, DECLARED, rb"\1" + declaration.replace(b"\\", rb"\\"))


ATTACKS: Mapping[str, Attack] = {
    "400 MiB of blanks among the log's rows": flood(LOG_SHEET, b"</sheetData>", b" ", 400),
    "400 MiB of rows in the log": flood(LOG_SHEET, b"</sheetData>", b'<row r="9"/>', 400),
    "400 MiB in one cell of the log": flood(LOG_SHEET, b"</sheetData>", b"x", 400),
    "400 MiB of styles": flood("xl/styles.xml", b"</styleSheet>", b"<x/>", 400),
    "400 MiB of sheets": flood("xl/workbook.xml", b"</sheets>", b"<sheet/>", 400),
    "400 MiB of content types": flood("[Content_Types].xml", b"</Types>", b"<Default/>", 400),
    "400 MiB of relationships": flood("xl/_rels/workbook.xml.rels", b"</Relationships>", b"<Relationship/>", 400),
    "a part that says it is small": bomb("xl/styles.xml", SPACES, 400, said=1000),
    "a part that says it is none": bomb(LOG_SHEET, SPACES, 400, said=0),
    "a billion laughs in the workbook": entity("xl/workbook.xml", LAUGHS),
    "a billion laughs in the log": entity(LOG_SHEET, LAUGHS),
    "an external entity in the styles": entity("xl/styles.xml", OUTSIDE),
    "an external entity in the log": entity(LOG_SHEET, OUTSIDE),
    "a declaration fetched from a server": entity("xl/workbook.xml", PARAMETERS),
    "elements nested deep in the workbook": changed("xl/workbook.xml", rb"</sheets>", DEEP + b"</sheets>"),
    "elements nested deep in the log": changed(LOG_SHEET, rb'<row r="6"', DEEP + b'<row r="6"'),
    "a row number without end": changed(LOG_SHEET, rb'<row r="5"', b'<row r="' + b"9" * 10_000 + b'"'),
    "a row that no sheet has": changed(LOG_SHEET, rb'<row r="6"', b'<row r="1048577"'),
    "a column that no sheet has": changed(LOG_SHEET, rb'<c r="B6"', b'<c r="ZZZZ6"'),
    "a table that is all of a sheet and more": changed("xl/tables/table1.xml", rb'ref="A4:U[0-9]+"', b'ref="A4:XFE9999999"', 2),
    "a shared text that is not there": changed(RULES_SHEET, rb't="inlineStr"><is><t>Single</t></is>', b't="s"><v>9999999999</v>'),
    "a sheet whose part lies outside": changed("xl/_rels/workbook.xml.rels", rb'"[^"]*sheet3.xml"', b'"../../../../etc/passwd"'),
    "a sheet whose part is on a server": changed(
        "xl/_rels/workbook.xml.rels", rb'Target="[^"]*sheet3.xml"', b'Target="http://127.0.0.1:9/x.xml" TargetMode="External"'
    ),
    "a sheet whose part is the workbook's own": changed(
        "xl/_rels/workbook.xml.rels", rb'"[^"]*sheet3.xml"', b'"/xl/workbook.xml"'
    ),
    "two tables of one name": changed("xl/tables/table2.xml", rb'"Clients"', b'"usagelog"', 2),
}  # fmt: skip


ONLY_WHEN_WRITING = {"a part that says it is small", "an external entity in the styles", "elements nested deep in the log"}
"""Checking looks neither at styles nor between rows; what is written is read back whole."""


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_in_one_sentence_within_bounds_and_leaves_everything_alone(
    name: str, book: Path, runner: Runner
) -> None:
    ATTACKS[name](book)
    before = book.read_bytes()
    for words in (("check",), ("update", "--as-of", "2026-01-03")):
        ran = runner.measured(words[0], book, *words[1:])
        assert ran.peak < MOST_MEMORY, ran.peak
        if words == ("check",) and name in ONLY_WHEN_WRITING:
            assert ran.status in (0, 1), ran
            continue
        assert ran.status == 3, ran
        told = ran.err.strip()
        assert told.startswith("Error: "), told
        assert any(named in told for named in ("book.xlsx", "!", "no table UsageLog")), told
        assert len(told) < 600, told
        assert "Traceback" not in told
        assert " bug " not in told
        assert "root:" not in told
    assert book.read_bytes() == before
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


def test_a_bomb_in_a_part_that_nobody_reads_is_not_handed_on_either(book: Path, runner: Runner) -> None:
    bomb("customXml/item1.xml", SPACES, 400)(book)
    ran = runner.measured("update", book)
    assert ran.status == 3, ran
    assert "its part customXml/item1.xml would unpack to over 250 times its size" in ran.err
    assert ran.peak < MOST_MEMORY, ran.peak


def test_many_attacks_at_once_are_no_more_than_one(book: Path, runner: Runner) -> None:
    both(ATTACKS["a billion laughs in the log"], ATTACKS["two tables of one name"], ATTACKS["400 MiB of styles"])(book)
    ran = runner.measured("update", book)
    assert (ran.status, ran.peak < MOST_MEMORY) == (3, True), ran


def test_the_zip_with_its_parts_twice_is_refused(book: Path, runner: Runner) -> None:
    parts = parts_of(book)
    zipped(book, {**parts, "xl/Workbook.xml": parts["xl/workbook.xml"]})
    ran = runner.measured("update", book)
    assert ran.status == 3
    assert "Error: book.xlsx" in ran.err
