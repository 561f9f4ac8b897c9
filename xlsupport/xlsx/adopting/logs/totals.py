"""The texts with which people mark a row of totals."""

from xlsupport.sheets.tables import Cell

_TOTALS = frozenset(
    {
        "total", "totals", "total(h)", "tot.", "tot", "sum", "subtotal", "subtotals", "sub-total", "grand-total", "balance", "σ",
        "gesamt", "insgesamt", "gesamtsumme", "gesamtstunden", "gesamtzeit", "summe", "summen", "zwischensumme", "monatssumme",
        "totaal", "subtotaal", "totale", "totaux", "somme", "suma", "razem", "yhteensä", "summa", "totalt", "összesen", "toplam",
        "celkem", "ukupno", "skupaj", "итого", "всего", "разом", "合計", "小计", "总计", "总和", "합계", "المجموع", "סהכ",
    }
)  # fmt: skip
"""Words with which people label a row of totals."""

_BESIDE_TOTALS = frozenset(
    {
        "grand", "week", "weekly", "month", "monthly", "year", "daily", "project", "all", "of", "the", "for", "per", "in", "this",
        "and", "hours", "hrs", "hour", "h", "minutes", "mins", "min", "time", "worked", "spent", "logged", "amount", "aantal",
        "uren", "stunden", "std", "minuten", "heures", "des", "de", "du", "der", "ore", "horas", "godzin",
    }
)  # fmt: skip
"""Words that may stand beside them, so that a client called Total Energies labels nothing."""


def is_label(cell: Cell) -> bool:
    """Whether a text is the label of a total, and says nothing else."""
    if not isinstance(cell, str):
        return False
    words = [word.strip(":=.,()") or word for word in cell.casefold().split()]
    named = [word for word in words if word in _TOTALS or f"{word}." in _TOTALS]
    return bool(named) and all(word in _TOTALS | _BESIDE_TOTALS or not any(map(str.isalpha, word)) for word in words)


def is_figure(text: str) -> bool:
    """Whether a text is a number with at most a word behind it, such as `12,5 hours`."""
    number, *words = text.split()
    return len(words) < 2 and number[:1].isdigit() and not number.strip("0123456789.,:")
