"""Cached values of formulas: ours are set, and other people's are left to Excel."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from xlsupport.sheets.addresses import area
from xlsupport.sheets.edits import Figure
from xlsupport.sheets.serials import serial
from xlsupport.xlsx.package.markup import Element, Splice, splice, text_bytes
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.sheet.formula_cells import formula_cells
from xlsupport.xlsx.sheet.grammar import row_with_cells
from xlsupport.xlsx.sheet.rows import parsed_rows, whole_rows
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import number_text

_UNVALUED = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*(?:</|<(?:[\w.-]+:)?v\s*/>)")
_TEXT = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[^\W\d][\w.]*")
_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|TRUE|FALSE", re.IGNORECASE)


def set_figures(package: Package, figures: Iterable[Figure]) -> dict[str, set[tuple[int, int]]]:
    """Set the cached value of each formula cell that still holds exactly its figure's formula; what was found, by part.

    Several figures may be of one cell: the templates of different releases have different formulas there. A part in which
    nothing differs is left as it is.
    """
    by_part: dict[str, dict[tuple[int, int], list[Figure]]] = {}
    sheets: dict[str, Sheet | None] = {}
    for figure in figures:
        if figure.sheet not in sheets:
            sheets[figure.sheet] = package.our_sheet(figure.sheet)
        sheet, where = sheets[figure.sheet], area(figure.cell)
        if sheet and sheet.kind == "worksheet" and where:
            by_part.setdefault(sheet.part, {}).setdefault((where.top, where.left), []).append(figure)
    return {part: _set(package, part, wanted) for part, wanted in by_part.items()}


def _set(package: Package, part: str, wanted: Mapping[tuple[int, int], Sequence[Figure]]) -> set[tuple[int, int]]:
    source = package.source(part)
    matched: set[tuple[int, int]] = set()
    changed = False
    with package.naming(part):
        stream = SheetStream(source())
        pieces = [stream.head]
        rows = {row for row, _ in wanted}
        start = row_with_cells(stream.prefix)
        before = 0
        for block in stream.blocks():
            for piece in whole_rows(block, stream.prefix):
                number = start.match(piece)
                if number and int(number[1]) not in rows:
                    pieces.append(piece)
                    before = int(number[1])
                    continue
                data, holder = stream.parsed(piece)
                changes: list[Splice] = []
                for row, _, cells in parsed_rows(holder, before):
                    before = row
                    for column, cell in cells:
                        known = wanted.get((row, column), ())
                        figure = next((each for each in known if _is_formula(cell, each.formula)), None)
                        if figure:
                            matched.add((row, column))
                            changes += _revalued(data, cell, figure, stream.prefix, package.date1904)
                end = len(data) - holder.inside_end
                edited = splice(data, changes)
                changed = changed or bool(changes)
                pieces.append(edited[holder.inside : len(edited) - end])
        pieces.append(stream.tail())
    if changed:
        package.put(part, b"".join(pieces))
    return matched


def _is_formula(cell: Element, formula: str) -> bool:
    found = cell.child("f")
    return bool(found and found.text == formula.removeprefix("="))


def _revalued(data: bytes, cell: Element, figure: Figure, prefix: bytes, date1904: bool) -> Iterator[Splice]:
    """The changes that give a formula cell its value; none where it has it."""
    value = figure.value
    is_text = value is None or isinstance(value, str)
    if is_text:
        text = text_bytes(str(value or ""))
    else:
        assert value is not None
        assert not isinstance(value, str)
        text = number_text(serial(value, date1904) if isinstance(value, date) else value).encode()
    formula, old = cell.child("f"), cell.child("v")
    assert formula is not None
    if old and cell.attributes.get("t", "n") == ("str" if is_text else "n") and data[old.inside : old.inside_end] == text:
        return
    tag = re.sub(rb"\st\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", data[cell.start : cell.inside])
    if is_text:
        tag = tag[:-1].rstrip() + b' t="str">'
    yield Splice(cell.start, cell.inside, tag)
    new = b"<%bv>%b</%bv>" % (prefix, text, prefix)
    yield Splice(old.start, old.end, new) if old else Splice(formula.end, formula.end, new)


def must_calculate(
    package: Package, edited: Collection[str], added: Collection[str], ours: Mapping[str, Collection[tuple[int, int]]]
) -> bool:
    """Whether a formula of other people may depend on what was written, so that Excel must compute it on opening.

    A formula on a sheet in which nothing was written, and that names nothing outside its sheet, depends on it only through
    another formula that does. In the sheets of `added` parts, one without a cached value must be computed too.
    """
    for sheet in package.sheets:
        if sheet.kind != "worksheet":
            continue
        with package.naming(sheet.part):
            if _depends(package, sheet.part, sheet.part in edited, sheet.part in added, ours.get(sheet.part, ())):
                return True
    return False


def _depends(package: Package, part: str, edited: bool, added: bool, ours: Collection[tuple[int, int]]) -> bool:
    # An edited sheet is looked at as it was: what was written since holds no formulas but a column's own.
    stream = SheetStream(package.stream(part) if added else package.original(part))
    before = 0
    for block in stream.blocks():
        if added and _UNVALUED.search(block):
            return True
        for each in formula_cells(stream, block, before):
            if (each.row, each.column) not in ours and (edited or reaches_out(each.text)):
                return True
    return False


def reaches_out(formula: str) -> bool:
    """Whether a formula may name something outside its own sheet: another sheet, a table, a defined name, or any text as address.

    >>> reaches_out("ROUND(SUM(G4:G$9)*C2,2)"), reaches_out("Log!A1"), reaches_out("Rate*C2"), reaches_out('INDIRECT("A"&B1)')
    (False, True, True, True)
    """
    bare = _TEXT.sub("", formula)
    if any(sign in bare for sign in "![{'"):
        return True
    for word in _WORD.finditer(bare.replace("$", "")):
        is_function = bare.replace("$", "")[word.end() :].lstrip().startswith("(")
        if word[0].upper() == "INDIRECT" or (not is_function and not _CELL.fullmatch(word[0])):
            return True
    return False
