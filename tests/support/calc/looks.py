"""How cells look, in xlwings' words and in Calc's."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from support.calc.members import refusing

if TYPE_CHECKING:
    from support.calc.ranges import Range


class Font(base_classes.Font):
    """How a range's letters look."""

    def __init__(self, parent: "Range") -> None:
        self.parent = parent

    api = property(lambda self: self)

    @property
    def bold(self) -> bool | None:
        weight = self.parent.ask("look", name="CharWeight")
        return None if weight is None else bool(weight > 100)

    @bold.setter
    def bold(self, value: bool) -> None:
        self.parent.change("bold", "set_look", name="CharWeight", value=150.0 if value else 100.0)

    @property
    def name(self) -> str | None:
        found = self.parent.ask("look", name="CharFontName")
        return None if found is None else str(found)

    @name.setter
    def name(self, value: str) -> None:
        self.parent.change("typeface", "set_look", name="CharFontName", value=value)

    @property
    def size(self) -> float | None:
        size = self.parent.ask("look", name="CharHeight")
        return None if size is None else float(size)

    @size.setter
    def size(self, value: float) -> None:
        self.parent.change("font size", "set_look", name="CharHeight", value=float(value))


def colour(value: Any) -> int:
    """A colour of xlwings' in Calc's words."""
    if value is None:
        return -1
    if isinstance(value, str):
        return int(value.lstrip("#"), 16)
    red, green, blue = (value & 255, value >> 8 & 255, value >> 16) if isinstance(value, int) else value
    return int(red) << 16 | int(green) << 8 | int(blue)


refusing(Font)
