"""What must hold after any months of typing, deciding, invoicing and voiding."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from support.books import settled
from support.edit_values import values
from support.ledgers import QUICK, ledgers
from support.ledgers import Ledger as RandomLedger
from support.meetings import BETA
from support.office import Office, Row

from xlsupport.billing.documents import Document
from xlsupport.rating.evaluation import Outcome
from xlsupport.words.money import cents

MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")
FIRST = date(2026, 9, 20)
PEOPLE = {"Acme": "Ann", "Beta": "Bob"}
SETUP: dict[str, Any] = {
    **BETA,
    "Clients": [
        {**BETA["Clients"][0], "Tax rate": 0.0725, "Contract end": date(2026, 11, 14)},
        {**BETA["Clients"][0], "Tax rate": 0.1, "Contract start": date(2026, 11, 15)},
        {**BETA["Clients"][1], "Tax rate": 0.0725},
    ],
    "Agreements": [
        *BETA["Agreements"],
        {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 10, 15), "Hours": 2, "Reference": "A-1"},
        {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 11, 1), "Hours": 1.5, "Rate": 95.55},
    ],
}


def cells() -> st.SearchStrategy[Row]:
    """What somebody types into a row: good cells, decisions, and slips."""
    return st.sampled_from(
        [
            *({"Date": day} for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 12, 15), date(2027, 1, 2))),
            *({"Minutes": minutes} for minutes in (10, 61, 90, 145, 0)),
            *({"Client": client, "Contact": contact} for client, contact in PEOPLE.items()),
            {"Channel": "Phone"},
            {"Channel": "Meeting"},
            {"Category": "Custom development"},
            {"Category": "Training"},
            {"Decision": "Waive", "Reason": "goodwill"},
            {"Decision": "Bill", "Reason": "agreed"},
            {"Decision": "Hold", "Reason": "asked"},
            {"Decision": "Hold", "Reason": None},
            {"Decision": None},
            {"Client": "Nobody"},
        ]
    )


def rows(days: int) -> st.SearchStrategy[Row]:
    """Entries of so many days, most of them with something to bill."""

    def row(days: int, client: str, channel: str, minutes: int, more: Row) -> Row:
        day = FIRST + timedelta(days)
        return {
            "Date": day, "Client": client, "Contact": PEOPLE[client], "Channel": channel, "Category": "Training",
            "Minutes": minutes, "Scheduled": "yes", **more,
        }  # fmt: skip

    channels, minutes = st.sampled_from(["Meeting", "Phone", "Email"]), st.sampled_from([100, 61, 40, 199, 15])
    none: st.SearchStrategy[Row] = st.just({})
    return st.builds(row, st.integers(0, days), st.sampled_from(list(PEOPLE)), channels, minutes, none | none | cells())


Action = tuple[str, Any, Any]
CHOICES = st.integers(0, 5)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.tuples(st.just("type"), rows(130), st.none()),
    st.tuples(st.just("edit"), CHOICES, cells()),
    st.tuples(st.just("edit"), CHOICES, cells()),
    st.tuples(st.just("edit"), CHOICES, st.sampled_from([{"Decision": "Hold", "Reason": "asked"}, {"Minutes": 0}])),
    st.tuples(st.just("remove"), CHOICES, st.none()),
    st.tuples(st.just("reprice"), st.sampled_from([125, 130, 99.95]), st.none()),
    st.tuples(st.just("agree"), st.sampled_from([0, 1]), st.none()),
    st.tuples(st.just("void"), CHOICES, st.none()),
    st.tuples(st.just("month"), st.sampled_from(["Acme", "Beta"]), st.none()),
)
SEQUENCES = st.tuples(
    st.sampled_from(["per entry", "per day", "per month"]),
    st.lists(rows(40), min_size=3, max_size=6),
    st.lists(st.lists(ACTIONS, min_size=1, max_size=4), min_size=len(MONTHS), max_size=len(MONTHS)),
)


class Ledger:
    """An office under random actions; every run is checked as it is made."""

    def __init__(self, rounding: str, log: list[Row]) -> None:
        self.office = Office(*log, settings={"Rounding": rounding}, **SETUP)
        self.month = MONTHS[0]

    def act(self, action: Action) -> None:
        name, first, second = action
        ids = [row["ID"] for row in self.office.rows() if row["ID"]]
        if name == "type":
            self.office.type(first)
        elif name in {"edit", "remove"} and ids:
            id_ = str(ids[first % len(ids)])
            if name == "edit":
                self.office.edit(id_, **second)
            else:
                self.office.remove(id_)
        elif name == "reprice":
            self.office.change("Rates", lambda row: row | {"Rate": first} if row["Tier"] == "As needed" else row)
        elif name == "agree":
            agreements = SETUP["Agreements"]
            self.office.put("Agreements", agreements[1:] if first else agreements)
        elif name == "void":
            self.void(first)
        elif name == "month":
            self.invoice(first)

    def void(self, choice: int) -> None:
        rows_ = self.office.rows("Invoices")
        cancelled = {row["Cancels"] for row in rows_}
        open_ = [row for row in rows_ if row["Kind"] == "invoice" and row["Invoice"] not in cancelled]
        if open_:
            number = open_[choice % len(open_)]["Invoice"]
            self.office.void(str(number))
            of_both = [line for line in self.office.last.lines if line.invoice in {number, self.office.last.documents[0].number}]
            assert not sum(line.amount for line in of_both)
            assert not sum(line.minutes for line in of_both)
            self.check_run()

    def invoice(self, client: str | None) -> None:
        clients = (client,) if client else ()
        before, invoiced = outcomes(self.office), sums(self.office)
        self.office.invoice(self.month, adjust=True, clients=clients)
        last = self.office.last.task.as_of
        self.check_run()
        self.check_due(last, set(clients) or set(PEOPLE), invoiced)
        self.check_nothing_overlooked(last, set(clients))
        assert outcomes(self.office) == before, "closing changed a result"
        self.office.invoice(self.month, clients=clients)
        assert not self.office.written, "a second run had something to do"
        self.office.update(as_of=last)
        assert not self.office.written, "an update after it had something to do"

    def check_due(
        self, last: date, clients: set[str], before: dict[str, dict[tuple[str, str, Decimal], tuple[int, Decimal]]]
    ) -> None:
        """What all runs invoiced together is what is due; what waits is as it was."""
        now = sums(self.office)
        settlement = settled(self.office.book, last)
        waiting = {each.id for each in settlement.evaluation.log.rejected}
        present = {}
        for outcome in settlement.evaluation.outcomes:
            if outcome.held_whole or outcome.entry.day > last:
                waiting.add(outcome.entry.id)
            else:
                present[outcome.entry.id] = due(outcome)
        latest = {line.id: line.day for line in settlement.before.lines}
        for id_ in {*now, *present}:
            if id_ in waiting:
                assert now.get(id_) == before.get(id_)
            elif id_ in present or latest[id_] <= last:
                for key in {*present.get(id_, {}), *now.get(id_, {})}:
                    if key[0] in clients:
                        assert now.get(id_, {}).get(key, (0, 0)) == present.get(id_, {}).get(key, (0, 0)), (id_, key)

    def check_nothing_overlooked(self, last: date, clients: set[str]) -> None:
        """Every minute typed up to the month's end is evaluated or said to be left out."""
        typed = sum(
            int(str(row["Minutes"]))
            for row in self.office.rows()
            if row["ID"] and isinstance(row["Date"], date) and row["Date"] <= last and (not clients or row["Client"] in clients)
        )
        evaluated = sum(
            each.entry.minutes - each.held
            for each in self.office.last.evaluation.outcomes
            if each.entry.day <= last and not each.held_whole and (not clients or each.entry.client in clients)
        )
        left = self.office.last.left_out
        assert left is not None
        assert typed == evaluated + (left.invalid.minutes or 0) + (left.held.minutes or 0)

    def check_run(self) -> None:
        assert not [value for value in values(self.office.written) if isinstance(value, float)]
        for document in self.office.last.documents:
            check_document(document)
        numbers = [str(row["Invoice"]) for row in self.office.rows("Invoices")]
        for start in {number[:-4] for number in numbers}:
            given_ = [int(number[-4:]) for number in numbers if number.startswith(start)]
            assert given_ == list(range(1, len(given_) + 1)), "gaps, repeats or disorder"


