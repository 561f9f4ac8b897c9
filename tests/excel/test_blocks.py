"""An edit as blocks that Excel takes in one go each, and a run that is carried out whole or put back."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from support.books import entry, run, table
from support.ledgers import QUICK, Ledger, ledgers

from xlsupport.excel.book.blocks import Assigned, Block, assigned, blocks, gathered, held, typed
from xlsupport.excel.book.journal import Journal, all_or_nothing
from xlsupport.sheets.edits import KEEP, TableEdit
from xlsupport.sheets.specifications import LOG, TABLES
from xlsupport.sheets.tables import ErrorValue
from xlsupport.words.problems import WorkbookError

BEGAN = datetime(2026, 11, 23, 14, 5)


@pytest.mark.parametrize(
    ("value", "given_to_excel"),
    [
        (None, None),
        ("", None),
        (30, 30),
        (Decimal("62.50"), 62.5),
        (date(2026, 10, 31), datetime(2026, 10, 31)),
        (datetime(2026, 10, 31, 9, 30), datetime(2026, 10, 31, 9, 30)),
        ("Part billed", "Part billed"),
        ("2026-10", "'2026-10"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("007", "'007"),
        ("TRUE", "'TRUE"),
        ("Acme", "'Acme"),
        ("'quoted", "''quoted"),
    ],
)
def test_what_excel_is_given_stays_what_it_is(value: object, given_to_excel: object) -> None:
    assert assigned(value) == given_to_excel  # type: ignore[arg-type] # values of every kind


def test_what_is_kept_is_assigned_as_it_stands_with_its_formula() -> None:
    assert held(12.0, "=A1+1") == "=A1+1"
    assert held("=typed", "=typed") == "'=typed"
    assert held("text") == typed("text") == "'text"
    assert held(ErrorValue("#N/A")) == "#N/A"
    assert held(None) is None


def test_neighbouring_columns_of_ours_are_one_block_from_the_first_change_to_the_last() -> None:
    log = table("UsageLog", [entry("2026-10-05", ID=f"U{n}") for n in range(5)])
    edit = TableEdit("UsageLog", {"Status": [KEEP, "Covered", KEEP, KEEP, KEEP], "Covered": [KEEP, KEEP, KEEP, 5, KEEP]}, 5)
    assert blocks(log, LOG, edit) == [Block(6, 14, [["Covered", KEEP], [KEEP, KEEP], [KEEP, 5]])]


def test_in_a_column_that_people_type_in_nothing_but_the_changed_cells_is_assigned() -> None:
    log = table("UsageLog", [entry("2026-10-05") for _ in range(5)])
    edit = TableEdit("UsageLog", {"ID": ["U1", KEEP, "U2", "U3", KEEP]}, 5)
    assert blocks(log, LOG, edit) == [Block(5, 1, [["'U1"]]), Block(7, 1, [["'U2"], ["'U3"]])]


def test_a_register_that_shrinks_is_emptied_below() -> None:
    rates = [{"Client": "Acme", "Limit": name} for name in "abc"]
    edit = TableEdit("Balances", {"Limit": ["x"]}, 1)
    found = blocks(table("Balances", rates), TABLES["Balances"], edit)
    assert [(block.row, block.column, len(block.rows)) for block in found] == [(5, 1, 3)]
    assert [row[3] for row in found[0].rows] == ["'x", None, None]
    assert [row[0] for row in found[0].rows] == [KEEP, None, None]


@QUICK
@given(ledgers())
def test_the_blocks_hold_every_change_of_an_edit_and_nothing_else(ledger: Ledger) -> None:
    workbook = ledger.book()
    _, edits, _ = run(workbook)
    for edit in edits.tables:
        standing, spec = workbook.tables[edit.table], TABLES[edit.table]
        changed = {
            (standing.row_number(offset), standing.columns[header].number): assigned(value)
            for header, values in edit.columns.items()
            for offset, value in enumerate(values)
            if value is not KEEP
        }
        written = {
            (block.row + down, block.column + right): value
            for block in blocks(standing, spec, edit)
            for down, row in enumerate(block.rows)
            for right, value in enumerate(row)
            if value is not KEEP
        }
        emptied = {where: value for where, value in written.items() if where not in changed}
        assert {where: value for where, value in written.items() if where in changed} == changed
        assert set(emptied.values()) <= {None}
        assert all(row > standing.row_number(edit.rows - 1) for row, _ in emptied)


def test_scattered_cells_are_gathered_by_stretches_that_follow_one_another() -> None:
    cells: dict[tuple[int, int], Assigned] = {(1, 1): "a", (2, 1): 1, (2, 2): 2, (3, 1): 3, (3, 2): 4, (3, 9): 5}
    assert gathered(cells) == [Block(1, 1, [["a"]]), Block(2, 1, [[1, 2], [3, 4]]), Block(3, 9, [[5]])]


# All or nothing


class Cells(dict[str, int]):
    """What a run changes, where the second change of some is refused."""

    def put(self, journal: Journal, name: str, value: int) -> None:
        before = self[name]
        journal.record(f"the cell {name}", lambda: self.update({name: before}))
        if value < 0:
            raise RuntimeError(-2147352567, "Exception occurred.", (0, "Microsoft Excel", "The cell is protected.", None, 0))
        self[name] = value


def refused(change: Callable[[Journal], None]) -> str:
    """What a run says whose change is refused."""

    def attempt() -> None:
        with all_or_nothing(BEGAN) as journal:
            change(journal)

    with pytest.raises(WorkbookError) as raised:
        attempt()
    return raised.value.sentence


def test_a_run_that_is_refused_half_way_is_put_back_and_says_so() -> None:
    cells = Cells(A1=1, A2=2, A3=3)

    def change(journal: Journal) -> None:
        for name, value in (("A1", 10), ("A2", 20), ("A3", -1)):
            cells.put(journal, name, value)

    sentence = refused(change)
    assert cells == {"A1": 1, "A2": 2, "A3": 3}
    assert sentence == "Excel refused a change (The cell is protected). Everything was put back as it was."


def test_what_cannot_be_put_back_is_named_with_what_to_do() -> None:
    def refuse() -> None:
        raise OSError("gone")

    def change(journal: Journal) -> None:
        journal.record("the cells Log!N5:U9", refuse)
        journal.record("the new sheet INV-1", lambda: None)
        raise WorkbookError("Log!N5 does not hold what was written there.")

    assert refused(change) == (
        "Log!N5 does not hold what was written there. Not everything could be put back: the cells Log!N5:U9. Close the workbook "
        "without saving it; where AutoSave is on, restore the version before 14:05 under File, Info, Version History."
    )


def test_a_run_that_succeeds_stays() -> None:
    cells = Cells(A1=1)
    with all_or_nothing(BEGAN) as journal:
        cells.put(journal, "A1", 10)
    assert cells == {"A1": 10}
