"""The eight worked examples of 1-policy.md: Medium, contract from 2026-01-01, As needed agreement, all scheduled."""

from datetime import date

import pytest
from support.books import ACME
from support.ledger import check
from support.worked_example import LEDGER

from xlsupport.settlement import Settlement


def lines(count: int) -> str:
    return "\n".join(LEDGER.strip().splitlines()[:count])


def remaining(settlement: Settlement) -> dict[str, int]:
    return {balance.limit: balance.remaining for balance in settlement.balances}


@pytest.mark.parametrize(
    ("count", "left"),
    [
        (1, {"Calls": 3, "Question time": 45}),
        (2, {"Calls": 2, "Question time": 30}),
        (4, {"Calls": 0, "Question time": 10}),
        (5, {"Calls": 0, "Question time": 10}),
        (6, {"Calls": 0, "Question time": 0}),
        (7, {"Calls": 0, "Question time": 0, "Meetings": 4}),
        (8, {"Calls": 0, "Question time": 0, "Meetings": 3}),
    ],
    ids=["1", "2", "3", "4", "5", "6", "7"],
)
def test_example(count: int, left: dict[str, int]) -> None:
    settlement = check(lines(count))
    assert remaining(settlement).items() >= left.items()


def test_over_limit_names_the_limit() -> None:
    found = {breach.day: breach.limit for breach in check(lines(6)).breaches if breach.code == "over-limit"}
    assert found == {date(2026, 10, 9): "Calls", date(2026, 10, 10): "Question time"}


def test_example_8_an_advanced_hour_is_used_first() -> None:
    advanced = {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 10, 1), "Hours": 1, "Reference": "A-1"}
    settlement = check(
        """
        2026-10-05 Phone   Training        15 -> Covered     15  0  0.00
        2026-10-06 Phone   Training        40 -> Part billed 15 30 50.00 over-length
        2026-10-07 Phone   Training        10 -> Covered     10  0  0.00
        2026-10-08 Phone   Training        10 -> Covered     10  0  0.00
        2026-10-09 Phone   Training        10 -> Billed       0 30 50.00 over-limit
        2026-10-10 Email   System question 12 -> Part billed 10 30 62.50 over-limit
        2026-10-11 Phone   Bug fix         90 -> Included    90  0  0.00
        2026-10-12 Meeting General         75 -> Part billed 60 30 62.50 over-length
        """,
        Agreements=[*ACME["Agreements"], advanced],
    )
    tiers = [charge.tier for outcome in settlement.evaluation.outcomes for charge in outcome.charges]
    assert tiers == ["Advanced", "Advanced", "As needed", "As needed"]
    assert remaining(settlement)["Advanced hours"] == 0
