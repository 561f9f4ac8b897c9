"""What Excel does with the changes that a script has sent, carried out on a workbook of `office_js`."""

import copy
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from support.calc.typing import typed
from support.office_js import Workbook

Action = dict[str, Any]
Cells = dict[tuple[str, int, int], Any]
"""What stands in cells, by sheet, row and column; blanks are left out."""


def applied(book: Workbook, actions: Iterable[Action]) -> Workbook:
    """The workbook after the changes. Fails for a change that is not known here."""
    found = copy.deepcopy(book)
    for action in actions:
        _CHANGES[action["func"]](found, action)
    return found


def boxes(actions: Iterable[Action]) -> list[str]:
    """The texts of the boxes that are shown."""
    return [action["args"][0] for action in actions if action["func"] == "alert"]


def changes(actions: Iterable[Action]) -> list[str]:
    """What would be changed in the workbook, by kind."""
    return [action["func"] for action in actions if action["func"] not in ("alert", "activateSheet", "rangeSelect")]


def cells(book: Workbook) -> Cells:
    return {
        (sheet["name"], row, column): value
        for sheet in book["sheets"]
        for row, values in enumerate(sheet["values"], 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }


def tables(book: Workbook) -> dict[str, str]:
    return {table["name"]: table["range"] for sheet in book["sheets"] for table in sheet["tables"]}


def _set_values(book: Workbook, action: Action) -> None:
    sheet = book["sheets"][action["sheet_position"]]
    assert len(action["values"]) == action["row_count"]
    for row, values in enumerate(action["values"], action["start_row"]):
        assert len(values) == action["column_count"]
        for column, value in enumerate(values, action["start_column"]):
            _grow(sheet, row, column)
            if isinstance(value, str):
                taken = typed(value, date.today())
                value = "" if taken.value is None else taken.value
                if taken.shown != "General" and sheet["formats"][row][column] == "General":
                    sheet["formats"][row][column] = taken.shown
            sheet["values"][row][column] = value


def _set_number_format(book: Workbook, action: Action) -> None:
    sheet = book["sheets"][action["sheet_position"]]
    for row in range(action["start_row"], action["start_row"] + action["row_count"]):
        for column in range(action["start_column"], action["start_column"] + action["column_count"]):
            _grow(sheet, row, column)
            sheet["formats"][row][column] = action["args"][0]


def _grow(sheet: dict[str, Any], row: int, column: int) -> None:
    for blank, rows in (("", sheet["values"]), ("General", sheet["formats"])):
        width = max(len(rows[0]), column + 1)
        rows.extend([] for _ in range(row + 1 - len(rows)))
        for each in rows:
            each.extend([blank] * (width - len(each)))


def _resize_table(book: Workbook, action: Action) -> None:
    table = book["sheets"][action["sheet_position"]]["tables"][action["args"][0]]
    table["range"] = action["args"][1].replace("$", "")


def _activate(book: Workbook, action: Action) -> None:
    book["active"] = action["args"][0]


def _select(book: Workbook, action: Action) -> None:
    book["selection"] = (action["start_row"] + 1, action["start_column"] + 1)


_CHANGES: dict[str, Callable[[Workbook, Action], None]] = {
    "activateSheet": _activate,
    "alert": lambda _, __: None,
    "rangeSelect": _select,
    "resizeTable": _resize_table,
    "setNumberFormat": _set_number_format,
    "setValues": _set_values,
}
