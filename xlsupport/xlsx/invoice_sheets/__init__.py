"""Invoice sheets in the file: copies of the workbook's own template, filled.

drawings    Pictures and shapes of a sheet copied with it, and what xlsupport does not copy.
names       Names that belong to one sheet: its print area, its totals, and their copies for a copy of the sheet.
relocation  A sheet's markup around its rows, moved along with them: merges, rules, links, breaks, views, extensions.
rich_text   Texts in runs of different formats, as shared strings and cells hold them.
template    The sheet that invoices are copies of, read from the workbook's file.
markup      An invoice sheet's part, spliced from the bytes of the template's own.
adding      Invoice sheets: copies of the workbook's own invoice template, filled, checked against the register, and added to it.
"""
