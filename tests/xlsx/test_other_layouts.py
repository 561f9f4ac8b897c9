"""A workbook laid out unlike the template gives the same results: other sheets, other order, own columns between, no tables."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from support.books import RULES
from support.files import make
from support.layouts import CONTENT, LAYOUTS, LOG, laid_out, run, without_places, written
from support.package_rules import new_broken_rules
from support.survival import compare


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same content in the template."""
    people = {name: rows for name, rows in CONTENT.items() if name not in (*RULES, "UsageLog")}
    return make(tmp_path_factory.mktemp("usual") / "usual.xlsx", LOG, **people)


@pytest.mark.parametrize("name", LAYOUTS)
def test_check_update_and_invoice_answer_and_write_as_on_the_template(name: str, usual: Path, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    expected, book = tmp_path / "expected.xlsx", laid_out(tmp_path / "book.xlsx", layout)
    before = shutil.copyfile(book, tmp_path / "before.xlsx")
    shutil.copyfile(usual, expected)
    answers = run("check", book)
    assert without_places(answers) == without_places(run("check", expected))
    assert {each["status"] for each in answers["entries"]} == {
        "Invalid", "Covered", "Part billed", "Billed", "Included", "Quoted", "Waived",
    }  # fmt: skip
    assert book.read_bytes() == before.read_bytes()
    for command, *options in (("update",), ("invoice", "--month", "2026-10"), ("update",)):
        assert without_places(run(command, book, *options)) == without_places(run(command, expected, *options))
        assert written(book, layout) == written(expected, None)
    assert len(written(book, layout)["InvoiceLines"]) == 6
    assert new_broken_rules(before, book) == []
    if not layout.plain:  # what may change is known by its tables
        assert compare(before, book).forbidden == ()


@pytest.mark.parametrize("name", LAYOUTS)
def test_rows_and_cells_are_those_of_the_layout(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    path = laid_out(tmp_path / "book.xlsx", layout)
    found = run("check", path)
    first = 8 if not layout.plain else 5
    assert [each["row"] for each in found["entries"]] == list(range(first, first + len(LOG)))
    book = openpyxl.load_workbook(path)
    places = [each["cell"].rpartition("!") for each in found["breaches"] if each["code"] in ("bad-minutes", "over-length")]
    shown = [book[sheet.strip("'")][cell].value for sheet, _, cell in places]
    book.close()
    assert sorted(map(str, shown)) == ["20", "29.6", "35", "40", "45", "50", "75"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_users_own_columns_and_hidden_rows_stay(name: str, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    path = laid_out(tmp_path / "book.xlsx", layout)
    title = next(iter(layout.sheets)) if not layout.plain else "usagelog"

    def own() -> list[tuple[str, object]]:
        book = openpyxl.load_workbook(path)
        sheet = book[title]
        cells = [
            (cell.coordinate, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if str(cell.value).startswith(("=ROW", "Mine", "Our"))
        ]
        hidden = [(f"row {number}", True) for number, row in sheet.row_dimensions.items() if row.hidden]
        book.close()
        return [*cells, *hidden]

    before = own()
    assert len(before) > 7 * len(LOG)
    run("update", path)
    run("invoice", path, "--month", "2026-10")
    assert own() == before


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_second_update_and_invoice_change_no_byte(name: str, tmp_path: Path) -> None:
    path = laid_out(tmp_path / "book.xlsx", LAYOUTS[name])
    once, twice = (run("update", path) and run("invoice", path, "--month", "2026-10") and path.read_bytes() for _ in range(2))
    assert twice == once
