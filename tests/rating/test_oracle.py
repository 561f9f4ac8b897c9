"""A second evaluation, written straight from the text of 1-policy.md and in no hurry, must agree with the first.

It keeps no running totals: for each entry it scans everything that was decided before. It knows only the tables' cells.
"""

import math
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from support.books import settled
from support.ledgers import QUICK, Ledger, ledgers

Found = dict[str, Any]
PACKAGES = {"Single": 30, "Medium": 60, "X Large": 90}


def in_force(rows: list[dict[str, Any]], day: date) -> dict[str, Any]:
    return max((row for row in rows if (row.get("From") or date.min) <= day), key=lambda row: row.get("From") or date.min)


def contract_on(clients: list[dict[str, Any]], client: str, day: date) -> tuple[dict[str, Any], date] | None:
    """The row in force and the first day of its unbroken run, found by walking back row by row."""
    mine = [row for row in clients if row["Client"] == client]
    row = next((row for row in mine if row["Contract start"] <= day <= (row.get("Contract end") or date.max)), None)
    if row is None:
        return None
    first = row
    while before := [each for each in mine if each.get("Contract end") == first["Contract start"] - timedelta(days=1)]:
        first = before[0]
    return row, first["Contract start"]


def period_name(period: str, day: date, anchor: date) -> object:
    """A name that two days share if they are in one period."""
    if period == "month":
        return day.year, day.month
    if period == "calendar year":
        return day.year
    years = 0
    while True:
        year = anchor.year + years + 1
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        birthday = date(year, 2, 28) if (anchor.month, anchor.day) == (2, 29) and not leap else anchor.replace(year=year)
        if day < birthday:
            return anchor, years
        years += 1


def limits_of(ledger: Ledger, row: dict[str, Any]) -> list[dict[str, Any]]:
    names = list(dict.fromkeys(limit["Limit"] for limit in ledger.tables["Limits"]))
    found = []
    for name in names:
        limit = in_force([each for each in ledger.tables["Limits"] if each["Limit"] == name], row["Date"])
        channels = [each.strip() for each in (limit.get("Channels") or "").split(",") if each]
        categories = [each.strip() for each in (limit.get("Categories") or "").split(",") if each]
        if (not channels or row["Channel"] in channels) and (not categories or row["Category"] in categories):
            found.append(limit)
    return found


def used(limit: dict[str, Any], row: dict[str, Any], anchor: date, done: list[Found]) -> int:
    """What earlier entries used of a limit in the period of a day."""
    total = 0
    for other in done:
        for name, period, amount in other["uses"]:
            if other["client"] == row["Client"] and name == limit["Limit"]:
                total += amount if period == period_name(limit["Period"], row["Date"], anchor) else 0
    return total


def round_up(minutes: int, increment: int) -> int:
    return math.ceil(Decimal(minutes) / increment) * increment


def pay(ledger: Ledger, row: dict[str, Any], overage: int, done: list[Found]) -> tuple[list[tuple[Any, ...]], int]:
    """Charges (tier, agreement, raw, billed, rate, amount) and what is held."""
    scope = ledger.settings["Rounding"]
    group = {"per entry": row["ID"], "per day": row["Date"], "per month": (row["Date"].year, row["Date"].month)}[str(scope)]
    made: list[tuple[Any, ...]] = []

    def earlier(number: int | None, tier: str, of_group: bool) -> list[tuple[Any, ...]]:
        return [
            charge for other in done for charge in other["charges"]
            if charge[0] == tier and charge[1] == number and other["client"] == row["Client"]
            and (not of_group or other["group"] == group)
        ]  # fmt: skip

    def charge(tier: str, number: int | None, agreement: dict[str, Any] | None, minutes: int) -> int:
        rates = in_force([each for each in ledger.tables["Rates"] if each["Tier"] == tier], row["Date"])
        raw = sum(each[2] for each in earlier(number, tier, True))
        billed_before = sum(each[3] for each in earlier(number, tier, True))
        if agreement and agreement.get("Hours") is not None:
            left = agreement["Hours"] * 60 - sum(each[3] for each in earlier(number, tier, False))
            minutes = min(minutes, left + billed_before - raw)
        if minutes <= 0:
            return 0
        billed = round_up(raw + minutes, rates["Increment"]) - round_up(raw, rates["Increment"])
        own = agreement.get("Rate") if agreement else None
        rate = Decimal(str(rates["Rate"] if own is None else own))
        made.append((tier, number, minutes, billed, rate, (billed * rate / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)))
        return minutes

    mine = [
        (number, each) for number, each in enumerate(ledger.tables["Agreements"])
        if each["Client"] == row["Client"] and each["Start"] <= row["Date"] <= (each["End"] or date.max)
    ]  # fmt: skip
    mine.sort(key=lambda each: (each[1]["Start"], each[0]))
    for number, agreement in mine:
        if agreement["Tier"] == "Advanced" and overage:
            overage -= charge("Advanced", number, agreement, overage)
    cheapest = [each for each in mine if each[1]["Tier"] == "As needed"]
    if overage and cheapest:
        overage -= charge("As needed", *cheapest[0], overage)
    elif overage and (row["Decision"] == "Bill" or ledger.settings["Overage without agreement"] == "bill"):
        overage -= charge("As needed", None, None, overage)
    return made, overage


