"""Flags and notices, as a tuple of small rules."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from xlsupport.billing.due import due
from xlsupport.billing.register import Key, Line, Sum, difference
from xlsupport.rating.balances import ADVANCED_HOURS, Balance, used_up_twice
from xlsupport.rating.evaluation import Evaluation, Outcome
from xlsupport.records.usage import Entry
from xlsupport.records.vocabulary import Scheduling, Severity, State, Status
from xlsupport.sheets.tables import Table
from xlsupport.words.problems import Place

SEVERITY = {
    "missing-value": Severity.ERROR,
    "bad-date": Severity.ERROR,
    "bad-minutes": Severity.ERROR,
    "unknown-client": Severity.ERROR,
    "unknown-contact": Severity.ERROR,
    "unknown-channel": Severity.ERROR,
    "unknown-category": Severity.ERROR,
    "unknown-decision": Severity.ERROR,
    "duplicate-id": Severity.ERROR,
    "untrained-contact": Severity.ERROR,
    "needs-agreement": Severity.ERROR,
    "no-contract": Severity.WARNING,
    "decision-needs-reason": Severity.ERROR,
    "over-length": Severity.WARNING,
    "over-limit": Severity.WARNING,
    "not-scheduled": Severity.WARNING,
    "possible-duplicate": Severity.WARNING,
    "future-date": Severity.WARNING,
    "changed-after-invoice": Severity.WARNING,
    "missing-after-invoice": Severity.WARNING,
    "near-limit": Severity.NOTICE,
    "limit-reached": Severity.NOTICE,
    "training-advised": Severity.NOTICE,
}
"""Every code, in the order of 1-policy.md, which is also the order of a row's flags."""

_RANK = {code: rank for rank, code in enumerate(SEVERITY)}


class Breach(NamedTuple):
    """Something that stops, wants a look or informs. `offset` is the log's data row, None where it belongs to no row."""

    code: str
    message: str
    fix: str
    offset: int | None = None
    id: str = ""
    place: Place | None = None
    day: date | None = None
    client: str = ""
    contact: str = ""
    limit: str = ""

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]

    def __str__(self) -> str:
        return f"{self.place}: {self.message}. {self.fix}." if self.place else f"{self.message}. {self.fix}."


class Facts(NamedTuple):
    """What the rules look at: the evaluated log, where its cells stand, the day, and what stands invoiced."""

    evaluation: Evaluation
    table: Table
    as_of: date
    balances: list[Balance]
    invoiced: Mapping[str, Mapping[Key, Sum]]
    last_lines: Mapping[str, Line]

    def row(self, entry: Entry, code: str, header: str, message: str, fix: str, limit: str = "") -> Breach:
        """A breach of one row, at the cell under a header."""
        place = self.table.place(header, entry.offset)
        return Breach(code, message, fix, entry.offset, entry.id, place, entry.day, entry.client, entry.contact, limit)


Rule = Callable[[Facts], Iterator[Breach]]


def faulty_rows(facts: Facts) -> Iterator[Breach]:
    """Each problem of each invalid row."""
    for row in facts.evaluation.log.rejected:
        for code, place, found, fix in row.faults:
            yield Breach(code, found, fix, row.offset, row.id, place, row.day, row.client, row.contact)


def untrained_contacts(facts: Facts) -> Iterator[Breach]:
    """Contacts who might not be supported that day, unless a person has decided."""
    for outcome in facts.evaluation.outcomes:
        entry = outcome.entry
        decided = entry.decision is not None and entry.decision.settles and entry.reason
        if not outcome.trained and not decided:
            contact = facts.evaluation.parties.contacts[entry.client, entry.contact]
            gone = contact.withdrawn is not None and contact.withdrawn < entry.day
            yield facts.row(
                entry, "untrained-contact", "Contact",
                f"{entry.contact} of {entry.client} was {'withdrawn before' if gone else 'not trained on'} {entry.day}",
                f"Correct {'Withdrawn on' if gone else 'Trained on'} in Contacts, or decide Waive or Bill with a reason",
            )  # fmt: skip


def overage_without_agreement(facts: Facts) -> Iterator[Breach]:
    for outcome in facts.evaluation.outcomes:
        if outcome.held:
            yield facts.row(
                outcome.entry, "needs-agreement", "Minutes",
                f"{outcome.held} min of overage and no agreement of {outcome.entry.client} pays for them",
                "Add a row to Agreements, or decide Waive or Bill with a reason",
            )  # fmt: skip


def outside_contract(facts: Facts) -> Iterator[Breach]:
    for outcome in facts.evaluation.outcomes:
        if outcome.looked_up and outcome.coverage is None:
            entry = outcome.entry
            yield facts.row(
                entry, "no-contract", "Date", f"{entry.client} has no contract on {entry.day}, so all of it is overage",
                "Correct the date, or add the contract's row to Clients",
            )  # fmt: skip


