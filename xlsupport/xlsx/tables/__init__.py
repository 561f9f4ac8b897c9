"""Excel's tables in the file: found, read, grown, and written.

calculated_columns  The formulas that new rows of a table get from its calculated columns.
parts               Excel's tables (ListObjects) as their parts describe them: where they stand, their columns, and how they grow.
loading             Our tables found in a workbook and read as columns of raw cells.
survey              What stands on a sheet before a table of ours is written: styles, formulas, and whatever is in the way.
growth              A table that grows: what may stand in its way, and which ranges on its sheet grow with it.
targets             A table that is about to be written: where it stands, what its cells become, and what must not be overwritten.
new_rows            The cells of a table's new rows: empty for their style, or a calculated column's own formula.
edits               One table's edit carried out in the package: its cells, its size, and what grows with it.
cached_values       Cached values of formulas: ours are set, and other people's are left to Excel.
"""
