"""The workbook's cell styles: read, copied with another number format, and merged with another workbook's.

style_lists     The lists of a styles part (fonts, fills, borders, cell styles …): what each holds, and more put into it.
number_formats  The number formats of a styles part: what each of its numbers means, and which number has a code.
styles          Cell styles: the workbook's own, and copies of them with a number format where they have none.
measures        What a sheet's part says of its rows' and columns' sizes.
merging         Another workbook's styles appended to a workbook's own, which keep their numbers.
"""
