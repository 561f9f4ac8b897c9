"""Each word of a vocabulary stands in one module: everywhere else it is asked for by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import xlsupport
from xlsupport.records.vocabulary import PACKAGES_OWN, TonedWord, Word, either

PACKAGE = Path(xlsupport.__file__).parent
WORDS = {str(word) for vocabulary in (*Word.__subclasses__(), *TonedWord.__subclasses__()) for word in vocabulary} | {
    PACKAGES_OWN
}

OTHER_MEANINGS = {
    "template/demo": WORDS,  # what people type into the demonstration, its slips included
    "sheets/specifications": {"Ticket", "Email", "Covered", "Billed", "minutes"},  # headers, and the kind of a column
    "template/building/widths": {"Ticket", "Email", "minutes"},  # the same
    "template/building/tables": {"minutes"},  # the kind of a column
    "template/example": WORDS,  # what people type into the example
    "invoice_sheets/placeholders": {"minutes"},  # the kind of a placeholder's value
    "xlsx/adopting/logs/headings": {"Ticket"},  # a header
    "xlsx/adopting/logs/planning": {"minutes"},  # the kind of a column
    "xlsx/adopting/logs/totals": {"minutes", "month"},  # words beside the label of a total
    "cli/commands/adopt": {"minutes"},  # a header's key
    "excel/functions": {"Covered", "Billed"},  # headers
    "writing/edits": {"Covered", "Billed"},  # headers
    "answers/json_documents": {"entries", "month", "package", "error", "minutes"},  # keys of JSON
    "answers/explanations": {"Covered"},  # what a step is called
    "answers/payment_steps": {"Waived"},  # the same
    "answers/terminal/checks": {"entry", "entries"},  # what is counted in a sentence
    "cli/adoptions": {"entry", "entries"},  # the same
    "cli/commands/doctor": {"entry", "entries", "error"},  # the same, and a key of JSON
    "answers/summaries": {"entry", "entries", "error", "warning"},  # what is counted in a sentence
    "reading/parties": {"package"},  # a record's field
    "cli/options": {"month"},  # the type of an option's value
    "excel/book/ranges": {"month"},  # an argument of a worksheet function
    "excel/signatures": {"month"},  # the same
    "xlsx/invoice_sheets/drawings": {"package"},  # a kind of relationship
}
"""Texts that are spelt like a word of a vocabulary and mean something else, with what they mean."""


def texts(path: Path) -> Iterator[ast.Constant]:
    """The texts of a module but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node


def test_no_other_module_spells_a_word_of_a_vocabulary() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").as_posix()
        if name != "records/vocabulary":
            spelt = ((node.lineno, node.value) for node in texts(path) if node.value in WORDS)
            found += [f"{name}:{line} {word}" for line, word in spelt if word not in OTHER_MEANINGS.get(name, ())]
    assert found == []


@pytest.mark.parametrize(("name", "words"), OTHER_MEANINGS.items(), ids=list(OTHER_MEANINGS))
def test_the_named_exceptions_are_there(name: str, words: set[str]) -> None:
    spelt = {node.value for node in texts(PACKAGE / f"{name}.py")}
    assert words <= spelt or words is WORDS


def test_words_to_choose_from_are_listed_as_in_a_sentence() -> None:
    assert [either(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]
