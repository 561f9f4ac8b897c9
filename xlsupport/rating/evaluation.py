"""The whole log evaluated: statuses, charges, and the steps that led there."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from xlsupport.rating.entitlements import Draw, Entitlements
from xlsupport.rating.overage import Charge, Payments
from xlsupport.records.parties import Coverage, Parties
from xlsupport.records.policy import Policy
from xlsupport.records.usage import Entry, Log
from xlsupport.records.vocabulary import Decision, Status, WithoutAgreement
from xlsupport.words.money import ZERO
from xlsupport.words.names import natural


class Outcome(NamedTuple):
    """What became of one entry, with everything that led there: minutes covered, over and billed, and who pays.

    `trained`: whether the contact might be supported that day. `coverage` None: outside a contract, or not looked at (see
    `looked_up`). `draws`: each applicable limit's part. `held`: minutes of overage that wait for a decision or an agreement.
    """

    entry: Entry
    status: Status
    trained: bool
    looked_up: bool = False
    coverage: Coverage | None = None
    draws: tuple[Draw, ...] = ()
    covered: int = 0
    overage: int = 0
    held: int = 0
    charges: tuple[Charge, ...] = ()

    @property
    def held_whole(self) -> bool:
        """All of the entry waits: nothing was covered, counted or charged."""
        return self.status is Status.HELD and not self.looked_up

    @property
    def billed(self) -> int:
        return sum(charge.billed for charge in self.charges)

    @property
    def amount(self) -> Decimal:
        return sum((charge.amount for charge in self.charges), ZERO)


class Evaluation(NamedTuple):
    """The log's outcomes in the order of its rows, and what they used of allowances and agreements."""

    policy: Policy
    parties: Parties
    log: Log
    outcomes: list[Outcome]
    entitlements: Entitlements
    payments: Payments


def _order(entry: Entry) -> tuple[bool, int, date, object]:
    """Closed entries first, run by run; then by date and ID. So a late entry gets what is left and changes nothing invoiced."""
    return entry.closed is None, entry.closed or 0, entry.day, natural(entry.id)


def evaluate(log: Log, policy: Policy, parties: Parties) -> Evaluation:
    """Evaluate every valid entry (1-policy.md, evaluating an entry)."""
    everybody = (agreement for each in parties.agreements.values() for agreement in each)
    run = _Run(policy, parties, Entitlements(policy), Payments(policy, everybody))
    found = {entry.offset: run.outcome(entry) for entry in sorted(log.entries, key=_order)}
    outcomes = [found[entry.offset] for entry in log.entries]
    return Evaluation(policy, parties, log, outcomes, run.entitlements, run.payments)


class _Run:
    """One walk through the log in its order."""

    def __init__(self, policy: Policy, parties: Parties, entitlements: Entitlements, payments: Payments) -> None:
        self.policy = policy
        self.parties = parties
        self.entitlements = entitlements
        self.payments = payments
        self.coverage = cache(parties.coverage)

    def outcome(self, entry: Entry) -> Outcome:
        """One entry, by the rules in their order: Hold, training, Quoted, limits, agreements."""
        trained = self.parties.contacts[entry.client, entry.contact].may_be_supported(entry.day)
        decision = entry.decision
        if decision and (not decision.settles or not entry.reason):
            return Outcome(entry, Status.HELD, trained)
        if not trained and not decision:
            return Outcome(entry, Status.HELD, trained)
        treatment = self.policy.categories[entry.category].treatment
        if treatment.quoted:
            return Outcome(entry, Status.QUOTED, trained)
        coverage = self.coverage(entry.client, entry.day)
        if not trained or coverage is None:
            return self._paid(entry, trained, coverage, 0, ())
        limits = self.entitlements.applicable(entry.channel, entry.category, entry.day)
        if not limits:
            if treatment.billable:
                return self._paid(entry, trained, coverage, 0, ())
            return Outcome(entry, Status.INCLUDED, trained, True, coverage, covered=entry.minutes)
        covered, draws = self.entitlements.draw(entry.client, entry.minutes, entry.day, coverage, limits)
        return self._paid(entry, trained, coverage, covered, tuple(draws))

    def _paid(self, entry: Entry, trained: bool, coverage: Coverage | None, covered: int, draws: tuple[Draw, ...]) -> Outcome:
        """The entry's overage waived, charged or held."""
        overage = entry.minutes - covered
        if not overage:
            return Outcome(entry, Status.COVERED, trained, True, coverage, draws, covered)
        if entry.decision is Decision.WAIVE:
            return Outcome(entry, Status.WAIVED, trained, True, coverage, draws, covered, overage)
        otherwise = self.policy.settings.overage_without_agreement
        bill = entry.decision is Decision.BILL or otherwise is WithoutAgreement.BILL
        agreements = self.parties.agreements.get(entry.client, ())
        charges, held = self.payments.pay(entry.client, overage, entry.day, agreements, bill)
        status = Status.HELD if held else Status.PART_BILLED if covered else Status.BILLED
        return Outcome(entry, status, trained, True, coverage, draws, covered, overage, held, tuple(charges))


def totals(outcomes: Iterable[Outcome]) -> tuple[int, int, Decimal]:
    """Minutes covered, minutes billed and the amount of all outcomes together."""
    covered = billed = 0
    amount = ZERO
    for outcome in outcomes:
        covered += outcome.covered
        for charge in outcome.charges:
            billed += charge.billed
            amount += charge.amount
    return covered, billed, amount
