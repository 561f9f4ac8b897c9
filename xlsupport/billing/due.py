"""What is due for each entry and not yet invoiced, as lines without numbers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from xlsupport.billing.register import ADJUSTMENT, CHARGE, Key, Line, Register, Sum, difference, standing, summed
from xlsupport.rating.evaluation import Evaluation, Outcome
from xlsupport.records.usage import Entry
from xlsupport.records.wording import DESCRIPTION
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
    lines_of: dict[str, list[Line]] = {}
    for line in register.lines:
        lines_of.setdefault(line.id, []).append(line)
    for outcome in evaluation.outcomes:
        entry = outcome.entry
        stands = before.pop(entry.id, {})
        if outcome.held_whole or entry.day > last or not (outcome.charges or stands):
            continue
        told = lines_of.get(entry.id, ())
        now = due(outcome)
        for key, rest in difference(now, stands).items():
            of_key = _of_key(told, key)
            # What is no longer due is told again as it was told: the entry may be another client's now, with another contact.
            line = _entry_line(outcome, key) if key in now else of_key[-1]
            kind = ADJUSTMENT if not rest.adds or is_told(entry, stands, told) else CHARGE
            yield from _lines(evaluation, line._replace(kind=kind), rest, of_key, entry.day)
    for rejected in evaluation.log.rejected:
        before.pop(rejected.id, None)
    for id_, stands in before.items():
        for key, rest in difference({}, stands).items():
            told = _of_key(lines_of[id_], key)
            if told[-1].day <= last:
                yield from _lines(evaluation, told[-1]._replace(kind=ADJUSTMENT), rest, told, told[-1].day)


def is_told(entry: Entry, stands: Mapping[Key, Sum], lines: Sequence[Line]) -> bool:
    """Whether a client was told what an entry costs, so that more for it is an adjustment and no charge.

    Something stands invoiced, or the entry was closed at no cost: it never was on a document. What waits of an entry that
    was closed in part may still come.
    """
    if entry.in_part:
        return False
    return bool(stands) or (entry.closed is not None and not lines)


def charge_tax_rate(evaluation: Evaluation, client: str, day: date) -> Decimal | None:
    """The tax rate that a charge of a day bears; None for somebody who is no client any more."""
    contract = evaluation.parties.contract_for(client, day)
    return contract.tax_rate if contract else None


def _of_key(lines: Sequence[Line], key: Key) -> list[Line]:
    return [line for line in lines if line.key == key]


def _lines(evaluation: Evaluation, line: Line, rest: Sum, before: Sequence[Line], day: date) -> Iterator[Line]:
    """A line like the given one for each tax rate that a rest bears; `before` are the lines of its key so far.

    What reduces a standing amount bears the rate at which it stands, the latest rate first; what is more than that bears the
    rate of a charge of the day. A line before whose rate nobody knows counts as one at the rate of a charge of its own day.
    """
    by_rate: dict[Decimal | None, list[Line]] = {}
    for each in reversed(before):
        rate = charge_tax_rate(evaluation, each.client, each.day) if each.tax_rate is None else each.tax_rate
        by_rate.setdefault(rate, []).append(each)
    parts: dict[Decimal | None, Sum] = {}
    for rate, at_rate in by_rate.items():
        reduced = Sum().minus(summed(at_rate))
        if rest.stands and reduced.stands and reduced.adds == rest.adds:
            parts[rate] = reduced if reduced.within(rest) else rest
            rest = rest.minus(parts[rate])
    # What is left bears the rate of a charge; raw minutes alone make no line, and go with the last one.
    rate = charge_tax_rate(evaluation, line.client, day) if rest.stands else [*parts][-1]
    parts[rate] = parts.get(rate, Sum()).plus(*rest)
    for rate, part in parts.items():
        yield _unnumbered(line, part, rate)


def _entry_line(outcome: Outcome, key: Key) -> Line:
    """What an entry's line says, for one client, tier and rate; its sums are still to be filled in."""
    entry, (client, tier, rate) = outcome.entry, key
    paid_by = (each.reference for each in outcome.charges if (each.tier, each.rate) == (tier, rate) and each.reference)
    reference = ", ".join(dict.fromkeys(paid_by))
    description = DESCRIPTION.format(category=entry.category, channel=entry.channel)
    return Line("", 0, entry.id, entry.day, client, entry.contact, description, tier, reference, 0, 0, rate, ZERO, "", None)


def _unnumbered(line: Line, rest: Sum, tax_rate: Decimal | None) -> Line:
    return line._replace(invoice="", number=0, overage=rest.overage, minutes=rest.minutes, amount=rest.amount, tax_rate=tax_rate)


def to_close(evaluation: Evaluation, last: date, clients: Collection[str] | None) -> Iterator[Outcome]:
    """The entries that a run closes, in part or whole: dated up to its month's end, of the chosen clients, not held whole.

    One that was closed in part is closed whole by the run that finds nothing of it waiting.
    """
    for outcome in evaluation.outcomes:
        entry = outcome.entry
        chosen = entry.day <= last and (clients is None or entry.client in clients)
        open_still = entry.closed is None or (entry.in_part and not outcome.held)
        if chosen and open_still and not outcome.held_whole:
            yield outcome
