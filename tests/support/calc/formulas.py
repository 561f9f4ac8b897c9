"""Formulas and number formats in Excel's words and in Calc's, as far as the two differ."""

import re

_PIECES = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?P<sheet>\$?(?:'(?:[^']|'')+'|[^\W\d][\w.]*))!(?=[$A-Za-z\\d])"  # Excel's sheet of a reference
    r"|[{},;]"
)
_CALC_PIECES = re.compile(
    r'"(?:[^"]|"")*"'
    r"|\$?(?P<sheet>'(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?[A-Z]{1,3}\$?\d|\$?\d+:|\$?[A-Z]{1,3}:)"  # Calc's sheet of a reference
    r"|[{}|;]"
)


def to_calc(formula: str) -> str:
    """A formula as Calc takes it: semicolons between arguments, `$Sheet.A1` for `Sheet!A1`.

    >>> to_calc("=SUM(Log!A1:B2,'Invoice lines'!$C$3)&\\"a,b!\\"")
    '=SUM($Log.A1:B2;$\\'Invoice lines\\'.$C$3)&"a,b!"'
    >>> to_calc("=INDEX({1,2;3,4},2,1)")
    '=INDEX({1;2|3;4};2;1)'
    """
    depth = 0

    def piece(match: re.Match[str]) -> str:
        nonlocal depth
        text = match[0]
        if match["sheet"]:
            return f"${match['sheet'].lstrip('$')}."
        if text in "{}":
            depth += 1 if text == "{" else -1
            return text
        return {",": ";", ";": "|" if depth else ";"}.get(text, text)

    return _PIECES.sub(piece, formula)


def to_excel(formula: str) -> str:
    """A formula of Calc's as Excel shows it; the braces around an array formula are no part of it.

    >>> to_excel("=SUM($Log.A1:B2;$'Invoice lines'.$C$3)&\\"a;b\\"")
    '=SUM(Log!A1:B2,\\'Invoice lines\\'!$C$3)&"a;b"'
    >>> to_excel("{=INDEX({1;2|3;4};2;1)}")
    '=INDEX({1,2;3,4},2,1)'
    >>> to_excel("=IFERROR(INDEX(Runs[When];1);\\"\\")"), to_excel("=#N/A"), to_excel("=TRUE()")
    ('=IFERROR(INDEX(Runs[When],1),"")', '=#N/A', '=TRUE()')
    """
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]

    def piece(match: re.Match[str]) -> str:
        text = match[0]
        if match["sheet"]:
            return f"{match['sheet']}!"
        return {";": ",", "|": ";"}.get(text, text)

    return _CALC_PIECES.sub(piece, formula)


_FORMAT_PIECES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|General|E[+-]|.', re.IGNORECASE)


def excel_format(code: str) -> str:
    """A number format's code as Excel writes it.

    >>> [excel_format(each) for each in ("YYYY-MM-DD HH:MM", '#,##0.00" DM";[RED]-0', "H:MM AM/PM", "0.00E+00")]
    ['yyyy-mm-dd hh:mm', '#,##0.00" DM";[Red]-0', 'h:mm AM/PM', '0.00E+00']
    """

    def piece(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] == "[" and text[1:-1].isalpha():
            return text.lower() if text[1:-1].lower() in ("h", "hh", "m", "mm", "s", "ss") else text.title()
        return text.lower() if text in "YMDHS" else text

    return _FORMAT_PIECES.sub(piece, code)
