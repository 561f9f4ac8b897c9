"""More attacks upon each part that is read: refused in one sentence, or carried where the part is nobody's to read.

`test_hostile.py` has the attacks of every kind; here they meet each part, stay below the bounds of the container, or hide.
"""

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("runs are forked, which Windows does not know", allow_module_level=True)

from click.testing import CliRunner
from support.attacks import (
    CHART,
    LOG,
    MIB,
    PICTURE,
    SHEETS,
    STRINGS,
    STYLES,
    TABLE,
    TABLES_OF_LOG,
    TYPES,
    WORKBOOK,
    Attack,
    before_root,
    bomb,
    changed,
    flood,
    inside,
    sharing_one,
    with_member,
    with_shared_strings,
)
from support.books import entry
from support.faults import Ended, Runner
from support.files import make
from support.handmade import parts_of, zipped
from support.survival import compare

from xlsupport.cli import main

UPDATE = ("update", "--as-of", "2026-10-31", "--keep", "0")
PARTS = (LOG, WORKBOOK, STYLES, STRINGS, TABLE, SHEETS, TYPES)
"""A part of each kind that is read."""

SMALL, MIDDLING, LARGE = 100, 200, 500
"""MiB that a run may take: an ordinary one takes 40; half a million elements, as all of Excel's cell formats would be, 430."""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as each:
        yield each


def measured(runner: Runner, book: Path) -> Ended:
    """The update in a process of its own, which tells its peak memory."""
    return runner.measured(UPDATE[0], book, *UPDATE[1:])


def ended(book: Path) -> Ended:
    result = CliRunner().invoke(main, [UPDATE[0], str(book), *UPDATE[1:]])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ended(result.exit_code, result.stdout, result.stderr, [], 0)


def refused(run: Ended, book: Path, before: bytes, why: str) -> None:
    assert (run.status, run.out) == (3, ""), run
    assert len(run.err.splitlines()) == 1
    assert run.err.startswith("Error: ")
    assert run.err.endswith(".\n")
    assert len(run.err) < 500
    assert why in run.err
    assert book.read_bytes() == before
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


def refused_within(most: int, attack: Attack, why: str, book: Path, runner: Runner) -> None:
    attack(book)
    before = book.read_bytes()
    run = measured(runner, book)
    refused(run, book, before, why)
    assert run.peak < most


