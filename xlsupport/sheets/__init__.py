"""A workbook as values: its contract, its tables, and what is to be written into them.

specifications  The workbook's contract: tables, columns, kinds, and who owns each.
addresses       Rectangles of cells, and how they are written.
names           What Excel allows as the name of a sheet: one rule, for names that are made and for names that are checked.
tables          Tables as values: what a workbook hands over, the same for a file, an open workbook and a test.
edits           Edits as values: what a run writes into a workbook, carried out by a file, an open workbook or a test.
serials         Dates as the numbers that Excel keeps of them, in both of its date systems.
holding         Whether a cell already holds a value: one rule for what is written, what is kept, and what is read back.
growth          Why a table cannot grow: the refusal, and the reasons that a file and an open workbook have in common.
grids           Cells as tables: a row of headers, and the columns below it that the specification knows.
differences     What differs between two workbooks: cells as people read them, and parts of the file.
"""
