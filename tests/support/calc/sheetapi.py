"""What Windows hands out of a sheet, where xlwings has no words of its own."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from support.calc.addresses import area_of

if TYPE_CHECKING:
    from support.calc.books import Sheet


class SheetApi:
    """A worksheet, as far as tests and buttons need it: its protection, and its page texts."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet
        self.PageSetup = PageSetup(sheet)

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"the engine over Calc has no Sheet.api.{name}")

    def Protect(self) -> None:  # noqa: N802 # Excel's name
        self._sheet.ask("protect_sheet", on=True)

    def Unprotect(self) -> None:  # noqa: N802 # Excel's name
        self._sheet.ask("protect_sheet", on=False)


class PageSetup:
    """Headers and footers with Excel's codes, such as &P."""

    def __init__(self, sheet: "Sheet") -> None:
        vars(self)["sheet"] = sheet

    def __getattr__(self, name: str) -> str:
        texts = vars(self)["sheet"].ask("page_texts")
        if name not in texts:
            raise NotImplementedError(f"the engine over Calc has no PageSetup.{name}")
        return str(texts[name])

    def __setattr__(self, name: str, value: str) -> None:
        getattr(self, name)
        vars(self)["sheet"].change("page text", name, "set_page_text", name=name, text=value)


class Printing(base_classes.PageSetup):
    """What of a sheet is printed."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    @property
    def print_area(self) -> str | None:
        return self._sheet.ask("print_area") or None

    @print_area.setter
    def print_area(self, value: str) -> None:
        self._sheet.change("print area", value, "set_print_area", areas=[area_of(each) for each in value.split(",")])
