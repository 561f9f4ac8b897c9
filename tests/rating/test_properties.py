"""What holds for every workbook."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from support.books import run, settled
from support.ledgers import QUICK, Ledger, Row, ledgers

from xlsupport.rating.evaluation import Outcome
from xlsupport.rating.overage import Charge
from xlsupport.records.vocabulary import Tier
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import Edits
from xlsupport.words.money import ZERO


def outcomes(ledger: Ledger) -> list[Outcome]:
    return settled(ledger.book()).evaluation.outcomes


def all_charges(settlement: Settlement) -> Iterator[tuple[Outcome, Charge]]:
    return ((outcome, charge) for outcome in settlement.evaluation.outcomes for charge in outcome.charges)


@QUICK
@given(ledgers())
def test_minutes_are_covered_or_overage_unless_quoted_or_held_whole(ledger: Ledger) -> None:
    for each in outcomes(ledger):
        if each.status == "Quoted" or each.held_whole:
            assert (each.covered, each.overage, each.billed, each.amount) == (0, 0, 0, ZERO)
        else:
            assert each.covered + each.overage == each.entry.minutes
        if each.status == "Included":
            assert each.overage == 0
        paid = sum(charge.minutes for charge in each.charges)
        assert paid + each.held == (0 if each.status == "Waived" else each.overage)


@QUICK
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(ledger: Ledger, random: object) -> None:
    rows = ledger.log.copy()
    random.shuffle(rows)  # type: ignore[attr-defined] # hypothesis hands over a random.Random
    shuffled, straight = settled(ledger.book(rows)), settled(ledger.book())
    strip = {each.entry.id: each._replace(entry=each.entry._replace(offset=0)) for each in shuffled.evaluation.outcomes}
    assert strip == {each.entry.id: each._replace(entry=each.entry._replace(offset=0)) for each in straight.evaluation.outcomes}
    assert shuffled.balances == straight.balances


@QUICK
@given(ledgers(), st.sampled_from(["Phone", "Meeting", "Ticket"]), st.integers(1, 300))
def test_a_later_entry_never_changes_an_earlier_one(ledger: Ledger, channel: str, minutes: int) -> None:
    later: Row = {
        "ID": "U0", "Date": date(2026, 5, 10), "Client": "Acme", "Contact": "Ann", "Channel": channel, "Category": "Training",
        "Minutes": minutes,
    }  # fmt: skip
    before, after = outcomes(ledger), settled(ledger.book([*ledger.log, later])).evaluation.outcomes
    assert after[:-1] == before


@QUICK
@given(ledgers())
def test_a_late_entry_never_changes_a_closed_one(ledger: Ledger) -> None:
    late: Row = {
        "ID": "U0", "Date": date(2026, 3, 10), "Client": "Acme", "Contact": "Ann", "Channel": "Meeting", "Category": "General",
        "Minutes": 500,
    }  # fmt: skip
    closed = [each for each in outcomes(ledger) if each.entry.closed]
    after = settled(ledger.book([*ledger.log, late])).evaluation.outcomes
    assert [each for each in after if each.entry.closed] == closed


@QUICK
@given(ledgers())
def test_limits_are_never_overdrawn(ledger: Ledger) -> None:
    used: dict[object, int] = defaultdict(int)
    in_order = sorted(outcomes(ledger), key=lambda each: (each.entry.closed or 99, each.entry.day, int(each.entry.id[1:])))
    for outcome in in_order:
        for draw in outcome.draws:
            key = (outcome.entry.client, draw.limit.name, draw.period or outcome.entry.id)
            used[key] += draw.taken
            assert not draw.taken or used[key] <= draw.allowed


@QUICK
@given(ledgers())
def test_an_advanced_agreement_never_pays_for_more_than_its_hours(ledger: Ledger) -> None:
    settlement = settled(ledger.book())
    billed: dict[int | None, int] = defaultdict(int)
    for _, charge in all_charges(settlement):
        billed[charge.agreement] += charge.billed
    for each in (each for group in settlement.evaluation.parties.agreements.values() for each in group):
        left = settlement.evaluation.payments.left(each)
        if each.hours is None:
            assert left is None
        else:
            assert left == int(each.hours * 60) - billed[each.number]
            assert left >= 0


@QUICK
@given(ledgers(rounding="per entry"))
def test_per_entry_each_charge_is_rounded_up_to_the_next_increment(ledger: Ledger) -> None:
    settlement = settled(ledger.book())
    for outcome, charge in all_charges(settlement):
        increment = settlement.evaluation.policy.rate_on(charge.tier, outcome.entry.day).increment
        assert charge.billed % increment == 0
        assert charge.minutes <= charge.billed < charge.minutes + increment


@QUICK
@given(st.sampled_from(["per day", "per month"]).flatmap(lambda rounding: ledgers(rounding=rounding)))
def test_per_day_and_per_month_a_group_s_minutes_are_rounded_up_once(ledger: Ledger) -> None:
    settlement = settled(ledger.book())
    raw: dict[object, int] = defaultdict(int)
    billed: dict[object, int] = defaultdict(int)
    tiers: dict[object, Tier] = {}
    for outcome, charge in all_charges(settlement):
        day = outcome.entry.day
        when = day if ledger.settings["Rounding"] == "per day" else (day.year, day.month)
        key = (outcome.entry.client, charge.tier, charge.agreement, when)
        raw[key], tiers[key] = raw[key] + charge.minutes, charge.tier
        billed[key] += charge.billed
    for group, minutes in raw.items():
        increment = settlement.evaluation.policy.rate_on(tiers[group], date(2026, 1, 1)).increment
        assert billed[group] % increment == 0
        assert minutes <= billed[group] < minutes + increment


@QUICK
@given(ledgers())
def test_an_amount_is_billed_minutes_at_the_rate_to_the_cent(ledger: Ledger) -> None:
    for outcome in outcomes(ledger):
        for charge in outcome.charges:
            assert charge.amount.as_tuple().exponent == -2
            assert abs(charge.amount * 60 - charge.billed * charge.rate) <= Decimal("0.3")  # half a cent, times 60
        assert outcome.amount == sum(charge.amount for charge in outcome.charges)
        assert outcome.amount.as_tuple().exponent == -2


def inside(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value within records, tuples, lists and mappings, with the way to it."""
    if isinstance(value, BaseModel):
        value = value.__dict__
    if isinstance(value, dict):
        for key, each in value.items():
            yield from inside(key, f"{path}.key")
            yield from inside(each, f"{path}.{key}")
    elif isinstance(value, (tuple, list, frozenset, set)):
        for each in value:
            yield from inside(each, f"{path}[]")
    elif hasattr(value, "__dict__") and not isinstance(value, (type, Enum)):
        yield from inside(vars(value), path)
    else:
        yield path, value


@QUICK
@given(ledgers())
def test_no_float_reaches_anything_that_is_found_or_written(ledger: Ledger) -> None:
    settlement, changes, _ = run(ledger.book(), date(2026, 5, 31), month=date(2026, 5, 1), adjust=True)
    evaluation = settlement.evaluation
    found = (
        evaluation.outcomes, evaluation.policy, evaluation.parties, settlement.balances, settlement.totals, settlement.lines,
        settlement.documents, [document.total for document in settlement.documents], [each.share for each in settlement.balances],
        settlement.breaches, changes.tables, changes.copies, evaluation.payments, evaluation.entitlements,
    )  # fmt: skip
    assert [path for path, value in inside(found) if isinstance(value, float)] == []


@QUICK
@given(ledgers())
def test_settling_twice_gives_the_same_and_a_second_update_changes_nothing(ledger: Ledger) -> None:
    first, second = settled(ledger.book()), settled(ledger.book())
    assert first.evaluation.outcomes == second.evaluation.outcomes
    assert (first.balances, first.breaches, first.totals) == (second.balances, second.breaches, second.totals)
    _, _, after = run(ledger.book())
    assert run(after)[1] == Edits()