def carried(run: Ended, book: Path, before: bytes) -> None:
    assert (run.status, run.err) == (0, ""), run
    assert "Written to" in run.out
    assert book.read_bytes() != before
    assert [each.name for each in book.parent.iterdir()] == ["book.xlsx"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log with two breaches, so that an update has something to write; its clients are shared texts."""
    path = make(
        tmp_path_factory.mktemp("sound") / "book.xlsx", [entry("2026-10-05", minutes=40), entry("2026-10-06", minutes=40)]
    )
    with_shared_strings(path)
    return path.read_bytes()


@pytest.fixture
def book(sound: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "alone" / "book.xlsx"
    path.parent.mkdir()
    path.write_bytes(sound)
    return path


# Bombs

BLANKS = b" " * MIB
LIES = "holds more than it declares. Ask whoever it came from before anybody opens it."


def unpacked(name: str) -> str:
    return f"its part {name} would unpack to over 250 times its size. Ask whoever it came from before anybody opens it."


BOMBS: dict[str, tuple[Attack, str]] = {
    "gigabytes of shared texts": (bomb(STRINGS, BLANKS, 2048, said=2048 * MIB), unpacked(STRINGS)),
    "shared texts that say they are small": (bomb(STRINGS, BLANKS, 2048, said=9000), LIES),
    "a table of contents that says it is small": (bomb(TYPES, BLANKS, 2048, said=9000), LIES),
    "a thousand members of the same bytes": (with_member(sharing_one), "two of its parts share the same bytes"),
    "a member of each number": (
        with_member(lambda _: [one._replace(name=b"%d" % n) for one in _[:1] for n in range(60_000)]),
        "parts, and no workbook has more than 20,000",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(case: str, book: Path, runner: Runner) -> None:
    refused_within(SMALL, *BOMBS[case], book, runner)


FLOODS: dict[str, tuple[Attack, str]] = {
    "blanks behind the rows": (flood(LOG, b"</worksheet", b" ", 60), "has more than 32 MiB behind its rows"),
    "merged cells": (flood(LOG, b"</worksheet", b'<mergeCell ref="A1:B1"/>', 30), "has more than 500,000 elements"),
    "cells in a row": (flood(LOG, b"</row></sheetData", b"<c/>", 60), "has a row of more than 16 MiB"),
    "a text of a cell": (flood(LOG, b"</t></is>", b"x", 60), "has a row of more than 16 MiB"),
    "blanks in the workbook": (flood(WORKBOOK, b"</workbook", b" ", 60), "has a tag or a text of more than 4 MiB"),
    "cell formats": (flood(STYLES, b"</cellXfs", b"<xf/>", 60), "has more than 500,000 elements in one piece"),
    "a shared text": (flood(STRINGS, b"</t>", b"x", 60), "holds a text of more than 16 MiB"),
    "remarks among shared texts": (flood(STRINGS, b"</sst", b"<!---->", 60), "holds a text of more than 16 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("case", FLOODS)
def test_a_flood_is_refused_in_bounded_memory(case: str, book: Path, runner: Runner) -> None:
    refused_within(LARGE, *FLOODS[case], book, runner)


CARRIED_FLOODS: dict[str, Attack] = {
    "rows without anything": flood(LOG, b"</sheetData", b"<row/>", 1),
    "shared texts that nobody refers to": flood(STRINGS, b"</sst", b"<si><t>a</t></si>", 60),
    "remarks in the workbook": flood(WORKBOOK, b"</workbook", b"<!---->", 30),
    "instructions in a table": flood(TABLE, b"</table>", b"<?x?>", 30),
    "a picture of blanks": bomb(PICTURE, BLANKS, 60),
    "a picture of gigabytes that says it is small": bomb(PICTURE, BLANKS, 2048, said=9000),
}


@pytest.mark.parametrize("case", CARRIED_FLOODS)
def test_a_flood_that_harms_nobody_is_carried_in_bounded_memory(case: str, book: Path, runner: Runner) -> None:
    CARRIED_FLOODS[case](book)
    before = book.read_bytes()
    run = measured(runner, book)
    carried(run, book, before)
    assert run.peak < MIDDLING


# Entities, nesting, numbers without end

DECLARED = "has a document type declaration, which no Excel file needs and attacks use"
LAUGHS = b"<!DOCTYPE a [<!ENTITY l0 'ha'>%b]>" % b"".join(
    b"<!ENTITY l%d '%b'>" % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)
REMARK = b"<!--" + b"x" * 5000 + b"-->"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        b'<!DOCTYPE a PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">',
        b"<!DOCTYPE a>",
    ],
    ids=["billion laughs", "a file", "parameter entity", "an address", "nothing at all"],
)
def test_no_part_that_is_read_may_declare_a_document_type(part: str, declaration: bytes, book: Path) -> None:
    before_root(part, declaration)(book)
    before = book.read_bytes()
    refused(ended(book), book, before, f"its part {part} {DECLARED}")


@pytest.mark.parametrize("part", PARTS)
def test_nor_behind_a_remark_however_long(part: str, book: Path) -> None:
    before_root(part, REMARK + LAUGHS)(book)
    before = book.read_bytes()
    refused(ended(book), book, before, f"its part {part} ")


def test_an_entity_that_nothing_declares_is_no_xml(book: Path) -> None:
    for part in PARTS:
        inside(part, b"&l9;")(book)
        before = book.read_bytes()
        refused(ended(book), book, before, "its part ")


DEEP, MANY = b"<x>" * 50_000 + b"</x>" * 50_000, b"".join(b' a%d="1"' % number for number in range(200_000))
DIGITS = b"9" * 5000
DAMAGED = "does not describe a table as Excel does"
ABSURD: dict[str, tuple[Attack, str]] = {
    **{f"deep {part}": (inside(part, DEEP), "nests elements more than 200 deep") for part in PARTS if part != STRINGS},
    "a deep cell": (inside(LOG, DEEP, at=b"</c>"), "nests elements more than 200 deep"),
    "a deep text": (inside(STRINGS, DEEP, at=b"</si>"), "nests elements more than 200 deep"),
    **{
        f"attributes in {part}": (inside(part, b"<x%b/>" % MANY), "has a tag with more than 1,000 attributes")
        for part in PARTS if part != STRINGS
    },
    "attributes of the log": (changed(LOG, rb"<worksheet", b"<worksheet" + MANY), "has a tag with more than 1,000 attributes"),
    "a row of no sheet": (changed(LOG, rb'(?<=<row r=")6', b"0"), "has rows that do not follow one another."),
    "a text of many digits": (changed(LOG, rb"(?<=<v>)0(?=</v></c>)", DIGITS), "refers to a shared text that is not there."),
    "a merged sheet": (
        inside(LOG, b'<mergeCells count="4294967295"><mergeCell ref="A1:XFD1048576"/></mergeCells>', at=b"<dataValidations"),
        "Log!A1:XFD1048576 are merged cells, where the table UsageLog is written. Unmerge them.",
    ),
    **{
        f"a table over {ref[:16]!r}": (changed(TABLE, rb'(?<= ref=")A4:U6', ref), DAMAGED)
        for ref in (b"A1:XFD1048576", b"A4:XFD6", b"A4:U1048577", b"A4:U" + DIGITS, b"A0:U6", b"A4:" + b"Z" * 5000 + b"6", b"")
    },
}  # fmt: skip


@pytest.mark.parametrize("case", ABSURD)
def test_what_is_absurd_is_refused(case: str, book: Path) -> None:
    attack, why = ABSURD[case]
    attack(book)
    before = book.read_bytes()
    refused(ended(book), book, before, why)


IGNORED: dict[str, Attack] = {
    "spans": changed(LOG, rb'(?<=<row r="6")', b' spans="1:' + DIGITS + b'"'),
    "dimension": changed(LOG, rb'(?<=<dimension ref=")[^"]*', b"A1:ZZZ" + DIGITS),
    "columns": changed(LOG, rb'(?<=min="21" max=")21', b"4294967295"),
    "column count": changed(TABLE, rb'(?<=tableColumns count=")21', DIGITS),
    "format count": changed(STYLES, rb'(?<=<cellXfs count=")[0-9]+', DIGITS),
    "text count": changed(STRINGS, rb' count="1"', b' count="4294967295" uniqueCount="' + DIGITS + b'"'),
    "format of a cell": changed(LOG, rb'(?<=r="C6" s=")[0-9]+', DIGITS),
    "sheet number": changed(WORKBOOK, rb'(?<=sheetId=")3', DIGITS),
    "row height": changed(LOG, rb'<row r="6"', b'<row r="6" ht="1e999"'),
    "ranges of a validation": changed(LOG, rb'(?<=sqref=")G5:G1048576', b" ".join([b"G5:G1048576"] * 50_000)),
    "a deep chart": inside(CHART, DEEP),
    "laughs in a chart": before_root(CHART, LAUGHS),
    "laughs in the properties": before_root("docProps/core.xml", LAUGHS),
    "the workbook in itself": lambda book: zipped(book, parts_of(book) | {"xl/embeddings/a.xlsx": book.read_bytes()}),
}  # fmt: skip


@pytest.mark.parametrize("case", IGNORED)
def test_numbers_and_parts_that_nobody_needs_are_carried_as_they_are(case: str, book: Path, tmp_path: Path) -> None:
    IGNORED[case](book)
    before = shutil.copyfile(book, tmp_path / "before.xlsx")
    carried(ended(book), book, before.read_bytes())
    assert compare(before, book).forbidden == ()


# Where parts lead, and names that two things bear

ELSEWHERE = (
    "../../../../etc/passwd",
    "/etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "file:///etc/passwd",
    "C:/Windows/win.ini",
    r"\\server\share\x.xml",
    "http://127.0.0.1:9/x.xml",
)


@pytest.mark.parametrize("mode", ["", ' TargetMode="External"'], ids=["inside", "outside"])
@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_part_that_is_read_cannot_stand_elsewhere(target: str, mode: str, book: Path) -> None:
    sound = book.read_bytes()
    for part, link in ((SHEETS, b'Target="/xl/worksheets/sheet3.xml"'), (TABLES_OF_LOG, b'Target="/xl/tables/table1.xml"')):
        book.write_bytes(sound)
        changed(part, link, f'Target="{target}"{mode}'.replace("\\", r"\\").encode())(book)
        before = book.read_bytes()
        run = ended(book)
        # What stands outside is no sheet and no table, so the log is not there; what is to stand inside is missing.
        refused(run, book, before, "There is no table UsageLog" if mode else "book.xlsx is damaged: it")
        assert "root:" not in run.err


def test_no_address_in_a_workbook_is_visited(book: Path, runner: Runner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/".encode()
        link = rb'(?<=Target=")[^"]*"'
        changed("xl/drawings/_rels/drawing1.xml.rels", link, address + b'" TargetMode="External"')(book)
        inside(SHEETS, b'<Relationship Id="rId98" Type="urn:x/externalLink" Target="%b" TargetMode="External"/>' % address)(book)
        before_root(CHART, b'<!DOCTYPE a SYSTEM "%b">' % address)(book)
        before = book.read_bytes()
        carried(measured(runner, book), book, before)
        before_root(WORKBOOK, b'<!DOCTYPE a [<!ENTITY %% x SYSTEM "%b"> %%x;]>' % address)(book)
        before = book.read_bytes()
        refused(measured(runner, book), book, before, DECLARED)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


TWICE: dict[str, tuple[Attack, str]] = {
    "a sheet": (changed(WORKBOOK, rb'(?<=name=")Start', b"LOG"), "it has two sheets named Log."),
    "a sheet of the same part": (
        changed(SHEETS, rb"(?<=Target=\")/xl/worksheets/sheet1\.xml", b"/XL/worksheets/Sheet3.xml"),
        "its sheet Log is another sheet as well.",
    ),
    "a part": (
        with_member(lambda members: [each._replace(name=each.name.upper()) for each in members if each.name == LOG.encode()]),
        f"it has two parts named {LOG.upper()}.",
    ),
}


@pytest.mark.parametrize("case", TWICE)
def test_what_is_there_twice_is_refused_in_any_case_of_its_letters(case: str, book: Path) -> None:
    attack, why = TWICE[case]
    attack(book)
    before = book.read_bytes()
    refused(ended(book), book, before, why)
