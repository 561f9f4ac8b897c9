"""A sheet's part as it streams by: what stands before its rows, blocks of whole rows, and what follows them."""

import re
from collections.abc import Iterable, Iterator

from xlsupport.xlsx.package.markup import Element, MarkupError, check_declaration, parse, start_tag_of

_COMMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = start_tag_of(b"worksheet")
_DATA = start_tag_of(b"sheetData")
_ROOT_END = re.compile(rb"</(?:[\w.-]+:)?worksheet\s*>")
_LONGEST_END = 256  # bytes of the root's end tag, which may be cut between two chunks
# Bytes in front of the rows (16,384 columns take 1 MiB), of one row, and behind the rows: what is hostile never ends.
_LONGEST_HEAD, _LONGEST_ROW, _LONGEST_TAIL = 4 << 20, 16 << 20, 32 << 20


class SheetStream:
    """A sheet's part in three: `head` up to its rows, then `blocks` of whole rows, then `tail`. Raises MarkupError."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._ended = False
        self._chunks = self._watched(filter(None, chunks))  # an empty one is no end: an edit before this one may give it
        buffer = b""
        for chunk in self._chunks:
            buffer += chunk
            if len(buffer) > _LONGEST_HEAD:
                raise MarkupError("has no rows as a worksheet has them")
            if b"sheetData" in chunk or b"sheetData" in buffer[-len(chunk) - 9 :]:
                # A comment may hold anything; what it hides keeps its length.
                shown = _COMMENT.sub(lambda found: b" " * len(found[0]), buffer)
                start = _DATA.search(shown)
                if start:
                    break
        else:
            raise MarkupError("has no rows as a worksheet has them")
        check_declaration(buffer[:1024])
        root = _ROOT.search(shown)
        if root is None or b"<!" in shown[: start.start()]:
            raise MarkupError("does not begin as a worksheet does")
        self.head = buffer[: start.end()]
        self.prefix = start[1]
        self.root = buffer[root.start() : root.end()]
        self.empty = start[0].endswith(b"/>")
        self._data_tag = start[0]
        self._rest = buffer[start.end() :]

    def blocks(self) -> Iterator[bytes]:
        """The rows, in blocks that are each made of whole rows."""
        if self.empty:
            return
        ending, row_begin, row_end = (tag % self.prefix for tag in (b"</%bsheetData", b"<%brow", b"</%brow>"))
        buffer = self._rest
        while (end := buffer.find(ending)) < 0:
            cut = buffer.rfind(row_end) + len(row_end)
            if cut < len(row_end):  # formatted but empty rows, which have no end tag, go on to the last row in some workbooks
                cut = buffer.rfind(row_begin)
            if cut > 0:
                yield buffer[:cut]
                buffer = buffer[cut:]
            more = next(self._chunks, b"")
            if not more:
                raise MarkupError("ends in the middle of its rows")
            if len(buffer) > _LONGEST_ROW:
                raise MarkupError(f"has a row of more than {_LONGEST_ROW >> 20} MiB")
            buffer += more
        self._rest = buffer[end:]
        if end:
            yield buffer[:end]

    def tail(self) -> bytes:
        """What follows the rows; to be asked once all blocks were taken."""
        pieces, size = [self._rest], len(self._rest)
        for piece in self._chunks:
            pieces.append(piece)
            size += len(piece)
            if size > _LONGEST_TAIL:
                raise MarkupError(f"has more than {_LONGEST_TAIL >> 20} MiB behind its rows")
        self._rest = b""
        self._check_end()
        return b"".join(pieces)

    def finish(self) -> None:
        """Take the part to its end, where its checksum is compared: what was read before may be damaged, or cut short."""
        for _ in self._chunks:
            pass
        self._check_end()

    def _watched(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks, in which the end of the root element is looked for as they pass."""
        before = b""
        for chunk in chunks:
            seen = before + chunk
            at = seen.rfind(b"</", 0, max(seen.rfind(b"worksheet"), 0))
            self._ended = self._ended or (at >= 0 and _ROOT_END.match(seen, at) is not None)
            before = seen[-_LONGEST_END:]
            yield chunk

    def _check_end(self) -> None:
        if not self._ended:
            raise MarkupError("is cut short: its XML ends before its root element does")

    def parsed(self, block: bytes) -> tuple[bytes, Element]:
        """A block of rows as a small document of its own, and the element that holds the rows."""
        prefix = self.prefix
        data = self.root + self._data_tag + block + b"</%bsheetData></%bworksheet>" % (prefix, prefix)
        return data, parse(data).children[0]
