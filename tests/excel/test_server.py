"""On xlwings Server, worksheet functions and scripts give what plain Python and the command line give.

They run in xlwings' own layer for Office.js (`office_js`); `test_server_in_browser` adds its front end.
"""

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.calc.typing import typed
from support.office_actions import applied, boxes, cells, changes, tables
from support.office_js import DATE_FORMAT, KEY, NO_KEY, Workbook, on_server, payload, workbook
from support.open_workbooks import office as tricky_office
from support.server_cases import NO_FORMULAS, cases, command, sent, taken, typed_by_people, with_month

from xlsupport.excel import functions

pytestmark = pytest.mark.skipif(not os.environ.get(KEY), reason=NO_KEY)

# Worksheet functions


@pytest.mark.parametrize("blank", [None, ""])
def test_every_function_gives_on_a_server_what_it_gives_in_python(blank: str | None) -> None:
    found = on_server("called", [(name, [sent(each, blank) for each in given]) for name, given in cases()])
    for (name, given), through_excel in zip(cases(), found, strict=True):
        direct = getattr(functions, name)(*given)
        rows = direct if isinstance(direct, list) else [[direct]]
        assert through_excel == [[taken(each) for each in row] for row in rows], name


def test_what_excel_gets_is_not_only_alike_but_right() -> None:
    found = on_server("called", [(name, [sent(each) for each in given]) for name, given in cases()])
    assert found[0][1][4] == {"type": "FormattedNumber", "basicValue": 46296, "numberFormat": DATE_FORMAT}
    assert found[3] == [["? on is 'soon'. Enter a date such as 2026-03-31."]]
    assert [row[:4] for row in found[4][1:]] == [
        ["Covered", 15, 0, 0],
        ["Waived", 15, 0, 0],
        ["Part billed", 60, 30, 62.5],
        ["Invalid", 0, 0, 0],
    ]
    assert found[6][1][5] == "bad-minutes"
    assert found[10] == [[2]]
    assert found[13][1:] == [["Acme", 30, 62.5]]


# Scripts


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, with work to do: its last update was long ago, and a row was typed since."""
    folder = tmp_path_factory.mktemp("server") / "demo"
    command("demo", folder)
    return folder / "support.xlsx"


@pytest.fixture
def office(demo: Path) -> Workbook:
    return workbook(demo)


def selecting(office: Workbook, sheet: str, selection: str | None) -> Workbook:
    names = [each["name"] for each in office["sheets"]]
    return office | {"active": names.index(sheet), "selection": selection}


def run(office: Workbook, script: str, *args: object) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = on_server("run", script, payload(office, args))
    return actions


def told(office: Workbook, script: str, *args: object) -> str:
    """What a script tells that must not change anything."""
    actions = run(office, script, *args)
    assert changes(actions) == []
    (text,) = boxes(actions)
    return text


def updated(path: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What an update sends, after it was held against what the command line writes into a copy."""
    copied = tmp_path / "copy.xlsx"
    shutil.copy(path, copied)
    command("update", copied)
    actions = run(workbook(path), "update")
    texts = [each for action in actions for row in action["values"] or [] for each in row if isinstance(each, str)]
    assert {typed(each, dt.date.today()).kind for each in texts} <= {"text", "empty"}, "Excel reads no text by its own settings"
    after, written = applied(workbook(path), actions), workbook(copied)
    assert tables(after) == tables(written)
    assert typed_by_people(cells(after)) == typed_by_people(cells(written))
    again = run(after, "update")
    assert changes(again) == []
    assert boxes(again)[0].startswith("Nothing to change: the workbook was up to date.")
    return actions


def test_update_sends_what_the_command_line_writes(demo: Path, tmp_path: Path) -> None:
    actions = updated(demo, tmp_path)
    assert changes(actions)
    assert boxes(actions)[0].startswith("The workbook is up to date.\n\nAs of ")


def test_texts_that_look_like_something_else_stay_texts(tmp_path: Path) -> None:
    """Clients named =1+1, 2026-10 and 007."""
    updated(tricky_office(tmp_path / "office.xlsx"), tmp_path)


@pytest.mark.parametrize("done", [0, 1, 5, 9])
def test_an_update_that_fails_half_way_sends_a_box_and_no_changes(office: Workbook, done: int) -> None:
    actions = on_server("run", "update", payload(office), done)
    assert changes(actions) == []
    assert boxes(actions) == ["Excel refused a change (This change is refused). Everything was put back as it was."]


def test_live_balances_that_fail_half_way_send_a_box_and_no_changes(office: Workbook) -> None:
    actions = on_server("run", "live_balances", payload(office), 3)
    assert changes(actions) == []
    assert len(boxes(actions)) == 1


def test_check_selects_the_first_problem(office: Workbook) -> None:
    actions = run(office, "check")
    assert changes(actions) == []
    after = applied(office, actions)
    assert (after["sheets"][after["active"]]["name"], after["selection"]) == ("Log", (60, 7))
    assert "The first of " in boxes(actions)[0]


def test_explain_row_tells_of_the_selected_row(office: Workbook) -> None:
    assert told(selecting(office, "Log", "C60:D61"), "explain_row").startswith("U000056, row 60: Held\n\nThe entry: 2026-02-04")
    assert told(selecting(office, "Clients", "A5"), "explain_row").startswith("No row of the table UsageLog is selected.")


def test_a_selected_chart_is_no_cell(office: Workbook) -> None:
    """Excel tells of no selection then."""
    assert told(selecting(office, "Dashboard", None), "explain_row").startswith("Nothing is selected. Select a cell")


@pytest.mark.parametrize("month", ["2026-11", 46331])
def test_invoice_month_shows_what_would_be_issued(office: Workbook, month: object) -> None:
    asked = told(with_month(office, month), "invoice_month")
    assert "Issue for 2026-11?\nCN-2026-0001  Alder & Pine Joinery  -70.36" in asked
    assert asked.endswith("tick *issue* above the button and press it again.")


def test_without_the_templates_formulas_nothing_is_issued(office: Workbook) -> None:
    assert told(with_month(office, "2026-11"), "invoice_month", True) == NO_FORMULAS
    assert told(selecting(office, "Invoices", "C7"), "void_invoice", "wrong client", True) == NO_FORMULAS


def test_void_invoice_needs_a_reason_and_shows_the_credit_note(office: Workbook) -> None:
    on_row = selecting(office, "Invoices", "C7")
    assert told(on_row, "void_invoice") == "A credit note needs a reason. Press the button again and give one."
    for place in (on_row, selecting(office, "INV-2026-0003", "A1")):
        asked = told(place, "void_invoice", "wrong client")
        assert asked.startswith("Void INV-2026-0003, because: wrong client?\nThis credit note is issued:\nCN-2026-0001")


def test_live_balances_adds_a_sheet_with_the_function(office: Workbook) -> None:
    actions = run(office, "live_balances")
    (formula,) = [action for action in actions if action["func"] == "setFormula"]
    assert formula["values"] == [
        ["=SUPPORT_BALANCES(UsageLog[#All],Clients[#All],Contacts[#All],Agreements[#All],'Rules'!$A$4:$V$116,$B$2)"]
    ]
    widths = [action["args"][0] for action in actions if action["func"] == "setColumnWidth"]
    assert min(widths) > 50, "in points: a date takes some fifty"
    assert boxes(actions)[0].startswith("The sheet Live balances was added.")


def test_export_pdf_says_how(office: Workbook) -> None:
    assert "Use File, Export, or File, Print, to save a PDF." in told(office, "export_pdf")
