"""Why an entry was covered, billed or held: the steps that evaluation kept, each with the rule behind it."""

from collections.abc import Iterator

from xlsupport.answers.payment_steps import Step, document_steps, due_step, overage_steps
from xlsupport.rating.entitlements import Draw
from xlsupport.rating.evaluation import Outcome
from xlsupport.records.parties import Contact, Coverage
from xlsupport.records.usage import Rejected
from xlsupport.records.vocabulary import PeriodKind, Status, Treatment, Unit
from xlsupport.settlement import Settlement
from xlsupport.sheets.specifications import INVOICE_LINES
from xlsupport.words.names import as_seen, name_key, quoted
from xlsupport.words.problems import UsageError, told

__all__ = ["Step", "explain"]


def explain(settlement: Settlement, id_: str) -> tuple[int, str, list[Step]]:
    """An entry's row number, its status, and the steps. Raises UsageError for an ID that is not in the log."""
    evaluation = settlement.evaluation
    outcome = next((each for each in evaluation.outcomes if each.entry.id == id_), None)
    if outcome is not None:
        row = settlement.log.row_number(outcome.entry.offset)
        return row, outcome.status, [*_steps(settlement, outcome), *_afterwards(settlement, outcome)]
    rejected = next((each for each in evaluation.log.rejected if each.id == id_), None)
    if rejected is not None:
        return settlement.log.row_number(rejected.offset), Status.INVALID, list(_faults(settlement, rejected))
    near = [each.entry.id for each in evaluation.outcomes if name_key(each.entry.id) == name_key(id_)]
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise UsageError(f"There is no entry {quoted(id_)} in the log{hint}")


def _faults(settlement: Settlement, row: Rejected) -> Iterator[Step]:
    for fault in row.faults:
        yield Step("A problem of the row", told(fault.place, fault.found, fault.fix))
    yield Step("An invalid row", "It takes no allowance and bills nothing until it is fixed.")
    lines = [line for line in settlement.lines if line.id == row.id]
    yield from document_steps(lines)
    if lines:
        yield Step("Still to invoice", "Nothing until the row is fixed: what was invoiced stays.")


def _steps(settlement: Settlement, outcome: Outcome) -> Iterator[Step]:
    """The rules in the order in which evaluation asks them."""
    entry, evaluation = outcome.entry, settlement.evaluation
    policy, parties = evaluation.policy, evaluation.parties
    yield Step(
        "The entry",
        f"{entry.day}: {entry.channel}, {entry.category}, {entry.minutes} min for {entry.contact} of {entry.client}.",
    )
    yield from _former_name(settlement, outcome)
    if entry.decision:
        reason = f"because: {entry.reason}" if entry.reason else "without a reason, so the entry is held whole"
        yield Step("A person's decision", f"{entry.decision}, {reason}.")
    if entry.decision and (not entry.decision.settles or not entry.reason):
        return
    yield Step("Training", _training(outcome, parties.contacts[entry.client, entry.contact]))
    if not outcome.trained and not entry.decision:
        yield Step("Without training", "The whole entry is held until somebody decides.")
        return
    treatment = policy.categories[entry.category].treatment
    if treatment.quoted:
        yield Step("Quoted categories are sold by bid", f"{entry.category} is logged and never billed by the hour.")
        return
    if outcome.draws or outcome.charges:
        yield Step("What comes before it", _order(outcome))
    yield from _cover(outcome, treatment)
    yield from overage_steps(outcome, policy, parties.agreements.get(entry.client, ()))


def _former_name(settlement: Settlement, outcome: Outcome) -> Iterator[Step]:
    typed = as_seen(str(settlement.log.cells("Client")[outcome.entry.offset]))
    if name_key(typed) != name_key(outcome.entry.client):
        yield Step("A former name", f"The row says {typed}, which is a former name of {outcome.entry.client} in Clients.")


def _training(outcome: Outcome, contact: Contact) -> str:
    """When the contact was trained and withdrawn, against the entry's date."""
    if contact.trained is None:
        return f"{contact.contact} was never trained."
    withdrawn = f" and withdrawn on {contact.withdrawn}" if contact.withdrawn else ""
    enough = "may be supported" if outcome.trained else "may not be supported"
    return f"{contact.contact} was trained on {contact.trained}{withdrawn}, so {enough} on the entry's date {outcome.entry.day}."


