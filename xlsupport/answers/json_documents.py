"""A settlement as the JSON documents that other programs read: the keys of 3-cli.md."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from xlsupport.answers.narrowing import EVERYTHING, Narrowing
from xlsupport.billing.documents import Document
from xlsupport.flags.facts import Breach
from xlsupport.rating.balances import Balance
from xlsupport.rating.evaluation import Outcome
from xlsupport.records.usage import Rejected
from xlsupport.records.vocabulary import Status
from xlsupport.settlement import Settlement
from xlsupport.sheets.differences import Comparison

Json = dict[str, Any]


def money(amount: Decimal) -> str:
    """An amount or a rate as text with two decimals.

    >>> money(Decimal("62.5"))
    '62.50'
    """
    return f"{amount:.2f}"


def header(settlement: Settlement, workbook: str) -> Json:
    return {"workbook": workbook, "as_of": settlement.task.as_of.isoformat()}


def check(settlement: Settlement, workbook: str, asked: Narrowing = EVERYTHING) -> Json:
    """The answer of `check` and `update`, with the entries, balances and breaches that were asked for."""
    totals = settlement.totals
    return {
        **header(settlement, workbook),
        "entries": entries(settlement, asked),
        "balances": [balance(each) for each in asked.balances(settlement)],
        "breaches": [breach(each) for each in asked.breaches(settlement)],
        "totals": {**totals._asdict(), "amount": money(totals.amount)},
    }


def invoiced(settlement: Settlement, workbook: str, remarks: Sequence[str] = ()) -> Json:
    """The answer of `invoice` and `void`: that of `check`, with the month, the documents, and remarks on them if any."""
    first = settlement.task.month or settlement.documents[0].month.first
    answer = {
        **check(settlement, workbook),
        "month": f"{first:%Y-%m}",
        "invoices": [document(each) for each in settlement.documents],
    }
    if settlement.left_out is not None:
        answer["left_out"] = {name: portion._asdict() for name, portion in settlement.left_out._asdict().items()}
    if remarks:
        answer["remarks"] = list(remarks)
    return answer


def entries(settlement: Settlement, asked: Narrowing = EVERYTHING) -> list[Json]:
    """Every entry that was asked for, valid or not, in the order of the log."""
    outcomes, rejected = settlement.evaluation.outcomes, settlement.evaluation.log.rejected
    found = [(each.entry.offset, _outcome(each)) for each in outcomes if asked.lists(each.entry.client, each.entry.day)]
    found += [(each.offset, _rejected(each)) for each in rejected if asked.lists(each.client, each.day)]
    found.sort(key=lambda each: each[0])
    return [
        {"id": answer.pop("id"), "row": settlement.log.row_number(offset), **answer, "flags": settlement.flags.get(offset, [])}
        for offset, answer in found
    ]


def _outcome(outcome: Outcome) -> Json:
    charges = [
        {
            "tier": charge.tier,
            "reference": charge.reference,
            "minutes": charge.minutes,
            "billed": charge.billed,
            "rate": money(charge.rate),
            "amount": money(charge.amount),
        }
        for charge in outcome.charges
    ]
    return {
        "id": outcome.entry.id,
        "status": outcome.status,
        "covered": outcome.covered,
        "overage": outcome.overage,
        "billed": outcome.billed,
        "amount": money(outcome.amount),
        "charges": charges,
    }


def _rejected(row: Rejected) -> Json:
    return {"id": row.id, "status": Status.INVALID, "covered": 0, "overage": 0, "billed": 0, "amount": "0.00", "charges": []}


def balance(each: Balance) -> Json:
    answer: Json = {
        "client": each.client,
        "package": each.package,
        "limit": each.limit,
        "unit": each.unit,
        "period_start": each.first.isoformat(),
        "period_end": each.last.isoformat() if each.last else None,
        "allowed": each.allowed,
        "used": each.used,
        "remaining": each.remaining,
        "state": each.state,
    }
    return answer if each.reference is None else answer | {"reference": each.reference}


def breach(each: Breach) -> Json:
    return {
        "severity": each.severity,
        "code": each.code,
        "id": each.id or None,
        "row": each.row,
        "cell": str(each.place) if each.place else None,
        "client": each.client,
        "message": each.message,
        "fix": each.fix,
    }


def document(each: Document) -> Json:
    lines = [
        {
            "id": line.id,
            "date": line.day.isoformat(),
            "tier": line.tier,
            "minutes": line.minutes,
            "rate": money(line.rate),
            "amount": money(line.amount),
            "kind": line.kind,
        }
        for line in each.lines
    ]
    return {
        "number": each.number,
        "kind": each.kind,
        "client": each.client,
        "period": each.period,
        "issued": each.issued.isoformat(),
        "due": each.due.isoformat(),
        "sheet": each.sheet,
        "lines": lines,
        "subtotal": money(each.subtotal),
        "tax": money(each.tax),
        "total": money(each.total),
    }


def problems(sentence: str, found: Iterable[Any]) -> Json:
    """The answer where the workbook cannot be read or written."""
    listed = [{"cell": str(each.place) if each.place else None, "message": each.found, "fix": each.fix} for each in found]
    return {"error": sentence, "problems": listed}


def difference(old: str, new: str, found: Comparison) -> Json:
    """What differs between two workbooks."""
    cells = [
        {
            "cell": str(each.place),
            "table": each.table,
            "column": each.column,
            "row": each.row,
            "old": each.old.value,
            "new": each.new.value,
            "old_formula": each.old.formula,
            "new_formula": each.new.formula,
        }
        for each in found.cells
    ]
    parts = {how: [each.name for each in found.parts if each.how == how] for how in ("changed", "new", "gone")}
    return {"old": old, "new": new, "cells": cells, "parts": {"same": found.same, **parts}}
