"""What a person reads in a terminal of any width: nothing of a cell is cut short (3-cli.md)."""

import io
from typing import Any

import pytest
from rich.console import Console
from support.meetings import BETA, BOB, meeting
from support.office import Office

from xlsupport.answers.explanations import explain
from xlsupport.answers.terminal import show_adjustments, show_balances, show_check, show_documents, show_steps
from xlsupport.billing.documents import adjustments
from xlsupport.rating.balances import balances
from xlsupport.settlement import Settlement

LONG = "Acme Corporation International Holding of Greater Manchester"
WIDTHS = pytest.mark.parametrize("width", [40, 60, 80, 100, 200])


def office() -> Office:
    named: dict[str, Any] = {
        name: [{**row, "Client": LONG} if row["Client"] == "Acme" else row for row in rows] for name, rows in BETA.items()
    }
    made = Office(meeting("2026-09-28", Client=LONG), meeting("2026-10-20", Client=LONG), meeting("2026-10-21", **BOB), **named)
    made.invoice("2026-10")
    return made


def shown(show: object, of: object, width: int) -> str:
    out = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, soft_wrap=True, highlight=False)
    assert callable(show)
    show(out, of)
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    assert "…" not in text
    return text


@WIDTHS
def test_documents_keep_their_numbers_periods_and_amounts_whole(width: int) -> None:
    documents = office().last.documents
    text = shown(show_documents, documents, width)
    if width >= 80:
        first = next(line for line in text.splitlines() if line.startswith("INV-2026-0001"))
        assert first.split()[-3:] == ["125.00", "0.00", "125.00"]
        assert str(documents[0].issued) in first
    without_breaks = "".join(text.split())
    for word in ("125.00", "Manchester") if width >= 60 else ():
        assert word in without_breaks


@WIDTHS
def test_a_check_keeps_its_codes_places_amounts_and_dates_whole(width: int) -> None:
    made = office()
    made.type(meeting("2026-10-22", Client=LONG), meeting("2026-10-23", 1000, Client=LONG), meeting("2026-10-24", Client="?"))
    made.update()

    def show(out: Console, of: Settlement) -> None:
        show_check(out, of, "/home/somebody/a folder/support.xlsx")

    text = shown(show, made.last, width)
    assert "Due now" in text
    assert "over-length" in text
    assert "Log!G8" in text
    for words in ("2062.50 USD", "2026-12-31"):
        assert words in " ".join(text.split())


@WIDTHS
def test_the_steps_of_an_explanation_keep_their_figures_whole(width: int) -> None:
    made = office()

    def show(out: Console, of: Settlement) -> None:
        show_steps(out, "U000001", explain(of, "U000001")[2])

    text = " ".join(shown(show, made.last, width).split())
    for words in ("2026-12-31", "62.50", "INV-2026-0001"):
        assert words in text


@WIDTHS
def test_balances_and_adjustments_are_not_cut(width: int) -> None:
    made = office()
    evaluation = made.last.evaluation
    text = shown(show_balances, balances(evaluation, made.last.task.as_of), width)
    made.edit("U000002", Minutes=60)
    made.invoice("2026-11", adjust=True)
    lines = adjustments(made.last.documents)
    told = shown(show_adjustments, lines, width)
    if width >= 80:
        assert all(each in text for each in ("Question", "International", "2026-01-01"))
        assert all(each in told for each in ("U000002", "2026-10-20", "-62.50", "International"))
