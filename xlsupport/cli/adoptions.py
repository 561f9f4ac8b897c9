"""What adopting a workbook did, or would do: sentences for people, and a JSON document for programs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xlsupport.answers.json_documents import Json
from xlsupport.answers.summaries import counted
from xlsupport.cli.shell import typed
from xlsupport.sheets.addresses import letters
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place
from xlsupport.xlsx.adopting.logs.minutes import DAYS
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.adopting.new_columns import NewColumn
from xlsupport.xlsx.workbook_file import Adopted, Completed, FoundLog

_LISTED = 8  # documents and cells that people are told one by one; --json has all


def adoption_json(book: Path, adopted: Adopted, dry_run: bool) -> Json:
    """Everything that was changed, or with `dry_run` would be."""
    log, plan = adopted.log, adopted.plan
    return {
        "workbook": str(book),
        "dry_run": dry_run,
        "sheets": list(adopted.sheets),
        "log": _log_json(log, plan, adopted.columns) if log and plan else None,
        "columns_added": {table: list(headers) for table, headers in adopted.completed.added.items()},
        "columns_left_out": [each._asdict() for each in adopted.completed.left_out],
        "without_tax_rate": list(adopted.completed.untold),
        "kept": str(adopted.kept) if adopted.kept else None,
    }  # fmt: skip


def _log_json(log: FoundLog, plan: LogPlan, added: Sequence[NewColumn]) -> Json:
    totals = log.area.bottom + 1 if log.rows.has_totals else None
    return {
        "sheet": log.sheet.name,
        "range": str(log.whole._replace(right=log.area.right + len(added))),
        "rows": len(log.rows.entries),
        "first_row": log.area.top + 1,
        "last_row": log.area.bottom,
        "totals_row": totals,
        "left_out": [each._asdict() for each in log.rows.left_out],
        "without_entry": list(log.rows.started),
        "other_headers": [str(each) for each in log.others],
        "beside": str(log.beside) if log.beside else None,
        "map": dict(plan.taken),
        "renamed": dict(plan.renamed(log)),
        "filled": {header: "" if value is None else str(value) for header, value in plan.fills.items()},
        "minutes_from": None if plan.minutes_from is None else log.headers[plan.minutes_from - log.area.left],
        "texts_as_minutes": [str(each) for each in _texts(log, plan)],
        "unmerged": [str(each) for each in log.merges],
        "columns": [each.header for each in added],
    }


def adoption_sentences(book: Path, adopted: Adopted, dry_run: bool) -> Iterator[str]:
    """The same in sentences, one a line."""
    completed = adopted.completed
    if not adopted and not completed.left_out:
        yield "Nothing to add: the workbook has all of xlsupport's sheets, tables and columns."
        return
    if adopted.log and adopted.plan:
        yield from _of_log(adopted.log, adopted.plan, adopted.columns)
    if adopted.sheets:
        yield f"Added the sheets {', '.join(adopted.sheets)} behind the others."
    yield from _of_columns(completed)
    if dry_run:
        yield f"A dry run: nothing of this was written, and {book.name} is as it was."
        return
    if not adopted:
        yield f"{book.name} is as it was."
        return
    before = f" The previous version is {adopted.kept}." if adopted.kept else ""
    steps = "fill in Clients, Contacts, Agreements and Settings, then: " if adopted.sheets else "run: "
    following = typed("xlsupport", "check", book)
    yield f"Everything else in {book.name} is as it was.{before} Now {steps}{following}"


def _of_log(log: FoundLog, plan: LogPlan, added: Sequence[NewColumn]) -> Iterator[str]:
    """Sentences about the log: what it reaches over, what became of its columns, and what was left out."""
    where, name = log.whole._replace(right=log.area.right + len(added)), log.sheet.name
    entries = counted(len(log.rows.entries), "entry", "entries")
    rows = f"rows {log.area.top + 1} to {log.area.bottom}"
    yield f"The log on {name} is the table UsageLog at {where} now, with {entries} in the {rows}."
    if log.rows.has_totals:
        yield f"Row {log.area.bottom + 1}, right below, is its totals row."
    for each in log.rows.left_out:
        rows = f"Row {each.first} was" if each.first == each.last else f"The rows {each.first} to {each.last} were"
        yield f"{rows} left out: {each.why}."
    for other in log.others:
        yield f"Headers of another log stand at {other}: it was left out, with all that is below it there."
    if log.beside:
        yield f"At the left of the log, {log.beside} holds something: it is no part of the table, and is not sorted with it."
    if log.rows.started:
        rows = ", ".join(map(str, log.rows.started[:_LISTED])) + (" …" if len(log.rows.started) > _LISTED else "")
        many = counted(len(log.rows.started), "row", "rows")
        yield f"{many} of the table hold only what was filled down ({rows}); clear that where no entry comes."
    same = [header for header, theirs in plan.taken.items() if name_key(header) == name_key(theirs)]
    if same:
        yield f"Columns that are called as xlsupport's are taken for them: {', '.join(same)}."
    renamed = [f"{old} is {new}" for old, new in plan.renamed(log)]
    if renamed:
        yield f"Columns have other names now: {', '.join(renamed)}."
    if log.merges:
        merges = counted(len(log.merges), "merge", "merges")
        yield f"{merges} of cells in the log {'was' if len(log.merges) == 1 else 'were'} undone."
    for column in added:
        if column.formula and plan.minutes_from is not None:
            source = letters(plan.minutes_from)
            taken = "durations (a part of a day)" if column.unit == DAYS else "decimal hours (1.5 is 90 minutes)"
            header = log.headers[plan.minutes_from - log.area.left]
            yield f"Minutes is computed from {header} (column {source}), taken as {taken} and rounded to whole minutes."
    texts = _texts(log, plan)
    if texts:
        more = " …" if len(texts) > _LISTED else ""
        yield f"It holds texts, which become no minutes: {', '.join(map(str, texts[:_LISTED]))}{more}. Type numbers there."
    filled = [f"{header} ({value})" if value else f"{header} (empty)" for header, value in plan.fills.items()]
    if filled:
        yield f"Added in each entry: {', '.join(filled)}."
    if added:
        yield f"New columns at its right: {', '.join(each.header for each in added)}."


def _texts(log: FoundLog, plan: LogPlan) -> list[Place]:
    """The cells with texts in the column that minutes are computed from."""
    column = plan.minutes_from
    rows = log.rows.entries if column is not None else ()
    return [log.place(column, row) for row in rows if column and isinstance(log.values[row].get(column), str)]


def _of_columns(completed: Completed) -> Iterator[str]:
    """Sentences about the columns that tables of an older xlsupport got, and about those that they did not get."""
    for table, headers in completed.added.items():
        columns = f"columns {', '.join(headers)}" if len(headers) > 1 else f"column {headers[0]}"
        yield f"Added the {columns} to the table {table}, at its right."
    lines = [each for each in completed.lines if each.document]
    known = sum(each.tax_rate is not None for each in lines)
    if lines:
        yield f"{known} of the {len(lines)} invoice lines have the tax rate now that their document's tax shows."
    if completed.untold:
        more = len(completed.untold) - _LISTED
        listed = ", ".join(completed.untold[:_LISTED]) + (f" and {more} more" if more > 0 else "")
        yield f"Tax rate is empty on the lines of {listed}, whose tax shows no rate."
    yield from (each.why for each in completed.left_out)
