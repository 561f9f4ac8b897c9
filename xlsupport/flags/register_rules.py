"""The rules about entries that were invoiced or closed: changed since, or gone from the log."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from xlsupport.billing.due import due
from xlsupport.billing.register import VOID, Key, Sum, difference
from xlsupport.flags.facts import Breach, Facts
from xlsupport.rating.evaluation import Outcome
from xlsupport.words.money import ZERO


def changed_after_invoice(facts: Facts) -> Iterator[Breach]:
    """Invoiced or closed entries for which something else is due now; those held whole stay as they were invoiced.

    Of one that was closed in part, more may still come: only what is taken back is a change. One whose document was voided
    is due again.
    """
    for outcome in facts.evaluation.outcomes:
        entry = outcome.entry
        stands = facts.invoiced.get(entry.id, {})
        if outcome.held_whole or not (stands or _closed_for_good(facts, outcome)):
            continue
        now = due(outcome)
        rest = difference(now, stands)
        if rest and not (entry.in_part and all(each.adds for each in rest.values())):
            yield facts.row(
                entry, "changed-after-invoice", "ID", _what_changed(stands, now, entry.closed),
                "Undo the change, or let the next invoice adjust it (invoice --adjust)",
            )  # fmt: skip


def _closed_for_good(facts: Facts, outcome: Outcome) -> bool:
    entry = outcome.entry
    last = facts.last_lines.get(entry.id)
    return entry.closed is not None and not entry.in_part and not (last is not None and last.kind == VOID)


def _what_changed(stands: Mapping[Key, Sum], now: Mapping[Key, Sum], closed: int | None) -> str:
    """Both amounts, and where they are the same what else differs."""
    was, is_now = _amount(stands), _amount(now)
    begin = f"Invoiced with {was:.2f}" if stands else f"Closed by run {closed} without an invoice line"
    if was != is_now or not stands:
        return f"{begin}, but now {is_now:.2f} is due"
    (told, due_to) = ({client for client, _, _ in each} for each in (stands, now))
    if told != due_to:
        return f"{begin} to {_listed(told)}, but now the same is due from {_listed(due_to)}"
    return f"{begin} ({_in_words(stands)}), but now it is {_in_words(now)}"


def _amount(sums: Mapping[Key, Sum]) -> Decimal:
    return sum((each.amount for each in sums.values()), ZERO)


def _listed(names: set[str]) -> str:
    return " and ".join(sorted(names)) or "nobody"


def _in_words(sums: Mapping[Key, Sum]) -> str:
    parts = (f"{each.minutes} min {tier} at {rate:.2f}" for (_, tier, rate), each in sums.items())
    return " and ".join(parts)


def missing_after_invoice(facts: Facts) -> Iterator[Breach]:
    """Invoiced entries that are no longer in the log."""
    evaluation = facts.evaluation
    present = {each.entry.id for each in evaluation.outcomes} | {each.id for each in evaluation.log.rejected}
    for id_, stands in facts.invoiced.items():
        if id_ not in present:
            line = facts.last_lines[id_]
            yield Breach(
                "missing-after-invoice",
                f"{id_} was invoiced on {line.invoice} with {_amount(stands):.2f}, but is no longer in the log",
                "Put the row back, or let the next invoice credit it (invoice --adjust)",
                id=id_, day=line.day, client=line.client, contact=line.contact,
            )  # fmt: skip
