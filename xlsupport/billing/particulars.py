"""What a document says besides its lines: who sends it to whom, in which currency, and how time was rounded."""

from datetime import date
from typing import NamedTuple

from xlsupport.rating.evaluation import Evaluation
from xlsupport.records.policy import Policy
from xlsupport.records.vocabulary import Rounding, Tier
from xlsupport.records.wording import TAX_LABEL


class RoundingRule(NamedTuple):
    """How time was rounded up: over what, and in which increments of minutes, by tier in the order of the table Rates."""

    over: Rounding
    increments: tuple[tuple[Tier, int], ...]


class Particulars(NamedTuple):
    """The particulars of one document, as the set-up tables have them on the last day of its month.

    The addressee's are those of the contract in force on that day, else of the client's last one; all are empty for a client
    that is no longer in the table Clients.
    """

    vendor_name: str
    vendor_address: str
    vendor_email: str
    billing_contact: str
    billing_email: str
    billing_address: str
    po_number: str
    currency: str
    tax_label: str
    rounding: RoundingRule


def particulars(evaluation: Evaluation, client: str, last: date) -> Particulars:
    """The particulars of a client's document for the month that ends on a day."""
    settings = evaluation.policy.settings
    contract = evaluation.parties.last_contract(client, last)
    return Particulars(
        vendor_name=settings.vendor_name,
        vendor_address=settings.vendor_address,
        vendor_email=settings.vendor_email,
        billing_contact=contract.billing_contact if contract else "",
        billing_email=contract.billing_email if contract else "",
        billing_address=contract.billing_address if contract else "",
        po_number=contract.po_number if contract else "",
        currency=settings.currency,
        tax_label=settings.tax_label or TAX_LABEL,
        rounding=_rounding(evaluation.policy, last),
    )


def _rounding(policy: Policy, day: date) -> RoundingRule:
    """The rounding rule in force on a day."""
    return RoundingRule(policy.settings.rounding, tuple((tier, policy.rate_on(tier, day).increment) for tier in policy.rates))
