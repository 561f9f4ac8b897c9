"""The rows and cells of a sheet's part: cut, read, and rewritten by one grammar.

values          What a cell's XML means: text, numbers, truth values, errors and dates.
shared_strings  The workbook's shared texts, which most text cells refer to by number.
rows            The rows of a sheet: cut out of the part as it streams by, and read column by column.
formula_cells   The cells of a sheet that hold formulas.
rewriting       One table's cells written into a sheet as it streams by; every row and cell that is not written keeps its bytes.
"""
