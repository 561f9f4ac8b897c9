"""The words that xlsupport fills into documents, and the words that a vendor wants in their place: the table Words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from xlsupport.records.vocabulary import ADVANCED_HOURS, Channel, Rounding, Tier, Unit
from xlsupport.words.names import name_key

INVOICE_TITLE, CREDIT_NOTE_TITLE = "Invoice", "Credit note"
TAX_LABEL = "Tax"
"""What the tax is called where the vendor's setting *Tax label* is empty."""

DESCRIPTION = "{category} ({channel})"
PERIOD = "{first} to {last}"
INCREMENT = "{minutes} minutes"
TIER_INCREMENT = "{tier} {minutes} minutes"

KNOWN: tuple[str, ...] = (
    INVOICE_TITLE,
    CREDIT_NOTE_TITLE,
    TAX_LABEL,
    *Tier,
    *Channel,
    DESCRIPTION,
    PERIOD,
    ADVANCED_HOURS,
    Unit.MINUTES.heading,
    *(each.sentence for each in Rounding),
    INCREMENT,
    TIER_INCREMENT,
)
"""Every word and sentence that xlsupport fills into documents, besides the names in a workbook's tables Categories and Limits.

A name in braces is a place that is filled with a figure or another word.
"""

_PLACE = re.compile(r"\{(\w+)\}")


def places(sentence: str) -> tuple[str, ...]:
    """The places of a sentence, each once, in the order of the alphabet.

    >>> places(DESCRIPTION), places("Invoice")
    (('category', 'channel'), ())
    """
    return tuple(sorted({name.lower() for name in _PLACE.findall(sentence)}))


def has_other_braces(sentence: str) -> bool:
    """Whether a sentence has braces that are no part of a place: they would be printed.

    >>> has_other_braces("{{category}} ({channel})"), has_other_braces("{channel}: {category}")
    (True, False)
    """
    return any(brace in _PLACE.sub("", sentence) for brace in "{}")


def _no_replacements() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Wording:
    """A vendor's words: `theirs` has, by the key of each word of xlsupport's that is replaced, what takes its place."""

    theirs: Mapping[str, str] = field(default_factory=_no_replacements)

    def word(self, ours: str) -> str:
        """What a document says for a word of xlsupport's, or for a name of a category or a limit."""
        return self.theirs.get(name_key(ours), ours)

    def sentence(self, ours: str, **filled: str) -> str:
        """What a document says for a sentence of xlsupport's, with its places filled.

        >>> Wording({name_key(DESCRIPTION): "{channel}: {category}"}).sentence(DESCRIPTION, category="General", channel="Phone")
        'Phone: General'
        """
        return _PLACE.sub(lambda place: filled[place[1].lower()], self.word(ours))
