"""The steps of an explanation that are about money: who pays for overage, how it is rounded, and what was invoiced."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsupport.answers.json_documents import money
from xlsupport.billing.due import due
from xlsupport.billing.register import Key, Line, Sum, difference, standing
from xlsupport.rating.evaluation import Outcome
from xlsupport.rating.overage import Charge
from xlsupport.records.parties import Agreement
from xlsupport.records.policy import Policy
from xlsupport.records.vocabulary import Rounding, Status
from xlsupport.words.money import ZERO


class Step(NamedTuple):
    """One step of a result: the rule in a few words, and what it came to in whole sentences."""

    rule: str
    text: str


def overage_steps(outcome: Outcome, policy: Policy, agreements: Sequence[Agreement]) -> Iterator[Step]:
    """Who pays for what no limit covers, agreement by agreement; `agreements` are the client's, oldest first."""
    if not outcome.overage:
        return
    entry = outcome.entry
    yield Step("Overage", f"{entry.minutes} - {outcome.covered} = {outcome.overage} min that no limit covers.")
    if outcome.status is Status.WAIVED:
        yield Step("Waived", f"The {outcome.overage} min are never billed.")
        return
    charges = {each.agreement: each for each in outcome.charges}
    open_minutes = outcome.overage
    for agreement in sorted((each for each in agreements if each.in_force(entry.day)), key=_tier_order):
        charge = charges.get(agreement.number)
        if charge:
            yield _paid(outcome, charge, policy, _named(agreement), agreement, open_minutes)
            open_minutes -= charge.minutes
        elif open_minutes and agreement.minutes is not None:
            increment = policy.rate_on(agreement.tier, entry.day).increment
            told = f"Of its {agreement.minutes} min, less than one step of {increment} min was left, so it pays nothing."
            yield Step(_named(agreement), told)
    if None in charges:
        yield _paid(outcome, charges[None], policy, f"{charges[None].tier}, without an agreement", None, open_minutes)
    if outcome.held:
        yield Step("No agreement pays for the rest", _waits(outcome))


def _waits(outcome: Outcome) -> str:
    return f"{outcome.held} min wait for an agreement or a decision."


def _tier_order(agreement: Agreement) -> int:
    return [*type(agreement.tier)].index(agreement.tier)


def _named(agreement: Agreement) -> str:
    reference = f" {agreement.reference}" if agreement.reference else ""
    return f"{agreement.tier} agreement{reference}, from {agreement.start}"


def _paid(outcome: Outcome, charge: Charge, policy: Policy, rule: str, agreement: Agreement | None, open_minutes: int) -> Step:
    """What one agreement pays: hours, minutes, rounding and price, in the order in which they follow from each other."""
    before = after = ""
    if charge.left_before is not None and agreement is not None:
        before = f"{charge.left_before} of its {agreement.minutes} min were left."
        after = f"It has {charge.left_before} - {charge.billed} = {charge.left_before - charge.billed} min left."
    pays = f"It pays {charge.minutes} of {open_minutes} min."
    if agreement is None:
        why = "a person decided so" if outcome.entry.decision else "the setting Overage without agreement says so"
        pays = f"{charge.minutes} min are billed that no agreement pays for, because {why}."
    parts = (before, pays, _rounded(outcome, charge, policy), after, _priced(outcome, charge, policy, agreement))
    return Step(rule, " ".join(filter(None, parts)))


def _rounded(outcome: Outcome, charge: Charge, policy: Policy) -> str:
    """How the minutes were rounded up, by themselves or with those of their group."""
    rounding, increment = policy.settings.rounding, policy.rate_on(charge.tier, outcome.entry.day).increment
    if rounding is Rounding.PER_ENTRY:
        return f"In steps of {increment} min, {charge.minutes} min are billed as {charge.billed} min."
    raw, billed = charge.raw_before + charge.minutes, charge.billed_before + charge.billed
    return (
        f"Rounded {rounding} in steps of {increment} min: {charge.raw_before} min before this entry are billed as "
        f"{charge.billed_before} min, {raw} min with it as {billed} min, so it adds {charge.billed} min."
    )


def _priced(outcome: Outcome, charge: Charge, policy: Policy, agreement: Agreement | None) -> str:
    """The price, with where its rate comes from."""
    rate = policy.rate_on(charge.tier, outcome.entry.day)
    if agreement is not None and agreement.rate is not None:
        source = "the agreement's own rate"
    else:
        source = f"the {charge.tier} rate" + (f" in force since {rate.since}" if rate.since else "")
    return f"{charge.billed} min ÷ 60 × {money(charge.rate)} ({source}) = {money(charge.amount)} {policy.settings.currency}."


def document_steps(lines: Sequence[Line]) -> Iterator[Step]:
    """What the documents say of an entry."""
    for line in lines:
        told = f"{line.minutes} min {line.tier} at {money(line.rate)} an hour: {money(line.amount)} ({line.kind})."
        yield Step(f"On {line.invoice}", told)


def due_step(outcome: Outcome, lines: Sequence[Line], currency: str) -> Step:
    """What is still to be invoiced, or taken back: what the entry costs now, less what stands invoiced."""
    stands = standing(lines).get(outcome.entry.id, {})
    now = due(outcome)
    costs, invoiced = _amount(now), _amount(stands)
    if outcome.held_whole:
        kept = f"; the {money(invoiced)} {currency} that were invoiced stay until then" if stands else ""
        return Step("Still to invoice", f"Nothing while the entry is held{kept}.")
    if not now and not stands:
        return Step("Still to invoice", f"Nothing yet: {_waits(outcome)}" if outcome.held else "Nothing: it costs nothing.")
    rest = difference(now, stands)
    told = f"{money(costs)} - {money(invoiced)} invoiced so far = {money(costs - invoiced)} {currency}."
    if rest and costs == invoiced:
        told += " The amount is the same, but it is invoiced at another rate or to another client."
    if outcome.held:
        told += f" Besides, {_waits(outcome)}"
    return Step("Still to invoice", told)


def _amount(sums: Mapping[Key, Sum]) -> Decimal:
    return sum((each.amount for each in sums.values()), ZERO)
