"""A workbook that people have already gets xlsupport's sheets, and its log becomes the usage log.

logs           A log that people keep: found, looked at row by row, and planned to become the usage log.
header_row     The header row of a log that becomes our table: names, new columns, and the table listed on its sheet.
room           What stands where a table is to get new columns at its right.
new_columns    The columns that a log gets at its right: empty, with one value in each entry, or computed from a column of hours.
conversion     A log that people keep becomes our table where it stands; columns that it lacks are added at its right.
transplanting  A sheet of our template put into another workbook, with its tables, its drawing and that drawing's charts.
sheets         Our sheets, tables, styles and names put into a workbook that people have already.
older_tables   Tables of ours that an older xlsupport made get the columns that they lack, at their right end.
adopting       A workbook adopted: what was changed in its package, and the proof that all else is as it was.
"""
