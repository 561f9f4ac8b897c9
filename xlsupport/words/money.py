"""Amounts as Decimal, rounded to cents in one place."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def exact(number: float | str | Decimal) -> Decimal:
    """A cell's number as the person typed it: a float goes through its shortest text, so 0.1 stays 0.1.

    >>> exact(0.1), exact(125)
    (Decimal('0.1'), Decimal('125'))
    """
    return Decimal(str(number))


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, half up (away from zero when negative): 1-policy.md, evaluating an entry, step 8.

    >>> cents(Decimal("12.345")), cents(Decimal("-12.345"))
    (Decimal('12.35'), Decimal('-12.35'))
    """
    return value.quantize(CENT, ROUND_HALF_UP) + ZERO  # no -0.00, which -62.50 at a tax of 0 % would come to


def price(minutes: int, rate: Decimal) -> Decimal:
    """What billed minutes cost at a rate per hour, to the cent.

    >>> price(30, Decimal("125"))
    Decimal('62.50')
    """
    return cents(minutes * rate / 60)
