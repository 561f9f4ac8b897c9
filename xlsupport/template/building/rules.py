"""The values in force of 1-policy.md, as the template ships them: where finance starts from."""

from collections.abc import Sequence

from xlsupport.records.vocabulary import (
    PACKAGES_OWN,
    Channel,
    PeriodKind,
    Rounding,
    Scheduling,
    Tier,
    Treatment,
    Unit,
    WithoutAgreement,
)
from xlsupport.records.wording import KNOWN

QUESTIONS = "Training, System question, General"
"""The categories that the limits of questions are about."""

POLICY: dict[str, Sequence[Sequence[str | float | None]]] = {
    "Packages": (("Single", 30), ("Small", 45), ("Medium", 60), ("Large", 60), ("X Large", 90)),
    "Limits": (
        ("Call or email length", "Phone, Email", QUESTIONS, Unit.MINUTES, 15, PeriodKind.ENTRY),
        ("Calls", Channel.PHONE, QUESTIONS, Unit.ENTRIES, 4, PeriodKind.MONTH),
        ("Question time", "Phone, Email", QUESTIONS, Unit.MINUTES, 60, PeriodKind.MONTH),
        ("Meeting length", Channel.MEETING, None, Unit.MINUTES, PACKAGES_OWN, PeriodKind.ENTRY),
        ("Meetings", Channel.MEETING, None, Unit.ENTRIES, 4, PeriodKind.CONTRACT_YEAR),
    ),
    "Categories": (
        ("Bug fix", Treatment.INCLUDED), ("New request", Treatment.INCLUDED), ("Project update", Treatment.INCLUDED),
        ("General", Treatment.LIMITED), ("Training", Treatment.LIMITED), ("System question", Treatment.LIMITED),
        ("Custom development", Treatment.QUOTED), ("Formal training", Treatment.QUOTED),
    ),
    "Rates": ((Tier.ADVANCED, 100, 30), (Tier.AS_NEEDED, 125, 30)),
    "Settings": (
        ("Vendor name", None), ("Vendor address", None), ("Vendor email", None), ("Currency", "USD"),
        ("Rounding", Rounding.PER_ENTRY), ("Overage without agreement", WithoutAgreement.HOLD), ("Near limit", 0.8),
        ("Invoice prefix", "INV-"), ("Credit prefix", "CN-"), ("Payment days", 30), ("Tax label", None),
        ("Scheduling", Scheduling.REQUIRED),
    ),
    "Words": tuple((word, None) for word in KNOWN),
}  # fmt: skip
