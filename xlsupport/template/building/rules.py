"""The values in force of 1-policy.md, as the template ships them: where finance starts from."""

from collections.abc import Sequence

POLICY: dict[str, Sequence[Sequence[str | float | None]]] = {
    "Packages": (("Single", 30), ("Small", 45), ("Medium", 60), ("Large", 60), ("X Large", 90)),
    "Limits": (
        ("Call or email length", "Phone, Email", "Training, System question, General", "minutes", 15, "entry"),
        ("Calls", "Phone", "Training, System question, General", "entries", 4, "month"),
        ("Question time", "Phone, Email", "Training, System question, General", "minutes", 60, "month"),
        ("Meeting length", "Meeting", None, "minutes", "package", "entry"),
        ("Meetings", "Meeting", None, "entries", 4, "contract year"),
    ),
    "Categories": (
        ("Bug fix", "Included"), ("New request", "Included"), ("Project update", "Included"), ("General", "Limited"),
        ("Training", "Limited"), ("System question", "Limited"), ("Custom development", "Quoted"), ("Formal training", "Quoted"),
    ),
    "Rates": (("Advanced", 100, 30), ("As needed", 125, 30)),
    "Settings": (
        ("Vendor name", None), ("Vendor address", None), ("Vendor email", None), ("Currency", "USD"), ("Rounding", "per entry"),
        ("Overage without agreement", "hold"), ("Near limit", 0.8), ("Invoice prefix", "INV-"), ("Credit prefix", "CN-"),
        ("Payment days", 30), ("Tax label", None), ("Scheduling", "required"),
    ),
}  # fmt: skip
