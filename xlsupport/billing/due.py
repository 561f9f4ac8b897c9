"""What is due for each entry and not yet invoiced, as lines without numbers."""

from collections.abc import Collection, Iterator
from datetime import date

from xlsupport.billing.register import ADJUSTMENT, CHARGE, Key, Line, Register, Sum, difference, standing
from xlsupport.rating.evaluation import Evaluation, Outcome
from xlsupport.words.money import ZERO


def due(outcome: Outcome) -> dict[Key, Sum]:
    """What an entry's charges come to, for each tier and rate."""
    sums: dict[Key, Sum] = {}
    for charge in outcome.charges:
        key = (outcome.entry.client, charge.tier, charge.rate)
        sums[key] = sums.get(key, Sum()).plus(charge.minutes, charge.billed, charge.amount)
    return sums


def unbilled_lines(evaluation: Evaluation, register: Register, last: date) -> Iterator[Line]:
    """A line without number for each difference of every entry dated up to a day, in no order yet.

    An invoiced entry that is Invalid or held whole is left as it was invoiced. An entry that was removed from the log is
    credited if its invoice line is dated up to that day.
    """
    before = standing(register.lines)
    latest = {(line.id, (line.client, line.tier, line.rate)): line for line in register.lines}
    for outcome in evaluation.outcomes:
        entry = outcome.entry
        stands = before.pop(entry.id, {})
        if outcome.held_whole or entry.day > last or not (outcome.charges or stands):
            continue
        kind, now = ADJUSTMENT if stands else CHARGE, due(outcome)
        for key, rest in difference(now, stands).items():
            # What is no longer due is credited as it was told: the entry may be another client's now, with another contact.
            line = _entry_line(outcome, key) if key in now else latest[entry.id, key]
            yield _unnumbered(line, rest, kind)
    for rejected in evaluation.log.rejected:
        before.pop(rejected.id, None)
    for id_, stands in before.items():
        for key, rest in difference({}, stands).items():
            if latest[id_, key].day <= last:
                yield _unnumbered(latest[id_, key], rest, ADJUSTMENT)


def _entry_line(outcome: Outcome, key: Key) -> Line:
    """What an entry's line says, for one client, tier and rate; its sums are still to be filled in."""
    entry, (client, tier, rate) = outcome.entry, key
    paid_by = (each.reference for each in outcome.charges if (each.tier, each.rate) == (tier, rate) and each.reference)
    reference = ", ".join(dict.fromkeys(paid_by))
    description = f"{entry.category} ({entry.channel})"
    return Line("", 0, entry.id, entry.day, client, entry.contact, description, tier, reference, 0, 0, rate, ZERO, "")


def _unnumbered(line: Line, rest: Sum, kind: str) -> Line:
    return line._replace(invoice="", number=0, overage=rest.overage, minutes=rest.minutes, amount=rest.amount, kind=kind)


def to_close(evaluation: Evaluation, last: date, clients: Collection[str] | None) -> list[Outcome]:
    """The entries that a run closes: dated up to its month's end, of the chosen clients, not held whole, not closed yet."""
    return [
        outcome
        for outcome in evaluation.outcomes
        if outcome.entry.day <= last
        and outcome.entry.closed is None
        and not outcome.held_whole
        and (clients is None or outcome.entry.client in clients)
    ]
