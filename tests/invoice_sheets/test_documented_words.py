"""The page about the invoice template lists every word that xlsupport fills in, and every placeholder."""

import pytest
from support.places import ROOT

from xlsupport.invoice_sheets.placeholders import KNOWN as PLACEHOLDERS
from xlsupport.records.vocabulary import Rounding
from xlsupport.records.wording import KNOWN

PAGE = (ROOT / "docs" / "invoice-template.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "word", [*(each for each in KNOWN if each not in {kind.sentence for kind in Rounding}), Rounding.PER_ENTRY.sentence]
)
def test_each_word_is_on_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("each", [Rounding.PER_DAY, Rounding.PER_MONTH])
def test_the_ends_of_the_other_sentences_are_there(each: Rounding) -> None:
    assert f"`… {each.sentence[each.sentence.rindex('for each') :]}`" in PAGE


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_each_placeholder_is_on_the_page(name: str) -> None:
    assert f"`{{{{{name}}}}}`" in PAGE
