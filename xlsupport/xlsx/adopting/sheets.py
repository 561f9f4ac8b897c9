"""Our sheets, tables, styles and names put into a workbook that people have already."""

import re
from collections.abc import Iterator, Mapping, Sequence

from xlsupport.sheets.names import FORBIDDEN, LONGEST_NAME, is_sheet_name
from xlsupport.sheets.specifications import DASHBOARD, INVOICE_TEMPLATE, SETTINGS, START, TABLES, needed_at_first, sheet_alias
from xlsupport.words.problems import Place, UsageError, WorkbookError, quoted_sheet
from xlsupport.xlsx.adopting.transplanting import Renaming, transplant, used_styles
from xlsupport.xlsx.package.markup import Element, Splice, attribute_bytes, splice, start_tag
from xlsupport.xlsx.package.workbook_part import Package, Sheet
from xlsupport.xlsx.styles.merging import append_styles
from xlsupport.xlsx.tables.loading import Loaded
from xlsupport.xlsx.tables.parts import table_parts

_MARKS = {START: "Runs[", DASHBOARD: "Balances[", INVOICE_TEMPLATE: "{{invoice."}
"""What tells our sheets without tables from other people's of the same names."""


def adopt(package: Package, template: Package, loaded: Loaded, prefix: str) -> tuple[str, ...]:
    """Add what the workbook lacks of the template: the names of the new sheets, behind its own.

    `loaded` is what it has of our tables. Raises WorkbookError with everything that is in the way, before anything is changed,
    and UsageError for a prefix that sheets cannot have.
    """
    _check_prefix(prefix)
    _check_tables(loaded)
    sheets = _missing(package, template, loaded)
    if not sheets:
        return ()
    names = {each.name: prefix + each.name for each in sheets}
    renaming = Renaming(_all_sheets(package, template, loaded, names), _names(package, template, prefix))
    _check_collisions(package, template, sheets, renaming, prefix)
    used = [used_styles(template, each) for each in sheets]
    styles = append_styles(package, template, set().union(*(cells for cells, _ in used)), set().union(*(own for _, own in used)))
    positions: dict[str, int] = {}
    for each in sheets:
        positions[each.name] = len(package.sheet_names)
        transplant(package, template, each, renaming, styles)
    package.add_defined_names(b"".join(_new_names(package, template, renaming, positions, prefix)))
    package.set_full_calc_on_load()
    return tuple(names.values())


def column_widths(template: Package) -> dict[str, dict[str, bytes]]:
    """How wide the template makes the columns of each table, by the table's name and the column's header."""
    found = {}
    for part in table_parts(template):
        columns = template.tree(part.sheet.part)[1].child("cols")
        assert columns is not None
        widths = {int(each.attributes["min"]): each.attributes["width"].encode() for each in columns.children}
        found[part.name] = {header: widths[number] for number, header in enumerate(part.headers, part.area.left)}
    return found


def _check_prefix(prefix: str) -> None:
    longest = max([*(spec.sheet for spec in TABLES.values()), *_MARKS], key=len)
    if not is_sheet_name(prefix + longest):
        most = LONGEST_NAME - len(longest)
        raise UsageError(f"{prefix!r} cannot begin the name of a sheet; use up to {most} characters and none of {FORBIDDEN}")


def _check_tables(loaded: Loaded) -> None:
    """Refuse a table of one of our names that is not ours: it would be taken for ours, and lacks what ours always had."""
    wrong = []
    for name, located in loaded.located.items():
        if located.spec.optional and _has(loaded, SETTINGS.name):
            continue  # the sheet that it would be on is there already, so that none of this name is added
        lacking = [header for header in needed_at_first(located.spec) if header not in located.columns]
        if located.part and lacking:
            place = Place(located.sheet.name, str(located.part.area))
            wrong.append(f"{name} at {place} has no column {' or '.join(lacking)}")
    if wrong:
        raise WorkbookError(
            f"Tables of this workbook have names that xlsupport uses, and not its columns: {'; '.join(wrong)}. "
            "Give them other names in Excel (Table Design, Table Name), which corrects every formula, and run this again."
        )


def _tables_of(template: Package, sheet: Sheet) -> list[str]:
    return [part.name for part in table_parts(template) if part.sheet == sheet]


def _has(loaded: Loaded, name: str) -> bool:
    return name in loaded.located and loaded.located[name].part is not None


def _missing(package: Package, template: Package, loaded: Loaded) -> list[Sheet]:
    """The template's sheets that the workbook lacks. Raises WorkbookError where it has a part of one."""
    found = []
    for sheet in template.sheets:
        tables = [name for name in _tables_of(template, sheet) if not TABLES[name].optional]
        there = [name for name in tables if _has(loaded, name)]
        if tables and there and len(there) < len(tables):
            raise WorkbookError(
                f"This workbook has {', '.join(there)} of the tables that belong together on {sheet.name}, and not "
                f"{', '.join(name for name in tables if name not in there)}. Add those by hand, or rename the former."
            )
        if not there and not (not tables and _is_ours(package, sheet.name)):
            found.append(sheet)
    return found


