"""Every flag: its code, how much it weighs, and the rule that finds it; and a log's breaches by all of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xlsupport.flags import limit_rules, register_rules, row_rules, table_rules
from xlsupport.flags.facts import Breach, Facts, Rule
from xlsupport.records.vocabulary import Severity


class Flags(NamedTuple):
    """The codes that a rule may find, all of one severity."""

    rule: Rule
    severity: Severity
    codes: tuple[str, ...]


RULES = (
    Flags(
        row_rules.faulty_rows,
        Severity.ERROR,
        (
            "missing-value", "bad-date", "bad-minutes", "unknown-client", "unknown-contact", "unknown-channel",
            "unknown-category", "unknown-decision", "duplicate-id", "not-calculated",
        ),
    ),
    Flags(table_rules.rows_outside, Severity.ERROR, ("outside-table",)),
    Flags(table_rules.second_logs, Severity.WARNING, ("second-log",)),
    Flags(row_rules.copied_rows, Severity.WARNING, ("copied-row",)),
    Flags(table_rules.contract_gaps, Severity.NOTICE, ("contract-gap",)),
    Flags(row_rules.untrained_contacts, Severity.ERROR, ("untrained-contact",)),
    Flags(row_rules.overage_without_agreement, Severity.ERROR, ("needs-agreement",)),
    Flags(row_rules.outside_contract, Severity.WARNING, ("no-contract",)),
    Flags(row_rules.decisions_without_reason, Severity.ERROR, ("decision-needs-reason",)),
    Flags(row_rules.over_length, Severity.WARNING, ("over-length",)),
    Flags(row_rules.over_limit, Severity.WARNING, ("over-limit",)),
    Flags(row_rules.not_scheduled, Severity.WARNING, ("not-scheduled",)),
    Flags(row_rules.possible_duplicates, Severity.WARNING, ("possible-duplicate",)),
    Flags(row_rules.future_dates, Severity.WARNING, ("future-date",)),
    Flags(register_rules.changed_after_invoice, Severity.WARNING, ("changed-after-invoice",)),
    Flags(register_rules.missing_after_invoice, Severity.WARNING, ("missing-after-invoice",)),
    Flags(limit_rules.limits_near_and_reached, Severity.NOTICE, ("near-limit", "limit-reached")),
    Flags(limit_rules.training_advised, Severity.NOTICE, ("training-advised",)),
)  # fmt: skip
"""A new flag is a rule and a line here. The order is that of 1-policy.md, which is also the order of a row's flags."""

FIXED_BY_WRITING = frozenset(("copied-row",))
"""What a run that writes puts right itself: it says so, and leaves nothing of it in the workbook."""

SEVERITY = {code: each.severity for each in RULES for code in each.codes}
_RANK = {code: rank for rank, code in enumerate(SEVERITY)}


def breaches(facts: Facts) -> list[Breach]:
    """Every rule's findings: errors first, then warnings, then notices; those of a row in the order of the log."""
    severities = [*Severity]
    found = [breach._replace(severity=SEVERITY[breach.code]) for each in RULES for breach in each.rule(facts)]
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
