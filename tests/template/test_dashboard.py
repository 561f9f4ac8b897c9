"""The dashboard shows the clients nearest to their limits, as Excel and LibreOffice calculate it, and says what it leaves out."""

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet
from support.books import ACME, RULES, START, entry
from support.files import fill, make
from support.libreoffice import calculated_otherwise, needs_libreoffice
from support.older import add_own_column
from support.package_rules import broken_rules

from xlsupport.cli import main
from xlsupport.sheets.tables import Cell
from xlsupport.template.packaged import template_path

NAMES = [f"Client {number:02}" for number in range(34)] + ["Any * of these?", "<Alder & Sons>", "=Equal"]
"""37 clients, some of whose names would mean more than themselves to COUNTIF."""


def update(book: Path) -> None:
    result = CliRunner().invoke(main, ["update", str(book), "--as-of", "2026-10-31"])
    assert result.exit_code == 0, result.output


def dashboard(book: Path) -> Worksheet:
    found = openpyxl.load_workbook(book, data_only=True)["Dashboard"]
    assert isinstance(found, Worksheet)
    return found


def set_up(names: list[str]) -> dict[str, list[dict[str, Cell]]]:
    """Clients with a contact and an agreement each."""
    return {
        "Clients": [{"Client": name, "Package": "Medium", "Contract start": START} for name in names],
        "Contacts": [{"Client": name, "Contact": "Ann", "Trained on": START} for name in names],
        "Agreements": [{"Client": name, "Tier": "As needed", "Start": START} for name in names],
    }


def busy(path: Path) -> Path:
    """Each client has from none to four of its four calls in October, many of them as many as others."""
    calls = [
        entry(f"2026-10-{call + 1:02}", minutes=5, ID=f"{name}-{call}") | {"Client": name}
        for number, name in enumerate(NAMES)
        for call in range(number % 5)
    ]
    return make(path, calls, **set_up(NAMES))


def test_of_many_clients_it_shows_those_nearest_to_their_limits_each_once_and_says_of_how_many(tmp_path: Path) -> None:
    book = busy(tmp_path / "book.xlsx")
    update(book)
    found = dashboard(book)
    shown = [(found.cell(row, 1).value, found.cell(row, 2).value) for row in range(6, 21)]
    by_calls = sorted(enumerate(NAMES), key=lambda each: -(each[0] % 5))
    assert shown == [(name, number % 5 / 4) for number, name in by_calls[:15]]
    assert found["B4"].value == "The 15 clients nearest to their limits, of 37"
    assert [cell.value for cell in found[5]][:7] == ["Client", "Highest", "Calls", "Question time", "Meetings", None, None]


@needs_libreoffice
def test_libreoffice_calculates_the_same_with_ties_resolved_balances_and_limits_of_other_names(tmp_path: Path) -> None:
    book = busy(tmp_path / "book.xlsx")
    update(book)
    add_own_column(book, "Balances", "My note", ["asked twice"] * 12)
    with_more = [*RULES["Limits"], *({**RULES["Limits"][1], "Limit": name} for name in ("Calls *", "Visits", "Visits", "Chats"))]
    with_more[-2]["From"] = date(2026, 10, 1)
    with_more[2] = {**with_more[2], "Limit": "Talk time"}
    fill(book, Limits=with_more, **set_up(NAMES[4:]))
    update(book)
    states = [cell.value for cell in openpyxl.load_workbook(book)["Balances"]["L"]]
    assert states.count("resolved") == 12
    found = dashboard(book)
    assert [cell.value for cell in found[5]][2:7] == ["Calls", "Talk time", "Meetings", "Calls *", "Visits"]
    assert found["B4"].value == "The 15 clients nearest to their limits, of 33"
    assert found["A21"].value == "The first 5 limits of the table Limits are shown."
    assert calculated_otherwise(book, ["Start", "Dashboard", "Breaches"]) == []


def test_a_workbook_of_the_first_template_still_gets_its_figures(tmp_path: Path) -> None:
    """It shows its clients in the order of the table Clients, its limits under headers that are texts."""
    book = make(tmp_path / "book.xlsx", [entry("2026-10-05", minutes=5)])
    loaded = openpyxl.load_workbook(book)
    sheet = loaded["Dashboard"]
    for letter, header in zip("BCD", ("Calls", "Question time", "Meetings"), strict=True):
        sheet[f"{letter}5"] = header
        sheet[f"{letter}6"] = f'=IF($A6="","",SUMIFS(Balances[Used %],Balances[Client],$A6,Balances[Limit],{letter}$5))'
    new = '(COUNTIF(A$5:A5,Clients[Client])=0)*(Clients[Client]<>"")'
    sheet["A6"] = f'=IFERROR(INDEX(Clients[Client],MATCH(1,INDEX({new},0),0)),"")'
    loaded.save(book)
    update(book)
    found = dashboard(book)
    assert [found[f"{letter}6"].value for letter in "ABCD"] == [ACME["Clients"][0]["Client"], 0.25, 0.0833, 0]


def test_each_chart_has_a_name_an_alternative_text_and_the_months_or_clients_as_labels() -> None:
    with zipfile.ZipFile(template_path()) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [package.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2, 3)]
    described = re.findall(r'<cNvPr id="[0-9]+" name="([^"]+)" descr="([^"]+)"/>', drawing)
    assert [name for name, _ in described] == [re.findall(r"<a:t>([^<]+)", chart)[0] for chart in charts]
    assert all(len(words) > 60 for _, words in described)
    labels = [set(re.findall(r"<cat><\w+><f>'Dashboard'!([^<]+)</f>", chart)) for chart in charts]
    assert labels == [{"$A$6:$A$20"}, {"$A$27:$A$38"}, {"$G$27:$G$38"}]
    formats = [re.findall(r'<catAx>.*<numFmt formatCode="([^"]+)".*</catAx>', chart) for chart in charts[1:]]
    assert formats == [["yyyy-mm"], ["yyyy-mm"]]
    assert broken_rules(template_path()) == []


def test_each_block_of_months_has_its_labels() -> None:
    found = openpyxl.load_workbook(template_path())["Dashboard"]
    assert [found[f"{letter}26"].value for letter in "AG"] == ["Month", "Month"]
    assert [found[f"G{row}"].value for row in range(27, 39)] == [f"=$A{row}" for row in range(27, 39)]
