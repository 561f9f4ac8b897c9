"""Features of Excel inside and beside our tables: a run works with them there and keeps them, or says in one sentence why not."""

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from support import dialects
from support import features as f
from support import sheet_features as s
from support.books import ACME, entry
from support.files import fill, make
from support.layouts import without_places, written
from support.package_rules import new_broken_rules
from support.splicing import Workbook
from support.survival import compare

from xlsupport.cli import main

# The independent reader says what it would lose, if it wrote the file.
pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported and will be removed:UserWarning")

SEPTEMBER = [entry(f"2026-09-{day:02}", minutes=minutes) for day, minutes in ((3, 10), (4, 40), (7, 12))]
OCTOBER = [
    *(entry(f"2026-10-{day:02}", minutes=minutes) for day, minutes in ((5, 15), (6, 40), (7, 10), (8, 10), (9, 10))),
    *(entry(f"2026-10-{day:02}", minutes=50, Client="Bolt", Contact="Bob") for day in (12, 13)),
]
START = ACME["Clients"][0]["Contract start"]
BOLT = {
    "Clients": {"Client": "Bolt", "Package": "Single", "Contract start": START},
    "Contacts": {"Client": "Bolt", "Contact": "Bob", "Trained on": START},
    "Agreements": {"Client": "Bolt", "Tier": "Advanced", "Start": START, "Hours": 2},
}
MONTH = (("update",), ("invoice", "--month", "2026-10"), ("update",))
TODAY = ("--as-of", "2026-10-31", "--json")


class Plain(NamedTuple):
    """A workbook in which September was invoiced and October is to come, and what the month's commands answer and write."""

    path: Path
    answers: tuple[Any, ...]
    written: dict[str, list[dict[str, object]]]


def run(book: Path, command: str, *options: str) -> Any:
    result = CliRunner().invoke(main, [command, str(book), *TODAY, *options])
    assert result.exit_code == 0, result.output
    return without_places(json.loads(result.stdout))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    path = make(tmp_path_factory.mktemp("plain") / "book.xlsx", SEPTEMBER)
    invoiced = CliRunner().invoke(main, ["invoice", str(path), "--as-of", "2026-09-30", "--month", "2026-09", "--keep", "0"])
    assert invoiced.exit_code == 0, invoiced.output
    fill(path, UsageLog=[*SEPTEMBER, *OCTOBER], **{name: [ACME[name][0], row] for name, row in BOLT.items()})
    after = Path(shutil.copyfile(path, path.with_name("after.xlsx")))
    answers = tuple(run(after, *each) for each in MONTH)
    return Plain(path, answers, written(after, None))


def lived(plain: Plain, feature: f.Feature, tmp_path: Path) -> tuple[Path, Path]:
    """The workbook with a feature before and after the month, which must come to the same results as without it."""
    book = Workbook(plain.path)
    feature(book)
    macros = b"macroEnabled" in book.content["[Content_Types].xml"]
    before = book.save(tmp_path / ("before.xlsm" if macros else "before.xlsx"))
    after = Path(shutil.copyfile(before, before.with_stem("after")))
    month(plain, after)
    return before, after


def month(plain: Plain, book: Path) -> None:
    assert tuple(run(book, *each) for each in MONTH) == plain.answers
    assert written(book, None) == plain.written
    once = book.read_bytes()
    run(book, "update")
    assert book.read_bytes() == once


def nothing_lost(before: Path, after: Path) -> None:
    assert compare(before, after).forbidden == ()
    assert new_broken_rules(before, after) == []


KEPT: dict[str, f.Feature] = {
    "a shared formula beside the log": f.shared_beside,
    "a shared formula from a typed column into a written one": f.shared_into_written,
    "array formulas beside the log": f.array_beside,
    "array formulas in typed columns": f.array_in_typed,
    "array formulas in written columns": f.array_in_written,
    "a dynamic array beside the log": f.dynamic_beside,
    "a dynamic array in a typed column": f.dynamic_in_typed,
    "a dynamic array in a written column": f.dynamic_in_written,
    "a what-if table beside the balances": f.what_if,
    "calculated columns of the user's own": f.calculated,
    "a written column made a calculated one": f.calculated_over_written,
    "a typed column made a calculated one": f.calculated_typed,
    "filtered tables": f.filtered,
    "sorted tables": f.sorted_tables,
    "a slicer on the log": f.slicers,
    "hidden and grouped rows and columns": s.hidden_and_grouped,
    "protected sheets": s.protected,
    "merged cells beside ours": s.merged_beside,
    "formats below growing tables": s.formats_below,
    "notes and threads on written cells": s.noted,
    "pictures over and below a growing table": s.drawn_below,
    "cells beside growing tables": s.values_beside,
    "rules that end with a growing table": s.rules_to_the_end,
    "page breaks, watches, views, scenarios, links": s.odds_and_ends,
    "macros": s.macros,
    "alternate content": s.alternate_content,
    "texts in runs and with readings": dialects.rich_inline,
    "shared texts": dialects.shared_strings,
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_feature_leaves_results_as_they_are_and_stays(name: str, plain: Plain, tmp_path: Path) -> None:
    nothing_lost(*lived(plain, KEPT[name], tmp_path))


BALANCES = "The table Balances cannot grow from 3 to 7 rows"
TOTALS = "Turn off Total Row in Excel, under Table Design, and run it again."
MOVE = "below it holds something. Move it elsewhere and run it again."
REFUSED: dict[str, tuple[f.Feature, str]] = {
    "an array formula that speaks for a written cell and others": (
        f.array_out_of_written,
        "Balances!L5 holds a formula for L5:M5, where the table Balances is written. Move the formula or delete it.",
    ),
    "a totals row under the balances": (
        f.totals("Balances", "Balances", "Used"),
        f"{BALANCES}: it shows a totals row at Balances!A8. {TOTALS}",
    ),
    "a totals row under the runs": (
        f.totals("Runs", "Runs", "Amount"),
        f"The table Runs cannot grow from 1 to 2 rows: it shows a totals row at Runs!A6. {TOTALS}",
    ),
    "merged cells in a written column": (
        s.merged("Log", "UsageLog", "Status", -2),
        "Log!N12:N13 are merged cells, where the table UsageLog is written. Unmerge them.",
    ),
    "merged cells below a growing table": (
        s.merged("Balances", "Balances", "Limit", 2),
        f"{BALANCES}: the cells Balances!D9:D10 below it are merged. Unmerge them and run it again.",
    ),
    "a formula below a growing table": (s.standing_below("<f>1+1</f>"), f"{BALANCES}: Balances!D9 {MOVE}"),
    "an error below a growing table": (s.standing_below("<v>#N/A</v>", t="e"), f"{BALANCES}: Balances!D9 {MOVE}"),
    "another table below a growing table": (s.another_table_below, f"{BALANCES}: Balances!A9 {MOVE}"),
    "a pivot table below a growing table": (
        s.pivot_below,
        f"{BALANCES}: a pivot table stands below it at Balances!B9:C16. Move it elsewhere and run it again.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_stands_in_the_way_is_named_before_anything_is_written(name: str, plain: Plain, tmp_path: Path) -> None:
    feature, sentence = REFUSED[name]
    book = Workbook(plain.path)
    feature(book)
    path = book.save(tmp_path / "book.xlsx")
    before = path.read_bytes()
    result = CliRunner().invoke(main, ["update", str(path), *TODAY])
    assert (result.exit_code, result.stderr.strip()) == (3, f"Error: {sentence}")
    assert path.read_bytes() == before
