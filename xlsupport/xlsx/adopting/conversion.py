"""A log that people keep becomes our table where it stands; columns that it lacks are added at its right."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from xlsupport.sheets.addresses import Area, area, letters
from xlsupport.sheets.specifications import TableSpec
from xlsupport.words.names import name_key
from xlsupport.words.problems import Place, WorkbookError, unquoted_sheet
from xlsupport.xlsx.adopting.header_row import sheet_filter, write_headers
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.adopting.logs.planning import LogPlan
from xlsupport.xlsx.adopting.logs.unmerging import unmerge
from xlsupport.xlsx.adopting.new_columns import NewColumn, added_columns, put_new_columns
from xlsupport.xlsx.adopting.room import cells_in_the_way, tables_in_the_way
from xlsupport.xlsx.package.markup import Element, attribute_bytes
from xlsupport.xlsx.package.workbook_part import DefinedName, Package
from xlsupport.xlsx.tables.parts import Columns, extend, make, table_parts
from xlsupport.xlsx.tables.survey import Survey, surveyed


def become(package: Package, log: FoundLog, spec: TableSpec, plan: LogPlan, widths: Mapping[str, bytes]) -> tuple[NewColumn, ...]:
    """Make the log the table of the specification: its new columns. Raises WorkbookError before anything is changed.

    `widths` are how wide new columns are.
    """
    standing = {name_key(header) for header in plan.names}
    lacking = [column for column in spec.columns if name_key(column.header) not in standing]
    where = log.whole._replace(right=log.area.right + len(lacking))
    _check_name(package, log, spec.name)
    survey = _survey(package, log, where)
    _check_room(package, log, where, survey)
    _check_references(package, log, spec.name, plan.names)
    added = added_columns(package, log, spec.name, lacking, plan)
    headers = (*plan.names, *(each.header for each in added))
    formulas = {number - log.area.left: text for number, _, _, text, _ in added if text}
    columns = Columns(headers, formulas, log.totals)
    if log.merges:
        unmerge(package, log, plan)
    if log.part:
        write_headers(package, log, headers, where, survey, widths, None)
        extend(package, log.part, spec.name, columns, where.right)
    else:
        filtered = sheet_filter(package, log)
        part = package.new_part_name(posixpath.join(posixpath.dirname(package.workbook_part), "tables/table{}.xml"))
        write_headers(package, log, headers, where, survey, widths, part)
        make(package, part, spec.name, columns, where, filtered)
    put_new_columns(package, log, added)
    return added


def _check_name(package: Package, log: FoundLog, name: str) -> None:
    """Refuse a name that another table of the workbook has, or a defined name of it."""
    taken = next((each for each in table_parts(package) if each.name.lower() == name.lower()), None)
    if taken and not (log.part and taken.part == log.part.part):
        at = Place(taken.sheet.name, str(taken.area))
        raise WorkbookError(
            f"{package.file_name} has a table {taken.name} already, at {at}: that is the log that xlsupport reads. "
            "Run this without --log, or rename that table first (Table Design, Table Name)."
        )
    if any(each.name.lower() == name.lower() for each in package.defined_names):
        raise WorkbookError(
            f"{package.file_name} has the name {name}, which the log's table is to have. Rename or delete it in Excel (Formulas, "
            "Name Manager), and run this again."
        )


def _survey(package: Package, log: FoundLog, where: Area) -> Survey:
    with package.naming(log.sheet.part):
        return surveyed(
            package.stream(log.sheet.part), table=where, written=range(log.area.right + 1, where.right + 1), shown=(), grown=None
        )


def _check_room(package: Package, log: FoundLog, where: Area, survey: Survey) -> None:
    """Refuse what a table cannot hold, and anything that stands where new columns go."""
    sheet, name = log.sheet, log.sheet.name
    free = where._replace(left=log.area.right + 1)
    columns = f"{letters(free.left)} to {letters(free.right)}"
    needed = f"The log on {name} needs the columns {columns} for what xlsupport writes, down to row {where.bottom}"
    if free.right > 16_384:
        raise WorkbookError(f"{needed}, and a sheet ends at XFD. Move the log further left.")
    found = cells_in_the_way(package, sheet, free, survey) if free.left <= free.right else None
    if found:
        raise WorkbookError(f"{needed}, and {found}. Move it elsewhere first.")
    for merged in survey.merges:
        if merged.overlaps(where) and merged not in log.merges:
            raise WorkbookError(f"{Place(name, str(merged))} is merged, which a table cannot hold. Unmerge it first.")
    for formula in survey.formulas:
        if (reach := formula.reach) and reach.overlaps(where) and formula.attributes.get("t") == "array" and not log.part:
            cell = Place(name, f"{letters(formula.column)}{formula.row}")
            if reach.top != reach.bottom or reach.left != reach.right:
                raise WorkbookError(f"{cell} is a formula for several cells, which a table cannot hold. Make it values first.")
    found = tables_in_the_way(package, sheet, where, log.part)
    if found:
        raise WorkbookError(f"{needed}, and {found}. Move it elsewhere first.")


def _check_references(package: Package, log: FoundLog, name: str, headers: Sequence[str]) -> None:
    """Refuse new names that others rely on: formulas name tables and columns, pivot tables the headers of their source.

    Excel itself renames both everywhere; so the person is asked to do it there.
    """
    changed = [(old, new) for old, new in zip(log.headers, headers, strict=True) if old != new]
    part = log.part
    if part and (part.name != name or changed):
        word = re.compile(rb"(?<![\w.])" + re.escape(attribute_bytes(part.name)) + rb"(?![\w.])", re.IGNORECASE)
        user = next((each for each in _formula_parts(package) if _names(package, each, word)), None)
        if user:
            steps = [f"the table {part.name} to {name} (Table Design, Table Name)"] if part.name != name else []
            steps += [f"the header {old} to {new}" for old, new in changed]
            raise WorkbookError(
                f"{_whose(package, user)} names the table {part.name}. In Excel, which corrects every formula, rename "
                f"{' and '.join(steps)}; then run this again."
            )
    names = {attribute_bytes(old).lower() for old, _ in changed}
    for each in _parts_of(package, "pivotCacheDefinition"):
        data, root = package.tree(each)
        source = next(root.all("worksheetSource"), None)
        if source and _is_source(source, log, package.defined_names) and any(b'name="%b"' % old in data.lower() for old in names):
            old, new = next((old, new) for old, new in changed if b'name="%b"' % attribute_bytes(old).lower() in data.lower())
            raise WorkbookError(
                f"A pivot table is made from the log on {log.sheet.name} and shows its column {old}, which would be {new}. "
                f"Rename the header in Excel, refresh the pivot table, put the field back into it, and run this again."
            )


def _is_source(source: Element, log: FoundLog, names: Sequence[DefinedName]) -> bool:
    named = source.attributes.get("name", "").lower()
    reference = source.attributes.get("ref", "").replace("$", "")
    where = area(reference)
    # A reference that is no rectangle, such as A:F, is taken to reach over the log.
    on_sheet = source.attributes.get("sheet", "").lower() == log.sheet.name.lower() and (
        where.overlaps(log.area) if where else bool(reference)
    )
    by_name = next((each.text for each in names if named and each.name.lower() == named), "")
    through_name = unquoted_sheet(by_name.rpartition("!")[0]).lower() == log.sheet.name.lower()
    return on_sheet or through_name or bool(log.part and named == log.part.name.lower())


def _parts_of(package: Package, kind: str) -> Iterator[str]:
    return (each.target for each in package.relationships(package.workbook_part).values() if each.kind == kind)


def _formula_parts(package: Package) -> Iterator[str]:
    """The parts that hold formulas or name tables."""
    folder = posixpath.dirname(package.workbook_part)
    for name in package.names:
        if name.endswith(".xml") and name.startswith((f"{folder}/", package.workbook_part)):
            inner = name.removeprefix(f"{folder}/")
            if not inner.startswith(("sharedStrings", "styles", "theme", "pivotTables", "pivotCache/pivotCacheRecords")):
                yield name


_FORMULA = rb"<(?:[\w.-]+:)?(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)(?:\s[^>]*)?>([^<]+)<"


def _names(package: Package, part: str, word: re.Pattern[bytes]) -> bool:
    data = b"".join(package.stream(part))
    if any(word.search(found) for found in re.findall(_FORMULA, data)):
        return True
    if "pivotCache" in part or "connections" in part or "queryTable" in part:
        return bool(word.search(data))
    return False


def _whose(package: Package, part: str) -> str:
    sheet = next((each for each in package.sheets if each.part == part), None)
    if sheet:
        return f"A formula on {sheet.name}"
    return "A defined name" if part == package.workbook_part else f"The part {part}"
