"""What cells accept as people type, and how results show: validations and conditional formats."""

from collections.abc import Iterable

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation

from xlsupport.records.vocabulary import (
    Channel,
    Decision,
    PeriodKind,
    Rounding,
    Scheduling,
    Severity,
    State,
    Status,
    Tier,
    Tone,
    Treatment,
    Unit,
    WithoutAgreement,
    either,
)
from xlsupport.template.building.look import ACCENT, MUTED
from xlsupport.template.building.rules import POLICY
from xlsupport.template.building.tables import Placed
from xlsupport.writing.links import HEADER_ROW


def _list(formula: str, title: str, message: str, strict: bool = True) -> DataValidation:
    return DataValidation(
        type="list", formula1=formula, allow_blank=True, showErrorMessage=strict, showInputMessage=True, errorTitle=title,
        error=message, promptTitle=title, prompt=message, errorStyle="stop",
    )  # fmt: skip


def _validate(placed: Placed, header: str, rule: DataValidation) -> None:
    placed.sheet.add_data_validation(rule)
    rule.add(placed.below(header))


def _choice(options: Iterable[str]) -> str:
    return '"' + ",".join(options) + '"'


def add_validations(tables: dict[str, Placed]) -> None:
    """Drop-downs and checks as people type; they reach to the last row, so that a growing table needs nothing."""
    _check_log(tables["UsageLog"])
    _check_dates(tables)
    _check_set_up(tables)
    _check_settings(tables["Settings"])


def _check_log(log: Placed) -> None:
    first = HEADER_ROW + 1
    contacts = f"Contacts!$A${first}:$A$20000"
    client = f"${log.letter('Client')}{first}"
    found = f"OFFSET(Contacts!$B${HEADER_ROW},MATCH({client},{contacts},0),0,COUNTIF({contacts},{client}),1)"
    _validate(log, "Client", _list("ClientNames", "Client", "Choose a client from the table Clients."))
    _validate(log, "Contact", _list(found, "Contact", "Choose one of this client's contacts, from the table Contacts.", False))
    _validate(log, "Channel", _list(_choice(Channel), "Channel", f"{either(Channel)}."))
    _validate(log, "Category", _list("CategoryNames", "Category", "Choose a category from the table Categories on Rules."))
    _validate(
        log,
        "Scheduled",
        _list(_choice(("yes", "no")), "Scheduled", "yes if the call or meeting was scheduled in advance.", False),
    )
    _validate(
        log,
        "Decision",
        _list(_choice(Decision), "Decision", f"{either(Decision)}; give the reason in the next column."),
    )
    _validate(
        log, "Minutes",
        DataValidation(type="whole", operator="between", formula1="1", formula2="1440", allow_blank=True, showErrorMessage=True,
                       showInputMessage=True, errorTitle="Minutes", error="Enter a whole number of minutes from 1 to 1440.",
                       promptTitle="Minutes", prompt="Whole minutes, from 1 to 1440."),
    )  # fmt: skip


def _check_dates(tables: dict[str, Placed]) -> None:
    for name, headers in {
        "UsageLog": ("Date",), "Clients": ("Contract start", "Contract end"), "Contacts": ("Trained on", "Withdrawn on"),
        "Agreements": ("Start", "End"), "Packages": ("From",), "Limits": ("From",), "Rates": ("From",),
    }.items():  # fmt: skip
        for header in headers:
            rule = DataValidation(
                type="date", operator="greaterThanOrEqual", formula1="36526", allow_blank=True, showErrorMessage=True,
                showInputMessage=True, errorTitle=header, error="Enter a date such as 2026-03-31, from 2000 on.",
                promptTitle=header, prompt="A date such as 2026-03-31.",
            )  # fmt: skip
            _validate(tables[name], header, rule)


def _check_set_up(tables: dict[str, Placed]) -> None:
    _validate(
        tables["Clients"], "Package", _list("PackageNames", "Package", "Choose a package from the table Packages on Rules.")
    )
    for name in ("Contacts", "Agreements"):
        _validate(tables[name], "Client", _list("ClientNames", "Client", "Choose a client from the table Clients."))
    for name in ("Agreements", "Rates"):
        _validate(tables[name], "Tier", _list(_choice(Tier), "Tier", f"{either(Tier)}."))
    _validate(
        tables["Categories"],
        "Treatment",
        _list(_choice(Treatment), "Treatment", "How help of this category is handled."),
    )
    _validate(tables["Limits"], "Unit", _list(_choice(Unit), "Unit", f"{either(Unit)}."))
    _validate(tables["Limits"], "Period", _list(_choice(PeriodKind), "Period", "How long the quantity lasts."))


def _check_settings(settings: Placed) -> None:
    choices = {
        "Rounding": Rounding,
        "Overage without agreement": WithoutAgreement,
        "Scheduling": Scheduling,
    }
    for setting, options in choices.items():
        row = HEADER_ROW + 1 + [each[0] for each in POLICY["Settings"]].index(setting)
        rule = _list(_choice(options), setting, " or ".join(options) + ".")
        settings.sheet.add_data_validation(rule)
        rule.add(f"{settings.letter('Value')}{row}")


def add_formats(tables: dict[str, Placed]) -> None:
    """Conditional formats that say it by weight, slant and strike as well as by colour."""
    bad = DifferentialStyle(font=Font(bold=True, color="9C1C1C"), fill=PatternFill(bgColor="F9DEDC"))
    watch = DifferentialStyle(font=Font(italic=True, bold=True, color="7A4B00"), fill=PatternFill(bgColor="FCEFD2"))
    good = DifferentialStyle(font=Font(color="1B5E3A"))
    done = DifferentialStyle(font=Font(color=MUTED, strike=True))
    billed = DifferentialStyle(font=Font(bold=True, color=ACCENT))
    styles = {Tone.BAD: bad, Tone.WATCH: watch, Tone.BILLED: billed, Tone.DONE: done, Tone.GOOD: good}
    columns: dict[tuple[str, str], Iterable[Status | State | Severity]] = {
        ("UsageLog", "Status"): Status,
        ("Balances", "State"): State,
        ("Breaches", "Severity"): Severity,
    }
    for (name, header), words in columns.items():
        placed = tables[name]
        cell = f"${placed.letter(header)}{HEADER_ROW + 1}"
        for tone, style in styles.items():
            for word in (each for each in words if each.tone is tone):
                rule = Rule(type="expression", dxf=style, formula=[f'{cell}="{word}"'])
                placed.sheet.conditional_formatting.add(placed.below(header), rule)