def evaluate(ledger: Ledger, row: dict[str, Any], done: list[Found]) -> Found:
    found: Found = {
        "id": row["ID"], "client": row["Client"], "status": "Held", "covered": 0, "overage": 0, "charges": [],
        "uses": [], "held": 0,
    }  # fmt: skip
    scopes = {"per entry": row["ID"], "per day": row["Date"], "per month": (row["Date"].year, row["Date"].month)}
    found["group"] = scopes[str(ledger.settings["Rounding"])]
    contact = next(
        each for each in ledger.tables["Contacts"] if (each["Client"], each["Contact"]) == (row["Client"], row["Contact"])
    )
    trained = contact["Trained on"] <= row["Date"]
    decision = row["Decision"]
    if decision and (not row["Reason"] or decision == "Hold"):
        return found
    if not trained and not decision:
        return found
    treatment = next(each["Treatment"] for each in ledger.tables["Categories"] if each["Category"] == row["Category"])
    if treatment == "Quoted":
        return found | {"status": "Quoted"}
    contract = contract_on(ledger.tables["Clients"], row["Client"], row["Date"])
    if contract and trained:
        limits, (terms, anchor) = limits_of(ledger, row), contract
        if not limits and treatment != "Billable":
            return found | {"status": "Included", "covered": row["Minutes"]}
        rooms: list[tuple[dict[str, Any], int]] = []
        for limit in limits:
            quantity = PACKAGES[terms["Package"]] if limit["Quantity"] == "package" else limit["Quantity"]
            rooms.append((limit, quantity if limit["Period"] == "entry" else quantity - used(limit, row, anchor, done)))
        if limits:
            covered = max(0, min([row["Minutes"], *(room for limit, room in rooms if limit["Unit"] == "minutes")]))
            if any(room <= 0 for limit, room in rooms if limit["Unit"] == "entries"):
                covered = 0
            found["covered"] = covered
            if covered:
                found["uses"] = [
                    (
                        limit["Limit"],
                        period_name(limit["Period"], row["Date"], anchor),
                        1 if limit["Unit"] == "entries" else covered,
                    )
                    for limit in limits
                    if limit["Period"] != "entry"
                ]
    found["overage"] = row["Minutes"] - found["covered"]
    if not found["overage"]:
        return found | {"status": "Covered"}
    if decision == "Waive":
        return found | {"status": "Waived"}
    found["charges"], found["held"] = pay(ledger, row, found["overage"], done)
    return found | {"status": "Held" if found["held"] else "Part billed" if found["covered"] else "Billed"}


def expected(ledger: Ledger) -> dict[str, Found]:
    done: list[Found] = []
    rows: list[dict[str, Any]] = [dict(row) for row in ledger.log]
    for row in sorted(rows, key=lambda row: (row["Closed"] or math.inf, row["Date"], int(row["ID"][1:]))):
        done.append(evaluate(ledger, row, done))
    return {found["id"]: found for found in done}


@given(ledgers())
@settings(QUICK, max_examples=300)
def test_a_second_evaluation_agrees(ledger: Ledger) -> None:
    wanted = expected(ledger)
    for outcome in settled(ledger.book()).evaluation.outcomes:
        found = wanted[outcome.entry.id]
        charges = [
            (charge.tier, charge.agreement, charge.minutes, charge.billed, charge.rate, charge.amount)
            for charge in outcome.charges
        ]
        assert (outcome.entry.id, outcome.status, outcome.covered, outcome.overage, outcome.held) == (
            found["id"], found["status"], found["covered"], found["overage"], found["held"],
        )  # fmt: skip
        assert charges == found["charges"]
