"""Why an entry was covered, billed or held: the steps that evaluation kept, each with the rule behind it."""

from collections.abc import Iterator
from typing import NamedTuple

from xlsupport.rating.entitlements import Draw
from xlsupport.rating.evaluation import Outcome
from xlsupport.records.parties import Contact
from xlsupport.records.policy import Policy
from xlsupport.records.usage import Rejected
from xlsupport.records.vocabulary import Rounding, Status, Treatment
from xlsupport.settlement import Settlement
from xlsupport.words.names import name_key, quoted
from xlsupport.words.problems import UsageError, told


class Step(NamedTuple):
    """One step of a result: the rule in a few words, and what it came to."""

    rule: str
    text: str


def explain(settlement: Settlement, id_: str) -> tuple[int, str, list[Step]]:
    """An entry's row number, its status, and the steps. Raises UsageError for an ID that is not in the log."""
    evaluation = settlement.evaluation
    outcome = next((each for each in evaluation.outcomes if each.entry.id == id_), None)
    if outcome is not None:
        row = settlement.log.row_number(outcome.entry.offset)
        contact = evaluation.parties.contacts[outcome.entry.client, outcome.entry.contact]
        return row, outcome.status, [*_steps(outcome, evaluation.policy, contact), *_afterwards(settlement, outcome)]
    rejected = next((each for each in evaluation.log.rejected if each.id == id_), None)
    if rejected is not None:
        return settlement.log.row_number(rejected.offset), Status.INVALID, list(_faults(rejected))
    near = [each.entry.id for each in evaluation.outcomes if name_key(each.entry.id) == name_key(id_)]
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise UsageError(f"There is no entry {quoted(id_)} in the log{hint}")


def _faults(row: Rejected) -> Iterator[Step]:
    for fault in row.faults:
        yield Step("Every row must be complete and known", told(fault.place, fault.found, fault.fix))
    yield Step("An invalid row", "takes no allowance and bills nothing until it is fixed.")


def _training(outcome: Outcome, contact: Contact) -> str:
    """When the contact was trained and withdrawn, against the entry's date."""
    if contact.trained is None:
        return f"{contact.contact} was never trained."
    withdrawn = f" and withdrawn on {contact.withdrawn}" if contact.withdrawn else ""
    enough = "may be supported" if outcome.trained else "may not be supported"
    return f"{contact.contact} was trained on {contact.trained}{withdrawn}, so {enough} on the entry's date {outcome.entry.day}."


def _steps(outcome: Outcome, policy: Policy, contact: Contact) -> Iterator[Step]:
    """The rules in the order in which evaluation asks them."""
    entry = outcome.entry
    yield Step(
        "The entry",
        f"{entry.day}: {entry.channel}, {entry.category}, {entry.minutes} min for {entry.contact} of {entry.client}.",
    )
    if entry.decision:
        reason = f"because: {entry.reason}" if entry.reason else "without a reason, so the entry is held whole"
        yield Step("A person's decision", f"{entry.decision}, {reason}.")
    if entry.decision and (not entry.decision.settles or not entry.reason):
        return
    yield Step("Only trained contacts are supported", _training(outcome, contact))
    if not outcome.trained and not entry.decision:
        yield Step("Without training", "the whole entry is held until somebody decides.")
        return
    treatment = policy.categories[entry.category].treatment
    if treatment.quoted:
        yield Step("Quoted categories are sold by bid", f"{entry.category} is logged and never billed by the hour.")
        return
    yield from _cover(outcome, treatment)
    yield from _overage(outcome, policy)


def _cover(outcome: Outcome, treatment: Treatment) -> Iterator[Step]:
    entry = outcome.entry
    if not outcome.trained:
        yield Step("An untrained contact uses no limit", f"All {entry.minutes} min are overage.")
    elif outcome.coverage is None:
        yield Step("The contract", f"{entry.client} has none in force on {entry.day}: all {entry.minutes} min are overage.")
    else:
        contract = outcome.coverage.contract
        until = f"until {contract.end}" if contract.end else "until further notice"
        yield Step("The contract", f"{contract.package} from {contract.start} {until}.")
        if not outcome.draws and outcome.status is Status.INCLUDED:
            yield Step("No limit applies", f"{entry.category} by {entry.channel} is included whole.")
        elif not outcome.draws:
            yield Step("No limit applies", f"and {entry.category} is {treatment}: all {entry.minutes} min are overage.")
        for draw in outcome.draws:
            yield Step(f"Limit: {draw.limit.name}", _draw_words(draw))
        if outcome.draws:
            why = f"the least of its {entry.minutes} min and what those limits have room for"
            yield Step("Covered", f"{outcome.covered} min: {why}.")


def _draw_words(draw: Draw) -> str:
    unit = draw.limit.unit.short
    if draw.period is None:
        return f"{draw.allowed} {unit} for each entry."
    span = f"from {draw.period.first} to {draw.period.last}"
    return f"{draw.room} of {draw.allowed} {unit} were left {span}; {draw.taken} used, {draw.left} left."


def _overage(outcome: Outcome, policy: Policy) -> Iterator[Step]:
    if not outcome.overage:
        return
    yield Step("Overage", f"{outcome.overage} min: what no limit has room for.")
    if outcome.status is Status.WAIVED:
        yield Step("Waived overage", "is never billed.")
    for charge in outcome.charges:
        agreement = f"agreement {charge.reference}" if charge.reference else "agreement" if charge.agreement is not None else ""
        by = f" by its {agreement}" if agreement else ", without an agreement"
        increment = policy.rate_on(charge.tier, outcome.entry.day).increment
        rounded = f"{charge.minutes} min{by}; rounded up {policy.settings.rounding} in steps of {increment} min"
        if policy.settings.rounding is not Rounding.PER_ENTRY:
            raw, billed = charge.raw_before + charge.minutes, charge.billed_before + charge.billed
            rounded += (
                f": {charge.raw_before} min before the entry ({charge.billed_before} min billed already), {raw} min after it "
                f"({billed} min billed), so it adds"
            )
        else:
            rounded += " to"
        yield Step(f"Paid {charge.tier}", f"{rounded} {charge.billed} min, at {charge.rate:.2f} an hour: {charge.amount:.2f}.")
    if outcome.held:
        yield Step("No agreement pays for the rest", f"{outcome.held} min wait for an agreement or a decision.")


def _afterwards(settlement: Settlement, outcome: Outcome) -> Iterator[Step]:
    """What the workbook says of the entry besides: result, flags and documents."""
    yield Step(
        "Result",
        f"{outcome.status}: {outcome.covered} min covered, {outcome.overage} min over, {outcome.billed} min billed, "
        f"{outcome.amount:.2f}.",
    )
    for breach in settlement.breaches:
        if breach.offset == outcome.entry.offset:
            yield Step(f"Flag {breach.code}", told(None, breach.message, breach.fix))
    for line in settlement.lines:
        if line.id == outcome.entry.id:
            yield Step(f"On {line.invoice}", f"{line.minutes} min {line.tier}, {line.amount:.2f} ({line.kind}).")