def _is_ours(package: Package, name: str) -> bool:
    sheet = package.our_sheet(name)
    if sheet is None or sheet.kind != "worksheet":
        return False
    texts = [each.target for each in package.relationships(package.workbook_part).values() if each.kind == "sharedStrings"]
    mark = _MARKS[name].encode()
    return any(mark in b"".join(package.stream(part)) for part in (sheet.part, *texts) if part in package)


def _all_sheets(package: Package, template: Package, loaded: Loaded, added: Mapping[str, str]) -> dict[str, str]:
    """What each of the template's sheets is called here, if it is here or will be."""
    here = dict(added)
    for sheet in template.sheets:
        for name in _tables_of(template, sheet):
            # A list that a validation offers is given by its cells: it must stand where the template has it.
            located = loaded.located.get(name)
            original = next(part for part in table_parts(template) if part.name == name)
            if located and located.part and located.part.area[:2] == original.area[:2]:
                here.setdefault(sheet.name, located.sheet.name)
        standing = package.our_sheet(sheet.name) if not _tables_of(template, sheet) else None
        if standing:
            here.setdefault(sheet.name, standing.name)
    return here


def _global_names(template: Package) -> dict[str, str]:
    return {each.name: each.text for each in template.defined_names if each.sheet is None}


def _names(package: Package, template: Package, prefix: str) -> dict[str, str]:
    """What the template's names are called here: themselves, or with the prefix where somebody else has the name."""
    taken = {each.name.lower(): each.text for each in package.defined_names if each.sheet is None}
    start = re.sub(r"[^\w.]", "", prefix)
    start = f"_{start}" if start[:1].isdigit() or not start else start
    clashes = (name for name, text in _global_names(template).items() if taken.get(name.lower(), text) != text)
    return {name: start + name for name in clashes} if prefix else {}


def _check_collisions(package: Package, template: Package, sheets: Sequence[Sheet], renaming: Renaming, prefix: str) -> None:
    standing = {each.lower(): each for each in package.sheet_names}
    in_use = [standing[new.lower()] for each in sheets if (new := renaming.sheets[each.name]).lower() in standing]
    taken = {each.name.lower(): each.name for each in package.defined_names if each.sheet is None}
    texts = {each.name.lower(): each.text for each in package.defined_names if each.sheet is None}
    tables = [name for each in sheets for name in _tables_of(template, each)]
    clashes = [taken[name.lower()] for name in tables if name.lower() in taken]
    if clashes:
        raise WorkbookError(
            f"This workbook has the {_listed('name', clashes)}, which xlsupport's tables have. "
            "Rename or delete that in Excel (Formulas, Name Manager), and run this again."
        )
    parts = {part.name.lower() for part in table_parts(package)}
    for name, text in _global_names(template).items():
        new = renaming.names.get(name, name).lower()
        if new in parts or (new in taken and texts[new] != (renaming.formula(text) or text)):
            in_use.append(renaming.names.get(name, name))
    if in_use:
        other = "another --prefix than that" if prefix else 'a --prefix such as "XS "'
        raise WorkbookError(
            f"This workbook has {', '.join(in_use)} already, and xlsupport needs sheets and names called so. Give "
            f"xlsupport's own {other}, or rename yours; if one of them is the log that people keep, name it with --log."
        )


def _listed(word: str, names: Sequence[str]) -> str:
    return f"{word}{'s' * (len(names) > 1)} {', '.join(names)}"


def _new_names(
    package: Package, template: Package, renaming: Renaming, positions: Mapping[str, int], prefix: str
) -> Iterator[bytes]:
    """The template's names as the workbook gets them, and those that lead to our sheets where they are called otherwise."""
    data, root = template.tree(template.workbook_part)
    holder = root.child("definedNames")
    tag = package.tree(package.workbook_part)[1].prefix + b"definedName"
    taken = {each.name.lower() for each in package.defined_names if each.sheet is None}
    names = {str(each.position): each.name for each in template.sheets}
    for each in holder.children if holder else ():
        local = each.attributes.get("localSheetId")
        sheet = names[local] if local else None
        text = renaming.formula(each.text)
        name = renaming.names.get(each.attributes["name"], each.attributes["name"]) if sheet is None else each.attributes["name"]
        if text is None or (sheet not in positions if sheet else name.lower() in taken):
            continue
        yield _named(data, each, {"name": name, "localSheetId": str(positions[sheet]) if sheet else None}, text, tag)
    for sheet_name in positions if prefix else ():
        if sheet_name in _MARKS:
            where = attribute_bytes(f"{quoted_sheet(prefix + sheet_name)}!$A$1")
            yield b'<%b name="%b" hidden="1">%b</%b>' % (tag, sheet_alias(sheet_name).encode(), where, tag)


def _named(data: bytes, element: Element, changes: Mapping[str, str | None], text: str, tag: bytes) -> bytes:
    opening = start_tag(data, element, changes)
    old = element.prefix + element.name.encode()
    return splice(opening, [Splice(1, 1 + len(old), tag)]) + attribute_bytes(text) + b"</%b>" % tag