def _order(outcome: Outcome) -> str:
    """Which entries use limits and agreements before this one."""
    entry = outcome.entry
    if entry.closed is None:
        return "Entries that are closed, then the others by date and ID."
    part = " in part" if entry.in_part else ""
    return f"Run {entry.closed} closed it{part}, so entries of earlier runs, then those of its run by date and ID."


def _cover(outcome: Outcome, treatment: Treatment) -> Iterator[Step]:
    """What the contract's limits cover, with the figures that each limit adds."""
    entry = outcome.entry
    if not outcome.trained:
        yield Step("An untrained contact uses no limit", f"All {entry.minutes} min are overage.")
    elif outcome.coverage is None:
        yield Step("The contract", f"{entry.client} has none in force on {entry.day}: all {entry.minutes} min are overage.")
    else:
        yield Step("The contract", _contract(outcome.coverage))
        if not outcome.draws and outcome.status is Status.INCLUDED:
            yield Step("No limit applies", f"{entry.category} by {entry.channel} is included whole.")
        elif not outcome.draws:
            yield Step("No limit applies", f"{entry.category} is {treatment}: all {entry.minutes} min are overage.")
        for draw in outcome.draws:
            yield Step(f"Limit: {draw.limit.name}", _limit(draw, outcome.coverage))
        if outcome.draws:
            yield Step("Covered", _covered(outcome))


def _contract(coverage: Coverage) -> str:
    contract = coverage.contract
    until = f"until {contract.end}" if contract.end else "until further notice"
    before = f" It follows contracts from {coverage.anchor} on without a gap." if coverage.anchor != contract.start else ""
    return f"{contract.package} from {contract.start} {until}.{before}"


def _limit(draw: Draw, coverage: Coverage) -> str:
    """What a limit allows and why, what was used of it before, and what the entry takes."""
    limit, unit = draw.limit, draw.limit.unit.short
    sources = [f"by the package {coverage.contract.package}"] if limit.quantity is None else []
    sources += [f"in force since {limit.since}"] if limit.since else []
    source = f" ({', '.join(sources)})" if sources else ""
    if draw.period is None:
        return f"{draw.allowed} {unit} for each entry{source}."
    counted = f", counted from {coverage.anchor}" if limit.period is PeriodKind.CONTRACT_YEAR else ""
    return (
        f"{draw.allowed} {unit}{source} for the {limit.period} {draw.period.first} to {draw.period.last}{counted}. "
        f"{draw.used} used before, so {draw.room} left; it takes {draw.taken} and leaves {draw.left}."
    )


def _covered(outcome: Outcome) -> str:
    """The least of the minutes and what the limits have room for; nothing where a number of entries is used up."""
    used_up = [draw.limit.name for draw in outcome.draws if draw.limit.unit is Unit.ENTRIES and not draw.room]
    if used_up:
        return f"0 min: {' and '.join(used_up)} {'has' if len(used_up) == 1 else 'have'} no entry left."
    of_limits = (f"{draw.room} ({draw.limit.name})" for draw in outcome.draws if draw.limit.unit is Unit.MINUTES)
    *rooms, last = f"{outcome.entry.minutes} (its minutes)", *of_limits
    if not rooms:
        return f"{outcome.covered} min: all of it, since the limits of entries have room."
    return f"{outcome.covered} min: the least of {', '.join(rooms)} and {last}."


def _afterwards(settlement: Settlement, outcome: Outcome) -> Iterator[Step]:
    """What the workbook says of the entry besides: result, flags, documents, and what is still to be invoiced."""
    currency = settlement.evaluation.policy.settings.currency
    yield Step(
        "Result",
        f"{outcome.status}: {outcome.covered} min covered, {outcome.overage} min over, {outcome.billed} min billed, "
        f"{outcome.amount:.2f} {currency}.",
    )
    for breach in settlement.breaches:
        if breach.offset == outcome.entry.offset:
            yield Step(f"Flag {breach.code}", told(None, breach.message, breach.fix))
    lines = [line for line in settlement.lines if line.id == outcome.entry.id]
    yield from document_steps(lines)
    if INVOICE_LINES.name in settlement.book.tables:  # the worksheet function is not given it, so it cannot say what is due
        yield due_step(outcome, lines, currency)
