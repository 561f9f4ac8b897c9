"""The rules about limits and agreements on the as-of date."""

from collections.abc import Iterator
from datetime import date, timedelta

from xlsupport.flags.facts import Breach, Facts
from xlsupport.rating.balances import Balance, used_up_twice
from xlsupport.records.vocabulary import ADVANCED_HOURS, State, Tier, WithoutAgreement
from xlsupport.words.periods import Period, month_of


def limits_near_and_reached(facts: Facts) -> Iterator[Breach]:
    """Limits and agreements nearly or just used up, in the period that contains the as-of date."""
    for each in facts.balances:
        if each.current and each.allowed and each.used and each.state is not State.OK:
            name = f"{each.limit} {each.reference}".strip() if each.limit == ADVANCED_HOURS and each.reference else each.limit
            until = f" until {each.last}" if each.last else ""
            code = "limit-reached" if each.state is State.REACHED else "near-limit"
            yield Breach(
                code, f"{each.client} has used {each.used} of {each.allowed} {each.unit.short} of {name}{until}",
                _what_to_tell(facts, each), client=each.client, limit=each.limit,
                period=Period(each.first, each.last or date.max),
            )  # fmt: skip


def _what_to_tell(facts: Facts, balance: Balance) -> str:
    """What the client should hear: who pays for more, and what would help that the client does not have already."""
    in_force = [each for each in facts.evaluation.parties.agreements.get(balance.client, ()) if each.in_force(facts.as_of)]
    advanced = [each for each in in_force if each.tier is Tier.ADVANCED]
    with_hours = [each for each in advanced if facts.evaluation.payments.left(each) != 0]
    as_needed = any(each.tier is Tier.AS_NEEDED for each in in_force)
    if with_hours and balance.limit != ADVANCED_HOURS:
        return "Tell the client that more is overage, paid by the Advanced agreement"
    bills_anyway = facts.evaluation.policy.settings.overage_without_agreement is WithoutAgreement.BILL
    otherwise = f"billed at the {Tier.AS_NEEDED} rate" if as_needed or bills_anyway else "held until an agreement pays for it"
    add = "" if as_needed or bills_anyway else f" or an {Tier.AS_NEEDED} agreement"
    if balance.limit == ADVANCED_HOURS:
        return f"Tell the client that overage beyond these hours is {otherwise}; offer more hours{add}"
    if advanced:
        return f"Tell the client that more is overage, {otherwise}: the Advanced hours are used up. Offer more hours{add}"
    cheaper = " makes it cheaper" if as_needed or bills_anyway else f"{add} pays for it"
    return f"Tell the client that more is overage, {otherwise}; an Advanced agreement{cheaper}"


def training_advised(facts: Facts) -> Iterator[Breach]:
    month = month_of(facts.as_of)
    both = Period(month_of(month.first - timedelta(days=1)).first, month.last)
    for client, limit in used_up_twice(facts.evaluation, facts.as_of):
        yield Breach(
            "training-advised", f"{client} used up {limit.name} this month and the month before",
            "Offer a formal training: questions should not take its place", client=client, limit=limit.name,
            period=both,
        )  # fmt: skip
