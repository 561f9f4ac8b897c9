"""Workbooks broken in every layer: each is refused in one sentence and left alone, or read and written without any harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.mutant_runs import judge
from support.mutants import LAYERS, Base, bases, mutant

GROUPS, EACH = 16, 15
"""Mutants by number, the same in every run; `benchmarks/fuzz.py` tries tens of thousands of others."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[Base]:
    return bases(tmp_path_factory.mktemp("sound"))


def numbers(group: int) -> Iterator[int]:
    """Numbers of one layer."""
    layer, start = group % len(LAYERS), 1_000_000 + group * EACH * len(LAYERS)
    return (start + layer + index * len(LAYERS) for index in range(EACH))


ONCE_WRONG = (200027, 200395, 200427, 310394, 311700, 312093, 315649)
"""Mutants of long campaigns that were judged wrong before something was mended."""


@pytest.mark.parametrize("number", ONCE_WRONG)
def test_a_mutant_that_once_went_wrong_does_not_any_more(number: int, sound: list[Base], tmp_path: Path) -> None:
    made = mutant(sound, number)
    book = tmp_path / "alone" / "book.xlsx"
    book.parent.mkdir()
    book.write_bytes(made.data)
    assert judge(book, made.exactly).faults == (), made.what


@pytest.mark.parametrize(
    "group", [pytest.param(each, marks=[pytest.mark.slow] * (each >= len(LAYERS))) for each in range(GROUPS)]
)
def test_no_mutant_gets_a_traceback_or_loses_anything(group: int, sound: list[Base], tmp_path: Path) -> None:
    wrong = []
    for number in numbers(group):
        made = mutant(sound, number)
        book = tmp_path / "alone" / "book.xlsx"
        book.parent.mkdir(exist_ok=True)
        book.write_bytes(made.data)
        wrong += [f"{number} {made.what} ({made.base}): {fault}" for fault in judge(book, made.exactly).faults]
    assert wrong == []


def test_a_sound_workbook_is_written_without_a_fault_and_a_refused_one_is_told_from_it(sound: list[Base], tmp_path: Path) -> None:
    book = tmp_path / "alone" / "book.xlsx"
    book.parent.mkdir()
    book.write_bytes(sound[0].data)
    assert judge(book)[::2] == ("written", ())
    book.write_bytes(sound[0].data[:-40])
    assert judge(book).ended == "refused"
