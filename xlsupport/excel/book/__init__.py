"""The open workbook through xlwings: read as values, written whole or not at all.

ranges          What a worksheet function is given, however Excel hands it over: ranges as tables, single values as values.
blocks          An edit as blocks of cells, each of which is assigned in one go.
journal         What was changed in an open workbook, so that all of it can be put back.
page_texts      The headers and footers of an invoice's pages, which xlwings itself does not know: through what Excel hands out.
reading         The tables of the open workbook, read as values.
open_book       The workbook that is open in Excel: its tables read as values, and edits written into it whole or not at all.
invoice_sheets  Invoice sheets in the open workbook: copies of its own template, filled as the file door fills them.
"""
