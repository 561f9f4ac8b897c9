"""Values of cells on their way between xlwings and Calc."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from support.calc.formulas import to_calc
from support.calc.typing import Typed, typed


class CellError(str):
    """An error that stands in a cell, by its name."""


def given(value: Any, as_text: bool, today: date, epoch: datetime) -> Any:
    """A value as `calc_cells` writes it; a text as Excel would take it, or `as_text` in a cell that is formatted so."""
    if isinstance(value, bool):
        return {"truth": value}
    if isinstance(value, datetime | date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        shown = "m/d/yyyy h:mm" if moment.time() != datetime.min.time() else "m/d/yyyy"
        return {"number": (moment.replace(tzinfo=None) - epoch) / timedelta(days=1), "shown": shown}
    if not isinstance(value, str):
        return float(value) if isinstance(value, Decimal) else value
    found = Typed("text", value.removeprefix("'")) if as_text else typed(value, today)
    if found.kind in ("formula", "error"):
        return {"formula": to_calc(str(found.value)) if found.kind == "formula" else f"={found.value}"}
    if found.kind == "truth":
        return {"truth": found.value}
    return {"number": found.value, "shown": found.shown} if found.kind == "number" else found.value


def money(value: float) -> Decimal:
    """What Excel hands over of a cell that is formatted as an amount in a currency: four decimals, not a float."""
    return Decimal(str(value)).quantize(Decimal("0.0001"))


def in_bar(value: object) -> str:
    """A value as the formula bar shows it: numbers to 15 digits.

    >>> in_bar(5.0), in_bar(46349.608449074076), in_bar(1e21), in_bar("5"), in_bar(None)
    ('5', '46349.6084490741', '1E+21', '5', '')
    """
    if value is None:
        return ""
    return f"{value:.15g}".upper() if isinstance(value, float) else str(value)
