"""The rules about rows of the log: each looks at every entry."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from xlsupport.flags.facts import Breach, Facts
from xlsupport.rating.evaluation import Outcome
from xlsupport.records.usage import Entry
from xlsupport.records.vocabulary import Scheduling, Status

_MOST = 8  # rows that a message names


def faulty_rows(facts: Facts) -> Iterator[Breach]:
    """Each problem of each invalid row."""
    for row in facts.evaluation.log.rejected:
        for code, place, found, fix in row.faults:
            number = facts.table.row_number(row.offset)
            yield Breach(code, found, fix, row.offset, row.id, place, row.day, row.client, row.contact, row=number)


def copied_rows(facts: Facts) -> Iterator[Breach]:
    """Rows without ID that have a Closed, which came along when a closed row was copied."""
    for outcome in facts.evaluation.outcomes:
        entry = outcome.entry
        if entry.copied:
            yield facts.row(
                entry, "copied-row", "Closed", "The row has a Closed and no ID: copied from a closed one, it counts as new",
                "Nothing to do: an update gives it an ID and empties Closed",
            )  # fmt: skip


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
            others = [each.id for each in islice(entries, _MOST + 1) if each is not entry][:_MOST]
            more = f" and {rest} more" if (rest := len(entries) - 1 - len(others)) else ""
            yield facts.row(
                entry, "possible-duplicate", "Date",
                f"The same date, client, contact, channel, category and minutes as {', '.join(others)}{more}",
                "Delete the row that is entered twice; nothing to do if both took place",
            )  # fmt: skip


def future_dates(facts: Facts) -> Iterator[Breach]:
    for outcome in facts.evaluation.outcomes:
        if outcome.entry.day > facts.as_of:
            found = f"Date {outcome.entry.day} is after {facts.as_of}"
            yield facts.row(outcome.entry, "future-date", "Date", found, "Correct it if it is a slip")
