"""The workbook's cell styles: read, copied with another number format, and merged with another workbook's.

styles    Cell styles: the workbook's own, and copies of them with a number format where they have none.
measures  What a sheet's part says of its rows' and columns' sizes.
merging   Another workbook's styles appended to a workbook's own, which keep their numbers.
"""
