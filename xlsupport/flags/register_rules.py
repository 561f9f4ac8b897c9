"""The rules about entries that were invoiced: changed since, or gone from the log."""

from collections.abc import Iterator

from xlsupport.billing.due import due
from xlsupport.billing.register import Sum, difference
from xlsupport.flags.facts import Breach, Facts


def changed_after_invoice(facts: Facts) -> Iterator[Breach]:
    """Invoiced entries for which something else is due now; those held whole stay as they were invoiced."""
    if not facts.invoiced:
        return
    for outcome in facts.evaluation.outcomes:
        stands = facts.invoiced.get(outcome.entry.id)
        if stands and not outcome.held_whole:
            rest = difference(due(outcome), stands)
            if rest:
                was = sum((each.amount for each in stands.values()), start=Sum().amount)
                yield facts.row(
                    outcome.entry, "changed-after-invoice", "ID", f"Invoiced with {was:.2f}, but now {outcome.amount:.2f} is due",
                    "Undo the change, or let the next invoice adjust it (invoice --adjust)",
                )  # fmt: skip


def missing_after_invoice(facts: Facts) -> Iterator[Breach]:
    """Invoiced entries that are no longer in the log."""
    evaluation = facts.evaluation
    present = {each.entry.id for each in evaluation.outcomes} | {each.id for each in evaluation.log.rejected}
    for id_, stands in facts.invoiced.items():
        if id_ not in present:
            line = facts.last_lines[id_]
            amount = sum((each.amount for each in stands.values()), start=Sum().amount)
            yield Breach(
                "missing-after-invoice", f"{id_} was invoiced on {line.invoice} with {amount:.2f}, but is no longer in the log",
                "Put the row back, or let the next invoice credit it (invoice --adjust)",
                id=id_, day=line.day, client=line.client, contact=line.contact,
            )  # fmt: skip
