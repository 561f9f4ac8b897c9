"""The header row of a log that becomes our table: names, new columns, and the table listed on its sheet."""

import re
from collections.abc import Iterator, Mapping, Sequence

from xlsupport.sheets.addresses import Area, area, letters
from xlsupport.words.problems import WorkbookError, quoted_sheet
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.package.markup import RELATIONSHIPS, Splice, append_inside, prefix_of, set_attribute, splice
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.grammar import STYLE, cell_tag
from xlsupport.xlsx.sheet.rewriting import Writes, rewritten
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.sheet.values import content
from xlsupport.xlsx.tables.survey import Survey, tail_tree

_COLUMNS = re.compile(rb"<(?:[\w.-]+:)?cols[\s>].*</(?:[\w.-]+:)?cols>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s[^>]*>")
_BOUND = re.compile(rb"\s(min|max)\s*=\s*[\"']([0-9]+)[\"']")


def sheet_filter(package: Package, log: FoundLog) -> bytes:
    """What the sheet's own filter hides, for the table to go on hiding it. Raises WorkbookError where the two do not fit."""
    stream = SheetStream(package.stream(log.sheet.part))
    for _ in stream.blocks():
        pass
    tail = stream.tail()
    shift, root = tail_tree(stream, tail)
    element = root.child("autoFilter")
    where = area(element.attributes.get("ref", "").replace("$", "")) if element else None
    if element is None or where is None:
        return b""
    inner = tail[element.inside - shift : element.inside_end - shift]
    fits = (where.left, where.top) == (log.area.left, log.area.top) and where.right <= log.area.right
    if not fits or re.search(rb"<\w+:", inner):
        raise WorkbookError(
            f"The filter at {quoted_sheet(log.sheet.name)}!{where} is not the log's alone. Turn it off in Excel (Data, Filter)."
        )
    return inner


def write_headers(
    package: Package,
    log: FoundLog,
    headers: Sequence[str],
    where: Area,
    survey: Survey,
    widths: Mapping[str, bytes],
    new_part: str | None,
) -> None:
    """Name the headers in their cells, make room for new columns, and list the table on its sheet if it is a new part."""
    prefix = SheetStream(package.stream(log.sheet.part)).prefix
    old = (*log.cells, *([None] * (len(headers) - len(log.cells))))
    changed = {number: header for number, (header, was) in enumerate(zip(headers, old, strict=True), where.left) if header != was}
    style = header_style(package, log.sheet.part, log.area.right, log.area.top)
    writes = Writes(
        first=where.top,
        columns={number: [content(header, prefix, package.date1904)] for number, header in changed.items()},
        styles=dict.fromkeys(changed, style),
        defaults={number: survey.column_style(number) for number in changed},
    )
    new = {number: widths[header] for number, header in enumerate(headers, where.left) if number > log.area.right}
    relationship = package.add_relationship(log.sheet.part, "table", new_part) if new_part else None
    put_cells(package, log.sheet.part, writes, new, relationship)


def put_cells(
    package: Package, part: str, writes: Writes, widths: Mapping[int, bytes], relationship: str | None = None
) -> None:  # fmt: skip
    """Write cells into a sheet's part and give new columns their widths; list a new table on it, if its relationship is given."""
    source = package.source(part)
    prefix = SheetStream(package.stream(part)).prefix

    def tail(stream: SheetStream, rest: bytes) -> bytes:
        return rest if relationship is None else _with_table(stream, rest, relationship)

    def patched() -> Iterator[bytes]:
        chunks = rewritten(source(), writes, tail)
        yield _with_widths(next(chunks), widths, prefix)
        yield from chunks

    package.put(part, patched)


def header_style(package: Package, part: str, column: int, row: int) -> bytes:
    """The style of a header's cell, which new headers take."""
    stream = SheetStream(package.stream(part))
    cell = cell_tag(stream.prefix, f"{letters(column)}{row}")
    for block in stream.blocks():
        if found := cell.search(block):
            style = STYLE.search(found[0])
            return style[1] if style else b""
    return b""


def _with_widths(head: bytes, widths: Mapping[int, bytes], prefix: bytes) -> bytes:
    """The sheet's head with widths for the new columns, where it says nothing of them."""
    found = _COLUMNS.search(head)
    sized = [(each.start(), dict(_BOUND.findall(each[0]))) for each in _COLUMN.finditer(found[0])] if found else []
    bounds = [(start, int(each.get(b"min", b"0")), int(each.get(b"max", b"0"))) for start, each in sized]
    texts = {
        number: b'<%bcol min="%d" max="%d" width="%b" customWidth="1"/>' % (prefix, number, number, width)
        for number, width in sorted(widths.items())
        if not any(low <= number <= high for _, low, high in bounds)
    }
    if not texts:
        return head
    if not found:
        at = head.rindex(b"<%bsheetData" % prefix)
        return head[:at] + b"<%bcols>%b</%bcols>" % (prefix, b"".join(texts.values()), prefix) + head[at:]
    end = len(found[0]) - len(b"</%bcols>" % prefix)
    places = {number: next((start for start, low, _ in bounds if low > number), end) for number in texts}
    return splice(head, [Splice(found.start() + places[each], found.start() + places[each], texts[each]) for each in texts])


def _with_table(stream: SheetStream, tail: bytes, relationship: str) -> bytes:
    """The sheet's tail with the table listed in it; a filter of the sheet is the table's from now on."""
    opening = stream.root + (b"" if stream.empty else b"<%bsheetData>" % stream.prefix)
    shift, root = tail_tree(stream, tail)
    data = opening + tail
    declared = prefix_of(root, RELATIONSHIPS, data)
    link = b'<%btablePart %b%bid="%b"/>' % (
        stream.prefix,
        b"" if declared else b'xmlns:r="%b" ' % RELATIONSHIPS.encode(),
        declared or b"r:",
        relationship.encode(),
    )
    holder = root.child("tableParts")
    changes = [Splice(each.start, each.end, b"") for each in root.children if each.name == "autoFilter"]
    if holder:
        changes += [append_inside(data, holder, link)]
        changes += [set_attribute(data, holder, "count", str(len(holder.children) + 1))]
    else:
        last = root.child("extLst")
        at = last.start if last else root.inside_end
        changes += [Splice(at, at, b'<%btableParts count="1">%b</%btableParts>' % (stream.prefix, link, stream.prefix))]
    return splice(tail, [Splice(each.start - shift, each.end - shift, each.data) for each in changes])