def check_document(document: Document) -> None:
    assert document.lines
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    assert {line.invoice for line in document.lines} == {document.number}
    assert {line.client for line in document.lines} == {document.client}
    assert document.subtotal == sum(line.amount for line in document.lines)
    assert document.total == document.subtotal + document.tax
    rates = {line.tax_rate for line in document.lines}
    assert rates <= {Decimal("0.0725"), Decimal("0.1")}
    by_rate = [(rate, sum(line.amount for line in document.lines if line.tax_rate == rate)) for rate in rates]
    assert document.tax == sum(cents(base * rate) for rate, base in by_rate if rate is not None)
    assert document.total >= 0 if document.kind == "invoice" else document.cancels or document.total < 0
    assert all(value == cents(value) for value in (document.tax, *(line.amount for line in document.lines)))


def due(outcome: Outcome) -> dict[tuple[str, str, Decimal], tuple[int, Decimal]]:
    found: dict[tuple[str, str, Decimal], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for charge in outcome.charges:
        key = (outcome.entry.client, charge.tier, charge.rate)
        found[key] = (found[key][0] + charge.billed, found[key][1] + charge.amount)
    return dict(found)


def sums(office: Office) -> dict[str, dict[tuple[str, str, Decimal], tuple[int, Decimal]]]:
    """Minutes and money on all invoice lines as they stand in the workbook, by ID and what they are for."""
    found: dict[str, dict[tuple[str, str, Decimal], tuple[int, Decimal]]] = defaultdict(dict)
    for row in office.rows("InvoiceLines"):
        key = (str(row["Client"]), str(row["Tier"]), Decimal(str(row["Rate"])))
        minutes, amount = found[str(row["ID"])].get(key, (0, Decimal(0)))
        found[str(row["ID"])][key] = (minutes + int(str(row["Minutes"])), amount + Decimal(str(row["Amount"])))
    return dict(found)


def outcomes(office: Office) -> list[tuple[object, ...]]:
    """Every result of the log, apart from whether it is closed."""
    found = settled(office.book).evaluation.outcomes
    return [
        (each.entry.id, each.status, each.covered, each.overage, each.held, each.charges, [draw[2:] for draw in each.draws])
        for each in found
    ]


@given(SEQUENCES)
@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_all_runs_together_invoice_what_is_due(sequence: tuple[str, list[Row], list[list[Action]]]) -> None:
    """Month by month: something happens, then everybody is invoiced; and once more after the last."""
    rounding, log, months = sequence
    ledger = Ledger(rounding, log)
    for ledger.month, actions in zip(MONTHS, months, strict=True):
        ledger.invoice(None)
        for action in actions:
            ledger.act(action)
    ledger.invoice(None)


@QUICK
@given(ledgers(rounding="per entry"))
def test_an_entry_held_in_part_is_billed_once_when_it_is_released_and_nobody_elses_entry_moves(ledger: RandomLedger) -> None:
    """Everything up to May is closed; then each entry of which a part waits is released by a decision, one after the other."""
    log = [{**row, "Closed": None} for row in ledger.log]
    office = Office(*log, settings={**ledger.settings, "Overage without agreement": "hold"}, **ledger.tables)
    office.invoice("2026-05", adjust=True)
    waiting = [each.entry.id for each in settled(office.book).evaluation.outcomes if each.held]
    assert all(row["Closed"] == "1 part" for row in office.rows() if row["ID"] in waiting)
    for id_ in waiting:
        others = [each for each in outcomes(office) if each[0] != id_]
        invoiced = sum_of(office, id_)
        office.edit(id_, Decision="Bill", Reason="released")
        office.invoice("2026-06")
        assert not office.last.stopped, "what waited is a charge"
        assert [each for each in outcomes(office) if each[0] != id_] == others
        released = next(each for each in settled(office.book).evaluation.outcomes if each.entry.id == id_)
        assert sum_of(office, id_) == released.amount >= invoiced
        assert next(row["Closed"] for row in office.rows() if row["ID"] == id_) == 1
        assert office.invoice("2026-06") == []


def sum_of(office: Office, id_: str) -> Decimal:
    return sum((amount for _, amount in sums(office).get(id_, {}).values()), Decimal(0))
