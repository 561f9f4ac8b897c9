"""The parts of a package, the relationships between them, and the changes collected until it is saved.

Every edit splices bytes: what an edit does not name keeps the bytes that its author's program wrote.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias
from urllib.parse import quote, unquote

from xlsupport.words.problems import WorkbookError
from xlsupport.xlsx.package.archive import Archive
from xlsupport.xlsx.package.markup import (
    RELATIONSHIPS,
    Element,
    MarkupError,
    Splice,
    append_inside,
    attribute_bytes,
    parse,
    splice,
)
from xlsupport.xlsx.package.zip_directory import NEW_COPY, key

Data: TypeAlias = bytes | Callable[[], Iterator[bytes]]
"""A part's content: whole, or made chunk by chunk each time it is called."""

TYPES = "[Content_Types].xml"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_PACKAGE_RELATIONSHIPS = b"http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="' + _PACKAGE_RELATIONSHIPS + b'"/>'
)


class Relationship(NamedTuple):
    """What a part refers to: `kind` is the type's last word; `target` a part's name, or the address of something external."""

    id: str
    kind: str
    target: str
    external: bool


_MEND = "Open it in Excel and save it; if Excel cannot, take another copy"


class Parts:
    """The parts as they are and as they will be. WorkbookErrors name file and part.

    Names of parts match as `key` compares them: in any case, and with slashes or backslashes.
    """

    def __init__(self, archive: Archive, file_name: str) -> None:
        self._archive = archive
        self.file_name = file_name
        self._changed: dict[str, tuple[str, Data]] = {}
        self._removed: set[str] = set()
        self._trees: dict[str, tuple[bytes, Element]] = {}

    # Parts

    def __contains__(self, part: str) -> bool:
        return key(part) in self._changed or (key(part) not in self._removed and part in self._archive)

    @property
    def names(self) -> list[str]:
        """The parts that there will be, the new ones last, with slashes as relationships name them."""
        kept = [name.replace("\\", "/").lstrip("/") for name in self._archive.names if name in self]
        return kept + [name for name, _ in self._changed.values() if name not in self._archive]

    def read(self, part: str) -> bytes:
        if key(part) in self._changed:
            data = self._changed[key(part)][1]
            return data if isinstance(data, bytes) else b"".join(data())
        self._must_have(part)
        return self._archive.read(part)

    def stream(self, part: str) -> Iterator[bytes]:
        if key(part) in self._changed:
            data = self._changed[key(part)][1]
            return iter((data,)) if isinstance(data, bytes) else data()
        self._must_have(part)
        return self._archive.stream(part)

    def original(self, part: str) -> Iterator[bytes]:
        """A part's content as it is in the file."""
        return self._archive.stream(part)

    def source(self, part: str) -> Callable[[], Iterator[bytes]]:
        """What gives a part's present content, also after it is changed: the start of a chain of changes."""
        changed = self._changed.get(key(part))
        if changed is None:
            return lambda: self._archive.stream(part)
        data = changed[1]
        return (lambda: iter((data,))) if isinstance(data, bytes) else data

    def put(self, part: str, data: Data) -> None:
        """Give a part new content, or add it. A new part's type and relationships are the caller's to add."""
        name = next((name for name in self._archive.names if key(name) == key(part)), part)
        self._changed[key(part)] = (name, data)
        self._trees.pop(key(part), None)

    def remove(self, part: str) -> None:
        """Take a part away with its own relationships and content type; who refers to it is the caller's to mend."""
        for name in (part, relationships_part(part)):
            self._changed.pop(key(name), None)
            self._removed.add(key(name))
            self._trees.pop(key(name), None)
        gone = {key(part), key(relationships_part(part))}
        data, root = self.tree(TYPES)
        doomed = [each for each in root.children if key(each.attributes.get("PartName", "")) in gone]
        if doomed:
            self.put(TYPES, splice(data, [Splice(each.start, each.end, b"") for each in doomed]))

    def tree(self, part: str) -> tuple[bytes, Element]:
        """A small part's bytes and its parsed root."""
        found = self._trees.get(key(part))
        if found is None:
            data = self.read(part)
            with self.naming(part):
                found = self._trees[key(part)] = data, parse(data)
        return found

    @contextmanager
    def naming(self, part: str) -> Iterator[None]:
        """Turns a MarkupError about a part into a WorkbookError that names file and part."""
        try:
            yield
        except MarkupError as error:
            raise WorkbookError(f"{self.file_name} cannot be read: its part {part} {error}. {_MEND}.") from None

    @property
    def replaced(self) -> dict[str, Data]:
        """New content of parts that the file has."""
        return {name: data for name, data in self._changed.values() if name in self._archive}

    @property
    def added(self) -> dict[str, Data]:
        """Parts that the file does not have yet."""
        return {name: data for name, data in self._changed.values() if name not in self._archive}

    @property
    def removed(self) -> set[str]:
        """Parts of the file that will be gone."""
        return {name for name in self._archive.names if key(name) in self._removed and key(name) not in self._changed}

    def new_part_name(self, pattern: str) -> str:
        """The pattern with the lowest number from 1 whose name no part has: `xl/worksheets/sheet{}.xml`."""
        taken = {key(name) for name in self.names}
        number = 1
        while key(pattern.format(number)) in taken:
            number += 1
        return pattern.format(number)

    # Relationships and content types

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part refers to, by relationship id; of the package itself for the part ``""``."""
        path = relationships_part(part)
        if path not in self:
            return {}
        folder = posixpath.dirname(part)
        found = {}
        for each in self.tree(path)[1].children:
            identifier, kind = each.attributes.get("Id", ""), each.attributes.get("Type", "")
            external = each.attributes.get("TargetMode") == "External"
            target = each.attributes.get("Target", "")
            if not external:
                target = self._resolved(folder, target)
            found[identifier] = Relationship(identifier, kind.rsplit("/", 1)[-1], target, external)
        return found

    def add_relationship(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """The id of a new relationship. `kind` is a word such as `table`, or a whole type where Office's own do not serve."""
        path = relationships_part(part)
        if path not in self:
            self.put(path, _EMPTY_RELATIONSHIPS)
            self.add_content_type(path, _RELATIONSHIPS_TYPE)  # LibreOffice names each such part, not their extension
        data, root = self.tree(path)
        used = {each.attributes.get("Id", "").lower() for each in root.children}
        number = 1 + max((int(found[1]) for name in used if (found := re.fullmatch(r"rid(\d{1,9})", name))), default=0)
        address = target if external else quote(posixpath.relpath(target, posixpath.dirname(part)), safe="/!$&'()*+,;=:@~")
        text = b'<%bRelationship Id="rId%d" Type="%b" Target="%b"%b/>' % (
            root.prefix,
            number,
            attribute_bytes(kind if "/" in kind else f"{RELATIONSHIPS}/{kind}"),
            attribute_bytes(address),
            b' TargetMode="External"' if external else b"",
        )
        self.put(path, splice(data, [append_inside(data, root, text)]))
        return f"rId{number}"

    def put_relationships(self, part: str, data: bytes) -> None:
        """Give a part all of its relationships at once."""
        self.put(relationships_part(part), data)
        self.add_content_type(relationships_part(part), _RELATIONSHIPS_TYPE)

    def remove_relationship(self, part: str, identifier: str) -> None:
        path = relationships_part(part)
        data, root = self.tree(path)
        doomed = [Splice(each.start, each.end, b"") for each in root.children if each.attributes.get("Id") == identifier]
        self.put(path, splice(data, doomed))

    def content_type(self, part: str) -> str | None:
        """A part's content type, by its own name or else by its extension."""
        root = self.tree(TYPES)[1]
        extension = posixpath.splitext(part)[1].lower().lstrip(".")
        by_extension = None
        for each in root.children:
            if each.name == "Override" and key(each.attributes.get("PartName", "")) == key(part):
                return each.attributes.get("ContentType")
            if each.name == "Default" and each.attributes.get("Extension", "").lower() == extension:
                by_extension = each.attributes.get("ContentType")
        return by_extension

    def add_content_type(self, part: str, content_type: str) -> None:
        """Say what a new part is, unless its extension says it already."""
        if self.content_type(part) == content_type:
            return
        data, root = self.tree(TYPES)
        name, kind = attribute_bytes("/" + part), attribute_bytes(content_type)
        text = b'<%bOverride PartName="%b" ContentType="%b"/>' % (root.prefix, name, kind)
        self.put(TYPES, splice(data, [append_inside(data, root, text)]))

    def _resolved(self, folder: str, target: str) -> str:
        """The part that a relationship's address means; some programs escape characters in it, others do not."""
        path = target.replace("\\", "/")
        path = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
        return path if path in self or unquote(path) not in self else unquote(path)

    def _must_have(self, part: str) -> None:
        if part not in self:
            raise WorkbookError(f"{self.file_name} is damaged: it has no part {part}. {NEW_COPY}.")


def relationships_part(part: str) -> str:
    """Where a part's relationships stand.

    >>> relationships_part("xl/workbook.xml"), relationships_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")
