"""Every value that edits would write."""

from collections.abc import Iterator

from xlsupport.sheets.edits import Edits


def values(changes: Edits) -> Iterator[object]:
    """Every single value of a run's edits."""
    for edit in changes.tables:
        for column in edit.columns.values():
            yield from column
    for copy in changes.copies:
        yield from copy.fields.values()
        yield from copy.totals.values()
        for row in (*copy.lines, *copy.allowances):
            yield from row.values()
