"""Names match as people see them (1-policy.md, Evaluating an entry)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ledgers import QUICK

from xlsupport.words.names import as_seen, name_key, quoted

INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\u200d"]
BLANKS = [" ", "\u00a0", "\n", "\t", "\r\n", "\u2003", "\u202f", "  "]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "  ACME   ltd "),
        ("Müller AG", unicodedata.normalize("NFD", "Müller AG")),
        ("Weiß", "WEISS"),
        ("Big Co", "Big\u00a0Co"),
        ("Big Co", "Big\nCo"),
        ("Big Co", "Big \u200bCo\ufeff"),
        ("Co-op", "Co-\u00adop"),
        ("u\u200b\u0308ber", "über"),
        ("Ǆ", "ǆ"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "Akme"), ("Big Co", "BigCo"), ("H₂O", "H2O"), ("ﬁrst", "first clients"), ("Ａcme", "Acme")]
)
def test_names_that_people_see_as_two_stay_two(one: str, other: str) -> None:
    """NFC, not NFKC: a wide letter or a small figure is another one."""
    assert name_key(one) != name_key(other)


@QUICK
@given(st.text(), st.sampled_from(INVISIBLE), st.sampled_from(BLANKS), st.integers(0, 20))
def test_what_nobody_sees_changes_no_name(name: str, invisible: str, blank: str, where: int) -> None:
    assert name_key(name[:where] + invisible + name[where:]) == name_key(name)
    assert name_key(f"{blank}{name.replace(' ', f'{blank} ')}{blank}") == name_key(name)
    assert as_seen(as_seen(name)) == as_seen(name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Acme", "'Acme'"),
        ("a\u00a0b", "'a[no-break space]b'"),
        ("a\nb\tc\r", "'a[line break]b[tab]c[carriage return]'"),
        ("\ufeffa\u200b", "'[byte order mark]a[zero width space]'"),
        ("a\x07", "'a[U+0007]'"),
        ("O'Shea «ü» 大谷", "'O'Shea «ü» 大谷'"),
        ("x" * 81, f"'{'x' * 80}…'"),
    ],
)
def test_a_message_shows_in_words_what_nobody_could_see(text: str, told: str) -> None:
    assert quoted(text) == told