def decisions_without_reason(facts: Facts) -> Iterator[Breach]:
    for outcome in facts.evaluation.outcomes:
        if outcome.entry.decision and not outcome.entry.reason:
            yield facts.row(
                outcome.entry, "decision-needs-reason", "Reason", f"Decision is {outcome.entry.decision} and Reason is empty",
                "Enter why, or empty Decision; until then the entry is held",
            )  # fmt: skip


def over_length(facts: Facts) -> Iterator[Breach]:
    """Minutes above a limit for each entry."""
    for outcome in facts.evaluation.outcomes:
        for draw in outcome.draws:
            if draw.period is None and outcome.entry.minutes > draw.allowed:
                yield facts.row(
                    outcome.entry, "over-length", "Minutes",
                    f"{outcome.entry.minutes} min are more than {draw.limit.name} allows ({draw.allowed} min)",
                    _overage_fix(outcome), draw.limit.name,
                )  # fmt: skip


def over_limit(facts: Facts) -> Iterator[Breach]:
    """A month or year limit without room for the entry's minutes, capped by the limits for each entry."""
    for outcome in facts.evaluation.outcomes:
        if outcome.draws:
            capped = min([outcome.entry.minutes, *(each.allowed for each in outcome.draws if each.period is None)])
            for draw in outcome.draws:
                needed = draw.limit.unit.taken(capped)
                if draw.period is not None and draw.room < needed:
                    left = f"{draw.room} of {draw.allowed} {draw.limit.unit.short}"
                    yield facts.row(
                        outcome.entry, "over-limit", "Minutes",
                        f"{draw.limit.name} had {left} left from {draw.period.first} to {draw.period.last}",
                        _overage_fix(outcome), draw.limit.name,
                    )  # fmt: skip


def _overage_fix(outcome: Outcome) -> str:
    if outcome.status is Status.WAIVED:
        return f"Nothing to do: {outcome.overage} min of overage are waived"
    if outcome.held:
        return "See needs-agreement"
    if outcome.charges:
        paid = " and ".join(f"{charge.billed} min at the {charge.tier} rate" for charge in outcome.charges)
        return f"Nothing to do if this is right: billed {paid}"
    return "Nothing to do if this is right"


def not_scheduled(facts: Facts) -> Iterator[Breach]:
    if facts.evaluation.policy.settings.scheduling is Scheduling.OPTIONAL:
        return
    for outcome in facts.evaluation.outcomes:
        entry = outcome.entry
        what = entry.channel.appointment
        if what and not entry.scheduled:
            yield facts.row(
                entry, "not-scheduled", "Scheduled", f"A {what} with {entry.client} that is not marked as scheduled",
                "Enter yes if it was, or set Scheduling to optional on Rules",
            )  # fmt: skip


def possible_duplicates(facts: Facts) -> Iterator[Breach]:
    """Valid rows alike in date, client, contact, channel, category and minutes."""
    alike: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for outcome in facts.evaluation.outcomes:
        alike[outcome.entry[2:8]].append(outcome.entry)
    for entries in alike.values():
        for entry in entries if len(entries) > 1 else ():
            others = ", ".join(each.id for each in entries if each is not entry)
            yield facts.row(
                entry, "possible-duplicate", "Date", f"The same date, client, contact, channel, category and minutes as {others}",
                "Delete the row that is entered twice; nothing to do if both took place",
            )  # fmt: skip


def future_dates(facts: Facts) -> Iterator[Breach]:
    for outcome in facts.evaluation.outcomes:
        if outcome.entry.day > facts.as_of:
            found = f"Date {outcome.entry.day} is after {facts.as_of}"
            yield facts.row(outcome.entry, "future-date", "Date", found, "Correct it if it is a slip")


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


RULES: tuple[Rule, ...] = (
    faulty_rows,
    untrained_contacts,
    overage_without_agreement,
    outside_contract,
    decisions_without_reason,
    over_length,
    over_limit,
    not_scheduled,
    possible_duplicates,
    future_dates,
    changed_after_invoice,
    missing_after_invoice,
    limits_near_and_reached,
    training_advised,
)


def breaches(facts: Facts) -> list[Breach]:
    """Every rule's findings: errors first, then warnings, then notices; those of a row in the order of the log."""
    severities = [*Severity]
    found = [breach for rule in RULES for breach in rule(facts)]
    last = facts.table.filled
    return sorted(
        found, key=lambda each: (severities.index(each.severity), last if each.offset is None else each.offset, _RANK[each.code])
    )


def flags(found: Iterable[Breach]) -> dict[int, list[str]]:
    """The codes of each row that has any, by data row; each once, in the order of the codes."""
    codes: dict[int, set[str]] = defaultdict(set)
    for breach in found:
        if breach.offset is not None:
            codes[breach.offset].add(breach.code)
    return {offset: sorted(each, key=_RANK.__getitem__) for offset, each in codes.items()}
