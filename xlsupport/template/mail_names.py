"""Names as e-mail addresses of the demonstration spell them: plain Latin letters, none of the name's letters lost."""

import re
import unicodedata

_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"})
"""Letters that are no plain letter with a mark, so that Unicode does not take them apart."""

_APOSTROPHES = re.compile("['’]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def mail_name(name: str) -> str:
    """A name in lower case, its words joined by hyphens. Raises ValueError for a letter that has no Latin spelling here.

    >>> mail_name("Café Ébène"), mail_name("Łódź Instruments"), mail_name("Müller & Søn"), mail_name("O'Shea")
    ('cafe-ebene', 'lodz-instruments', 'muller-son', 'oshea')
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(_SPELLED)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    spelled = _BETWEEN_WORDS.sub("-", _APOSTROPHES.sub("", plain)).strip("-")
    if not spelled.isascii():
        raise ValueError(f"{name!r} has letters without a Latin spelling")
    return spelled
