"""Rows of a written table that stay where they are, because somebody wrote something beside one of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from xlsupport.sheets.edits import KEEP, Keep, Value

Row: TypeAlias = Mapping[str, Value | Keep]
"""A row by its headers; what a row does not have is emptied."""


class Known(NamedTuple):
    """What a row is known by from one run to the next: its key, and its words.

    `detail` tells new rows of one key apart: an old row's words must hold it.
    """

    key: tuple[str, ...]
    words: str = ""
    detail: str = ""


def in_place(new: Sequence[tuple[Known, Row]], old: Mapping[int, Known], noted: Collection[int], gone: Row) -> list[Row]:
    """A table's rows from the first on (2-workbook.md, Writing, and what is never lost).

    Where nobody wrote anything they are simply the new ones in order. Else a row that is still there keeps its place; one that
    is gone stays and becomes `gone` where somebody wrote something beside it. New rows, and after them the last ones that
    nobody wrote beside, take the places that became free. `old` and `noted` are by data row.
    """
    if not noted:
        return [row for _, row in new]
    found = _again([known for known, _ in new], old)
    places: dict[int, Row] = {offset: new[index][1] for index, offset in found.items()}
    for offset in noted:
        places.setdefault(offset, gone if offset in old else {})
    added = [row for index, (_, row) in enumerate(new) if index not in found]
    for offset in _free(places, len(added)):
        places[offset] = added.pop(0)
    for offset in list(_free(places, len(places))):
        last = max(places)
        if offset < last and last not in noted:
            places[offset] = places.pop(last)
    return [places.get(offset, {}) for offset in range(max(places) + 1)]


def _free(places: Collection[int], count: int) -> Iterable[int]:
    """The first places that are free."""
    return [offset for offset in range(len(places) + count) if offset not in places][:count]


def _again(new: Sequence[Known], old: Mapping[int, Known]) -> dict[int, int]:
    """Which old row each new one was, by their indices: of the same words, else of the same key and detail."""
    found: dict[int, int] = {}
    left = dict(old)
    for exact in (True, False):
        for index, known in enumerate(new):
            if index not in found:
                offset = next((each for each, was in left.items() if _is_again(known, was, exact)), None)
                if offset is not None:
                    found[index] = offset
                    del left[offset]
    return found


def _is_again(known: Known, was: Known, exact: bool) -> bool:
    return known.key == was.key and (known.words == was.words if exact else known.detail in was.words)


def kept(headers: Iterable[str], **changes: Value) -> Row:
    """A row that stays as it is but for some cells."""
    return {**dict.fromkeys(headers, KEEP), **changes}
