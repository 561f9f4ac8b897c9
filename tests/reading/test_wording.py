"""The table Words: each word that it replaces must be one that xlsupport fills in, and no figure may be lost."""

import pytest
from support.books import RULES, book, entry, settled
from support.rules import Row

from xlsupport.records.wording import KNOWN, Wording
from xlsupport.sheets.tables import Book
from xlsupport.words.problems import WorkbookError

INCREMENTS = "Time is billed in begun increments of {increment}, rounded up for each entry."


def words(*pairs: tuple[str | None, str | None]) -> list[Row]:
    return [{"Ours": ours, "Theirs": theirs} for ours, theirs in pairs]


def problems(*pairs: tuple[str | None, str | None]) -> list[str]:
    with pytest.raises(WorkbookError) as error:
        settled(book([entry("2026-10-05")], Words=words(*pairs)))
    return [str(problem) for problem in error.value.problems]


def wording(made: Book) -> Wording:
    return settled(made).evaluation.policy.wording


def test_a_workbook_without_the_table_prints_the_words_as_they_are() -> None:
    plain = book([entry("2026-10-05")])
    without = Book({name: table for name, table in plain.tables.items() if name != "Words"}, plain.table_names)
    assert "Words" in plain.tables
    assert wording(without).word("Invoice") == "Invoice"


def test_every_word_may_stand_there_with_nothing_in_its_place() -> None:
    names = [*(row["Category"] for row in RULES["Categories"]), *(row["Limit"] for row in RULES["Limits"])]
    given = words(*((str(word), None) for word in [*KNOWN, *names]))
    assert wording(book([entry("2026-10-05")], Words=given)).theirs == {}


def test_a_word_is_known_in_any_spelling_of_its_name() -> None:
    found = wording(book([entry("2026-10-05")], Words=words(("  credit\u00a0NOTE ", "Gutschrift"))))
    assert (found.word("Credit note"), found.word("Invoice")) == ("Gutschrift", "Invoice")


def test_an_unknown_word_names_its_cell_and_the_nearest_known_one() -> None:
    found = problems(("Invoise", "Rechnung"), ("Trainings", "Schulung"))
    assert [each.partition(". Enter one of Invoice, Credit note, Tax,")[0] for each in found] == [
        "Rules!A5: Ours is 'Invoise'",
        "Rules!A6: Ours is 'Trainings'",
    ]
    assert [each.rpartition(" (")[2] for each in found] == ["did you mean Invoice?).", "did you mean Training?)."]


def test_a_word_stands_in_one_row_only() -> None:
    assert problems(("Phone", "Telefon"), ("phone", "Anruf")) == [
        "Rules!A6: Ours is 'phone', as in Rules!A5 already. Keep one of the two rows."
    ]


def test_a_row_must_say_which_word_it_replaces() -> None:
    assert problems((None, "Telefon")) == ["Rules!A5: Ours is empty. Fill it in, or clear the whole row."]


def test_a_sentence_keeps_its_places() -> None:
    assert problems((INCREMENTS, "Abrechnung je angefangene halbe Stunde."), ("Phone", "{channel}")) == [
        "Rules!B5: Theirs has no place in braces, and Ours has {increment}. "
        "Write {increment} where what changes is to stand, and no other word in braces.",
        "Rules!B6: Theirs has {channel}, and Ours has no place in braces. Write it without braces.",
    ]


def test_no_other_problem_is_told_where_a_categorys_name_cannot_be_read() -> None:
    broken: list[Row] = [*RULES["Categories"], {"Category": None, "Treatment": "Limited"}]
    with pytest.raises(WorkbookError) as error:
        settled(book([entry("2026-10-05")], Categories=broken, Words=words(("Consulting", "Beratung"))))
    assert [each.place.cell for each in error.value.problems if each.place] == ["A13"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("{category} ({channel})", "{{category}} ({channel})"), ("Invoice", "{{invoice.total}}"), ("Tax", "Tax }")],
)
def test_braces_that_would_be_printed_are_a_problem(ours: str, theirs: str) -> None:
    assert problems((ours, theirs)) == [
        "Rules!B5: Theirs has braces that would be printed. Write each place in one pair of braces, as in Ours."
    ]
