"""The rows and cells of a sheet's part: cut, read, and rewritten by one grammar.

grammar         The grammar of rows and cells, as Excel and most programs write them: the patterns that reader and editor share.
stream          A sheet's part as it streams by: what stands before its rows, blocks of whole rows, and what follows them.
values          What a cell's XML means: text, numbers, truth values, errors and dates.
shared_strings  The workbook's shared texts, which most text cells refer to by number.
rows            The rows of a sheet, one by one: cut out of blocks, parsed, and their cells' values.
columns         The wanted columns of a sheet, gathered row by row.
formula_cells   The cells of a sheet that hold formulas.
cell_styles     The styles of one column's cells.
rewriting       One table's cells written into a sheet as it streams by; every row and cell that is not written keeps its bytes.
"""
