"""The workbook's shared texts, which most text cells refer to by number."""

import re
from collections.abc import Iterable, Iterator

from xlsupport.xlsx.package.markup import Element, MarkupError, check_declaration, parse, start_tag_of

ROOT = start_tag_of(b"sst")
_LONGEST = 16 << 20  # bytes of one text, or in front of the first; a cell of Excel holds 32,767 characters


def shared_strings(chunks: Iterable[bytes]) -> list[bytes | str]:
    """All shared texts: plain ones as they stand in the XML, to be decoded where a cell refers to them; others as text.

    Raises MarkupError.
    """
    found: list[bytes | str] = []
    root, pieces = _pieces(iter(chunks))
    prefix = root[1]
    plain = re.compile(rb'<P?si><P?t(?: xml:space="preserve")?>([^<]*)</P?t></P?si>'.replace(b"P?", prefix))
    opening = b"<%bsi" % prefix
    for piece in pieces:
        quick = plain.findall(piece)
        if len(quick) == piece.count(opening) and b"<!" not in piece:
            found += quick
        else:
            found += _parsed(root[0], piece, prefix)
    return found


def _pieces(chunks: Iterator[bytes]) -> tuple[re.Match[bytes], Iterator[bytes]]:
    """The root's tag, and what follows it in pieces of whole texts."""
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        if len(buffer) > _LONGEST:
            raise MarkupError("holds no shared texts")
        root = ROOT.search(buffer)
        if root:
            break
    else:
        raise MarkupError("holds no shared texts")
    check_declaration(buffer[: root.end()])  # however long a remark stands in front of a document type
    ending = b"</%bsi>" % root[1]

    def cut(rest: bytes) -> Iterator[bytes]:
        for chunk in chunks:
            rest += chunk
            end = rest.rfind(ending) + len(ending)
            if end >= len(ending):
                yield rest[:end]
                rest = rest[end:]
            if len(rest) > _LONGEST:
                raise MarkupError(f"holds a text of more than {_LONGEST >> 20} MiB")
        end = rest.rfind(b"</%bsst" % root[1])
        if not root[0].endswith(b"/>") and (end < 0 or b">" not in rest[end:]):
            raise MarkupError("is cut short: its XML ends before its root element does")
        yield rest[: max(end, 0)]

    return root, cut(buffer[root.end() :])


def _parsed(root: bytes, piece: bytes, prefix: bytes) -> Iterator[str]:
    tree = parse(root + piece + b"</%bsst>" % prefix)
    return (text_of(each) for each in tree.children if each.name == "si")


def text_of(element: Element) -> str:
    """A text's runs joined, without the phonetic ones."""
    return "".join(each.text if each.name == "t" else text_of(each) for each in element.children if each.name in ("t", "r"))
