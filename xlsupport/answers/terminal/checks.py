"""What a check found, for a person: the totals and what is due now, then what wants a look, by client."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from xlsupport.answers.breach_lists import BreachList, Kind, Section, breach_list, by_weight
from xlsupport.answers.json_documents import money
from xlsupport.answers.narrowing import EVERYTHING, Narrowing
from xlsupport.answers.summaries import counted
from xlsupport.answers.terminal.printing import STYLES, print_list, say
from xlsupport.billing.due_now import due_now
from xlsupport.flags.facts import Breach
from xlsupport.flags.rules import SEVERITY
from xlsupport.records.vocabulary import Severity
from xlsupport.settlement import Settlement
from xlsupport.words.money import ZERO
from xlsupport.words.names import name_key
from xlsupport.words.problems import told

_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


def show_check(
    out: Console, settlement: Settlement, workbook: str, asked: Narrowing = EVERYTHING, everything: bool = False
) -> None:
    """The totals of the whole log, then what was asked for: by client, the errors first."""
    say(out, f"{workbook} as of {settlement.task.as_of}", "bold")
    print_list(out, [*_totals(settlement), *_counts(settlement.breaches)], indent=2)
    if asked.narrows:
        out.print()
        say(out, f"Listed is only what was asked for: {_asked(asked)}. The totals are those of the whole log.")
    found = breach_list(settlement, asked.breaches(settlement), everything)
    for section in found.sections:
        out.print()
        _show_section(out, section)
    _show_rest(out, found, asked)
    apart = asked.without_client(settlement)
    if apart:
        say(
            out,
            f"{counted(apart, 'problem')} of rows without a known client {_are(apart)} not listed: see check without --client.",
        )


def _totals(settlement: Settlement) -> Iterator[tuple[str, str]]:
    totals, currency = settlement.totals, settlement.evaluation.policy.settings.currency
    open_ones = sum(each.closed is None or each.in_part for each in settlement.evaluation.log.entries)
    open_ones += sum(each.closed is None or each.in_part for each in settlement.evaluation.log.rejected)
    some = f"{open_ones} of them not closed yet"
    state = "all of them closed" if not open_ones else "none of them closed yet" if open_ones == totals.entries else some
    yield "Entries", f"{totals.entries}, {state}" if totals.entries else "none"
    yield "Minutes", f"{totals.covered} covered, {totals.billed} billed"
    yield "Billed in all", f"{money(totals.amount)} {currency}"
    yield "Due now", _due_now(settlement, currency)


def _due_now(settlement: Settlement, currency: str) -> str:
    """What the invoice run of the last month would bill, what of it is adjustments, and what comes after it."""
    due = due_now(settlement.evaluation, settlement.before, settlement.task.as_of)
    entries = f", for {counted(due.entries, 'entry', 'entries')}" if due.entries else ""
    told_so_far = f"{money(due.amount)} {currency} before tax up to {due.month.last}{entries}"
    if due.adjustments:
        told_so_far += f", of it {money(due.adjustments)} in adjustments of what was invoiced"
    return told_so_far + (f"; {money(due.later)} {currency} more after that" if due.later != ZERO else "")


def _counts(breaches: Sequence[Breach]) -> Iterator[tuple[Text, str]]:
    """How many breaches there are of each severity, and of each code."""
    codes = Counter(each.code for each in breaches)
    for severity in _WEIGHTS:
        of_severity = [code for code in by_weight(codes) if SEVERITY[code] is severity]
        if of_severity:
            number = sum(codes[code] for code in of_severity)
            listed = ", ".join(f"{code} {codes[code]}" for code in of_severity)
            yield Text(f"{severity.capitalize()}s", STYLES[severity]), f"{number}: {listed}"
    if not codes:
        yield Text("Problems"), "none"


def _asked(asked: Narrowing) -> str:
    parts = [f"month {asked.month.first:%Y-%m}"] if asked.month else []
    if asked.clients is not None:
        parts.insert(0, f"client {' and '.join(sorted(asked.clients, key=name_key))}")
    if asked.codes is not None:
        parts.append(f"code {' and '.join(by_weight(asked.codes))}")
    return ", ".join(parts)


def _show_section(out: Console, section: Section) -> None:
    say(out, f"{section.heading}: {_severities(section.counts)}", "bold")
    for kind in section.kinds:
        out.print(Text.assemble("  ", (kind.severity, STYLES[kind.severity]), f"  {kind.code}"))
        print_list(out, _said(kind), indent=4)


def _severities(counts: Mapping[Severity, int]) -> str:
    return ", ".join(counted(counts[each], each) for each in _WEIGHTS if counts.get(each))


def _said(kind: Kind) -> Iterator[tuple[object, str]]:
    """Where and what; what to do is said once where it is the same for all."""
    fixes = {each.fix for each in kind.breaches}
    once = len(fixes) == 1 and len(kind.breaches) > 1
    for each in kind.breaches:
        yield _where(each), f"{each.message}." if once else told(None, each.message, each.fix)
    if kind.more:
        yield "", f"… and {kind.more} more."
    if once:
        yield "", f"{fixes.pop()}."


def _where(breach: Breach) -> object:
    return breach.place or breach.id


def _show_rest(out: Console, found: BreachList, asked: Narrowing) -> None:
    """What is not listed, and how to see it."""
    rest = []
    if found.more:
        ways = "" if asked.narrows else "; --client, --month and --code narrow the list"
        rest.append(f"{found.more} more of the kinds above {_are(found.more)} not listed{ways}.")
    if found.closed:
        number = sum(found.closed.values())
        rest.append(f"{_severities(found.closed)} of closed entries {_are(number)} left out.")
    if not found.sections:
        out.print("\nNothing else wants a look." if rest else "\nNothing wants a look.")
    if rest:
        out.print()
        say(out, " ".join([*rest, "--all lists everything."]))


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
