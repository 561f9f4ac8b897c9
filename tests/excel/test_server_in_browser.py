"""The example on xlwings Server from end to end: a real server, xlwings' own front end in a browser, a stand-in for Excel."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from support.office_actions import cells, tables
from support.office_js import KEY, NO_KEY, Workbook, workbook
from support.office_server import Excel, browser, project, serving
from support.server_cases import NO_FORMULAS, cases, command, sent, taken, typed_by_people, with_month

from xlsupport.excel import functions
from xlsupport.excel.ribbon import BUTTONS
from xlsupport.excel.signatures import FUNCTIONS

pytestmark = pytest.mark.skipif(not os.environ.get(KEY), reason=NO_KEY)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(project(tmp_path_factory.mktemp("host") / "support")) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "demo"
    command("demo", folder)
    return folder / "support.xlsx"


@pytest.fixture
def office(demo: Path) -> Workbook:
    return with_month(workbook(demo), "2026-11")


@pytest.fixture
def excel(address: str, chromium: Any, office: Workbook) -> Iterator[Excel]:
    page = chromium.new_page()
    found = Excel(page, address, office)
    yield found
    page.close()
    assert found.errors == []


def test_excel_is_offered_the_functions_by_their_names_and_the_buttons(address: str, excel: Excel) -> None:
    with urlopen(f"{address}/xlwings/custom-functions-meta.json") as answer:
        offered = json.load(answer)["functions"]
    assert sorted(each["name"] for each in offered) == sorted(each.name for each in FUNCTIONS)
    described = {each["name"]: [given["description"] for given in each["parameters"]] for each in offered}
    assert described == {each.name: [given.description for given in each.arguments] for each in FUNCTIONS}
    with urlopen(f"{address}/manifest") as answer:
        manifest = ElementTree.fromstring(answer.read())
    called = [each.text or "" for each in manifest.iter() if each.tag.endswith("FunctionName")]
    assert called == [button.name for button in BUTTONS]
    assert not [each for each in manifest.iter() if each.tag.endswith("Namespace")]
    assert sorted(excel.buttons) == sorted(called)


def test_every_function_spills_what_it_gives_in_python(excel: Excel) -> None:
    for name, given in cases():
        direct = getattr(functions, name)(*given)
        rows = direct if isinstance(direct, list) else [[direct]]
        found = excel.call(name, [sent(each, "") for each in given])
        assert found == [[taken(each) for each in row] for row in rows], name


@pytest.mark.parametrize("where", ["ribbon", "pane"])
def test_update_changes_the_cells_that_the_command_line_changes(where: str, excel: Excel, demo: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy.xlsx"
    shutil.copy(demo, copied)
    command("update", copied)
    before, written = excel.book, workbook(copied)
    if where == "ribbon":
        excel.press("update")
    else:
        excel.click("button[xw-click=update]")
    after = excel.book
    assert cells(after) != cells(before)
    assert typed_by_people(cells(after)) == typed_by_people(cells(written))
    assert tables(after) == tables(written)
    assert [box["prompt"].partition(".")[0] for box in excel.boxes] == ["The workbook is up to date"]
    excel.press("update")
    assert excel.boxes[-1]["prompt"].startswith("Nothing to change")
    assert cells(excel.book) == cells(after)


@pytest.mark.parametrize("where", ["ribbon", "pane"])
def test_check_selects_the_first_problem_and_changes_nothing(where: str, excel: Excel) -> None:
    before = excel.book
    if where == "ribbon":
        excel.press("check")
    else:
        excel.click("button[xw-click=check]")
    after = excel.book
    assert after["sheets"] == before["sheets"]
    assert (after["sheets"][after["active"]]["name"], after["selection"]) == ("Log", "G60")
    (box,) = excel.boxes
    assert "The first of " in box["prompt"]
    with urlopen(box["url"]) as answer:
        assert "Log!G60: 7 min of overage" in answer.read().decode()


def test_live_balances_adds_a_sheet_whose_formula_calls_the_function(excel: Excel) -> None:
    excel.press("live_balances")
    sheet = excel.book["sheets"][-1]
    assert (sheet["name"], sheet["values"][0][0]) == ("Live balances", "Live balances")
    assert sheet["values"][3][0].startswith("=SUPPORT_BALANCES(UsageLog[#All],")
    assert sheet["formats"][1][1] == "yyyy-mm-dd"


def test_the_form_of_invoice_month_shows_first_and_issues_only_with_a_tick(excel: Excel) -> None:
    before = excel.book
    excel.press("invoice_month")
    assert excel.page.evaluate("office.paneShown")
    assert excel.boxes == []
    form = "form[data-script=invoice_month]"
    assert "Issue for 2026-11?" in excel.click(f"{form} button")["prompt"]
    excel.page.check(f"{form} [name=issue]")
    assert excel.click(f"{form} button")["prompt"] == NO_FORMULAS
    assert not excel.page.is_checked(f"{form} [name=issue]"), "a tick holds for one press"
    assert excel.book == before


def test_the_form_of_void_invoice_hands_over_the_reason(excel: Excel) -> None:
    sheets = excel.book["sheets"]
    position = [sheet["name"] for sheet in sheets].index("Invoices")
    excel.page.evaluate("position => { office.book.active = position; office.book.selection = 'C7' }", position)
    form = "form[data-script=void_invoice]"
    assert excel.click(f"{form} button")["prompt"].startswith("A credit note needs a reason.")
    excel.page.fill(f"{form} [name=reason]", "wrong client")
    assert excel.click(f"{form} button")["prompt"].startswith("Void INV-2026-0003, because: wrong client?")
    assert excel.page.input_value(f"{form} [name=reason]") == "wrong client"
    assert excel.book["sheets"] == sheets
