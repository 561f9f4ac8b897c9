"""What a sheet's part says of its rows' and columns' sizes."""

from xlsupport.invoice_sheets.row_heights import USUAL_HEIGHT, USUAL_SIZE, USUAL_WIDTH, Lettering, Measures
from xlsupport.sheets.addresses import Area, area
from xlsupport.xlsx.package.markup import Element, whole_number
from xlsupport.xlsx.styles.styles import Styles

_PADDING = 5 / 7  # what a file counts into a column's width for the cells' margins, in digits of Calibri 11


def measures_of(root: Element) -> Measures:
    """The measures of a sheet as its part says them."""
    settings, columns = root.child("sheetFormatPr"), root.child("cols")
    usual = _number(settings.attributes.get("defaultColWidth")) if settings else None
    widths = {
        number: width - _PADDING
        for each in (columns.children if columns else ())
        if (width := _number(each.attributes.get("width")))
        for number in range(whole_number(each.attributes.get("min", "1")) or 1, min(_last(each), 1000) + 1)
    }
    return Measures(
        (_number(settings.attributes.get("defaultRowHeight")) if settings else None) or USUAL_HEIGHT,
        usual - _PADDING if usual else USUAL_WIDTH,
        widths,
        {(each.top, each.left): each.right for each in merged_areas(root)},
    )


def merged_areas(root: Element) -> list[Area]:
    """A sheet's merged cells."""
    merges = root.child("mergeCells")
    ranges = [area(each.attributes.get("ref", "")) for each in (merges.children if merges else ())]
    return [each for each in ranges if each]


def _last(columns: Element) -> int:
    return whole_number(columns.attributes.get("max", "0")) or 0


def height_of(row: Element) -> tuple[float | None, bool]:
    """A row's height in points, if it has one, and whether somebody chose it."""
    return _number(row.attributes.get("ht")), row.attributes.get("customHeight") in ("1", "true")


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def lettering(styles: Styles, cell: Element) -> Lettering:
    """How large the letters of a cell are."""
    style = whole_number(cell.attributes.get("s", "0"))
    size, bold, face = styles.letters(0 if style is None else style)
    return Lettering(size or USUAL_SIZE, bold, face)


def wraps(styles: Styles, cell: Element) -> bool:
    """Whether a cell's style lets its text wrap."""
    style = whole_number(cell.attributes.get("s", "0"))
    return style is not None and styles.wraps(style)
