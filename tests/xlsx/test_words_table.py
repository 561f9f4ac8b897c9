"""The table Words in a workbook: no run needs it, and no other table of that name is taken for it."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from support.books import entry
from support.files import correct, make
from support.meetings import meeting

from xlsupport.cli.group import main

OCTOBER = ("--month", "2026-10", "--issued", "2026-10-31", "--as-of", "2026-12-31")


def without_words(path: Path) -> Path:
    """A workbook as it was before there was such a table."""
    book = openpyxl.load_workbook(make(path, [meeting("2026-10-05")]))
    sheet = book["Rules"]
    where = sheet.tables["Words"].ref
    del sheet.tables["Words"]
    for row in sheet[where]:
        for cell in row:
            cell.value = None
    book.save(path)
    return path


def with_own_words(path: Path) -> Path:
    """Somebody's own table has that name."""
    opened = openpyxl.load_workbook(path)
    sheet = opened.create_sheet("Vocabulary")
    for row in (["English", "German"], ["dog", "Hund"]):
        sheet.append(row)
    sheet.add_table(Table(displayName="Words", ref="A1:B2"))
    opened.save(path)
    return path


def with_a_name(path: Path) -> Path:
    """A name of somebody's own is spelt like the table."""
    opened = openpyxl.load_workbook(path)
    opened.defined_names["Words"] = DefinedName("Words", attr_text="$A$1")
    opened.save(path)
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    return result.exit_code, result.output


def test_a_workbook_without_the_table_is_invoiced_and_adopted_as_before(tmp_path: Path) -> None:
    book = without_words(tmp_path / "book.xlsx")
    assert run("adopt", book)[0] == 0
    assert "Words" not in openpyxl.load_workbook(book)["Rules"].tables
    code, output = run("invoice", book, *OCTOBER)
    assert code == 0, output
    assert openpyxl.load_workbook(book)["INV-2026-0001"]["A1"].value == "Books & Sons"


def test_somebodys_own_table_of_that_name_is_no_concern_of_ours(tmp_path: Path) -> None:
    book = without_words(tmp_path / "book.xlsx")
    with_own_words(book)
    assert run("check", book, "--as-of", "2026-10-31")[0] == 0
    assert run("invoice", book, *OCTOBER)[0] == 0


@pytest.mark.parametrize(("word", "printed"), [("Rechnung", "Rechnung"), (None, "Invoice")])
def test_invoices_of_the_template_print_the_words_of_the_table(tmp_path: Path, word: str | None, printed: str) -> None:
    book = make(tmp_path / "book.xlsx", [entry("2026-10-06", minutes=45)])
    correct(book, "Words", "Theirs", [word])
    code, output = run("invoice", book, *OCTOBER, "--json")
    assert code == 0, output
    assert json.loads(output)["invoices"][0]["kind"] == "invoice"
    texts = {cell.value for row in openpyxl.load_workbook(book)["INV-2026-0001"].iter_rows() for cell in row}
    assert printed in texts
    assert ("Invoice" in texts) == (word is None)


def test_such_a_table_of_somebodys_own_does_not_keep_a_workbook_of_ours_from_adopting(tmp_path: Path) -> None:
    book = with_own_words(without_words(tmp_path / "book.xlsx"))
    assert run("adopt", book)[0] == 0


def test_where_the_rules_are_added_another_table_or_name_of_theirs_must_give_way(tmp_path: Path) -> None:
    for number, change in enumerate((with_own_words, with_a_name)):
        book = tmp_path / f"{number}.xlsx"
        openpyxl.Workbook().save(book)
        code, output = run("adopt", change(book))
        assert code == 3
        assert "Words" in output
