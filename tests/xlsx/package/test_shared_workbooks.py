"""A workbook that is shared in the old way, which can hold no tables, is read, and never written."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.books import entry
from support.files import make
from support.handmade import MAIN, RELATIONSHIPS, parts_of, relationships, zipped

from xlsupport.cli import main

AS_OF = ("--as-of", "2026-10-31")
LINKS = "xl/_rels/workbook.xml.rels"
SENTENCE = (
    "book.xlsx is a shared workbook of the old kind, which cannot hold tables; nothing was written. Unshare it in Excel and save "
    "it: Review, Unshare Workbook (where that button is missing, add it under File, Options, Customize Ribbon, All Commands)."
)
HEADERS = f'<headers xmlns="{MAIN}" guid="{{00000000-0000-0000-0000-000000000001}}"/>'
LOG = relationships(f'<Relationship Id="rId1" Type="{RELATIONSHIPS}/revisionLog" Target="revisionLog1.xml"/>')
REVISIONS = {
    "revisionHeaders": {
        "xl/revisions/revisionHeaders.xml": HEADERS,
        "xl/revisions/_rels/revisionHeaders.xml.rels": LOG,
        "xl/revisions/revisionLog1.xml": f'<revisions xmlns="{MAIN}"/>',
    },
    "usernames": {"xl/revisions/userNames.xml": f'<users xmlns="{MAIN}" count="0"/>'},
}
COMMANDS = {
    "adopt": ("adopt",),
    "update": ("update", *AS_OF),
    "invoice": ("invoice", "--month", "2026-10", "--issued", "2026-10-31", *AS_OF),
    "a dry run": ("invoice", "--month", "2026-10", "--issued", "2026-10-31", *AS_OF, "--dry-run"),
    "lite": ("lite",),
}


def shared(path: Path, *kinds: str) -> Path:
    parts = parts_of(path)
    for kind in kinds:
        first = next(iter(REVISIONS[kind])).removeprefix("xl/")
        whole = f'<Relationship Id="{kind}" Type="{RELATIONSHIPS}/{kind}" Target="{first}"/></Relationships>'
        parts[LINKS] = parts[LINKS].replace(b"</Relationships>", whole.encode())
        parts |= {name: data.encode() for name, data in REVISIONS[kind].items()}
    return zipped(path, parts)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=40)])


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.mark.parametrize("kinds", [("revisionHeaders", "usernames"), ("revisionHeaders",), ("usernames",)], ids="+".join)
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_would_write_it_says_how_to_unshare_it(command: str, kinds: tuple[str, ...], book: Path) -> None:
    before = shared(book, *kinds).read_bytes()
    name, *options = COMMANDS[command]
    result = run(name, book, *options)
    assert (result.exit_code, book.read_bytes()) == (3, before), result.output
    assert SENTENCE in " ".join(result.stderr.split())


@pytest.mark.parametrize("command", ["check", "balances"])
def test_it_may_be_read(command: str, book: Path) -> None:
    shared(book, *REVISIONS)
    assert run(command, book, *AS_OF).exit_code == 0


def test_a_recommendation_to_open_it_for_reading_only_does_not_share_it(book: Path) -> None:
    parts = parts_of(book)
    recommended = b'<fileSharing readOnlyRecommended="1"/><workbookPr/>'
    assert b"<workbookPr/>" in parts["xl/workbook.xml"]
    zipped(book, parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b"<workbookPr/>", recommended)})
    assert run("update", book, *AS_OF).exit_code == 0
