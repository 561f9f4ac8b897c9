"""One table's edit carried out in the package: its cells, its size, and what grows with it."""

import re
from collections.abc import Iterator, Sequence

from xlsupport.sheets.addresses import Area
from xlsupport.sheets.edits import TableEdit
from xlsupport.sheets.tables import Cell
from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.columns import ColumnReader
from xlsupport.xlsx.sheet.rewriting import Writes, rewritten
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.styles.styles import Styles
from xlsupport.xlsx.tables.growth import check_room, with_longer_ranges
from xlsupport.xlsx.tables.loading import Loaded, texts_of
from xlsupport.xlsx.tables.new_rows import calculated_below, with_new_rows
from xlsupport.xlsx.tables.parts import TablePart, resize
from xlsupport.xlsx.tables.survey import Survey
from xlsupport.xlsx.tables.targets import Contents, Target


def apply_table(package: Package, loaded: Loaded, edit: TableEdit, styles: Styles) -> bool:
    """Put the edit into the package, where it changes anything; whether it did. Raises WorkbookError."""
    located = loaded.located.get(edit.table)
    if located is None:
        raise WorkbookError(f"{package.file_name} has no table {edit.table}, in which this would be written.")
    target = Target(package, located, loaded.book.tables[edit.table], edit)
    contents = target.contents(unequal=True)
    if not target.resized and not any(map(any, contents.values())):
        return False
    survey = target.survey(contents)
    for wanted in (target.absorbed, target.grown):
        if wanted and located.part:
            check_room(package, located.spec.name, located.part, loaded.parts, survey, wanted)
    if target.conflict(survey, contents):
        contents = target.contents(unequal=False)
    target.refuse_conflicts(survey, contents)
    if target.loses_formula(survey, contents):
        package.drop_calc_chain()
    _write(target, survey, contents, styles)
    if target.resized and located.part:
        resize(package, located.part, target.bottom)
    return True


def _write(target: Target, survey: Survey, contents: Contents, styles: Styles) -> None:
    """Let the sheet's part be the one with these contents, made when it is asked for."""
    package, located, grown = target.package, target.located, target.grown
    kinds = target.kinds(contents)
    columns = contents
    if grown and located.part:
        columns = with_new_rows(contents, located.part, survey, grown, target.prefix)
    if target.absorbed and located.part:
        standing = _standing(package, located.part, target.absorbed)
        columns = columns | calculated_below(columns, located.part, survey, target.absorbed, standing, target.prefix)
    writes = Writes(
        first=target.first,
        columns=columns,
        shown={number: _shown(styles, survey, number, kind) for number, kind in kinds.items()},
        styles=survey.last_row,
        defaults={number: survey.column_style(number) for number in columns},
        known_styles=styles.count,
    )
    if grown:
        writes.grown_from = grown.top - 1
    source = package.source(located.sheet.part)

    def tail(stream: SheetStream, rest: bytes) -> bytes:
        new = target.absorbed or grown
        return with_longer_ranges(stream, rest, target.data_area, new.bottom) if new else rest

    def patched() -> Iterator[bytes]:
        return rewritten(source(), writes, tail)

    package.put(located.sheet.part, patched)


def _standing(package: Package, part: TablePart, absorbed: Area) -> dict[int, Sequence[Cell]]:
    """What stands in a table's calculated columns in the rows over which it is to grow."""
    if not part.formulas:
        return {}
    stream = SheetStream(package.stream(part.sheet.part))
    return dict(ColumnReader(stream, part.formulas, absorbed.top, absorbed.bottom, texts_of(package)).read())


def _shown(styles: Styles, survey: Survey, number: int, kind: str) -> dict[bytes, bytes]:
    """For each style that a cell of the column may have and whose numbers would look wrong, the style to take instead."""
    above = survey.last_row.get(number, survey.column_style(number))
    possible = {above or b"0", *survey.styles[number], *survey.row_styles}
    known = [style for style in sorted(possible) if re.fullmatch(rb"[0-9]{1,9}", style)]
    shown = {style: b"%d" % styles.showing(int(style), kind) for style in known}
    return {style: new for style, new in shown.items() if style != new}
