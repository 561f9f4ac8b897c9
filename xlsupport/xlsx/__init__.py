"""A workbook file: its tables read as values, and edits written back without losing anything else in it.

package         The zip container and the parts in it: opened, checked, and written with all untouched bytes as they were.
sheet           The rows and cells of a sheet's part: cut, read, and rewritten by one grammar.
styles          The workbook's cell styles: read, copied with another number format, and merged with another workbook's.
tables          Excel's tables in the file: found, read, grown, and written.
verification    A workbook just written is read again before it takes the old one's place.
invoice_sheets  Invoice sheets in the file: copies of the workbook's own template, filled.
adopting        A workbook that people have already gets xlsupport's sheets, and its log becomes the usage log.
saving          The workbook replaced in one step: locks, the draft beside it, and its backups.
comparison      What differs between two workbooks: their parts byte by byte, and the cells of the sheets that are not the same.
web_extensions  The code that an add-in of Office's own store keeps in a workbook: put in, renewed, and taken out without a trace.
workbook_file   One workbook file from opening it to saving it: its tables read, edits collected, the file written and verified.
restoring       Go back to a backup of a workbook; what it was before becomes a backup in turn, so that this can be undone.
"""
