"""The table Words: what a vendor wants printed on documents in place of the words that xlsupport fills in."""

from collections.abc import Iterable

from xlsupport.reading.cells import keyed, text
from xlsupport.reading.rows import Field, Reader, once, one_of
from xlsupport.records.policy import Replacement
from xlsupport.records.wording import KNOWN, Wording
from xlsupport.sheets.specifications import WORDS
from xlsupport.words.names import name_key


def read_wording(reader: Reader, names: Iterable[str], complete: bool) -> Wording:
    """The vendor's words. `names` are those of categories and limits; `complete` says whether all of them could be read.

    A workbook without such a table prints the words as they are, and so does a row whose Theirs is empty.
    """
    table = reader.book.tables.get(WORDS.name)
    if table is None or not table.columns:
        return Wording()
    ours = one_of(keyed([*KNOWN, *names]), complete)
    rows = reader.records(WORDS, Replacement, {"ours": Field("Ours", ours, True), "theirs": Field("Theirs", text)})
    once(reader, [(row, name_key(each.ours)) for row, each in rows], "Ours")
    return Wording({name_key(each.ours): each.theirs for _, each in rows if each.theirs})
