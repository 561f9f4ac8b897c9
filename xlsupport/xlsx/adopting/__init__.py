"""A workbook that people have already gets xlsupport's sheets, and its log becomes the usage log.

found_logs     A log that people keep already, found on its sheet: an Excel table, or a range under a row of headers.
header_row     The header row of a log that becomes our table: names, new columns, and the table listed on its sheet.
room           What stands where a table is to get new columns at its right.
conversion     A log that people keep becomes our table where it stands; columns that it lacks are added at its right.
headings       Which columns of a log that people have already are which of ours.
transplanting  A sheet of our template put into another workbook, with its tables, its drawing and that drawing's charts.
sheets         Our sheets, tables, styles and names put into a workbook that people have already.
older_tables   Tables of ours that an older xlsupport made get the columns that they lack, at their right end.
adopting       A workbook adopted: what was changed in its package, and the proof that all else is as it was.
"""
