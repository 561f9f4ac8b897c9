"""Texts in runs of different formats, as shared strings and cells hold them."""

import re
from collections.abc import Collection, Iterable

from xlsupport.invoice_sheets.template import Run
from xlsupport.xlsx.package.markup import MAIN, Element, attribute_bytes, parse, text_bytes
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.shared_strings import ROOT
from xlsupport.xlsx.sheet.values import unescaped


def runs_of(element: Element, prefix: bytes) -> tuple[Run, ...]:
    """The runs of an `is` or `si` element, with formats written in the prefix of the sheet that they go to."""
    found = []
    for each in element.children:
        if each.name == "t":
            found.append(Run(unescaped(each.text)))
        elif each.name == "r":
            text, properties = each.child("t"), each.child("rPr")
            found.append(Run(unescaped(text.text) if text else "", _written(properties, prefix) if properties else b""))
    return tuple(found)


def _written(element: Element, prefix: bytes) -> bytes:
    """A run's format in another prefix; it has no texts and only plain attributes."""
    name = prefix + element.name.encode()
    attributes = b"".join(
        b' %b="%b"' % (key.encode(), attribute_bytes(value)) for key, value in element.attributes.items() if "{" not in key
    )
    inside = b"".join(_written(each, prefix) for each in element.children if each.namespace == MAIN)
    return b"<%b%b>%b</%b>" % (name, attributes, inside, name) if inside else b"<%b%b/>" % (name, attributes)


def shared_runs(package: Package, wanted: Collection[int], prefix: bytes) -> dict[int, tuple[Run, ...]]:
    """The shared strings of these numbers. Only they are parsed: a log's strings may be many."""
    known = package.relationships(package.workbook_part).values()
    part = next((each.target for each in known if each.kind == "sharedStrings" and each.target in package), None)
    if part is None or not wanted:
        return {}
    data = package.read(part)
    root = ROOT.search(data)
    if root is None or b"<!" in data or root[0].endswith(b"/>"):
        items = [each for each in package.tree(part)[1].children if each.name == "si"]
        return {index: runs_of(items[index], prefix) for index in wanted if 0 <= index < len(items)}
    item = re.compile(rb"<Psi(?:\s[^>]*)?(?:/>|>.*?</Psi>)".replace(b"P", root[1]), re.DOTALL)
    pieces = {index: found[0] for index, found in enumerate(item.finditer(data, root.end())) if index in wanted}
    with package.naming(part):
        tree = parse(root[0] + b"".join(pieces.values()) + b"</%bsst>" % root[1])
    return {index: runs_of(each, prefix) for index, each in zip(pieces, tree.children, strict=True)}


def rich_text(runs: Iterable[Run], prefix: bytes) -> bytes:
    """Runs as the `is` element of a cell."""
    written = b"".join(
        b'<Pr>%b<Pt xml:space="preserve">%b</Pt></Pr>'.replace(b"<P", b"<" + prefix).replace(b"</P", b"</" + prefix)
        % (run.format, text_bytes(run.text))
        for run in runs
        if run.text
    )
    return b"<%bis>%b</%bis>" % (prefix, written, prefix)
