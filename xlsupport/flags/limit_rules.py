"""The rules about limits and agreements on the as-of date."""

from collections.abc import Iterator

from xlsupport.flags.facts import Breach, Facts
from xlsupport.rating.balances import ADVANCED_HOURS, used_up_twice
from xlsupport.records.vocabulary import State


def limits_near_and_reached(facts: Facts) -> Iterator[Breach]:
    """Limits and agreements nearly or just used up, in the period that contains the as-of date."""
    for each in facts.balances:
        if each.current and each.used and each.state is not State.OK:
            name = f"{each.limit} {each.reference}".strip() if each.limit == ADVANCED_HOURS and each.reference else each.limit
            until = f" until {each.last}" if each.last else ""
            code = "limit-reached" if each.state is State.REACHED else "near-limit"
            yield Breach(
                code, f"{each.client} has used {each.used} of {each.allowed} {each.unit.short} of {name}{until}",
                "Tell the client that more will be overage; an Advanced agreement makes it cheaper",
                client=each.client, limit=each.limit,
            )  # fmt: skip


def training_advised(facts: Facts) -> Iterator[Breach]:
    for client, limit in used_up_twice(facts.evaluation, facts.as_of):
        yield Breach(
            "training-advised", f"{client} used up {limit.name} this month and the month before",
            "Offer a formal training: questions should not take its place", client=client, limit=limit.name,
        )  # fmt: skip
